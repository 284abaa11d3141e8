"""What a value becomes in a cell of a spreadsheet: a number, a share, a day, an instant, or text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from crm_core.catalogue import COUNTS
from crm_core.reports.table import FORMULA

MOST_LETTERS = 32_767
"""UTF-16 units of the longest text that a cell holds (Excel specifications and limits)."""

CUT = "…"
MOST_DIGITS = 2**53
"""Whole numbers up to here are exact as doubles, which is what a cell holds; larger ones are written as text."""

EPOCH, SINCE = pd.Timestamp("1899-12-30"), pd.Timestamp("1900-03-01")
"""Day 0 of a spreadsheet, and the first day that all spreadsheets count alike; earlier ones are written as text."""

DAY, INSTANT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
SHARE = "0.0%"
SURROGATES = re.compile("[\ud800-\udfff]")

Value = float | int | bool | str | None


def format_of(unit: str, currency: str) -> str:
    """Return the number format of a unit; the cell itself holds the number in full."""
    if unit in COUNTS:
        return "#,##0"
    if unit == "workspace currency":
        return f"[${currency}] #,##0.00"
    formats = {"per cent": SHARE, "days": "#,##0.0", "hours": "#,##0.0", "seconds": "#,##0"}
    return formats.get(unit, "General")


def column(values: pd.Series[Any], unit: str, zone: str) -> tuple[Iterator[Value], str]:
    """Return a column's values as a cell holds them, missing ones as None, and the format of instants and days.

    Parameters
    ----------
    values : Series
        Any column.
    unit : str
        Its unit; a share in per cent is stored as a share of one, as spreadsheets do.
    zone : str
        The zone that instants are written in: a spreadsheet knows none.
    """
    kind = values.dtype
    if isinstance(kind, pd.DatetimeTZDtype):
        local = values.dt.tz_convert(ZoneInfo(zone)).dt.tz_localize(None)
        return _serials(local, "%Y-%m-%d %H:%M:%S"), INSTANT
    if pd.api.types.is_datetime64_dtype(kind):
        return _serials(values, "%Y-%m-%d"), DAY
    scale = 100 if unit == "per cent" else 1
    return map(partial(_plain, scale=scale), values.tolist()), ""


def _serials(moments: pd.Series[Any], written: str) -> Iterator[Value]:
    """Count days since the epoch."""
    known = moments.notna() & (moments >= SINCE)
    numbers = ((moments - EPOCH) / pd.Timedelta(days=1)).where(known)
    early = moments.where(moments < SINCE).dt.strftime(written)
    return (
        None if pd.isna(moment) else text if isinstance(text, str) else float(number)
        for moment, number, text in zip(moments, numbers, early, strict=True)
    )


def _plain(value: Any, scale: int) -> Value:
    """Return one value; what is neither a number nor missing is text."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and scale == 1:
        return value if abs(value) <= MOST_DIGITS else str(value)
    if isinstance(value, (int, float)):
        return value / scale if abs(value) < float("inf") else str(value)
    return held(str(value))


def held(text: str) -> str:
    """Return as much of a text as a cell holds, without halves of characters."""
    whole = text if text.isascii() else SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    if 2 * len(whole) <= MOST_LETTERS or len(whole.encode("utf-16-le")) <= 2 * MOST_LETTERS:
        return whole
    kept = whole.encode("utf-16-le")[: 2 * (MOST_LETTERS - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT


def runs(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula as soon as somebody edits its cell."""
    return bool(FORMULA.match(text))
