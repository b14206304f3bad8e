"""Names to organisations: a name resolves by a listed alias and by nothing else; ties between organisations are dated claims."""

from concerted.actors.names import NamedInTable, undecided, unknown_names
from concerted.actors.register import Match, Register
from concerted.actors.ties import Ties

__all__ = ["Match", "NamedInTable", "Register", "Ties", "undecided", "unknown_names"]
