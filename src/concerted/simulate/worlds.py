"""Worlds with a planted answer."""

from __future__ import annotations

from concerted.days import DayLike
from concerted.simulate.making import made
from concerted.simulate.truth import World
from concerted.simulate.wanted import checked


def world(
    kind: str = "independent",
    *,
    driver: str | tuple[str, ...] = "steady",
    groups: int = 5,
    days: int = 1000,
    rate: float = 0.2,
    share: float = 0.2,
    lags: tuple[int, ...] = (0, 1),
    pairs: tuple[tuple[str, str], ...] | None = None,
    moments: float = 0.05,
    shocks: tuple[float, float] = (0.05, 5.0),
    controls: int | None = None,
    control_rate: float = 1.0,
    shared: bool = True,
    thinning: bool = False,
    coverage: str | None = None,
    start: DayLike = "2020-01-06",
    seed: int = 1,
    number: int = 0,
) -> World:
    """Return counts whose answer is known.

    Parameters
    ----------
    kind : {"independent", "shared cause", "imitation", "command"}
        What moves a share of the groups' events: nothing; public triggers, listed in `truth.triggers`; another group's events; the orders
        of a hidden commander. Triggers and orders draw events of all groups.
    driver : str or tuple of str
        Keys of `DRIVERS`; several are combined.
    groups : int
        How many groups the question is about: "A", "B" and so on. The counts can hold controls, an opponent and an umbrella besides.
    days : int
        Length of the record.
    rate : float
        Expected events a day of each group, whatever the driver; only "sparse" and "unequal rates" change it.
    share : float
        Share of a group's events that a link or trigger moves.
    lags : tuple of int
        Days by which they follow.
    pairs : tuple of (str, str), optional
        For imitation: (who is copied, who copies). ("A", "B") alone if left out.
    moments : float
        Share of the days that are orders or triggers.
    shocks : (float, float)
        Of listed surges and unlisted shocks: share of the days hit, and how many times the rate is raised.
    controls : int, optional
        Unrelated groups of the same sources; three where the effort of reporting differs, else none.
    control_rate : float
        Expected events a day of each control.
    shared : bool
        Whether the groups share their levels; otherwise each has a stretch of its own.
    thinning : bool
        How reporting effort acts. False multiplies the rates before links are planted, so that `share` is a share of the events reported;
        True takes events away after links were planted, so that both ends of a link are seen less often.
    coverage : {"census", "sample"}, optional
        What the counts say of the days looked at; a sample where the effort of reporting differs, else a census.
    start : day
        First day of the record; a Monday if left out.
    seed, number : int
        World `number` of the series that `seed` begins: the same bytes whatever was drawn before it and on any number of workers.

    Returns
    -------
    World
        `counts`, and `truth`.

    Raises
    ------
    DataError, WindowError
        If an argument cannot be used.

    Examples
    --------
    >>> world = cc.simulate.world("imitation", driver="weekday", share=0.3, seed=7)
    >>> world.truth.links
    (Link(a='A', b='B', lags=(0, 1), share=0.3),)
    """
    return made(
        checked(
            kind=kind,
            driver=driver,
            groups=groups,
            controls=controls,
            days=days,
            rate=rate,
            share=share,
            lags=lags,
            pairs=pairs,
            moments=moments,
            shocks=shocks,
            control_rate=control_rate,
            shared=shared,
            thinning=thinning,
            start=start,
            coverage=coverage,
            seed=seed,
            number=number,
        )
    )
