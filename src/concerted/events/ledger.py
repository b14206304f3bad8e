"""The ledger of rows of an import: nothing is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass

from concerted.errors import DataError

KEPT, MERGED, SET_ASIDE = "kept", "merged", "set aside"


@dataclass(frozen=True, order=True)
class Entry:
    """What became of one row, where that needs a word.

    Attributes
    ----------
    row : int
        Row of the file, as a spreadsheet counts.
    fate : str
        "kept" (with a doubt), "merged" or "set aside".
    reason : str
    """

    row: int
    fate: str
    reason: str


@dataclass(frozen=True)
class Ledger:
    """How many rows were read and what became of them: read = kept + merged + set aside.

    Attributes
    ----------
    read, kept, merged, set_aside : int
        Rows of data; a row of tags counts as data.
    entries : tuple of Entry
        One for each row that was merged, set aside, or kept with a doubt.
    """

    read: int
    kept: int
    merged: int
    set_aside: int
    entries: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a ledger that does not add up.

        Raises
        ------
        DataError
            If rows are missing, or entries do not match the counts.
        """
        if self.read != self.kept + self.merged + self.set_aside:
            raise DataError(
                f"expected a ledger that adds up; found {self.read} rows read, but {self.kept} kept, {self.merged} merged and "
                f"{self.set_aside} set aside. This is a fault of the program: please report it with the file's header."
            )
        listed = {fate: sum(entry.fate == fate for entry in self.entries) for fate in (MERGED, SET_ASIDE)}
        if (listed[MERGED], listed[SET_ASIDE]) != (self.merged, self.set_aside):
            raise DataError(f"expected an entry for each row merged or set aside; found {listed}. Please report this fault of the program.")
