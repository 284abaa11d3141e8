"""What a manager has to do: what will be late tomorrow, what is late, and who needs a call."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import persons, relations, sql
from crm_core.catalogue import ask, metric
from crm_core.database import Store
from crm_core.filters import MISSING, WHOLE, Filters
from crm_core.settings import Calendar, Settings

TABLES = (
    "complaints", "complaint_events", "customers", "staff", "stores", "purchases", "survey_answers", "follow_ups",
    "points", "tier_locks", "tier_rules", "customer_identity",
)  # fmt: skip
MONEY = "workspace currency"
MOST = 1_000
"""Most tasks of each list."""

DUE, LATE, ACCOUNT, CALL, WIN_BACK = "due", "late", "account", "call", "win_back"
WHATS = (DUE, LATE, ACCOUNT, CALL, WIN_BACK)
"""What there is to do, in its order."""


def days_of_tasks(as_of: dt.datetime, settings: Settings) -> list[dt.date]:
    """Return the days on which what falls due is a task: today, and all up to the next day on which somebody works.

    Without working hours that is tomorrow.
    """
    days = relations.days_ahead(as_of, settings)
    works = [any(_works(calendar, day) for calendar in settings.calendars) for day in days]
    later = next((place for place, one in enumerate(works) if one and place), 1)
    return days[: later + 1]


def _works(calendar: Calendar, day: dt.date) -> bool:
    hours = any(one.weekday == day.isoweekday() for one in calendar.hours_on(day)) if calendar.hours else False
    return hours and day not in calendar.holidays


def _waiting(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    """Return the open complaints that are late or fall due soon, with ``what`` and the ``place`` of their day."""
    cases = relations.open_only(filters.cases(store, by="team", settings=settings, working=True))
    rows = relations.promises(cases)
    place = relations.due_on(rows, filters.as_of, settings)
    ahead = len(days_of_tasks(filters.as_of, settings))
    what = sa.case((rows.c.used >= rows.c.target, LATE), (place < sql.whole(ahead), DUE), else_=sa.null())
    columns = (sa.type_coerce(what, sa.String()).label("what"), place.label("place"))
    placed = sa.select(*rows.c, *columns).where(filters.scope.holds(rows.c.staff_id)).subquery("placed")
    return sa.select(*placed.c).where(placed.c.what.is_not(None)).subquery("waiting")


def _behind(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    return _waiting(store, filters, settings)


@metric(
    "my_day.tasks",
    title="Tasks of the day",
    chart="bars",
    cohort="complaints.opened_at",
    tables=TABLES,
    columns={
        "group": "code",
        "what": "code",
        "case": "code",
        "customer": "code",
        "owner": "code",
        "person": "code",
        "opened": "code",
        "due": "code",
        "reasons": "code",
        "tier_before": "code",
        "tier": "code",
        "name": "text",
        "left_days": "days",
        "promise_used_pct": "per cent",
        "last_year": MONEY,
        "year_before": MONEY,
        "open_complaints": "complaints",
        "late_complaints": "complaints",
        "score": "points",
        "score_of": "points",
        "content_now": "points",
        "content_before": "points",
        "usual_days": "days",
        "silent_days": "days",
    },
    value="left_days",
    records=_behind,
)
def tasks(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, limit: int = MOST
) -> pd.DataFrame:
    """List what is to be done now, whatever the period: complaints first, then customers who need a call.

    Definition
    ----------
    Of the open complaints that the filters leave: due, the promised time runs out today or by the end of the next day
    on which somebody works, tomorrow where there are no working hours; today is the day of the end of the data, unless
    it is over. Late, it has run out, the oldest first. Of the customers: account, a key account of
    which an early warning holds; call, the last score is low and nobody came back to it; win_back, the tier fell or
    they have gone quiet. Warnings, scores and reasons are those of the list of key accounts and of the list to win
    back; a customer stands once, and one whose complaint is late stands under the complaint. The owner is a team: the
    complaint's, else that of who works on it or looks after the customer; a filter on teams is one on owners. A person
    is named where staff data are switched on; one person alone sees their own tasks.

    Columns
    -------
    group : empty: the whole
    what : due, late, account, call or win_back
    case : the complaint's number
    customer : the customer's number
    owner : the team whose task it is; (none) where nobody is known
    person : number of the member of staff, where staff data are switched on
    opened : day on which a complaint was opened, as YYYY-MM-DD
    due : day on which it falls due, as YYYY-MM-DD
    reasons : codes of why a customer needs a call, with a space between; severity of a complaint
    tier_before, tier : tier a year before and now
    name : an enterprise's name
    left_days : days until it falls due
    promise_used_pct : part of the promised time that is used, per cent; from 100 on it is late
    last_year : revenue of the last 365 days, in the workspace's currency
    year_before : revenue of the 365 days before, same currency
    open_complaints : the customer's complaints that are open
    late_complaints : those of them past their promise
    score : the low score, missing where there is none
    score_of : highest score there is
    content_now : mean satisfaction of the last 365 days, 1 to 10
    content_before : mean satisfaction of the 365 days before, 1 to 10
    usual_days : mean days from one purchase to the next
    silent_days : days since the last purchase

    Caution
    -------
    A list to work through, not a ranking of people. Of each kind the first thousand are listed. What falls due may be
    settled before.

    Source
    ------
    A list of the records.
    """
    settings = settings or store.settings(filters.as_of)
    now = replace(filters, start=None, end=None)
    whoever = replace(now, team=())
    accounts = ask("accounts.warning")(store, whoever, settings=settings, limit=limit).assign(what=ACCOUNT)
    others = ask("loyalty.win_back")(store, whoever, settings=settings, limit=limit)
    others = others[(others["reason"] != "late_complaint") & ~others["customer"].isin(accounts["customer"])]
    what = others["reason"].map({"low_score": CALL}).fillna(WIN_BACK)
    customers = pd.concat([accounts, others.assign(what=what, reasons=others["reason"])])
    owned = _with_owner(store, now, settings, customers.drop(columns=["owner"], errors="ignore"))
    table = pd.concat([_cases(store, now, settings, limit), owned], ignore_index=True)
    order = {code: place for place, code in enumerate(WHATS)}
    return table.assign(group=WHOLE).sort_values("what", key=lambda codes: codes.map(order), kind="stable")


def _cases(store: Store, filters: Filters, settings: Settings, limit: int) -> pd.DataFrame:
    """Return the complaints that fall due or are late: those due first, then the oldest."""
    rows = _waiting(store, filters, settings)
    used = sql.to_double(rows.c.used) / sql.to_double(sa.func.nullif(rows.c.target, sql.whole(0)))
    seen = persons.may_be_seen(rows.c.staff_id, filters, settings)
    columns: dict[str, sa.ColumnElement[Any]] = {
        "what": rows.c.what,
        "case": rows.c.complaint_id,
        "customer": rows.c.customer_id,
        "owner": rows.c.group,
        "person": sa.type_coerce(sa.case((seen, rows.c.staff_id), else_=sa.null()), sa.String()),
        "reasons": rows.c.severity,
        "place": rows.c.place,
        "promise_used_pct": sa.literal(100.0, sa.Double()) * used,
        "opened_at": rows.c.opened_at,
    }
    listed = sa.select(*(value.label(name) for name, value in columns.items()))
    order = (rows.c.what, rows.c.place, rows.c.opened_at, rows.c.complaint_id)
    first = listed.order_by(*order).limit(2 * limit).subquery("first")
    found = store.read(sa.select(*first.c)).sort_values(["what", "place", "opened_at", "case"])
    day = dict(enumerate(days_of_tasks(filters.as_of, settings)))
    last = filters.last_day(settings)
    soon = found["place"].where(found["what"] == DUE)
    left = soon.map({place: float((one - last).days) for place, one in day.items()})
    opened = found["opened_at"].dt.tz_convert(settings.zone).dt.strftime("%Y-%m-%d")
    due = soon.map({place: one.isoformat() for place, one in day.items()})
    return found.assign(opened=opened, due=due, left_days=left)


def _with_owner(store: Store, filters: Filters, settings: Settings, customers: pd.DataFrame) -> pd.DataFrame:
    """Add the team of who looks after each customer, and the person where that may be shown."""
    people, staff = (filters.unnarrowed.rows(store, one, settings=settings) for one in ("customers", "staff"))
    seen = persons.may_be_seen(people.c.owner_id, filters, settings)
    person = sa.type_coerce(sa.case((seen, people.c.owner_id), else_=sa.null()), sa.String())
    columns = [people.c.customer_id.label("customer"), staff.c.team.label("owner"), person.label("person")]
    wanted = sa.and_(people.c.customer_id.in_(customers["customer"].tolist()), filters.scope.holds(people.c.owner_id))
    source = people.outerjoin(staff, people.c.owner_id == staff.c.staff_id)
    known = store.read(sa.select(*columns).select_from(source).where(wanted))
    owned = customers.merge(known, on="customer", how="inner" if filters.scope.alone else "left")
    owned = owned.assign(owner=owned["owner"].fillna(MISSING))
    return owned[owned["owner"].isin(filters.team)] if filters.team else owned
