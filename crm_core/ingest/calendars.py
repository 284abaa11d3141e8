"""Days that are written in the Persian calendar, or as the number of days that a spreadsheet counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from crm_core.ingest.days import ORDERS
from crm_core.ingest.words import with_plain_digits

JALALI = "jalali_"
"""In front of an order: jalali_year_first ..."""
JALALI_ORDERS = tuple(JALALI + order for order in ORDERS)
SERIAL_1900, SERIAL_1904 = "serial_1900", "serial_1904"
"""Spreadsheets count days from 1899-12-30 (with a day too many before March 1900), or from 1904-01-01."""
SERIALS = (SERIAL_1900, SERIAL_1904)

_TRIED = 1_000  # values from all over a column that tell its calendar
_FIRST_YEAR, _LAST_YEAR = 1278, 1478  # Persian years that touch 1900 to 2099
_EPOCH = date(1970, 1, 1).toordinal()
_SYSTEMS_APART = timedelta(days=1462)
_YEAR, _PART = "(1[23][0-9]{2}|14[0-7][0-9])", "([0-9]{1,2})"
_SEPARATED = {
    "year_first": f"{_YEAR}[/.-]{_PART}[/.-]{_PART}",
    "month_first": f"{_PART}[/.-]{_PART}[/.-]{_YEAR}",
    "day_first": f"{_PART}[/.-]{_PART}[/.-]{_YEAR}",
}
_PARTS = {"year_first": "y m d", "month_first": "m d y", "day_first": "d m y"}
_TIME = "(?:[T ,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?"
_PERSIAN = re.compile(
    f"(?:{_YEAR}[/.-]?[0-9]{{1,2}}[/.-]?[0-9]{{1,2}}|[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-]{_YEAR})(\\D.*)?"
)
_SERIAL = re.compile(r"[2-7][0-9]{4}([.,][0-9]+)?")
"""1954 to 2119: other numbers stand for something else."""


def is_persian(values: Sequence[str]) -> bool:
    """Whether most days of a column have years that only the Persian calendar reaches today."""
    return _most(values, _PERSIAN)


def is_serial(values: Sequence[str]) -> bool:
    """Whether most days of a column are numbers as a spreadsheet counts them."""
    return _most(values, _SERIAL)


def system_of(values: Sequence[str], latest: str) -> str | None:
    """Return the system of a column of serial numbers, None where both fit.

    Parameters
    ----------
    values : sequence of str
        Some of its values.
    latest : str
        ISO day that no value may lie behind; a later one in the younger system rules that out.
    """
    numbers = [float(value.replace(",", ".")) for value in map(with_plain_digits, values) if _SERIAL.fullmatch(value)]
    if not numbers:
        return None
    last = datetime(1899, 12, 30) + timedelta(days=max(numbers)) + _SYSTEMS_APART  # noqa: DTZ001 (a local day)
    return SERIAL_1900 if last.isoformat(sep=" ") > latest else None


def local_time(text: str, reading: str) -> str:
    """Return SQL of the local time that a cleaned text stands for, null where there is no such day.

    Parameters
    ----------
    text : str
        SQL of the text.
    reading : str
        One of `JALALI_ORDERS` and `SERIALS`.
    """
    return _of_serial(text, reading) if reading in SERIALS else _of_persian(text, reading.removeprefix(JALALI))


def _of_persian(text: str, order: str) -> str:
    names = ", ".join(f"'{name}'" for name in (*_PARTS[order].split(), "h", "i", "s"))
    spread = f"regexp_replace({text}, '^([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})($|[^0-9])', '\\1/\\2/\\3\\4')"
    parts = f"regexp_extract({spread}, '^{_SEPARATED[order]}{_TIME}$', [{names}])"
    whole = {name: f"coalesce(try_cast(p.{name} AS INTEGER), 0)" for name in "ymdhis"}
    numbers = "{" + ", ".join(f"'{name}': {number}" for name, number in whole.items()) + "}"
    place = f"n.y - {_FIRST_YEAR - 1}"
    last = f"{_years()}[{place} + 1] - {_years()}[{place}] - 336"  # 29 days, in a leap year 30
    length = f"CASE WHEN n.m <= 6 THEN 31 WHEN n.m <= 11 THEN 30 ELSE {last} END"
    day = f"{_years()}[{place}] + (n.m - 1) * 31 - greatest(n.m - 7, 0) + n.d - 1"
    exists = (
        f"n.y BETWEEN {_FIRST_YEAR} AND {_LAST_YEAR} AND n.m BETWEEN 1 AND 12 AND n.d BETWEEN 1 AND ({length}) "
        "AND n.h < 24 AND n.i < 60 AND n.s < 60"
    )
    moment = f"CAST(DATE '1970-01-01' + ({day}) AS TIMESTAMP) + to_seconds(n.h * 3600 + n.i * 60 + n.s)"
    bound = f"list_transform([{parts}], lambda p: {numbers})"
    return f"list_transform({bound}, lambda n: CASE WHEN {exists} THEN {moment} END)[1]"


@lru_cache(maxsize=1)
def _years() -> str:
    """SQL of the days since 1970 on which the Persian years begin, and the one after the last."""
    return "[" + ", ".join(str(_new_year(year) - _EPOCH) for year in range(_FIRST_YEAR, _LAST_YEAR + 2)) + "]"


def _new_year(year: int) -> int:
    from persiantools.jdatetime import JalaliDate  # a tenth of a second that most files need not wait

    first: date = JalaliDate(year, 1, 1).to_gregorian()  # type: ignore[no-untyped-call]  # the package has no types
    return first.toordinal()


def _of_serial(text: str, system: str) -> str:
    """The older system has a 29 February 1900 that never was: its number 60 is no day."""
    number = f"try_cast(replace({text}, ',', '.') AS DOUBLE)"
    passed = f"to_seconds(CAST(round({number} * 86400) AS BIGINT))"
    if system == SERIAL_1904:
        moment = f"WHEN {number} >= 0 THEN TIMESTAMP '1904-01-01' + {passed}"
    else:
        moment = (
            f"WHEN {number} >= 61 THEN TIMESTAMP '1899-12-30' + {passed} "
            f"WHEN {number} >= 1 AND {number} < 60 THEN TIMESTAMP '1899-12-31' + {passed}"
        )
    return f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,6}}([.,][0-9]+)?') THEN CASE {moment} END END"


def _most(values: Sequence[str], looks_so: re.Pattern[str]) -> bool:
    filled = [value for value in map(with_plain_digits, values[:: max(1, len(values) // _TRIED)]) if value]
    return 2 * sum(looks_so.fullmatch(value) is not None for value in filled) > len(filled)
