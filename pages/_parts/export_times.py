"""The export's own numbers beside ours, on the Complaints page."""

from __future__ import annotations

from crm_core.text import word
from pages._parts import card, words
from pages._parts.section import LIST, Section
from pages._parts.view import View

RECONCILE = "data.reconcile"
TENTHS, PER_CENT = "%.1f", "%.0f%%"


def reconciled(view: View) -> None:
    """Draw the export's own numbers beside ours; nothing where it states none."""
    table = view.ask(RECONCILE)
    if not (table["n"] > 0).any():
        return
    names = {code: word(f"reconciled.{code}", view.language) for code in table["group"]}
    section = Section("complaints.reconcile", RECONCILE, LIST, table, labels=names)
    shown = [column for column in table.columns if table[column].notna().any() and column != "left_out"]
    rows = words.labelled(view, section)[[words.column_title(column, view.language) for column in shown]]
    card.listed(view, section, rows, _formats(view, shown))


def _formats(view: View, columns: list[str]) -> dict[str, str]:
    """Return how the numbers of these columns are written, by their headings."""
    formats_of = {"_pct": PER_CENT, "_hours": TENTHS}
    return {
        words.column_title(column, view.language): how
        for column in columns
        for ending, how in formats_of.items()
        if column.endswith(ending)
    }
