"""Cells in the spelling most systems use: their text and value by a short way that most cells take.

The short way gives what the long way gives, and spares most cells trimming, the search for words for nothing, and
patterns. A cell about which there is any doubt takes the long way.
"""

from __future__ import annotations

import re

from crm_core.ingest import literals
from crm_core.ingest.amounts import DECIMAL_POINT
from crm_core.ingest.calendars import JALALI_ORDERS, SERIALS
from crm_core.ingest.cells import Cell, among, sql_type
from crm_core.ingest.words import NULL_KEYS

_WHOLE = "-?[0-9]{1,18}"
_AMOUNT = "-?[0-9]{1,15}([.][0-9]{1,15})?"
_IN_UTC = "LIKE '____-__-__T__:__:__Z'"
_DAY, _DAY_FORM = "LIKE '____-__-__'", "%Y-%m-%d"
_NO_KEY = f"^(?:{'|'.join(map(re.escape, NULL_KEYS))})$"
_LONGEST_NULL = max(len(word.encode()) for word in NULL_KEYS)


def words_of(cell: Cell, *, plain: bool) -> str:
    """Return SQL of the cleaned text of a key or a text over its raw cell.

    Parameters
    ----------
    cell : Cell
        A cell that is `worded`.
    plain : bool
        Whether the whole file holds no blank but those of ASCII.
    """
    is_key = cell.column.type == "key"
    raw, untidy, clean = f"c{cell.place}", cell.untidy(plain=plain and not is_key), cell.tidied
    if is_key:
        clean = f"regexp_replace({clean}, {literals.text(_NO_KEY)}, '')"
        untidy = f"{untidy} OR (strlen({raw}) <= {_LONGEST_NULL} AND {among(raw, NULL_KEYS)})"
    return f"CASE WHEN {untidy} THEN nullif({clean}, '') ELSE {raw} END"


def usual_value_of(cell: Cell) -> str:
    """Return SQL of the value of a raw cell that is not `worded` in the usual spelling, null or wrong in any other."""
    raw, kind = f"c{cell.place}", sql_type(cell.column)
    if cell.column.type == "choice":
        return raw
    if cell.column.type == "boolean":
        return f"CASE {raw} WHEN 'yes' THEN true WHEN 'no' THEN false END"
    usual = _is_usual(cell, raw)
    return f"CASE WHEN {usual} THEN try_cast({raw} AS {kind}) END" if usual else f"CAST(NULL AS {kind})"


def _is_usual(cell: Cell, raw: str) -> str | None:
    """SQL of whether a cast alone reads a cell right; None where that is not known of any cell of the column.

    The places of days and instants are fixed, and the cast takes none but digits there, but for 24:00, ' 1' and -026.
    """
    digits = f"{raw} >= '0' AND NOT contains({raw}, ' ')"
    match cell.column.type:
        case "integer" | "seconds":
            one = f"strlen({raw}) = 1 AND {raw} >= '0' AND {raw} < ':'"
            return f"({one}) OR regexp_full_match({raw}, '{_WHOLE}')"
        case "real" | "money" if cell.style == DECIMAL_POINT:
            return f"regexp_full_match({raw}, '{_AMOUNT}')"
        case "instant" if cell.reading not in (*JALALI_ORDERS, *SERIALS):
            return f"{digits} AND {raw} {_IN_UTC} AND NOT ends_with({raw}, 'T24:00:00Z')"
        case "day" if _DAY_FORM in cell.forms:
            return f"{digits} AND {raw} {_DAY}"
    return None


def is_odd(cell: Cell) -> str:
    """Return SQL of whether a cell that is not `worded` is in another spelling; false or null for an empty one."""
    if cell.column.type == "choice":
        return f"NOT {among(cell.quick, cell.column.choices)}"
    return f"c{cell.place} IS NOT NULL AND {cell.quick} IS NULL"


def usual_local_of(cell: Cell) -> str:
    """Return SQL of the local time of a cell in the usual spelling: days have one, instants in UTC have none."""
    return f"CAST({cell.quick} AS TIMESTAMP)" if cell.column.type == "day" else "NULL"
