"""What each source is: address, licence, how to cite, and what one must agree to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from concerted.events.formats import Format

_ACLED_TERMS = """ACLED's terms of use (acleddata.com, "Terms of use and attribution policy") say, among other things:
- raw rows may not be given on to anybody, nor shown where others can take them;
- wherever the data are used, ACLED is named, with the day of access and what was selected;
- commercial use needs ACLED's agreement in writing;
- the data may not be used to harm or to target anybody.
This summary is no substitute for the terms, which you accepted with your account."""
_ACLED_KNOWN = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 assoc_actor_2 "
    "inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude geo_precision source "
    "source_scale notes fatalities tags timestamp"
)


@dataclass(frozen=True)
class Source:
    """One source of event tables.

    Attributes
    ----------
    name, title : str
    format_name : str
        As in `concerted import --format`.
    address : str
        Where it is read; a mirror may stand in for it.
    variable : str
        The variable of the environment that names a mirror.
    key : str
        The column that names an event; empty where there are no names of columns.
    needed, known : tuple of str
        Columns without which the table cannot be imported, and all that this version knows; empty where they differ by version.
    terms : str
        What one must agree to before anything is asked; empty where there is nothing.
    """

    name: str
    title: str
    format_name: str
    address: str
    variable: str
    key: str = ""
    needed: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    terms: str = ""

    @cached_property
    def format(self) -> Format:
        """The format that imports it, which knows its licence and how to cite it."""
        from concerted.events.loading import FORMATS

        return next(one for one in FORMATS if one.name == self.format_name)


_ALL = (
    Source(
        name="acled",
        title="ACLED",
        format_name="acled",
        address="https://acleddata.com",
        variable="CONCERTED_ACLED_URL",
        key="event_id_cnty",
        needed=("event_id_cnty", "event_date", "event_type", "actor1"),
        known=tuple(_ACLED_KNOWN.split()),
        terms=_ACLED_TERMS,
    ),
    Source(
        name="ucdp",
        title="UCDP",
        format_name="ucdp-ged",
        address="https://ucdpapi.pcr.uu.se/api",
        variable="CONCERTED_UCDP_URL",
        key="id",
        needed=("id", "side_a", "side_b", "date_start", "date_end", "best", "type_of_violence"),
    ),
    Source(name="gdelt1", title="GDELT 1.0", format_name="gdelt1", address="https://data.gdeltproject.org", variable="CONCERTED_GDELT_URL"),
    Source(name="gdelt2", title="GDELT 2.0", format_name="gdelt2", address="https://data.gdeltproject.org", variable="CONCERTED_GDELT_URL"),
)
SOURCES = MappingProxyType({one.name: one for one in _ALL})
