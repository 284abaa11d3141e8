"""What is said of a section wherever it is shown: its title, its sentence, and of when and of whom it tells."""

from __future__ import annotations

import crm_core
from crm_core import charts
from crm_core.actions.selections import SEGMENT
from crm_core.catalogue import COUNTS
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import segment_words, sidebar
from pages._parts.section import Section
from pages._parts.view import View


def title(section: Section, language: str) -> str:
    """Return the title of a section, with the marks of its look."""
    return word(f"{section.title or section.name}_title", language, **section.places)


def sentence(section: Section, language: str) -> str:
    """Say what is drawn, and how much of it is not."""
    said = word(f"{section.text or section.name}_text", language, **section.places).strip()
    more = len(section.table) - charts.MOST_GROUPS if section.kind == "dumbbell" else 0
    left = word("section.one_more_group" if more == 1 else "section.more_groups", language, n=more)
    return f"{said} {left}" if more > 0 else said


def of_what(view: View, section: Section) -> str:
    """Say of which days and of whom a section tells, up to when that is known, and how many are behind it."""
    metric = crm_core.ask(section.metric)
    filters = section.filters or view.filters(metric.tables)
    own = "before" in section.places  # everybody, say: no other period
    kind = "none" if section.before is None or own else view.comparison(metric.tables)
    days = period(filters, view.language)
    parts = [word(f"compare.chip_{kind}", view.language, period=days, name=view.selection.saved)]
    parts += narrowed(view, filters) + not_narrowed(view, filters, metric.tables[0])
    parts.append(word("line.data_until", view.language, day=formats.day(filters.as_of, view.language)))
    return " · ".join([*parts, *_behind(section, metric, view.language)])


def period(filters: crm_core.Filters, language: str) -> str:
    """Write the days of a period."""
    if filters.start is None or filters.end is None:
        return word("period.everything", language)
    days = {name: formats.short_day(day, language) for name, day in (("start", filters.start), ("end", filters.end))}
    return word("period.between", language, **days)


def narrowed(view: View, filters: crm_core.Filters) -> list[str]:
    """Say what filters narrow to, each dimension with all its values."""
    said = []
    for name, codes in filters.active.items():
        if name == SEGMENT:
            values = segment_words.named(view, codes.text)
        else:
            labels = sidebar.offer(name, view.store, view.versions, view.language)
            values = ", ".join(labels.get(code, code) for code in codes)
        said.append(word("filter.chip", view.language, name=word(f"filter.{name}", view.language), values=values))
    return said


def not_narrowed(view: View, filters: crm_core.Filters, table: str) -> list[str]:
    """Say which filters do not reach a table."""
    names = [word(f"filter.{name}", view.language) for name in filters.not_narrowing(table)]
    return [word("filter.not_narrowed", view.language, names=", ".join(names))] if names else []


def _behind(section: Section, metric: crm_core.Metric, language: str) -> list[str]:
    """Say how many are behind each value; nothing where that is not counted."""
    unit = metric.columns.get("n", "")
    if "n" not in section.table or section.described or unit not in COUNTS:
        return []
    sizes = section.table["n"].dropna()
    if sizes.empty:
        return []
    high = counted(int(sizes.max()), unit, language)
    low = formats.number(int(sizes.min()), language)
    return [high if sizes.min() == sizes.max() else word("export.each", language, low=low, high=high)]
