"""The one writer of tables: every export goes through it."""

from __future__ import annotations

import re

import pandas as pd

FORMULA = re.compile(r"'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")
"""Begins what a spreadsheet may run, full-width signs included; apostrophes before it would be taken for armour."""

NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")


def to_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV: UTF-8 with BOM, lines ending in CR LF, instants in ISO 8601 and UTC, missing as empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; loading such a file takes it away
    again. Numbers are exempt, also those that stand as text.

    Parameters
    ----------
    table : pandas.DataFrame
        Any columns.

    Returns
    -------
    bytes
        The whole file.
    """
    written = table.copy()
    for name in written.columns:
        if isinstance(written[name].dtype, pd.DatetimeTZDtype):
            written[name] = written[name].dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif not pd.api.types.is_numeric_dtype(written[name].dtype):
            written[name] = written[name].map(_armoured, na_action="ignore")
    # Only characters of the line's end are quoted: with a bare line feed a carriage return in a text would end its row.
    return written.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _armoured(value: object) -> object:
    if not isinstance(value, str) or NUMBER.match(value) or not FORMULA.match(value):
        return value
    return f"'{value}"
