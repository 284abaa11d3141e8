"""Sections and pages as workbooks: what a sheet holds is what the screen shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

import crm_core
from crm_core import charts, schema
from crm_core.errors import ChartRefused
from crm_core.reports import Block, Sheet, to_excel
from crm_core.schema.dimensions import TIMES
from crm_core.text import word
from crm_core.text.problems import explained
from pages._parts import said, words
from pages._parts.gathered import Figure, Gathered
from pages._parts.markdown import plain
from pages._parts.section import Section
from pages._parts.view import DATED, View

ENDINGS = {"_pct": "per cent", "_days": "days", "_hours": "hours", "_seconds": "seconds"}
"""Units that the end of a column's name says."""

DAYS = ("day", "at")
"""Columns that hold days as text."""


def picture(view: View, section: Section, theme: charts.Theme = "light") -> Any:
    """Draw a section's chart with what it shows written above it."""
    metric = crm_core.ask(section.metric)
    said_by_chart = words.for_chart(view, section)
    chart = charts.draw(section.kind, section.table, metric, said_by_chart, before=section.before, theme=theme)
    lines = [plain(said.sentence(section, view.language)), said.of_what(view, section)]
    return charts.captioned(chart, plain(said.title(section, view.language)), lines, theme)


def of_section(view: View, section: Section) -> bytes:
    """Return the workbook of one section: its sheet, and the definitions of its numbers."""
    return _book(view, [sheet(view, section)], _metrics(section), _as_of(view, section))


def of_rows(view: View, section: Section, frame: pd.DataFrame, total: int) -> bytes:
    """Return the workbook of the records behind a section."""
    title = word("export.rows_title", view.language, title=plain(said.title(section, view.language)))
    lines = (word("section.rows_all", view.language, total=total), said.of_what(view, section))
    units = _units(section) | {one.name: one.unit for one in _contract(section).columns}
    return _book(view, [Sheet(title, lines, (Block(frame, units),))], (), _as_of(view, section))


def of_page(view: View, page: Gathered) -> bytes:
    """Return the workbook of a page: its sentences and figures, a sheet for each section, and the definitions."""
    parts = [f"{title}: {why}" for title, why in page.without.items()]
    blocks = (Block(_figures(page.figures, view.language)),) if page.figures else ()
    lines = tuple(plain(line) for line in [*page.lines, *parts])
    first = Sheet(plain(page.title), lines, blocks)
    sections = list(page.sections.values())
    names = dict.fromkeys(name for section in sections for name in _metrics(section))
    known = [_as_of(view, section) for section in sections]
    sheets = [first, *(sheet(view, section) for section in sections)]
    return _book(view, sheets, names, max(known, default=view.filters(DATED).as_of))


def sheet(view: View, section: Section) -> Sheet:
    """Return a section's sheet."""
    title, sentence = (plain(part(section, view.language)) for part in (said.title, said.sentence))
    table = words.labelled(view, _with_days(section))
    blocks = [Block(table, _by_heading(_units(section), view.language))]
    if section.split is not None:
        blocks.append(Block(section.split, title=word("section.split", view.language)))
    if section.more:
        blocks.append(Block(section.more[1], title=section.more[0]))
    png, why = _png(view, section)
    return Sheet(title, (sentence, said.of_what(view, section), why), tuple(blocks), png, sentence)


def _with_days(section: Section) -> Section:
    """Return a section whose days are days, where its table holds them as text."""
    columns = [column for column in DAYS if column in section.table]
    columns += ["group"] if section.by in TIMES else []
    days = {column: pd.to_datetime(section.table[column], format="ISO8601").dt.as_unit("s") for column in columns}
    return replace(section, table=section.table.assign(**days))


def _png(view: View, section: Section) -> tuple[bytes, str]:
    """Return the picture, or why there is none."""
    if not section.pictured:
        return b"", ""
    try:
        return charts.to_png(picture(view, section)), ""
    except ChartRefused as refusal:
        return b"", explained(refusal, view.language)


def _metrics(section: Section) -> tuple[str, ...]:
    return section.described or (section.metric,)


def _as_of(view: View, section: Section) -> dt.datetime:
    return (section.filters or view.filters(crm_core.ask(section.metric).tables)).as_of


def _contract(section: Section) -> schema.Table:
    return schema.TABLES[crm_core.ask(section.metric).cohort.partition(".")[0]]


def _units(section: Section) -> dict[str, str]:
    """Return the unit of each column of a section's table."""
    by_name = {
        column: unit for column in section.table for ending, unit in ENDINGS.items() if str(column).endswith(ending)
    }
    changes = dict.fromkeys(("low", "high"), "per cent") if section.described else {}
    return by_name | dict(crm_core.ask(section.metric).columns) | changes


def _by_heading(units: dict[str, str], language: str) -> dict[str, str]:
    return {words.column_title(column, language): unit for column, unit in units.items()}


def _figures(figures: Iterable[Figure], language: str) -> pd.DataFrame:
    """Return figures as a table: as the cards say them, and the numbers in full."""
    rows = [
        (one.title, one.shown, one.change, one.verdict, "; ".join(one.lines), one.number, one.unit) for one in figures
    ]
    heads = ("figure", "shown", "change", "verdict", "said", "number", "unit")
    table = pd.DataFrame(
        [[plain(cell) if isinstance(cell, str) else cell for cell in row] for row in rows],
        columns=[word(f"export.{head}", language) for head in heads],
    )
    return table.replace("", None)


def _book(view: View, sheets: list[Sheet], names: Iterable[str], created: dt.datetime) -> bytes:
    defined = [_definitions(names, view.language)] if names else []
    settings = view.settings
    return to_excel([*sheets, *defined], created=created, zone=settings.zone, currency=settings.currency)


def _definitions(names: Iterable[str], language: str) -> Sheet:
    """Return the sheet that says how each number is calculated."""
    rows = []
    for metric in map(crm_core.ask, names):
        rows.append((metric.title, "", metric.summary))
        rows += [("", word(f"section.{part.lower()}", language), text) for part, text in metric.sections.items()]
    heads = [word(f"export.{head}", language) for head in ("of", "part", "text")]
    return Sheet(word("export.definitions", language), (), (Block(pd.DataFrame(rows, columns=heads), wrapped=True),))
