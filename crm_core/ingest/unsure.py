"""What a column's values leave open, as questions, each with a guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crm_core.ingest.amounts import DECIMAL_COMMA, DECIMAL_POINT, STYLES, count_styles
from crm_core.ingest.calendars import JALALI, SERIAL_1900, SERIALS, is_persian, is_serial
from crm_core.ingest.days import DAY_FIRST, MONTH_FIRST, count_orders
from crm_core.ingest.question import Question
from crm_core.schema import Column

READINGS = ("day_order", "amounts", "serial")
"""Codes of the questions whose answer is a format of the column."""


def questions_of(name: str, column: Column, values: Sequence[str]) -> Iterator[Question]:
    """Yield what the values of one column leave open.

    Parameters
    ----------
    name : str
        The file's name of the column.
    column : Column
        The contract's column.
    values : sequence of str
        The first values.
    """
    example = next((value for value in values if value), "")
    if column.type in ("day", "instant"):
        yield from _of_days(name, values, example)
    elif column.type in ("real", "money") and count_styles(values).style is None:
        few_decimals = column.type == "real" or "," in example
        yield Question("amounts", name, example, DECIMAL_POINT if few_decimals else DECIMAL_COMMA, STYLES)


def _of_days(name: str, values: Sequence[str], example: str) -> Iterator[Question]:
    if is_serial(values):
        yield Question("serial", name, example, SERIAL_1900, SERIALS)
        return
    count = count_orders(values)
    if count.order is None and (count.both or count.day_first):
        prefix, guess = (JALALI, DAY_FIRST) if is_persian(values) else ("", MONTH_FIRST)
        yield Question("day_order", name, example, prefix + guess, (prefix + MONTH_FIRST, prefix + DAY_FIRST))
