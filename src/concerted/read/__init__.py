"""Documents to text to statements: who said what of whom, in which words."""

from concerted.read.documents import document, documents, folder
from concerted.read.kept import KeptStatement, statements_of
from concerted.read.reading import statements
from concerted.read.redacted import redacted
from concerted.read.statement import Statement
from concerted.read.text import Text, plain_text
from concerted.read.verify import anchor, verify

__all__ = [
    "KeptStatement",
    "Statement",
    "Text",
    "anchor",
    "document",
    "documents",
    "folder",
    "plain_text",
    "redacted",
    "statements",
    "statements_of",
    "verify",
]
