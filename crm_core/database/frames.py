"""Query results as DataFrames whose types depend on the question alone, not on the engine or on the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
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
    types = {str(column.key): dtype_of(column) for column in columns}
    cursor = result.cursor
    if hasattr(cursor, "fetchnumpy"):  # its fetch_df calls pandas in a way that pandas has deprecated
        fetched = zip(types, cursor.fetchnumpy().values(), strict=True)
        columns_of: Mapping[str, pd.Series[Any]] = {name: _unmasked(values) for name, values in fetched}
    else:
        # As objects: a gap would make doubles of whole numbers, and those end at 2 ** 53.
        frame = pd.DataFrame([tuple(row) for row in result.fetchall()], columns=list(types), dtype="object")
        columns_of = {name: frame[name] for name in types}
    return pd.DataFrame({name: _typed(columns_of[name], dtype) for name, dtype in types.items()})


def _unmasked(values: Any) -> pd.Series[Any]:
    """Make a column of the embedded engine's arrays; whole numbers and truth values keep their type beside a gap."""
    data, mask = np.ma.getdata(values), np.ma.getmaskarray(values)
    if data.dtype.kind == "i":
        return pd.Series(pd.arrays.IntegerArray(data.astype("int64"), mask))
    if data.dtype.kind == "b":
        return pd.Series(pd.arrays.BooleanArray(data, mask))
    return pd.Series(data).mask(mask)


def _typed(values: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    if dtype == "datetime64[us, UTC]":
        return pd.to_datetime(values, utc=True).dt.as_unit("us")
    if dtype == "datetime64[s]":
        return pd.to_datetime(values).dt.as_unit("s")
    if dtype == "float64" and values.dtype == object:
        return pd.to_numeric(values).astype("float64")  # decimals of PostgreSQL
    return values.astype(dtype)  # type: ignore[call-overload, no-any-return]
