"""Sentences on how a weapon or tactic passed on."""

from __future__ import annotations

from concerted.words.numbers import p_text, percent, percent_interval, plural

METHOD = "order-of-acquisition diffusion likelihood, ties against none; places in the network of ties exchanged between the actors"
EFFECT = "estimated share of later first uses that came by a tie"
ASSUMES = (
    "a first recorded use stands for the first use; who is watched more is seen earlier",
    "all actors could have taken it up alone, at one rate",
    "the ties were there before the uses",
)
CANNOT_SHOW = ("whether it was handed over, taught or merely seen and copied",)
NO_TIES = "no ties were given, and an order of first uses alone shows no passing on"
SETTLE = "ties that were there before, from other sources than the uses, for about twenty actors or more"


def found(actors: int, uses: int, share: float, low: float, high: float, p: float) -> str:
    """Return what ties foretell."""
    return (
        f"Of {plural(uses, 'first use')} that others had gone before, among {plural(actors, 'actor')}, an estimated {percent(share)} came by a "
        f"tie ({percent_interval(low, high)}), p {p_text(p)}."
    )


def few(actors: int, uses: int) -> str:
    """Return why too little is known."""
    return f"only {plural(uses, 'first use')} that others had gone before, among {plural(actors, 'actor')} with a tie"
