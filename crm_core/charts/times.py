"""Times in the unit that suits a picture."""

from __future__ import annotations

import pandas as pd

LONGEST_IN_HOURS = 48.0
"""Hours on an axis up to here; above it days."""

HOURS_PER_DAY = 24


def in_readable_unit(unit: str, *tables: pd.DataFrame, columns: tuple[str, ...]) -> tuple[str, list[pd.DataFrame]]:
    """Turn hours into days in all tables of a picture where the first goes beyond two days.

    Parameters
    ----------
    unit : str
        Unit of the columns; anything but hours is left as it is.
    *tables : DataFrame
        What is drawn on one axis.
    columns : tuple of str
        Which of their columns are times; a table may lack some.

    Returns
    -------
    tuple of str and list of DataFrame
        The unit, and the tables in it.
    """
    longest = tables[0][list(columns)].max().max()
    if unit != "hours" or not longest > LONGEST_IN_HOURS:
        return unit, list(tables)
    return "days", [_in_days(table, columns) for table in tables]


def _in_days(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return table.assign(**{column: table[column] / HOURS_PER_DAY for column in columns if column in table})
