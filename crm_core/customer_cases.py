"""The complaints of one customer: read once, then worked out without reading a table again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import periods, relations, schema
from crm_core.database import Store
from crm_core.relations import people
from crm_core.relations.endings import OPEN
from crm_core.settings import Settings

COLUMNS = (
    "complaint_id", "kind", "status", "duplicate_of", "category", "severity", "channel", "team", "store_id", "outcome",
    "opened_at", "due_at", "precision", "paused_seconds", "ended_at", "ending",
)  # fmt: skip
"""What is asked of a complaint."""

OF_EVENTS = ("event_id", "complaint_id", "kind", "happened_at")

SHOWN = ("case", "category", "severity", "opened_at", "due_at", "late")
"""What is told of an open case."""

Question = sa.Select[Any]


@dataclass(frozen=True)
class CustomerCases:
    """What is known of a customer's complaints at a moment.

    Attributes
    ----------
    cases : Cases
        The complaints as a relation that reads no table.
    question, rows : sqlalchemy.Select and DataFrame
        The same as a question and its answer.
    events : DataFrame
        What happened to them: `OF_EVENTS`.
    """

    cases: relations.Cases
    question: Question
    rows: pd.DataFrame
    events: pd.DataFrame


def cases_of(store: Store, ids: Sequence[str], as_of: dt.datetime, settings: Settings) -> CustomerCases:
    """Read the complaints of some customers and, where there are any, what happened to them."""
    known = people.of_customers("complaints", ids, as_of)
    question = sa.select(*(known.c[name] for name in COLUMNS), sa.literal("", sa.String()).label("group"))
    rows = store.read(question)
    asked, events = _events(store, rows)
    happened = relations.fixed(asked, events) if len(events) else None
    cases = relations.cases(relations.fixed(question, rows), as_of, settings, happened=happened)
    told = sa.select(*cases.rows.c)
    counted = store.read(told) if len(rows) else rows.reindex(columns=told.selected_columns.keys())
    return CustomerCases(replace(cases, rows=relations.fixed(told, counted)), told, counted, events)


def _events(store: Store, rows: pd.DataFrame) -> tuple[Question, pd.DataFrame]:
    events = schema.table("complaint_events")
    asked = sa.select(*(events.c[name] for name in OF_EVENTS))
    if rows.empty:
        return asked, pd.DataFrame(columns=list(OF_EVENTS))
    return asked, store.read(asked.where(events.c.complaint_id.in_(rows["complaint_id"].tolist())))


def open_cases(store: Store, theirs: CustomerCases) -> pd.DataFrame:
    """List the open complaints, the oldest first, with when they fall due: by the clock, or at the end of a day.

    Returns
    -------
    pandas.DataFrame
        `SHOWN`.
    """
    waiting = theirs.rows[theirs.rows["ending"] == OPEN]
    if waiting.empty:
        return pd.DataFrame(columns=list(SHOWN))
    as_of, settings = theirs.cases.as_of, theirs.cases.settings
    days = _days(theirs, waiting) if settings.calendars else None
    promised = relations.promises(replace(theirs.cases, rows=relations.fixed(theirs.question, waiting), days=days))
    told = {name: promised.c[name] for name in ("category", "severity", "opened_at", "target", "spent", "calendar")}
    columns = {"case": promised.c.complaint_id, **told, "place": relations.due_on(promised, as_of, settings)}
    question = sa.select(*(column.label(name) for name, column in columns.items()))
    found = store.read(question.order_by(promised.c.opened_at, promised.c.complaint_id))
    by_clock = found["opened_at"] + pd.to_timedelta(found["target"].astype("float64"), unit="us")
    ends = [periods.end_of_day(day, settings.zone) for day in relations.days_ahead(as_of, settings)]
    ahead = pd.to_datetime(found["place"].map(dict(enumerate(ends))), utc=True)
    late = (found["spent"] >= found["target"]).fillna(False)
    return found.assign(due_at=by_clock.where(found["calendar"].isna(), ahead), late=late)[list(SHOWN)]


def _days(theirs: CustomerCases, waiting: pd.DataFrame) -> sa.CTE | None:
    """Return the days on which a clock of these cases is read: when one was opened or changed, and now."""
    as_of = theirs.cases.as_of
    changed = theirs.events.loc[theirs.events["complaint_id"].isin(waiting["complaint_id"]), "happened_at"]
    days = {one.date() for one in (*waiting["opened_at"], *changed)} | {as_of.astimezone(dt.UTC).date()}
    first = min(days).replace(month=1, day=1)  # the same for many customers: the calendars' days are remembered
    return relations.days_of(theirs.cases.settings, first, as_of, only=days)
