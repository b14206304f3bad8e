"""A model-backed reader, off unless a case names an endpoint: it proposes quotations, and each is held against the text."""

from concerted.read.model.client import Endpoint
from concerted.read.model.reader import Proposals, Rejected, propose

__all__ = ["Endpoint", "Proposals", "Rejected", "propose"]
