"""Words that go into charts and tables: labels of codes, titles of columns."""

from __future__ import annotations

import datetime as dt

import pandas as pd

import crm_core
from crm_core import charts
from crm_core.catalogue import COUNTS
from crm_core.schema.dimensions import TIMES
from crm_core.text import formats, has_word, label, template, word
from pages._parts import sidebar
from pages._parts.section import Section
from pages._parts.view import View


def labels_of(view: View, section: Section) -> dict[str, str]:
    """Return the labels of the codes in a section's table: of its groups and of its age bands."""
    labels: dict[str, str] = {}
    if section.by and section.by not in TIMES:
        labels = sidebar.offer(section.by, view.store, view.versions, view.language)
    if section.by is None and not section.described:
        labels = {code: label("code", code, view.language) for code in section.table["group"].unique()}
    if "band" in section.table:
        labels |= {code: label("band", code, view.language) for code in section.table["band"].unique()}
    if "table" in section.table:
        labels |= {code: word(f"table.{code}", view.language) for code in section.table["table"].unique()}
    labels |= section.labels
    return labels | {crm_core.MISSING: word("code.none", view.language)}


def column_title(column: str, language: str) -> str:
    """Return the heading of a metric's column."""
    return word(f"column.{column}", language) if has_word(f"column.{column}", language) else column


def labelled(view: View, section: Section) -> pd.DataFrame:
    """Return a section's table as a reader sees it: labels for codes, headings for columns, no empty group."""
    labels = labels_of(view, section)
    table = section.table.copy()
    for code_column in ("group", "band", "table", "weekday", "start", "end"):
        if code_column in table:
            table[code_column] = [labels.get(code, code) for code in table[code_column]]
    if "group" in table and (table["group"] == "").all():
        table = table.drop(columns="group")
    return table.rename(columns={column: column_title(column, view.language) for column in table.columns})


def for_chart(view: View, section: Section) -> charts.ChartWords:
    """Return everything a section's chart says."""
    language = view.language
    metric = crm_core.ask(section.metric)
    kind = view.comparison(metric.tables)
    texts = {key: template(f"chart.{key}", language) for key in charts.TEXTS[section.kind] if key != "before"}
    own = {key: f"chart.{section.kind}.{key}" for key in texts}
    texts |= {key: template(name, language) for key, name in own.items() if has_word(name, language)}
    against = view.selection.saved
    texts["before"] = word(f"compare.{kind}_short", language, name=against) if kind != "none" else ""
    texts["before"] = str(section.places.get("before", texts["before"]))
    if "money" in texts:
        texts["money"] = formats.money_template(view.settings.currency, language)
    if section.kind in ("trend", "dumbbell"):
        texts["value"] = word(f"figure_title.{metric.name}", language)
    return charts.ChartWords(
        labels=labels_of(view, section) | _moments(section, language),
        texts=texts,
        months=formats.month_names(language),
        minimum_n=view.settings.minimum_n,
        decimals=0 if metric.unit in COUNTS else formats.DECIMALS.get(metric.unit, 1),
        levels=(*section.levels, *(_levels(view, metric) if section.kind == "trend" else ())),
        events=_events(view, metric),
        accented=section.accented,
        order=section.order,
    )


def _levels(view: View, metric: crm_core.Metric) -> tuple[charts.Level, ...]:
    """Return the target of the whole, for charts over time."""
    aims = [one.value for one in view.settings.targets if (one.metric, one.group) == (metric.name, "")]
    return tuple(
        charts.Level(aim, word("chart.target", view.language, x=formats.quantity(aim, metric.unit, view.language)))
        for aim in aims
    )


def _events(view: View, metric: crm_core.Metric) -> tuple[charts.Event, ...]:
    """Return what happened and is to be seen on this number's charts over time."""
    scopes = (None, metric.name, metric.name.partition(".")[0])
    return tuple(charts.Event(one.date, one.text) for one in view.settings.event_notes if one.scope in scopes)


def _moments(section: Section, language: str) -> dict[str, str]:
    """Write the days and months that stand as codes in a table."""
    if section.by in TIMES and section.by is not None:
        write = {"month": formats.month}.get(section.by, formats.day)
        return {code: write(dt.date.fromisoformat(code), language) for code in section.table["group"] if code}
    days = section.table["at"].unique() if "at" in section.table else ()
    return {code: formats.day(dt.date.fromisoformat(code), language) for code in days}
