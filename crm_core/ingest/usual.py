"""Cells in the spelling most systems use: their value by a short way, and which cells have to take the long one.

The short way gives what the long way gives. It spares most cells trimming, the search for words for nothing, and
patterns; a cell about which there is any doubt is odd and takes the long way.
"""

from __future__ import annotations

from crm_core.ingest.amounts import DECIMAL_POINT
from crm_core.ingest.calendars import JALALI_ORDERS, SERIALS
from crm_core.ingest.cells import Cell, Context, among, sql_type
from crm_core.ingest.words import NULL_KEYS

_DIGITS = "-?[0-9]{1,18}"
_AMOUNT = "-?[0-9]{1,15}([.][0-9]{1,15})?"
_IN_UTC = "LIKE '____-__-__T__:__:__Z'"
_DAY, _DAY_FORM = "LIKE '____-__-__'", "%Y-%m-%d"
_LONGEST_NULL = max(map(len, NULL_KEYS))


def usual_value_of(cell: Cell, context: Context) -> str:
    """Return SQL of the value of a raw cell in the usual spelling, null in any other."""
    raw, kind = f"c{cell.place}", cell.column.type
    match kind:
        case "text" | "several":
            return raw
        case "key":
            return f"{context.prefix}{raw}"
        case "choice":
            return f"CASE WHEN {among(raw, cell.column.choices)} THEN {raw} END"
        case "boolean":
            return f"CASE {raw} WHEN 'yes' THEN true WHEN 'no' THEN false END"
        case "integer" | "seconds":
            return f"CASE WHEN regexp_full_match({raw}, '{_DIGITS}') THEN try_cast({raw} AS BIGINT) END"
        case "real" | "money" if cell.style == DECIMAL_POINT:
            return f"CASE WHEN regexp_full_match({raw}, '{_AMOUNT}') THEN try_cast({raw} AS {sql_type(cell.column)}) END"
        # The places of days and instants are fixed, and the cast takes none but digits there; T24 and 'T 1' it takes too
        case "instant" if cell.reading not in (*JALALI_ORDERS, *SERIALS):
            usual = f"{raw} {_IN_UTC} AND {raw} >= '0' AND NOT (contains({raw}, 'T24') OR contains({raw}, ' '))"
            return f"CASE WHEN {usual} THEN try_cast({raw} AS TIMESTAMPTZ) END"
        case "day" if _DAY_FORM in cell.forms:
            return f"CASE WHEN {raw} {_DAY} AND {raw} >= '0' THEN try_cast({raw} AS DATE) END"
    return "NULL"


def usual_local_of(cell: Cell) -> str:
    """Return SQL of the local time of a cell in the usual spelling: days have one, instants in UTC have none."""
    return f"CAST({cell.quick} AS TIMESTAMP)" if cell.column.type == "day" else "NULL"


def is_odd(cell: Cell, *, plain: bool) -> str:
    """Return SQL of whether a raw cell takes the long way; null for an empty one, which takes the short one.

    Parameters
    ----------
    cell : Cell
        The cell.
    plain : bool
        Whether the whole file is ASCII.
    """
    raw = f"c{cell.place}"
    match cell.column.type:
        case "text" | "several":
            return _is_untidy(raw, plain)
        case "key":
            short = f"CASE WHEN strlen({raw}) <= {_LONGEST_NULL} THEN {among(raw, NULL_KEYS)} ELSE false END"
            return f"{_is_untidy(raw, plain)} OR {short} OR contains({raw}, 'E+')"
    return f"{raw} IS NOT NULL AND {cell.quick} IS NULL"


def _is_untidy(raw: str, plain: bool) -> str:
    """SQL: blanks around it, an apostrophe or a sign in front, letters that may be digits or marks nobody sees."""
    untidy = f"{raw} < '.' OR ends_with({raw}, ' ') OR ends_with({raw}, chr(9))"
    return untidy if plain else f"{untidy} OR strlen({raw}) <> length({raw})"
