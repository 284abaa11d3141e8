"""Times in the unit that suits a picture."""

from __future__ import annotations

import pandas as pd

HOURS_PER_DAY = 24

LONGER: dict[str, tuple[float, float, str]] = {
    "seconds": (180.0, 60.0, "minutes"),
    "minutes": (90.0, 60.0, "hours"),
    "hours": (48.0, HOURS_PER_DAY, "days"),
}
"""How long an axis may be in a unit, how many of it are one of the next, and which that is."""


def in_readable_unit(unit: str, *tables: pd.DataFrame, columns: tuple[str, ...]) -> tuple[str, list[pd.DataFrame]]:
    """Turn times into longer units in all tables of a picture where the first goes beyond what is easy to read.

    Parameters
    ----------
    unit : str
        Unit of the columns; anything but seconds, minutes and hours is left as it is.
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
    limit, count, name = LONGER.get(unit, (0.0, 1.0, ""))
    if not name or not longest > limit:
        return unit, list(tables)
    return in_readable_unit(name, *(_divided(table, columns, count) for table in tables), columns=columns)


def factor(given: str, drawn: str) -> float:
    """Return how many of a unit are one of the longer unit that it was turned into."""
    if given == drawn:
        return 1.0
    _, count, name = LONGER[given]
    return count * factor(name, drawn)


def _divided(table: pd.DataFrame, columns: tuple[str, ...], by: float) -> pd.DataFrame:
    return table.assign(**{column: table[column] / by for column in columns if column in table})
