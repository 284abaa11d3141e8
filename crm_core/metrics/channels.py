"""Whether who calls or writes is answered, and in time."""

from __future__ import annotations

from typing import Any, Literal, get_args

import pandas as pd
import sqlalchemy as sa

from crm_core import queues, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.queues import Kind
from crm_core.settings import Settings

Formula = Literal["late_abandons", "all_abandons", "answered", "early_met", "offered"]

BY_MAIL_SECONDS = sql.SECONDS_PER_DAY
"""Within which a mail is answered in time, unless told otherwise."""

TABLES = ("interactions", "contact_intervals", "customers")
SPLITS = ("month", "channel", "topic", "region")
"""Not by team: who gave up was with none, so that every team would seem to answer everybody."""


def _decided(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.FromClause:
    rows = queues.contacts(store, filters, settings, kind, by=by)
    return sa.select(*rows.c).where(rows.c.decided).subquery("decided")


@metric(
    "channels.answer_rate",
    title="Answered",
    chart="trend",
    cohort="interactions.started_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "answered_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "answered": "contacts",
        "hung_up": "contacts",
        "n": "contacts",
        "short": "contacts",
        "left_out": "contacts",
    },
    value="answered_pct",
    better="higher",
    records=_decided,
)
def answer_rate(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    kind: Kind = "live",
) -> pd.DataFrame:
    r"""Share of those who called or opened a chat who were answered.

    Definition
    ----------
    Answered / (offered - short), of the contacts of the period: offered is what reached the queue, short is who gave
    up in under 5 seconds. The channels are telephone and chat, where the customer waits; `kind` written asks for
    e-mail instead. A contact that the file calls abandoned was given up; else it was answered from the instant of its
    answer on, or where the file says that it was not abandoned. Where no contact of a channel (and queue) is loaded for
    a day, the reports of its intervals count: answered and abandoned as they say.
    The interval is Wilson's, 95 %, at the size that the spread between customers is worth: several contacts of one
    customer are not independent.

    Columns
    -------
    group : code of the group, empty for the whole
    answered_pct : contacts answered, per cent
    low, high : its 95 % interval, per cent
    answered : contacts answered
    hung_up : contacts given up after 5 seconds or more
    n : contacts answered or given up
    short : contacts given up in under 5 seconds
    left_out : contacts still waiting, or of which nothing says whether they were answered; of reports what was offered
        and neither answered nor abandoned

    Caution
    -------
    Who gave up before the queue, while a voice read out a menu, is no contact here. Who gave up was with no team: a
    filter on teams leaves those who were answered, and the rate is too good. Where a file doesn't say who gave
    up, those without an answer are left out and the rate is too good.

    Source
    ------
    Wilson (1927), JASA 22, 209-212; several contacts of one customer: Korn and Graubard (1998), Survey Methodology 24,
    193-201.
    """
    settings = settings or store.settings(filters.as_of)
    rows = queues.contacts(store, filters, settings, kind, by=by)
    measure = relations.Counted(rows.c.decided, {"answered": rows.c.reply == relations.ANSWERED})
    left_out = sa.not_(sa.or_(rows.c.decided, rows.c.short))
    counts = {"short": rows.c.short, "left_out": left_out}
    table = store.read(relations.over_customers(rows, {"contacts": measure}, key="interaction_id", counts=counts))
    reports = queues.reported(store, filters, settings, kind, by=by)
    table = queues.with_reports(table, None if reports is None else store.read(_answers_reported(reports)))
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "contacts", "answered"))
    found = table.rename(columns={"contacts_units": "n", "answered_total": "answered"})
    hung_up = found["n"] - found["answered"]
    return found.assign(answered_pct=100 * share, low=100 * low, high=100 * high, hung_up=hung_up)


def _answers_reported(rows: sa.FromClause) -> sa.Select[Any]:
    c = rows.c
    decided = c.answered + c.abandoned
    lost = sa.func.greatest(c.offered - decided, sql.whole(0), type_=sa.BigInteger())
    sums = queues.as_clusters("contacts", "answered", decided, c.answered)
    return sa.select(c.group, *sums, _whole_sum(lost).label("left_out")).group_by(c.group)


def _whole_sum(amount: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(amount), sa.BigInteger())


def _timed(
    store: Store,
    filters: Filters,
    settings: Settings,
    *,
    by: str | None = None,
    kind: Kind = "live",
    formula: Formula = "late_abandons",
    seconds: int | None = None,
) -> sa.FromClause:
    rows = queues.contacts(store, filters, settings, kind, by=by)
    counted, _ = _level_of(rows, formula, _limit(settings, kind, seconds))
    return sa.select(*rows.c).where(counted).subquery("timed")


@metric(
    "channels.service_level",
    title="Answered in time",
    chart="trend",
    cohort="interactions.started_at",
    tables=TABLES,
    by=SPLITS,
    columns={
        "group": "code",
        "in_time_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "in_time": "contacts",
        "n": "contacts",
        "within_seconds": "seconds",
        "left_out": "contacts",
    },
    value="in_time_pct",
    better="higher",
    records=_timed,
)
def service_level(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    kind: Kind = "live",
    formula: Formula = "late_abandons",
    seconds: int | None = None,
) -> pd.DataFrame:
    r"""Share of those who called or opened a chat who were answered within the time set for it.

    Definition
    ----------
    Answered within $T$ / (answered + given up after $T$), of the contacts of the period, exactly $T$ included; from
    counts, never a mean of the rates of days or half-hours. $T$ is the workspace's time to answer (20 seconds unless
    set; a day for e-mail) or `seconds`. Other usual formulas by name: `all_abandons` divides by answered + given up,
    `answered` by answered alone, `offered` by everybody, those who gave up in under 5 seconds included, and `early_met`
    counts who gave up within $T$ as answered in time. Without `offered`, who gave up in under 5 seconds counts on
    neither side. Where no contact of a channel (and queue) is loaded for a day, the reports of its intervals count, if
    they count by the same $T$. The interval is Wilson's, 95 %, at the size that the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    in_time_pct : contacts answered within the time set, per cent
    low, high : its 95 % interval, per cent
    in_time : contacts answered within the time set
    n : contacts that it is a share of
    within_seconds : the time set, seconds
    left_out : contacts whose wait is not known, and those of reports that count by another time

    Caution
    -------
    The formulas differ by several points on the same day: compare with another house's number only where both use the
    same one. A contact that waits 21 seconds and one that waits an hour count alike: the waiting time stands beside it.
    Who gave up was with no team: a filter on teams makes the share too good.

    Source
    ------
    Cleveland and Mayben (1997), Call Center Management on Fast Forward; Wilson (1927), JASA 22, 209-212.
    """
    if formula not in get_args(Formula):
        raise ValueError(f"no formula is called {formula}: use one of {', '.join(get_args(Formula))}")
    settings = settings or store.settings(filters.as_of)
    limit = _limit(settings, kind, seconds)
    rows = queues.contacts(store, filters, settings, kind, by=by)
    counted, in_time = _level_of(rows, formula, limit)
    measure = relations.Counted(counted, {"in_time": in_time})
    counts = {"left_out": rows.c.waited_seconds.is_(None)}
    table = store.read(relations.over_customers(rows, {"contacts": measure}, key="interaction_id", counts=counts))
    reports = queues.reported(store, filters, settings, kind, by=by)
    table = queues.with_reports(
        table, None if reports is None else store.read(_level_reported(reports, formula, limit))
    )
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "contacts", "in_time"))
    found = table.rename(columns={"contacts_units": "n", "in_time_total": "in_time"})
    return found.assign(in_time_pct=100 * share, low=100 * low, high=100 * high, within_seconds=float(limit))


def _limit(settings: Settings, kind: Kind, seconds: int | None) -> int:
    if seconds is not None:
        return seconds
    return BY_MAIL_SECONDS if kind == "written" else settings.answer_within_seconds


def _level_of(
    rows: sa.FromClause, formula: Formula, limit: int
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Return which contacts a formula is a share of, and which of them meet the limit."""
    within = rows.c.waited_seconds <= sql.whole(limit)
    answered = rows.c.reply == relations.ANSWERED
    counted, in_time = {
        "late_abandons": (sa.and_(rows.c.decided, sa.or_(answered, sa.not_(within))), sa.and_(answered, within)),
        "all_abandons": (rows.c.decided, sa.and_(answered, within)),
        "answered": (answered, within),
        "offered": (sa.or_(rows.c.decided, rows.c.short), sa.and_(answered, within)),
        "early_met": (rows.c.decided, within),
    }[formula]
    return sa.and_(rows.c.waited_seconds.is_not(None), counted), in_time


def _level_reported(rows: sa.FromClause, formula: Formula, limit: int) -> sa.Select[Any]:
    c = rows.c
    decided = c.answered + c.abandoned
    counted, in_time = {
        "late_abandons": (decided - c.abandoned_in_t, c.answered_in_t),
        "all_abandons": (decided, c.answered_in_t),
        "answered": (c.answered, c.answered_in_t),
        "offered": (c.offered, c.answered_in_t),
        "early_met": (decided, c.answered_in_t + c.abandoned_in_t),
    }[formula]
    same = c.t_seconds == sql.whole(limit)
    sums = queues.as_clusters("contacts", "in_time", *(sa.case((same, one), else_=0) for one in (counted, in_time)))
    other = _whole_sum(sa.case((same, 0), else_=c.offered)).label("left_out")
    return sa.select(c.group, *sums, other).group_by(c.group)
