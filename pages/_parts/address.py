"""What is chosen in the sidebar, and how it is written in the address: codes, never translated labels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_core.periods import PERIODS
from crm_core.schema.dimensions import FILTERS

COMPARISONS = ("auto", "year_before", "days_before", "target", "none")
SAVED = "saved:"
"""What stands before the name of a saved selection to compare with."""

DEFAULT_PERIOD = "last_12_months"
FIELDS = tuple(one.name for one in FILTERS)


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
        Chosen codes of each dimension that narrows.
    """

    period: str = DEFAULT_PERIOD
    start: dt.date | None = None
    end: dt.date | None = None
    compare: str = "auto"
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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
        values={name: tuple(dict.fromkeys(parameters[name])) for name in FIELDS if parameters.get(name)},
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


def _one(parameters: Mapping[str, list[str]], name: str) -> str:
    return (parameters.get(name) or [""])[-1]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
