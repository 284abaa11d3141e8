"""How likely each customer still buys, by month end: from the kept months where they are true, else worked out."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from crm_core import schema, sql, stats
from crm_core.database import Store
from crm_core.errors import FitFailed
from crm_core.kept import marks
from crm_core.kept.months import end_of, last_months, missing, reach
from crm_core.relations import activity, bought, histories
from crm_core.relations import alike as alike_of
from crm_core.relations.facts import known_at
from crm_core.settings import Settings

MONTHS_BACK = 12
"""How many months before the last one are kept: a year to compare with."""

SOURCE = ("purchases",)
HISTORY = ("frequency", "recency", "age")
WORKING = "histories_of_month"
"""Temporary table of the histories of the month that is being worked out."""


def refresh_active(store: Store, until: dt.datetime | None = None) -> int:
    """Work out the months of customer_active that are missing or stale; return how many.

    Parameters
    ----------
    store : Store
        The workspace.
    until : datetime, optional
        Up to which moment; by default how far purchases reach.
    """
    until = until or reach(store, SOURCE)
    if until is None:
        return 0
    settings = store.settings(until)
    rules, merged = marks.fingerprint(None, settings), store.has_rows("customer_identity")
    with store.write("keeping how likely customers still buy") as connection:
        first = connection.scalar(sa.select(sa.func.min(schema.table("purchases").c.bought_at)))
        zone = ZoneInfo(settings.zone)
        months = last_months(first.astimezone(zone).date(), until, settings, MONTHS_BACK) if first else []
        run = marks.run(connection, marks.CUSTOMER_ACTIVE)
        todo = missing(months, run if run and run.rules == rules else None, until, settings)
        if not todo:
            return 0
        rows = schema.table(marks.CUSTOMER_ACTIVE)
        connection.execute(sa.delete(rows).where(sa.or_(rows.c.month >= todo[0], rows.c.month < months[0])))
        for month in todo:
            _keep(connection, month, min(until, end_of(month, settings)), settings, merged=merged)
        marks.enter(connection, rules, months[0], until, marks.CUSTOMER_ACTIVE)
    store.checkpoint()
    return len(todo)


def _keep(connection: sa.Connection, month: dt.date, moment: dt.datetime, settings: Settings, *, merged: bool) -> None:
    """Work out one month: histories once, the model on their counts, a probability for each."""
    last = moment.astimezone(ZoneInfo(settings.zone)).date()
    people = _histories(connection, moment, last, settings, merged=merged)
    try:
        model = _fitted(connection, people, last)
        if model is not None:
            alive = activity.probability_active(people, model, last).label("probability_active")
            mark = sa.literal(month, sa.Date()).label("month")
            found = sa.select(people.c.customer_id, mark, alive)
            names = ["customer_id", "month", "probability_active"]
            connection.execute(sa.insert(schema.table(marks.CUSTOMER_ACTIVE)).from_select(names, found))
    finally:
        people.drop(connection)


def _histories(
    connection: sa.Connection, moment: dt.datetime, last: dt.date, settings: Settings, *, merged: bool
) -> sa.Table:
    """Write the histories known at a moment into a temporary table."""
    found = _people_at(moment, last, settings, merged=merged)
    names = ("group", "part", "customer_id", "purchase_days", "first_day", "last_day", "spent")
    columns = [sa.Column(name, found.c[name].type) for name in names]
    table = sa.Table(WORKING, sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    table.create(connection)
    connection.execute(sa.insert(table).from_select(list(names), sa.select(*(found.c[name] for name in names))))
    return table


def _people_at(moment: dt.datetime, last: dt.date, settings: Settings, *, merged: bool) -> sa.CTE:
    known = known_at(schema.table("purchases"), "purchases", moment, merged=merged).subquery("purchases_then")
    whole = sa.select(*known.c, sa.literal("", sa.String()).label("group")).subquery("purchases_of_all")
    return histories(bought(whole), settings.zone, None, last)


def _fitted(connection: sa.Connection, people: sa.FromClause, last: dt.date) -> activity.Leaving | None:
    """Fit the model of purchases on the histories; None where it can't be fitted."""
    repeating = sql.count_where(people.c.purchase_days > sql.whole(1)).label("repeating")
    counts = connection.execute(sa.select(sql.count().label("customers"), repeating).select_from(people)).one()
    if not counts.repeating:
        return None
    step = activity.step_for(counts.customers)
    found = pd.DataFrame(connection.execute(alike_of(people, last, step)).mappings().all())
    rows = found[[*HISTORY, "customers"]].astype("float64").sort_values([*HISTORY])
    recency, age = (rows[name] / rows["customers"] for name in ("recency", "age"))
    try:
        model = stats.fit_bg_nbd(rows["frequency"], recency, age, rows["customers"])
    except FitFailed:
        return None
    return activity.Leaving(model.r, model.alpha, model.a, model.b)


def active_at(store: Store, settings: Settings, as_of: dt.datetime) -> sa.Subquery | None:
    """Return how likely each customer who ever bought still buys at a moment.

    Parameters
    ----------
    store : Store
        The workspace.
    settings : Settings
        Its zone says where days and months begin.
    as_of : datetime
        The moment.

    Returns
    -------
    sqlalchemy.Subquery or None
        ``customer_id`` and ``probability_active``. A month's end that is kept and true is read, any other moment is
        worked out; None, or no row of a kept month, where no model can be fitted.
    """
    with store.engine.connect() as connection:
        run = marks.run(connection, marks.CUSTOMER_ACTIVE)
        month = _kept_month(run, settings, as_of) if run and store.analytics is store.engine else None
        if month is not None:
            rows = schema.table(marks.CUSTOMER_ACTIVE)
            kept = sa.select(rows.c.customer_id, rows.c.probability_active).where(rows.c.month == month)
            return kept.subquery("kept_active")
    last = as_of.astimezone(ZoneInfo(settings.zone)).date()
    people = _people_at(as_of, last, settings, merged=store.has_rows("customer_identity"))
    with store.analytics.connect() as connection:
        model = _fitted(connection, people, last)
    if model is None:
        return None
    alive = activity.probability_active(people, model, last).label("probability_active")
    return sa.select(people.c.customer_id, alive).subquery("active")


def active_of(store: Store, settings: Settings, customer_id: str, as_of: dt.datetime) -> float | None:
    """Return how likely one customer still bought at the last kept month's end up to a moment; None where none is true.

    Nothing is worked out: for a single customer that would take as long as for all of them.
    """
    with store.engine.connect() as connection:
        run = marks.run(connection, marks.CUSTOMER_ACTIVE)
        if run is None or run.rules != marks.fingerprint(None, settings):
            return None
        rows = schema.table(marks.CUSTOMER_ACTIVE)
        ends = (
            as_of
            if as_of >= run.known_until
            else as_of - dt.timedelta(days=as_of.astimezone(ZoneInfo(settings.zone)).day)
        )
        upto = [rows.c.month <= ends.astimezone(ZoneInfo(settings.zone)).date().replace(day=1)]
        upto += [rows.c.month < run.stale_from] if run.stale_from else []
        newest = sa.select(sa.func.max(rows.c.month)).where(*upto).scalar_subquery()
        mine = rows.c.customer_id == sa.literal(customer_id, sa.String())
        found = connection.scalar(sa.select(rows.c.probability_active).where(mine, rows.c.month == newest))
    return None if found is None else float(found)


def _kept_month(run: marks.Run, settings: Settings, as_of: dt.datetime) -> dt.date | None:
    """Return the month whose rows hold at the moment; None if there are none."""
    month = as_of.astimezone(ZoneInfo(settings.zone)).date().replace(day=1)
    true = run.rules == marks.fingerprint(None, settings) and run.first_month <= month
    fresh = run.stale_from is None or month < run.stale_from
    ends = as_of in (run.known_until, end_of(month, settings)) and as_of <= run.known_until
    return month if true and fresh and ends else None
