"""What a case is: a folder with case.toml, tables and an organisations file. Parses and checks its own files only."""

from concerted.case.folder import Case, Input, read_case
from concerted.case.template import new_case

__all__ = ["Case", "Input", "new_case", "read_case"]
