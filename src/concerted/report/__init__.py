"""From an assessment to files: one page, its figures, and tables for other programs."""

from concerted.report.write import write_report

__all__ = ["write_report"]
