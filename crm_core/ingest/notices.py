"""What is worth saying about a file that was read: each a code with what was found and what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from crm_core.ingest.calendars import JALALI_ORDERS, SERIALS
from crm_core.ingest.mapping import Match
from crm_core.ingest.mojibake import wrongly_decoded
from crm_core.ingest.opening import Opening
from crm_core.ingest.plan import Plan, ends_by_change

_SAID = {
    "unknown": "column_left_out", "sensitive": "sensitive_left_out", "similar": "looks_like", "scale": "scale_unknown",
}  # fmt: skip
"""Notice of a column by how it was matched."""

_THIN = 0.05  # of the usual month: with fewer rows the first or last one is worth a question
_USUAL_ROWS = 20  # rows of a usual month below which no month is thin


@dataclass(frozen=True)
class Notice:
    """One thing to tell; the words are chosen where it is shown."""

    code: str
    found: str = ""
    expected: str = ""


def notices_of(opening: Opening, matches: Sequence[Match], plan: Plan, told: dict[str, Any]) -> list[dict[str, str]]:
    """Return the warnings of one file.

    Parameters
    ----------
    opening : Opening
        Its first lines.
    matches : sequence of Match
        Its columns.
    plan : Plan
        How they were read.
    told : dict
        Counts so far: ``months``, ``twins``, ``keys_generated``, ``records``.
    """
    found = [*_of_opening(opening), *_of_columns(opening, matches), *_of_rows(plan, told)]
    return [asdict(one) for one in found]


def _of_opening(opening: Opening) -> Iterator[Notice]:
    if opening.encoding.how == "guessed":
        yield Notice("encoding_guessed", opening.encoding.name)
    if letters := wrongly_decoded(opening.lines):
        yield Notice("wrongly_decoded", letters)
    if opening.dialect.skip:
        yield Notice("preamble_skipped", str(opening.dialect.skip))
    if opening.dialect.header_lines > 1:
        yield Notice("header_of_several_lines", str(opening.dialect.header_lines))
    if opening.dialect.header_lines == 0:
        yield Notice("no_header", str(len(opening.columns)))


def _of_columns(opening: Opening, matches: Sequence[Match]) -> Iterator[Notice]:
    for name in opening.repeated:
        yield Notice("repeated_column", name)
    for one in matches:
        if one.how in _SAID:
            yield Notice(_SAID[one.how], one.column, one.target or "")


def _of_rows(plan: Plan, told: dict[str, Any]) -> Iterator[Notice]:
    if not any(told["records"].values()):
        yield Notice("header_only", "0 rows")
    if told["keys_generated"]:
        yield Notice("keys_generated", plan.table.key[0])
    if told["twins"]:
        yield Notice("twins_kept", str(told["twins"]))
    if ends_by_change(plan.names):
        yield Notice("resolved_when_changed", plan.names["resolved_at"])
    yield from _of_readings(plan)
    yield from _thin_ends(told["months"])


def _of_readings(plan: Plan) -> Iterator[Notice]:
    """Columns that were read in another way than most, or only like their neighbours."""
    for name in plan.borrowed:
        code = "day_order_borrowed" if name in plan.orders else "amounts_borrowed"
        yield Notice(code, plan.names[name], plan.orders.get(name, ""))
    for name, reading in plan.orders.items():
        if reading in JALALI_ORDERS:
            yield Notice("persian_calendar", plan.names[name])
        if reading in SERIALS:
            yield Notice("serial_numbers", plan.names[name], reading[-4:])


def _thin_ends(months: Sequence[Sequence[Any]]) -> Iterator[Notice]:
    """February has 1 row against 310 a month: is the export complete?"""
    if len(months) < 3 or (usual := median(rows for _, rows in months)) < _USUAL_ROWS:
        return
    for month, rows in (months[0], months[-1]):
        if rows < _THIN * usual:
            yield Notice("thin_end", f"{month}: {rows}", f"{usual:.0f}")
