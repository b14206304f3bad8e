"""A model-backed reader, off unless a case names an endpoint: it proposes quotations, and each is held against the text."""

from concerted.read.model.answers import Answers
from concerted.read.model.client import Endpoint, check_ready
from concerted.read.model.reader import Proposals, Rejected, propose, reading_of, unanswered

__all__ = ["Answers", "Endpoint", "Proposals", "Rejected", "check_ready", "propose", "reading_of", "unanswered"]
