"""What can be taken away from a page: a table, a picture, the records, the whole page; each is made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

import crm_core
from crm_core import charts
from crm_core.errors import ChartRefused
from crm_core.reports import to_csv
from crm_core.rows import rows_behind
from crm_core.text import word
from crm_core.text.problems import explained
from pages._parts import gathered, sheets
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMES = {"csv": "text/csv", "xlsx": EXCEL, "png": "image/png", "svg": "image/svg+xml"}

Maker = Callable[[], bytes | str]


def of_section(view: View, section: Section) -> None:
    """Offer a section's table and its picture; a picture that no font of the machine can write is explained."""
    makers: dict[str, Maker] = {
        "csv": lambda: to_csv(section.table),
        "xlsx": lambda: sheets.of_section(view, section),
    }
    refused = ""
    if section.pictured:
        drawing = charts.to_svg(sheets.picture(view, section))
        makers["svg"] = lambda: drawing
        try:
            charts.check_letters(drawing)
            makers["png"] = lambda: charts.to_png(sheets.picture(view, section))
        except ChartRefused as refusal:
            refused = explained(refusal, view.language, shown=escaped)
    for ending in (one for one in MIMES if one in makers):
        _button(view, section, ending, makers[ending])
    if refused:
        st.caption(refused)


def _button(view: View, section: Section, ending: str, make: Maker) -> None:
    text, name = word(f"section.download_{ending}", view.language), f"{section.metric.replace('.', '_')}.{ending}"
    key = f"{ending}_{section.name}"
    st.download_button(text, make, name, MIMES[ending], key=key, on_click="ignore", type="tertiary")


def of_rows(view: View, section: Section, filters: crm_core.Filters, asked: dict[str, Any]) -> None:
    """Offer all the records behind a section."""
    metric = crm_core.ask(section.metric)
    read = lambda: rows_behind(metric, view.store, filters, **asked)  # noqa: E731
    makers: dict[str, Maker] = {
        "csv": lambda: to_csv(read()[0]),
        "xlsx": lambda: sheets.of_rows(view, section, *read()),
    }
    with st.container(horizontal=True):
        for ending, make in makers.items():
            text, name = word(f"section.rows_{ending}", view.language), f"{section.metric.split('.')[0]}_rows.{ending}"
            key = f"rows_{ending}_{section.name}"
            st.download_button(text, make, name, MIMES[ending], key=key, on_click="ignore")


def of_page(view: View) -> None:
    """Offer all that the page has shown as one workbook; nothing where it has no sections, as of a single customer."""
    page = gathered.here()
    if not page.sections:
        return
    with st.container(horizontal=True, horizontal_alignment="right", key="foot_page"):
        st.download_button(
            word("export.page", view.language),
            lambda: sheets.of_page(view, page),
            f"{page.name}.xlsx",
            EXCEL,
            key="xlsx_page",
            on_click="ignore",
            type="tertiary",
        )
