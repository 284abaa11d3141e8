"""Segments beside each other: every headline figure of each, against everybody, and which differences to believe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import crm_core
from crm_core import contrast
from crm_core.segments import Segment
from crm_core.text import formats, word
from pages._parts import card, loyalty, page, ratings
from pages._parts.answers import kept
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.segment_choice import Named
from pages._parts.view import View

TABLES = ("purchases", "complaints", "survey_answers")
SIZES, RISK = "segments.sizes", "value.at_risk"
FIGURES = {
    "satisfied": ("satisfaction.index", "satisfaction.nps", ratings.CSAT),
    "complaining": ("complaints.rate", "complaints.resolution_time", "complaints.sla"),
    "loyal": (SIZES, loyalty.BACK, loyalty.KEPT, loyalty.LIKED),
}
"""The headline figures by the tab they stand under."""

IN_A_ROW = 2
"""Pictures of one row."""

MAKING = {
    "satisfied": {"recommends"},
    "complaining": {"open_complaint"},
    "loyal": {"dealing", "tier", "rfm", "active_pct", "value_tenth"},
}
"""Attributes that are made from what the figures of a tab tell of: segments by them differ in these by their making."""

EACH = {RISK: ("at_risk", "low", "high")}
"""Sums that are told for each customer, so that segments of any size compare."""

AS_SHARE = (SIZES,)
"""Figures of which everybody has all: there is nothing to hold against."""


@dataclass(frozen=True)
class Compared:
    """Segments beside each other.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        Tables of `crm_core.contrast.against_all` by figure, the group being the segment's name.
    believed : DataFrame
        Differences to believe, see `crm_core.contrast.believed`.
    looked_at : int
        How many differences were looked at.
    people : mapping of str to int
        How many customers each segment has, by its name; without those that would tell of few people.
    hidden : tuple of str
        Names of those.
    """

    tables: dict[str, pd.DataFrame]
    believed: pd.DataFrame
    looked_at: int
    people: dict[str, int]
    hidden: tuple[str, ...]


def with_risk(view: View) -> bool:
    """Draw the switch that asks for the sales at risk too: a model is fitted for each segment."""
    return st.toggle(word("segments.with_risk", view.language), key="segments_risk")


def compare(view: View, named: Named, *, risk: bool) -> Compared:
    """Ask every figure for these segments, saying how far it has got."""
    counted, names = view.people(*(one for _, one in named)), [name for name, _ in named]
    people = {name: n for name, n in zip(names, counted, strict=True) if n is not None}
    figures = [one for group in FIGURES.values() for one in group] + ([RISK] if risk else [])
    tables, bar = {}, st.empty()
    for place, name in enumerate(figures if people else []):
        asked = word("segments.counting", view.language, figure=_title(view, name))
        bar.progress(place / len(figures), text=asked)
        tables[name] = _table(view, name, tuple(one for _, one in named)).assign(
            group=lambda table: [names[int(code)] for code in table["group"]]
        )
    bar.empty()
    chosen = tuple(one for _, one in named)
    judged = {name: table for name, table in tables.items() if name not in AS_SHARE and not _made_of(name, chosen)}
    values = {name: crm_core.ask(name).value for name in figures}
    believed, looked_at = contrast.believed(judged, values)
    return Compared(tables, believed, looked_at, people, tuple(name for name in names if name not in people))


def _made_of(name: str, chosen: tuple[Segment, ...]) -> bool:
    """Whether any of the segments is made from what a figure tells of."""
    group = next((group for group, names in FIGURES.items() if name in names), "loyal")
    return any(MAKING[group] & {*one.attributes} for one in chosen)


def _table(view: View, name: str, chosen: tuple[Segment, ...]) -> pd.DataFrame:
    filters, options = _asked(view, name)
    question = ("contrast", view.settings, name, filters, chosen, tuple(sorted(options.items())))
    found = kept(view.store, view.versions, question, lambda: _contrasted(view, name, chosen))
    return found.copy()


def _contrasted(view: View, name: str, chosen: tuple[Segment, ...]) -> pd.DataFrame:
    metric, (filters, options) = crm_core.ask(name), _asked(view, name)
    table = contrast.contrast(metric, view.store, filters, chosen, settings=view.settings, **options)
    whole = view.answer(name, filters, **options)
    if name in EACH:
        table, whole = (contrast.per_customer(one, *EACH[name]) for one in (table, whole))
    return table if name in AS_SHARE else contrast.against_all(table, whole, metric, view.settings)


def _asked(view: View, name: str) -> tuple[crm_core.Filters, dict[str, Any]]:
    """Return the filters and options that a figure is asked with, as on its own page."""
    if name == loyalty.BACK:
        these = loyalty.buyers(view)
        return these.filters, these.options
    options = ratings.asked_of(view, name) if name in ratings.OPTION else {}
    return view.filters(crm_core.ask(name).tables), options


def sentences(view: View, found: Compared, named: Named) -> list[str]:
    """Return what the page says: how many differences are more than chance, and the surest."""
    language = view.language
    if not named:
        return [word("segments.none", language)]
    if found.believed.empty:
        return [word(_nothing_told(found), language, all=found.looked_at)]
    first = found.believed.iloc[0]
    unit = crm_core.ask(first["metric"]).unit
    value, whole = (_written(view, first[one], unit) for one in ("value", "before"))
    places = {"n": len(found.believed), "all": found.looked_at, "segment": escaped(str(first["group"]))}
    figure = _title(view, first["metric"])
    return [word("segments.sentence", language, **places, figure=figure, value=value, whole=whole),
        word("segments.discovery", language)]  # fmt: skip


def _nothing_told(found: Compared) -> str:
    """Return the key of the sentence that says why no difference is told of."""
    if not found.tables:
        return "segments.all_hidden"
    return "segments.chance" if found.looked_at else "segments.too_few"


def _written(view: View, value: float, unit: str) -> str:
    if unit == "workspace currency":
        return formats.money(value, view.settings.currency, view.language)
    if unit in formats.TIMES:
        return formats.NO_BREAK.join(formats.time(value, unit, view.language))
    return formats.quantity(value, unit, view.language)


def _title(view: View, name: str) -> str:
    return word("segments.risk" if name == RISK else f"figure_title.{name}", view.language)


def draw(view: View, found: Compared, named: Named) -> None:
    """Draw a tab for each subject with a picture for each of its figures."""
    sizes = [_size(view, name, people) for name, people in found.people.items()]
    if sizes:
        st.markdown(f":small[:gray[{word('segments.sizes', view.language, sizes=' · '.join(sizes))}]]")
    if found.hidden:
        names = escaped(formats.listed(found.hidden, view.language))
        st.markdown(f":small[{word('segments.hidden', view.language, names=names)}]")
    if not found.tables:
        return
    shown = tuple(one for name, one in named if name not in found.hidden)
    makers = {name: partial(figure, name=name, chosen=shown, found=_Kept(found)) for name in found.tables}
    groups = {group: tuple(name for name in names if name in makers) for group, names in FIGURES.items()}
    groups["loyal"] += (RISK,) if RISK in makers else ()
    page.sections(view, "segments.tab", **{
        group: partial(_row, makers=[makers[name] for name in names]) for group, names in groups.items()
    })  # fmt: skip


def _size(view: View, name: str, people: int) -> str:
    return word("segments.size", view.language, name=escaped(name), n=formats.number(people, view.language))


def _row(view: View, *, makers: list[card.Maker]) -> None:
    """Draw figures in rows of two."""
    for place in range(0, len(makers), IN_A_ROW):
        card.side_by_side(view, *((1, make) for make in makers[place : place + IN_A_ROW]))


@dataclass(frozen=True)
class _Kept:
    """What was found, told from something else by its tables alone."""

    found: Compared

    def __repr__(self) -> str:
        tables = [(name, table.to_csv()) for name, table in self.found.tables.items()]
        return repr((tables, self.found.looked_at))


def figure(view: View, *, name: str, chosen: tuple[Segment, ...], found: _Kept) -> Section:
    """One figure of every segment with its interval, and everybody's as a ring."""
    table, metric = found.found.tables[name], crm_core.ask(name)
    before = None
    if name not in AS_SHARE:
        names = {"before": metric.value, "before_low": "low", "before_high": "high", "before_n": "n"}
        before = table.loc[table[metric.value].notna(), ["group", *names]].rename(columns=names)
    theirs = found.found.believed[found.found.believed["metric"] == name]["group"].tolist()
    said = formats.listed([escaped(one) for one in theirs], view.language)
    judged = "segments.by_making" if _made_of(name, chosen) else "segments.not_beyond"
    beyond = word("segments.beyond" if theirs else judged, view.language, names=said)
    places = {"figure": _title(view, name), "before": word("segments.everybody", view.language)}
    places["beyond"] = "" if name in AS_SHARE else beyond
    filters, options = _asked(view, name)
    text = "segments.share" if name in AS_SHARE else "segments.figure"
    return Section(
        f"segments.{name.replace('.', '_')}",
        name,
        "dumbbell",
        table[list(metric.columns)],
        before,
        places,
        filters=_rows_of(view, filters, chosen),
        options=options,
        labels={one: one for one in table["group"]},
        title="segments.figure",
        text=text,
        accented=tuple(theirs),
    )


def _rows_of(view: View, filters: crm_core.Filters, chosen: tuple[Segment, ...]) -> crm_core.Filters:
    """Return the filters of the records behind: those of the segments' customers, where they are enough people."""
    either = Segment("or", chosen) if len(chosen) > 1 else chosen[0]
    return replace(filters, segment=None if view.people(either)[0] is None else either)
