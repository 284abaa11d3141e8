"""The one writer of tables: every export goes through it."""

from __future__ import annotations

import re

import pandas as pd

FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?$")


def to_csv(table: pd.DataFrame) -> bytes:
    """Write a table as CSV: UTF-8 with BOM, instants in ISO 8601, missing as empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; loading such a file takes it away
    again. Numbers are exempt.

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
            written[name] = written[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif pd.api.types.is_string_dtype(written[name].dtype):
            written[name] = written[name].map(_armoured, na_action="ignore")
    return written.to_csv(index=False).encode("utf-8-sig")


def _armoured(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text
