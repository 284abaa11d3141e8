"""The attributes of customers as columns: their own, in bands where they need some, and those that are derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import kept, relations, sql
from crm_core.database import Store
from crm_core.segments.attributes import (
    AGES,
    ATTRIBUTES,
    BIRTH_YEARS,
    EMPLOYEES,
    NO,
    SIZES,
    YES,
)
from crm_core.settings import Settings

PERCENT = 100.0


@dataclass(frozen=True)
class Moment:
    """What is asked, of which store, and as of when."""

    store: Store
    settings: Settings
    as_of: dt.datetime

    @property
    def last(self) -> dt.date:
        """The day of the moment in the workspace's time zone."""
        return self.as_of.astimezone(ZoneInfo(self.settings.zone)).date()

    def rows(self, table: str) -> sa.Subquery:
        """Return a table's rows as known at the moment, in one group."""
        merged = self.store.has_rows("customer_identity")
        known = relations.known_at(self.store.table(table), table, self.as_of, merged=merged).subquery(f"all_{table}")
        if "group" in known.c:
            return known
        return sa.select(*known.c, sa.literal("", sa.String()).label("group")).subquery(f"whole_{table}")


Known = tuple[sa.FromClause, str] | None
"""Rows with ``customer_id`` and the name of the column that holds the attribute; None where nobody has it."""


def column_of(
    store: Store, names: Sequence[str], settings: Settings, as_of: dt.datetime
) -> tuple[sa.FromClause, dict[str, sa.ColumnElement[Any]]]:
    """Return what to select from, and the columns: ``customer_id`` and one for each attribute.

    What is derived is joined on its unique customer: no customer is lost and none is there twice.
    """
    moment = Moment(store, settings, as_of)
    people = moment.rows("customers")
    source: sa.FromClause = people
    columns: dict[str, sa.ColumnElement[Any]] = {"customer_id": people.c.customer_id}
    for name in names:
        if name in _OWN:
            columns[name] = sa.type_coerce(_OWN[name](people, moment), sa.String())
        elif name in _DERIVED:
            source, columns[name] = _joined(source, people, name, moment)
        else:
            columns[name] = _plain(people, name)
    return source, columns


def _plain(people: sa.FromClause, name: str) -> sa.ColumnElement[Any]:
    """Return a column of customers as it is; several codes between semicolons, without blanks around them."""
    known = ATTRIBUTES[name]
    column = sa.func.nullif(people.c[known.column], "", type_=sa.String())
    if known.kind != "several":
        return column
    tight = sa.func.replace(sa.func.replace(column, "; ", ";"), " ;", ";")
    return sa.type_coerce(sa.literal(";", sa.String()) + sa.type_coerce(tight, sa.String()) + ";", sa.String())


def _joined(
    source: sa.FromClause, people: sa.FromClause, name: str, moment: Moment
) -> tuple[sa.FromClause, sa.ColumnElement[Any]]:
    find, otherwise = _DERIVED[name]
    found = find(moment)
    kind = sa.Double() if ATTRIBUTES[name].kind == "number" else sa.String()
    if found is None:
        return source, sa.cast(sa.null(), kind)
    rows, column = found
    other = rows.alias(f"{name}_known")
    value: sa.ColumnElement[Any] = other.c[column]
    if otherwise is not None:
        value = sa.func.coalesce(value, otherwise(moment), type_=kind)
    return source.outerjoin(other, people.c.customer_id == other.c.customer_id), sa.type_coerce(value, kind)


def _yes_or_no(name: str) -> Callable[[sa.FromClause, Moment], sa.ColumnElement[Any]]:
    return lambda people, _: sa.case((people.c[name], YES), (sa.not_(people.c[name]), NO))


def _owned(people: sa.FromClause, _: Moment) -> sa.ColumnElement[Any]:
    return sa.case((people.c.owner_id.is_not(None), YES), else_=NO)


def _joined_in(people: sa.FromClause, _: Moment) -> sa.ColumnElement[Any]:
    return sa.cast(sa.cast(sa.extract("year", people.c.joined_on), sa.Integer()), sa.String())


def _age(people: sa.FromClause, moment: Moment) -> sa.ColumnElement[Any]:
    """Return the band of a person's age; an identified child has none."""
    born, last = people.c.birth_date, moment.last
    bands = [
        (born <= sa.literal(_years_before(last, years), sa.Date()), band)
        for years, band in reversed([*zip(BIRTH_YEARS, AGES, strict=True)])
    ]
    return sa.case(*bands)


def _years_before(day: dt.date, years: int) -> dt.date:
    """Return the last birthday on which somebody is so many years old on a day."""
    leap = day.month == 2 and day.day == 29  # noqa: PLR2004 -- 29 February
    return day.replace(year=day.year - years, day=28) if leap else day.replace(year=day.year - years)


def _employees(people: sa.FromClause, _: Moment) -> sa.ColumnElement[Any]:
    bands = [
        (people.c.employees >= sql.whole(size), band) for size, band in reversed([*zip(SIZES, EMPLOYEES, strict=True)])
    ]
    return sa.case(*bands)


def _dealings(moment: Moment) -> Known:
    lines, registered = moment.rows("purchases"), moment.rows("registrations")
    return relations.dealings(lines, registered, moment.settings.zone, moment.last), "dealing"


def _rfm(moment: Moment) -> Known:
    first = moment.last - dt.timedelta(days=moment.settings.loyalty_window_days - 1)
    found = relations.rfm_of_customers(moment.rows("purchases"), moment.settings.zone, first, moment.last)
    return found, "segment"


def _tenths(moment: Moment) -> Known:
    return relations.value_tenths(relations.sold_to_customers(moment.rows("purchases"))), "tenth"


def _recommends(moment: Moment) -> Known:
    return relations.last_recommendations(moment.rows("survey_answers")), "attitude"


def _waiting(moment: Moment) -> Known:
    happened = moment.store.table("complaint_events") if moment.store.has_rows("complaint_events") else None
    cases = relations.cases(moment.rows("complaints"), moment.as_of, moment.settings, happened=happened)
    waiting = relations.waiting_customers(cases)
    marked = sa.select(waiting.c.customer_id, sa.literal(YES, sa.String()).label("waits"))
    return marked.subquery("marked_waiting"), "waits"


def _tier(moment: Moment) -> Known:
    tiers = kept.tiers_at(moment.store, moment.settings, moment.as_of)
    if tiers is None:
        return None
    higher = sa.select(tiers.c.customer_id, tiers.c.tier).where(tiers.c.place > 0)
    return higher.subquery("higher_tiers"), "tier"


def _first_tier(moment: Moment) -> sa.ColumnElement[Any]:
    scheme = kept.scheme(moment.settings)
    return sa.literal(scheme.names[0] if scheme else None, sa.String())


def _active(moment: Moment) -> Known:
    active = kept.active_at(moment.store, moment.settings, moment.as_of)
    if active is None:
        return None
    share = (sql.to_double(active.c.probability_active) * sa.literal(PERCENT, sa.Double())).label("active_pct")
    return sa.select(active.c.customer_id, share).subquery("active_shares"), "active_pct"


def _no(_: Moment) -> sa.ColumnElement[Any]:
    return sa.literal(NO, sa.String())


_OWN: dict[str, Callable[[sa.FromClause, Moment], sa.ColumnElement[Any]]] = {
    "marketing_consent": _yes_or_no("marketing_consent"),
    "key_account": _yes_or_no("key_account"),
    "owner": _owned,
    "joined": _joined_in,
    "age": _age,
    "employees": _employees,
}
"""Attributes that are worked out from a customer's own row."""

_DERIVED: dict[str, tuple[Callable[[Moment], Known], Callable[[Moment], sa.ColumnElement[Any]] | None]] = {
    "dealing": (_dealings, None),
    "rfm": (_rfm, None),
    "value_tenth": (_tenths, None),
    "recommends": (_recommends, None),
    "open_complaint": (_waiting, _no),
    "tier": (_tier, _first_tier),
    "active_pct": (_active, None),
}
"""Attributes of the whole customer over all facts, and what who is in none of the rows has."""
