"""Whether who calls or writes is answered, and how soon."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import Filters
from crm_core.settings import Settings

Kind = Literal["live", "written"]

MINIMUM_ANSWERED = 10
"""Fewest answered contacts for which a waiting time is given."""

TABLES = ("interactions", "customers", "staff")
SPLITS = ("month", "channel", "topic", "team", "region")


def _queued(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.Subquery:
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    return relations.queued(rows, filters.as_of, kind)


def _decided(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, kind: Kind = "live"
) -> sa.FromClause:
    rows = _queued(store, filters, settings, by=by, kind=kind)
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
    answer on, or where the file says that it was not abandoned.
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
    left_out : contacts still waiting, or of which nothing says whether they were answered

    Caution
    -------
    Who gave up before the queue, while a voice read out a menu, is no contact here. Where a file doesn't say who gave
    up, those without an answer are left out and the rate is too good.

    Source
    ------
    Wilson (1927), JASA 22, 209-212; several contacts of one customer: Korn and Graubard (1998), Survey Methodology 24,
    193-201.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _queued(store, filters, settings, by=by, kind=kind)
    measure = relations.Counted(rows.c.decided, {"answered": rows.c.reply == relations.ANSWERED})
    left_out = sa.not_(sa.or_(rows.c.decided, rows.c.short))
    counts = {"short": rows.c.short, "left_out": left_out}
    table = store.read(relations.over_customers(rows, {"contacts": measure}, key="interaction_id", counts=counts))
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "contacts", "answered"))
    found = table.rename(columns={"contacts_units": "n", "answered_total": "answered"})
    hung_up = found["n"] - found["answered"]
    return found.assign(answered_pct=100 * share, low=100 * low, high=100 * high, hung_up=hung_up)


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
    records=_decided,
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
    left_out : contacts whose wait is not known, days alone known included

    Caution
    -------
    Who would have waited longest gives up first: the wait of those answered alone looks too good. Among more than
    150,000 contacts, waits from 10 minutes on are rounded down in groups, from 6 hours on for the whole.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; Brookmeyer and Crowley (1982), Biometrics 38, 29-41.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _queued(store, filters, settings, by=by, kind=kind)
    known = sa.case((rows.c.reply.is_not(None), rows.c.waited_seconds))
    waits = (
        sa.select(rows.c.group, rows.c.reply.label("ending"), known.label("duration_seconds"))
        .where(sa.not_(rows.c.short))
        .subquery("waits")
    )
    counts = count_durations(store, waits, "interactions", grouped=by is not None)
    return pd.DataFrame([_waits(group, part) for group, part in counts.groupby("group")])


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
