"""How long it takes a customer to have an answer that settles the matter."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import queues, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.queues import Kind
from crm_core.settings import Settings

MEASURE = "time_to_answer"
"""What a published time to an answer is called in the column ``metric`` of the benchmarks."""

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600}
"""Units of published times, in seconds."""

PUBLISHED_BY = ("channel", "topic")
"""What a published time may be about; without either it is about everything."""

SOLVED = 1
MINIMUM_SOLVED = 10
"""Fewest contacts of which a time is given."""


def _followed(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.Subquery:
    """Add to the answered contacts ``to_answer_seconds``, from asking to the end where known, and ``solved_at_once``.

    That is 1 where one contact was enough; missing where nobody can know: customer or topic are not named, a week has
    not passed, or the records begin less than a week before.
    """
    rows = queues.contacts(store, filters, settings, kind, by=by)
    every = filters.unnarrowed.rows(store, "interactions", settings=settings)
    issues = relations.issues(every, filters.as_of)
    begun = filters.begins(store, "interactions.started_at", settings)
    early = sa.false() if begun is None else rows.c.started_at < sql.midnight(begun + relations.APART, settings.zone)
    unknown = sa.or_(sa.not_(relations.is_traceable(rows)), early, sa.not_(sa.func.coalesce(issues.c.over, sa.true())))
    solved = sa.case((unknown, sa.null()), (issues.c.solved, SOLVED), else_=0)
    took = sql.seconds_between(rows.c.started_at, rows.c.ended_at)
    known = sa.and_(rows.c.precision == "second", took >= sql.whole(0))
    joined = rows.outerjoin(issues, rows.c.interaction_id == issues.c.interaction_id)
    return (
        sa.select(
            *rows.c,
            sa.type_coerce(sa.case((known, took)), sa.BigInteger()).label("to_answer_seconds"),
            sa.type_coerce(solved, sa.Integer()).label("solved_at_once"),
        )
        .select_from(joined)
        .where(rows.c.reply == relations.ANSWERED)
        .subquery("followed")
    )


def _solved(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.FromClause:
    rows = _followed(store, filters, settings, by=by, kind=kind)
    counted = sa.and_(rows.c.solved_at_once == SOLVED, rows.c.to_answer_seconds.is_not(None))
    return sa.select(*rows.c).where(counted).subquery("solved_contacts")


@metric(
    "channels.time_to_answer",
    title="Time to an answer",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=("interactions", "customers", "staff", "benchmarks"),
    by=("month", "channel", "topic", "team", "region"),
    columns={
        "group": "code",
        "median_seconds": "seconds",
        "low": "seconds",
        "high": "seconds",
        "p90_seconds": "seconds",
        "benchmark_seconds": "seconds",
        "benchmark_of": "text",
        "n": "contacts",
        "left_out": "contacts",
    },
    value="median_seconds",
    better="lower",
    records=_solved,
)
def time_to_answer(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    kind: Kind = "live",
) -> pd.DataFrame:
    r"""Time from a customer's asking to the end of the contact, where one contact was enough.

    Definition
    ----------
    The middle time, and that of nine in ten, from when the customer asked (not from when somebody answered) to when the
    contact ended, of the answered contacts of the period that were solved at first contact: first of their issue,
    as `channels.first_contact_resolution` has it, and followed by no other contact of the customer on the topic, on
    any channel, within 7 days. Telephone and chat; `kind` asks for others: written is e-mail, self is search and
    manual, in_person is a visit to a store. The interval, 95 %, is the log-log one of Kaplan and Meier's curve, in
    which nobody is left waiting. The published time beside it is the newest one known of the same channel (by channel),
    topic (by topic) or of everything; of several the industry's own, else the first company's by name.

    Columns
    -------
    group : code of the group, empty for the whole
    median_seconds : seconds within which half have their answer; missing below 10 contacts
    low, high : its 95 % interval, seconds
    p90_seconds : seconds within which nine in ten have it
    benchmark_seconds : published time, seconds; missing where none is loaded
    benchmark_of : whose that is
    n : contacts solved at first contact
    left_out : answered contacts of which it is not known whether one was enough (no customer, no topic, less than 7
        days old, in the first 7 days of the records), or when they ended

    Caution
    -------
    A contact that solves nothing is not in it, however quick: a short time beside a low share solved at first contact
    is no good sign. Work after the contact is not the customer's time and not in it. A published time may be measured
    otherwise. Among more than 150,000 contacts, times are rounded down, from 10 minutes on in groups, from 6 hours on
    for the whole.

    Source
    ------
    Brookmeyer and Crowley (1982), Biometrics 38, 29-41; the citation of each published time.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _followed(store, filters, settings, by=by, kind=kind)
    known = sa.case((rows.c.to_answer_seconds.is_not(None), rows.c.solved_at_once))
    times = sa.select(
        rows.c.group,
        sa.type_coerce(known, sa.Integer()).label("ending"),
        rows.c.to_answer_seconds.label("duration_seconds"),
    )
    counted = times.where(sa.func.coalesce(rows.c.solved_at_once, SOLVED) == SOLVED).subquery("times")
    counts = count_durations(store, counted, "interactions", grouped=by is not None)
    found = pd.DataFrame([_answered_within(group, part) for group, part in counts.groupby("group")])
    return found if found.empty else _beside_published(found, _published(store, filters, settings, by))


def _answered_within(group: object, counts: pd.DataFrame) -> dict[str, object]:
    solved = counts[counts["ending"] == SOLVED]
    n = solved["cases"].sum()
    times: dict[str, object] = {"group": group, "n": n, "left_out": counts["cases"].sum() - n}
    if n < MINIMUM_SOLVED:
        return times
    curve = stats.kaplan_meier(solved["seconds"], solved["ending"] == SOLVED, weight=solved["cases"])
    half, low, high = curve.quantile(0.5)
    return times | {"median_seconds": half, "low": low, "high": high, "p90_seconds": curve.quantile(0.9)[0]}


def _published(store: Store, filters: Filters, settings: Settings, by: str | None) -> pd.DataFrame:
    """Return the newest published time of each group: group, benchmark_seconds, benchmark_of."""
    whole = Filters(as_of=filters.as_of)
    rows = whole.rows(store, "benchmarks", settings=settings)
    about = [rows.c[name].is_not(None) if name == by else rows.c[name].is_(None) for name in PUBLISHED_BY]
    names = ("channel", "topic", "company", "industry", "period_end", "value", "unit")
    question = sa.select(*(rows.c[name] for name in names)).where(
        rows.c.metric == MEASURE, rows.c.unit.in_(UNITS), *about
    )
    found = store.read(question)
    own = found["company"] == found["industry"]
    found = found.assign(other=~own, group=found[by] if by in PUBLISHED_BY else "")
    newest = found.sort_values(["period_end", "other", "company"], ascending=[False, True, True], kind="stable")
    seconds = newest["value"].astype("float64") * newest["unit"].map(UNITS).astype("float64")
    named = newest.assign(benchmark_seconds=seconds, benchmark_of=newest["company"])
    return named.drop_duplicates("group")[["group", "benchmark_seconds", "benchmark_of"]]


def _beside_published(found: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    beside: Any = found.merge(published, on="group", how="left")
    return pd.DataFrame(beside.assign(benchmark_of=beside["benchmark_of"].fillna("")))
