"""Changes of columns, told before anything is replaced."""

from __future__ import annotations

from collections.abc import Sequence

from concerted.errors import DownloadError


def change(old: Sequence[str], new: Sequence[str]) -> str:
    """Return in words how columns differ; empty where they do not, whatever their order.

    A missing column and a new one at the same place among those that stayed are told as one that was renamed.
    """
    lost, come = [name for name in old if name not in new], [name for name in new if name not in old]
    renamed = [(a, b) for a in lost for b in come if _place(a, old, new) == _place(b, new, old)]
    renamed = [(a, b) for a, b in renamed if sum(a in pair for pair in renamed) == 1 and sum(b in pair for pair in renamed) == 1]
    gone, added = {a for a, _ in renamed}, {b for _, b in renamed}
    words = [f"{a} now seems to be called {b}" for a, b in renamed]
    words += [f"{name} is missing" for name in lost if name not in gone]
    words += [f"{name} is new" for name in come if name not in added]
    return "; ".join(words)


def require(needed: Sequence[str], found: Sequence[str], what: str) -> None:
    """Refuse a table that could not be imported.

    Raises
    ------
    DownloadError
        If a needed column is missing.
    """
    if words := change(needed, [name for name in found if name in needed]):
        also = ", ".join(name for name in found if name not in needed) or "none"
        raise DownloadError(
            f"expected the columns {', '.join(needed)} in {what}; found that {words} (other columns: {also}). Nothing was replaced. "
            "The source may have changed its layout: look for a newer version of concerted."
        )


def compare(old: Sequence[str], new: Sequence[str], *, accepted: bool) -> str:
    """Return in words how columns differ from those of the earlier download.

    Raises
    ------
    DownloadError
        If they differ and that was not accepted.
    """
    words = change(old, new)
    if words and not accepted:
        raise DownloadError(
            f"expected the columns of the earlier download; found that {words}. Nothing was replaced. Look at the source's notes, then run "
            "again with --accept-columns; what came is kept for that."
        )
    return words


def _place(name: str, own: Sequence[str], other: Sequence[str]) -> str:
    """Return the last column before this one that both tables have."""
    return next((one for one in reversed(own[: own.index(name)]) if one in other), "")
