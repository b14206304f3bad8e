"""Event tables from their owners, with the user's own account; the only room that imports httpx and keyring."""

from concerted.download.session import Done, Session
from concerted.download.sources import SOURCES, Source

__all__ = ["SOURCES", "Done", "Session", "Source"]
