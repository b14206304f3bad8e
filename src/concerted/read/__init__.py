"""Documents to text to statements: who said what of whom, in which words."""

from concerted.read.documents import document, documents, folder
from concerted.read.reading import statements
from concerted.read.statement import Statement
from concerted.read.text import Text, plain_text
from concerted.read.verify import anchor, verify

__all__ = ["Statement", "Text", "anchor", "document", "documents", "folder", "plain_text", "statements", "verify"]
