"""Where a fact was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The public page or statement that a fact rests on.

    Attributes
    ----------
    url : str
        Address of the page; empty where no page was found.
    publisher : str
        Who published the page.
    stated_by : str
        The public role that the page names as the speaker; empty where the page speaks for itself.
    """

    url: str
    publisher: str = ""
    stated_by: str = ""
