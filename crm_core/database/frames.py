"""Query results as DataFrames whose types depend on the question alone, not on the engine or on the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import CursorResult

DTYPES: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Boolean, "boolean"),
    (sa.Integer, "Int64"),
    (sa.Numeric, "float64"),
    (sa.Float, "float64"),
    (sa.DateTime, "datetime64[us, UTC]"),
    (sa.Date, "datetime64[s]"),
    (sa.String, "str"),
)
"""SQL type to pandas type; the first that fits counts. Numeric is money, Float a double."""


def dtype_of(column: sa.ColumnElement[Any]) -> str:
    """Return the pandas type of a selected column; TypeError if the column has no SQL type."""
    for sql_type, dtype in DTYPES:
        if isinstance(column.type, sql_type):
            return dtype
    raise TypeError(f"column {column} has no type that a table can show: cast it")


def to_frame(result: CursorResult[Any], columns: Sequence[sa.ColumnElement[Any]]) -> pd.DataFrame:
    """Fetch a whole result into a frame with the types of `columns`.

    Parameters
    ----------
    result : sqlalchemy.CursorResult
        An executed select.
    columns : sequence of column elements
        What was selected, for names and types.

    Returns
    -------
    pandas.DataFrame
        Int64, float64, boolean, str, datetime64[us, UTC] or datetime64[s] columns, the same with no rows.
    """
    types = {column.key: dtype_of(column) for column in columns}
    cursor = result.cursor
    if hasattr(cursor, "fetch_df"):
        frame = pd.DataFrame(cursor.fetch_df())
        frame.columns = pd.Index(list(types))
    else:
        frame = pd.DataFrame.from_records([tuple(row) for row in result.fetchall()], columns=list(types))
    return pd.DataFrame({name: _typed(frame[name], dtype) for name, dtype in types.items()})


def _typed(values: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    if dtype == "datetime64[us, UTC]":
        return pd.to_datetime(values, utc=True).dt.as_unit("us")
    if dtype == "datetime64[s]":
        return pd.to_datetime(values).dt.as_unit("s")
    if dtype == "float64" and values.dtype == object:
        return pd.to_numeric(values).astype("float64")  # decimals of PostgreSQL
    return values.astype(dtype)  # type: ignore[call-overload, no-any-return]
