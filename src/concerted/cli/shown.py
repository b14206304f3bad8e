"""Texts that others wrote, as a terminal may show them."""

from __future__ import annotations

# Joiners shape Persian and Indic words; nothing else that is not seen may reach a terminal.
_HARMLESS = "\u200c\u200d"


def shown(text: str, longest: int = 0) -> str:
    """Return a text on one line in which nothing can steer a terminal: control and bidirectional characters are spelled out as codes.

    Parameters
    ----------
    text : str
    longest : int
        Characters to show at most; 0 for all.
    """
    signs = "".join(_sign(sign) for sign in text)
    return f"{signs[:longest]}…" if longest and len(signs) > longest else signs


def _sign(sign: str) -> str:
    if sign.isprintable() or sign in _HARMLESS:
        return sign
    if sign.isspace() and sign not in "\x1c\x1d\x1e\x1f\x0b\x0c\x85\r":
        return " "
    return sign.encode("unicode_escape", "backslashreplace").decode("ascii")
