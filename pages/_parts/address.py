"""What is chosen in the sidebar, and how it is written in the address: codes, never translated labels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_core import segments
from crm_core.actions.selections import SEGMENT
from crm_core.errors import SettingsError
from crm_core.periods import PERIODS
from crm_core.schema.dimensions import FILTERS

COMPARISONS = ("auto", "year_before", "days_before", "target", "none")
SAVED = "saved:"
"""What stands before the name of a saved selection to compare with."""

CUSTOMER = "customer"
"""Parameter of the page on customers: which of them is open. The other pages' links leave it alone."""

DEFAULT_PERIOD = "last_12_months"
FIELDS = (*(one.name for one in FILTERS), SEGMENT)


@dataclass(frozen=True)
class Selection:
    """What a visitor has chosen.

    Attributes
    ----------
    period : str
        One of ``crm_core.periods.PERIODS``.
    start, end : date or None
        The days chosen by hand, for the period ``dates``.
    compare : str
        One of `COMPARISONS`, or `SAVED` and the name of a saved selection; ``auto`` takes the year before where the
        data reach back, else the days before.
    values : mapping of str to tuple of str
        Chosen codes of each dimension that narrows; the text of a segment under ``segment``.
    """

    period: str = DEFAULT_PERIOD
    start: dt.date | None = None
    end: dt.date | None = None
    compare: str = "auto"
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def segment(self) -> segments.Segment | None:
        """The segment that narrows every page; None for everybody."""
        texts = self.values.get(SEGMENT)
        return segments.read(texts[0]) if texts else None

    @property
    def narrowing(self) -> dict[str, Any]:
        """What narrows, as the fields of `crm_core.Filters`."""
        return filters_of(self.values)

    @property
    def saved(self) -> str:
        """Name of the saved selection to compare with; empty where it is something else."""
        return self.compare.removeprefix(SAVED) if self.compare.startswith(SAVED) else ""


def read(parameters: Mapping[str, list[str]]) -> Selection:
    """Read a selection from an address; what it doesn't know or understand is left at its default."""
    period = _one(parameters, "period")
    compare = _one(parameters, "compare")
    start, end = _day(_one(parameters, "from")), _day(_one(parameters, "to"))
    known = period if period in PERIODS else DEFAULT_PERIOD
    if known == "dates" and (start is None or end is None or start > end):
        known = DEFAULT_PERIOD
    return Selection(
        period=known,
        start=start if known == "dates" else None,
        end=end if known == "dates" else None,
        compare=compare if compare in COMPARISONS or (compare.startswith(SAVED) and compare != SAVED) else "auto",
        values={name: codes for name in FIELDS if (codes := _codes(name, parameters))},
    )


def written(selection: Selection) -> dict[str, list[str]]:
    """Write a selection as the parameters of an address; defaults are left out."""
    parameters: dict[str, list[str]] = {}
    if selection.period != DEFAULT_PERIOD:
        parameters["period"] = [selection.period]
    if selection.period == "dates" and selection.start and selection.end:
        parameters |= {"from": [selection.start.isoformat()], "to": [selection.end.isoformat()]}
    if selection.compare != "auto":
        parameters["compare"] = [selection.compare]
    return parameters | {name: list(codes) for name, codes in selection.values.items() if codes}


def filters_of(values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return chosen codes as fields of `crm_core.Filters`: of a segment itself in place of its text."""
    read = {SEGMENT: segments.read(values[SEGMENT][0])} if values.get(SEGMENT) else {}
    return {name: codes for name, codes in values.items() if name != SEGMENT} | read


def _codes(name: str, parameters: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the codes of a field, each once; of segments one, and none that can't be read."""
    codes = tuple(dict.fromkeys(parameters.get(name) or ()))
    if name != SEGMENT or not codes:
        return codes
    try:
        return (segments.read(codes[0]).text,)
    except SettingsError:
        return ()


def _one(parameters: Mapping[str, list[str]], name: str) -> str:
    return (parameters.get(name) or [""])[-1]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
