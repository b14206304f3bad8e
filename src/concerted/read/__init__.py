"""Documents to text to statements: who said what of whom, in which words."""

from concerted.read.text import Text, plain_text
from concerted.read.verify import anchor, verify

__all__ = ["Text", "anchor", "plain_text", "verify"]
