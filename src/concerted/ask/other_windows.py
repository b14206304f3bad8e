"""What other windows of a series hold, beside the one that is asked about."""

from __future__ import annotations

from concerted.ask.series import Series, weighted
from concerted.ask.total_series import TotalSeries
from concerted.days import Window, after, spoken
from concerted.finding import Variant
from concerted.words.numbers import bound, figure, plural


def placebos(data: Series, window: Window) -> list[Variant]:
    """Return the rank of the window among all other windows of its length."""
    lows, highs = data.other_windows(window)
    here = data.tally([window])
    if lows.size == 0:
        return []
    surely, possibly = int((highs <= here.low).sum()), int((lows <= here.high).sum())
    disjoint = max(1, (len(data.record) - len(window)) // len(window))
    exposed = " for their exposure" if weighted(data) else ""
    note = (
        f"of {lows.size} other windows of {plural(len(window), 'day')}, {surely} surely and {possibly} possibly held as few{exposed}; "
        f"about {disjoint} of them are disjoint, so the least rank p that could be had is about {figure(1 / (disjoint + 1), 2)}"
    )
    rank = (possibly + 1) / (lows.size + 1)
    return [Variant("rank among placebo windows", "placebo", p=rank, count=here.low if here.exact else None, note=note)]


def between_totals(data: Series, window: Window) -> list[Variant]:
    """Return what is known of each stretch between neighbouring totals that is as long as the window and apart from it."""
    if not isinstance(data, TotalSeries):
        return []
    rows = []
    for first, last in zip(data.stated[:-1], data.stated[1:], strict=True):
        stretch = Window(after(first), last)
        if len(stretch) >= len(window) and not stretch.overlaps(window):
            known = data.tally([stretch])
            between = f"after the total of {spoken(first)}, up to that of {spoken(last)}"
            note = f"{bound(known.low, known.high)} in {plural(len(stretch), 'day')} {between}"
            exact = known.low if known.exact else None
            rows.append(Variant(f"between totals, {Window(first, last)}", "bound", count=exact, note=note))
    return rows
