"""What moved beyond chance: the headline figures, and the segments that stand out among many."""

from __future__ import annotations

import pandas as pd

import crm_core
from crm_core import comparison
from crm_core.movers import movers
from crm_core.text import formats, word
from pages._parts import figures, ratings, sidebar
from pages._parts.answers import cached
from pages._parts.markdown import escaped
from pages._parts.view import View

HEADLINE = ("satisfaction.index", "complaints.rate", "complaints.resolution_time")
"""The figures whose change is looked at."""

SEGMENTS = (
    ("satisfaction.index", "region"),
    ("complaints.rate", "product_category"),
    ("complaints.rate", "store"),
    ("complaints.resolution_time", "category"),
    (ratings.CSAT, "team"),
)
"""Figures and the dimensions whose groups are looked at; the number of all groups sets how sure one has to be."""

BETWEEN = "|"
"""Between the parts of a segment's code: figure, dimension, group."""


def table(view: View) -> pd.DataFrame:
    """Return the changes of the figures, then those of the segments that moved beyond chance, in per cent."""
    whole = comparison.changes({name: view.compare(name) for name in HEADLINE})
    parts = [comparison.changes({_code(row): pd.DataFrame([row])}) for row in _segments(view).to_dict("records")]
    return pd.concat([whole, *parts], ignore_index=True)


def labels(view: View, codes: pd.Series[str]) -> dict[str, str]:
    """Return the names of figures and segments by their codes."""
    return {code: _label(view, code) for code in codes}


def sentence(view: View) -> list[str]:
    """Say what moved most beyond chance; nothing where nothing can be compared."""
    changed = table(view)
    if not changed["verdict"].isin(("better", "worse", "moved", "noise")).any():
        return []
    most = comparison.moved_most(changed)
    if most is None:
        return [word("overview.nothing_moved", view.language)]
    return [word("overview.moved", view.language, figure=escaped(_label(view, most)), change=_change(view, most))]


def _segments(view: View) -> pd.DataFrame:
    """Return the segments that moved beyond chance, the surest first."""
    key = repr(("moved", view.key))
    found: pd.DataFrame = cached(key, _compute=lambda: _looked_for(view))
    return found


def _looked_for(view: View) -> pd.DataFrame:
    compared = {(name, by): _compared(view, name, by) for name, by in SEGMENTS}
    return movers(compared, {name: crm_core.ask(name).value for name, _ in SEGMENTS})


def _compared(view: View, name: str, by: str) -> pd.DataFrame:
    """Compare by a dimension; of answers on several scales those on the one that most answered on."""
    options = ratings.asked_of(view, name) if name in ratings.OPTION else {}
    return view.compare(name, by=by or None, **options)


def _code(row: dict[str, object]) -> str:
    return BETWEEN.join(str(row[part]) for part in ("metric", "by", "group"))


def _label(view: View, code: str) -> str:
    name, by, group = (*code.split(BETWEEN, 2), "", "")[:3]
    figure = word(f"figure_title.{name}", view.language)
    if not by:
        return figure
    offered = sidebar.offer(by, view.store, view.versions, view.language)
    return word("overview.segment", view.language, figure=figure, group=offered.get(group, group))


def _change(view: View, code: str) -> str:
    """Write a change in the unit of what changed."""
    name, by, group = (*code.split(BETWEEN, 2), "", "")[:3]
    metric = crm_core.ask(name)
    found = _compared(view, name, by)
    row = found[found["group"] == group].iloc[0]
    return figures.signed(row["change"], metric.unit, view.language, beside=row[metric.value]).replace(
        " ", formats.NO_BREAK
    )
