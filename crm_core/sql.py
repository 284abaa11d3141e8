"""The few constructs that engines spell differently, one line per engine, each with its type.

Everything else in a question is plain SQLAlchemy Core. Literals are typed, ratios go through `to_double`, and
nothing is rounded in SQL, because the engines round differently.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

SECONDS_PER_DAY = 86_400
INSTANT = sa.TIMESTAMP(timezone=True)


def _spelled(construct: type[FunctionElement[Any]], text: str, *engines: str) -> None:
    """Spell a construct for some engines, or for all without a spelling of their own: {0}, {1} are its arguments."""

    @compiles(construct, *engines)
    def spelling(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
        return text.format(*(compiler.process(clause, **kw) for clause in element.clauses))


class seconds_between(FunctionElement[int]):  # noqa: N801 -- reads as an SQL function, like sqlalchemy's own
    """Whole seconds from the first instant to the second, rounded down."""

    type = sa.BigInteger()
    inherit_cache = True


_spelled(seconds_between, "((epoch_us({1}) - epoch_us({0})) // 1000000)", "duckdb")
_spelled(seconds_between, "CAST(floor(extract(epoch FROM ({1}) - ({0}))) AS bigint)", "postgresql")


class microseconds_of(FunctionElement[int]):  # noqa: N801 -- as above
    """Microseconds of an instant since 1970."""

    type = sa.BigInteger()
    inherit_cache = True


_spelled(microseconds_of, "epoch_us({0})", "duckdb")
_spelled(microseconds_of, "CAST(extract(epoch FROM {0}) * 1000000 AS bigint)", "postgresql")


class whole_part(FunctionElement[int]):  # noqa: N801 -- as above
    """How often the second whole number goes into the first, neither of them negative."""

    type = sa.BigInteger()
    inherit_cache = True


_spelled(whole_part, "(({0}) // ({1}))", "duckdb")
_spelled(whole_part, "(({0}) / ({1}))", "postgresql")


class days_between(FunctionElement[int]):  # noqa: N801 -- as above
    """Calendar days from the first date to the second."""

    type = sa.BigInteger()
    inherit_cache = True


_spelled(days_between, "CAST(({1}) - ({0}) AS bigint)")


class months_later(FunctionElement[dt.date]):  # noqa: N801 -- as above
    """The day so many months after a day; the month's last day where it has no such day."""

    type = sa.Date()
    inherit_cache = True


_spelled(months_later, "CAST(({0}) + to_months(CAST(({1}) AS INTEGER)) AS DATE)", "duckdb")
_spelled(months_later, "CAST(({0}) + make_interval(months => CAST(({1}) AS integer)) AS date)", "postgresql")


class days_later(FunctionElement[dt.date]):  # noqa: N801 -- as above
    """The day so many days after a day."""

    type = sa.Date()
    inherit_cache = True


_spelled(days_later, "CAST(({0}) + CAST(({1}) AS INTEGER) AS DATE)")


class in_utc(FunctionElement[dt.datetime]):  # noqa: N801 -- as above
    """The wall clock of UTC at an instant; the embedded engine asks no time zone then, which costs 15 times as much."""

    type = sa.TIMESTAMP()
    inherit_cache = True


_spelled(in_utc, "make_timestamp(epoch_us({0}))", "duckdb")
_spelled(in_utc, "timezone('UTC', {0})", "postgresql")


class each_of(FunctionElement[str]):  # noqa: N801 -- as above
    """One row for each part of a text between separators."""

    type = sa.String()
    inherit_cache = True


_spelled(each_of, "unnest(string_split({0}, {1}))", "duckdb")
_spelled(each_of, "unnest(string_to_array({0}, {1}))", "postgresql")


def to_double(value: ColumnElement[Any]) -> ColumnElement[float]:
    """Make a number a double, so that no engine divides decimals or integers."""
    return sa.cast(value, sa.Double())


def instant(moment: dt.datetime) -> ColumnElement[dt.datetime]:
    """Return a typed literal of one instant; it must carry its offset."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone: give it one, e.g. tzinfo=datetime.UTC")
    return sa.literal(moment.astimezone(dt.UTC), INSTANT)


def whole(number: int) -> ColumnElement[int]:
    """Return a typed literal of a whole number."""
    return sa.literal(number, sa.BigInteger())


def unnested(values: Sequence[Any], kind: sa.types.TypeEngine[Any]) -> ColumnElement[Any]:
    """Return a column of these values, one row each; several of one length go in step."""
    return sa.func.unnest(sa.bindparam(None, list(values), type_=sa.ARRAY(kind)), type_=kind)


def day_of(value: ColumnElement[Any], zone: str) -> ColumnElement[dt.date]:
    """Return the calendar day of an instant in a time zone."""
    return sa.cast(_local(value, zone), sa.Date())


def weekday_of(value: ColumnElement[Any], zone: str) -> ColumnElement[int]:
    """Return the weekday of an instant in a time zone, 1 for Monday to 7 for Sunday."""
    return sa.cast(sa.extract("isodow", _local(value, zone)), sa.BigInteger())


def hour_of(value: ColumnElement[Any], zone: str) -> ColumnElement[int]:
    """Return the hour of an instant on the clocks of a time zone, 0 to 23."""
    return sa.cast(sa.extract("hour", _local(value, zone)), sa.BigInteger())


def midnight(day: dt.date, zone: str) -> ColumnElement[dt.datetime]:
    """Return a typed literal of the instant at which a calendar day begins in a time zone."""
    return instant(dt.datetime.combine(day, dt.time(), tzinfo=ZoneInfo(zone)))


def start_of(day: ColumnElement[Any], zone: str) -> ColumnElement[dt.datetime]:
    """Return the instant at which a calendar day begins in a time zone."""
    return sa.func.timezone(zone, sa.cast(day, sa.TIMESTAMP()), type_=INSTANT)


def period_of(value: ColumnElement[Any], unit: str, zone: str) -> ColumnElement[dt.date]:
    """Return the first day of the week, month, quarter or year of an instant in a time zone (weeks from Monday)."""
    local = _local(value, zone)
    return sa.cast(sa.func.date_trunc(sa.literal_column(f"'{_unit(unit)}'"), local, type_=sa.TIMESTAMP()), sa.Date())


def period_of_day(value: ColumnElement[Any], unit: str) -> ColumnElement[dt.date]:
    """Return the first day of the week, month, quarter or year of a calendar day."""
    as_time = sa.cast(value, sa.TIMESTAMP())
    return sa.cast(sa.func.date_trunc(sa.literal_column(f"'{_unit(unit)}'"), as_time, type_=sa.TIMESTAMP()), sa.Date())


def quantile(value: ColumnElement[Any], share: float) -> ColumnElement[float]:
    """Return the quantile with linear interpolation, of doubles on every engine."""
    return sa.func.percentile_cont(share, type_=sa.Double()).within_group(to_double(value).asc())


def mean(value: ColumnElement[Any]) -> ColumnElement[float]:
    """Return the mean, of doubles on every engine."""
    return to_double(sa.func.avg(to_double(value)))


def deviation(value: ColumnElement[Any]) -> ColumnElement[float]:
    """Return the standard deviation with divisor n - 1; missing for a single value."""
    return to_double(sa.func.stddev_samp(to_double(value)))


def count() -> ColumnElement[int]:
    """Count the rows."""
    return sa.func.count(type_=sa.BigInteger())


def count_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Count the rows for which a condition holds."""
    return sa.func.count(sa.case((condition, sa.literal(1, sa.Integer()))), type_=sa.BigInteger())


def _local(value: ColumnElement[Any], zone: str) -> ColumnElement[dt.datetime]:
    """Return the wall clock of a time zone at an instant."""
    return in_utc(value) if zone == "UTC" else sa.func.timezone(zone, value, type_=sa.TIMESTAMP())


def _unit(unit: str) -> str:
    if unit not in ("day", "week", "month", "quarter", "year"):
        raise ValueError(f"{unit!r} is no calendar unit: use day, week, month, quarter or year")
    return unit
