"""Few rows that are known already, as a relation that further questions are put to without reading a table again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import sql


def fixed(question: sa.Select[Any], rows: pd.DataFrame) -> sa.Subquery:
    """Return a question's answer as a relation.

    Parameters
    ----------
    question : sqlalchemy.Select
        For the names and types of its columns.
    rows : pandas.DataFrame
        Its answer: it travels to the database as parameters, so some thousands of rows at most.

    Returns
    -------
    sqlalchemy.Subquery
        The same columns and rows.
    """
    types = {str(column.key): column.type for column in question.selected_columns}
    values = {name: sql.unnested(_values(rows[name]), kind) for name, kind in types.items()}
    if rows.empty:
        values = dict.fromkeys(types, sa.null())
    columns = [sa.cast(value, types[name]).label(name) for name, value in values.items()]
    return (sa.select(*columns).where(sa.false()) if rows.empty else sa.select(*columns)).subquery()


def _values(column: pd.Series[Any]) -> list[Any]:
    values = column.dt.to_pydatetime() if isinstance(column.dtype, pd.DatetimeTZDtype) else column
    return [None if gap else value for value, gap in zip(values.tolist(), column.isna().tolist(), strict=True)]
