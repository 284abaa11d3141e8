"""How long customers wait for an answer, and how long a contact takes those who answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import queues, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.queues import Kind
from crm_core.settings import Settings

MINIMUM_ANSWERED = 10
"""Fewest answered contacts for which a waiting time is given."""

TABLES = ("interactions", "contact_intervals", "customers")
SPLITS = ("month", "channel", "topic", "region")
"""Waits are not told by team: who gave up was with none."""


def _waited(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.FromClause:
    rows = queues.contacts(store, filters, settings, kind, by=by)
    waited = sa.and_(rows.c.waited_seconds.is_not(None), sa.not_(rows.c.short))
    return sa.select(*rows.c).where(waited).subquery("waited")


@metric(
    "channels.speed",
    title="Half wait less than",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "median_seconds": "seconds",
        "low": "seconds",
        "high": "seconds",
        "p90_seconds": "seconds",
        "answered_mean_seconds": "seconds",
        "answered_median_seconds": "seconds",
        "answered_p90_seconds": "seconds",
        "n": "contacts",
        "hung_up": "contacts",
        "left_out": "contacts",
    },
    value="median_seconds",
    better="lower",
    records=_waited,
)
def speed(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    kind: Kind = "live",
) -> pd.DataFrame:
    r"""How long customers wait for an answer: everybody, those who gave up included.

    Definition
    ----------
    The smallest $t$ with $1 - S(t) \ge 0.5$, $S$ the share still waiting after $t$ (Kaplan-Meier): who gave up has
    waited at least so long, and is not taken for answered. The wait runs from the queue, or from asking where the
    file has no queue, to the answer. Beside it the plain mean, middle and nine tenths (between two waits in
    proportion) of those answered alone, as telephone systems report them. Contacts given up in under 5 seconds are
    left away. Telephone and chat; `kind` written asks for e-mail. The interval is the log-log one, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    median_seconds : seconds until half are answered; missing while not half are, or below 10 answered contacts
    low, high : its 95 % interval, seconds
    p90_seconds : seconds until nine tenths are answered
    answered_mean_seconds : mean wait of those answered, seconds
    answered_median_seconds : middle wait of those answered, seconds
    answered_p90_seconds : wait that nine tenths of those answered stayed within, seconds
    n : contacts whose wait is known
    hung_up : those of them given up or still waiting
    left_out : contacts whose wait is not known, days alone known included, and those that only reports tell of

    Caution
    -------
    Who would have waited longest gives up first: the wait of those answered alone looks too good. Reports of intervals
    hold no waits; their shares answered in time are the other number. Among more than
    150,000 contacts, waits from 10 minutes on are rounded down in groups, from 6 hours on for the whole.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; Brookmeyer and Crowley (1982), Biometrics 38, 29-41.
    """
    settings = settings or store.settings(filters.as_of)
    rows = queues.contacts(store, filters, settings, kind, by=by)
    waits = sa.select(rows.c.group, rows.c.reply.label("ending"), rows.c.waited_seconds.label("duration_seconds"))
    known = waits.where(sa.not_(rows.c.short)).subquery("waits")
    counts = count_durations(store, known, "interactions", grouped=by is not None)
    found = pd.DataFrame([_waits(group, part) for group, part in counts.groupby("group")])
    reports = queues.reported(store, filters, settings, kind, by=by)
    return found if reports is None else _beside_reports(found, store.read(_untimed(reports)))


def _untimed(rows: sa.FromClause) -> sa.Select[Any]:
    """Count the contacts of reports: how long each waited they don't say."""
    contacts = sa.cast(sa.func.sum(rows.c.answered + rows.c.abandoned), sa.BigInteger())
    return sa.select(rows.c.group, contacts.label("untimed")).group_by(rows.c.group)


def _beside_reports(found: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Count what only reports tell of as left out; groups of which there is nothing else get a row."""
    columns = list(dict.fromkeys(["group", "left_out", *found.columns]))
    both = found.reindex(columns=columns).merge(reports, on="group", how="outer")
    left_out = both[["left_out", "untimed"]].astype("Int64").fillna(0).sum(axis=1)
    return both.assign(left_out=left_out)


def _waits(group: object, counts: pd.DataFrame) -> dict[str, object]:
    known = counts[counts["seconds"].notna()]
    answered = known[known["ending"] == relations.ANSWERED].sort_values("seconds")
    waits: dict[str, object] = {
        "group": group,
        "n": known["cases"].sum(),
        "hung_up": known["cases"].sum() - answered["cases"].sum(),
        "left_out": counts.loc[counts["seconds"].isna(), "cases"].sum(),
    }
    if answered["cases"].sum() < MINIMUM_ANSWERED:
        return waits
    observed = known["ending"] == relations.ANSWERED
    curve = stats.kaplan_meier(known["seconds"], observed, weight=known["cases"])
    half, low, high = curve.quantile(0.5)
    seconds, cases = (answered[name].to_numpy(dtype="float64") for name in ("seconds", "cases"))
    return waits | {
        "median_seconds": half,
        "low": low,
        "high": high,
        "p90_seconds": curve.quantile(0.9)[0],
        "answered_mean_seconds": float(np.average(seconds, weights=cases)),
        "answered_median_seconds": _within(seconds, cases, 0.5),
        "answered_p90_seconds": _within(seconds, cases, 0.9),
    }


def _within(values: NDArray[Any], counts: NDArray[Any], share: float) -> float:
    """Return the quantile of sorted values that occur several times, with linear interpolation."""
    place = share * (counts.sum() - 1)
    ends = np.searchsorted(np.cumsum(counts), [np.floor(place), np.ceil(place)], side="right")
    low, high = values[ends]
    return float(low + (place % 1) * (high - low))


def _handled(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.FromClause:
    rows = _with_work(queues.contacts(store, filters, settings, kind, by=by))
    return sa.select(*rows.c).where(rows.c.handled_seconds.is_not(None)).subquery("handled")


def _with_work(rows: sa.FromClause) -> sa.Subquery:
    """Add to each contact ``handled_seconds``, from its answer to its end and the work after it, where known."""
    c = rows.c
    talked = sql.seconds_between(c.answered_at, c.ended_at)
    known = sa.and_(c.reply == relations.ANSWERED, c.precision == "second", talked >= sql.whole(0))
    work = sa.func.coalesce(c.wrap_up_seconds, sql.whole(0), type_=sa.BigInteger())
    handled = sa.type_coerce(sa.case((known, talked + work)), sa.BigInteger())
    return sa.select(*c, handled.label("handled_seconds")).subquery("with_work")


@metric(
    "channels.handling",
    title="Handling of a contact",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=(*TABLES, "staff"),
    by=(*SPLITS, "team"),
    columns={
        "group": "code",
        "handled_seconds": "seconds",
        "low": "seconds",
        "high": "seconds",
        "talk_seconds": "seconds",
        "hold_seconds": "seconds",
        "wrap_up_seconds": "seconds",
        "n": "contacts",
        "wrap_up_known": "contacts",
        "left_out": "contacts",
    },
    value="handled_seconds",
    records=_handled,
)
def handling(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    kind: Kind = "live",
) -> pd.DataFrame:
    r"""How much time an answered contact takes those who serve: talk, hold and the work after it.

    Definition
    ----------
    Mean over the answered contacts of the period of talk + hold + work after the contact; talk and hold run from the
    answer to the end. What a file doesn't say of work after the contact counts as none. Telephone and chat; `kind`
    written asks for e-mail. Where no contact of a channel (and queue) is loaded for a day, the reports of its intervals
    count: their talk time and their work after contacts / their answered contacts. The interval is Student's, 95 %,
    from the spread between customers, for reports between intervals.

    Columns
    -------
    group : code of the group, empty for the whole
    handled_seconds : mean time of a contact, seconds
    low, high : its 95 % interval, seconds
    talk_seconds : of it talk and hold, seconds
    hold_seconds : of that on hold, seconds; of contacts told one by one; missing where none records it
    wrap_up_seconds : of it work after the contact, seconds; missing where none records it
    n : answered contacts whose time is known
    wrap_up_known : contacts of them of which the work after them is recorded
    left_out : answered contacts whose time is not known

    Caution
    -------
    Neither short nor long is good: a quick contact that solves nothing comes back. In chats several customers are
    served at once, so their times overlap. Where the work after contacts is recorded of few, the time is too short.

    Source
    ------
    Cochran (1977), Sampling Techniques, 3rd edition, section 9.5.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _with_work(queues.contacts(store, filters, settings, kind, by=by))
    known = rows.c.handled_seconds.is_not(None)
    values = {
        "handled": rows.c.handled_seconds,
        "hold": _or_none(rows.c.hold_seconds),
        "wrap_up": _or_none(rows.c.wrap_up_seconds),
    }
    counts = {
        "wrap_up_known": sa.and_(known, rows.c.wrap_up_seconds.is_not(None)),
        "hold_known": sa.and_(known, rows.c.hold_seconds.is_not(None)),
        "left_out": sa.and_(rows.c.reply == relations.ANSWERED, sa.not_(known)),
    }
    measure = {"contacts": relations.Counted(known, values)}
    table = store.read(relations.over_customers(rows, measure, key="interaction_id", counts=counts))
    table = table.assign(one_by_one=table["contacts_units"])
    reports = queues.reported(store, filters, settings, kind, by=by)
    table = queues.with_reports(table, None if reports is None else store.read(_work_reported(reports)))
    return _means(table)


def _or_none(seconds: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(seconds, sql.whole(0), type_=sa.BigInteger())


def _work_reported(rows: sa.FromClause) -> sa.Select[Any]:
    """Add up the times of reports; an interval stands for a customer: contacts within it are alike."""
    c = rows.c
    known = sa.and_(c.talk_seconds.is_not(None), c.answered > sql.whole(0))
    n, work = sql.to_double(c.answered), _or_none(c.wrap_up_seconds)
    y = sql.to_double(c.talk_seconds + work)
    sums = {
        "contacts_units": n, "contacts_unit_squares": n * n, "handled_total": y, "handled_squares": y * y,
        "handled_cross": y * n, "wrap_up_total": sql.to_double(work),
    }  # fmt: skip
    added = [sa.func.sum(sa.case((known, one)), type_=sa.Double()).label(name) for name, one in sums.items()]
    told = sa.case((sa.and_(known, c.wrap_up_seconds.is_not(None)), c.answered), else_=0)
    unknown = sa.case((known, 0), else_=c.answered)
    counts = [
        sa.cast(sa.func.sum(one), sa.BigInteger()).label(name)
        for name, one in (("wrap_up_known", told), ("left_out", unknown))
    ]
    clusters = sql.count_where(known).label("contacts_clusters")
    return sa.select(c.group, clusters, *added, *counts).group_by(c.group)


def _means(table: pd.DataFrame) -> pd.DataFrame:
    mean, low, high = stats.clustered_mean(stats.ClusterSums.of(table, "contacts", "handled"), low=0.0)
    n, one_by_one = (table[name].astype("float64").replace(0, np.nan) for name in ("contacts_units", "one_by_one"))
    wrap_up, hold = table["wrap_up_total"].astype("float64") / n, table["hold_total"].astype("float64") / one_by_one
    return table.rename(columns={"contacts_units": "n"}).assign(
        handled_seconds=mean,
        low=low,
        high=high,
        talk_seconds=mean - wrap_up,
        hold_seconds=hold.where(table["hold_known"].astype("float64") > 0),
        wrap_up_seconds=wrap_up.where(table["wrap_up_known"].astype("float64") > 0),
    )
