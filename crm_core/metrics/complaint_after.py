"""How complaints end for the customer, and how satisfied customers are after it."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

OUTCOMES = ("upheld", "partly", "rejected", "goodwill")
REJECTED = "rejected"
CONTENT_FROM = {"2": 2, "3": 3, "5": 4, "7": 6, "10": 9}
"""Lowest answer of a content customer by the points of the scale: the top two of 5, 7 and 10, else the best."""

USUAL_SCALE = "5"
BANDS = (("0_1", 1), ("1_3", 3), ("3_7", 7), ("7_14", 14), ("14_30", 30))
"""Bands of the time to the end: code and upper end in days, not included; longer ones are in the last band."""

LONGEST = "30_up"
KEPT, BROKEN, UNPROMISED = "kept", "broken", "unpromised"
Split = Literal["time", "promise"]


def _settled(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.cases(store, by=by, cohort="opened_at", settings=settings).rows
    return sa.select(*rows.c).where(rows.c.ending == relations.RESOLVED).subquery("settled_cases")


@metric(
    "complaints.outcomes",
    title="How complaints end for the customer",
    chart="trend",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "products", "staff", "stores"),
    by=("month", "category", "product_category", "team"),
    columns={
        "group": "code",
        "upheld_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "partly_pct": "per cent",
        "partly_low": "per cent",
        "partly_high": "per cent",
        "rejected_pct": "per cent",
        "rejected_low": "per cent",
        "rejected_high": "per cent",
        "goodwill_pct": "per cent",
        "goodwill_low": "per cent",
        "goodwill_high": "per cent",
        "unknown": "complaints",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="upheld_pct",
    records=_settled,
)
def outcomes(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Of the complaints opened in the period and settled with a known outcome, the share that was upheld.

    Definition
    ----------
    Settled complaints by what was decided: upheld, partly upheld, rejected, or settled by goodwill without a decision;
    each / all settled ones with a known outcome. A case whose status is rejected was rejected, whatever else is known.
    Withdrawn cases have no outcome. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    upheld_pct : share upheld, per cent
    low, high : its 95 % interval, per cent
    partly_pct : share partly upheld, per cent
    partly_low, partly_high : its 95 % interval, per cent
    rejected_pct : share rejected, per cent
    rejected_low, rejected_high : its 95 % interval, per cent
    goodwill_pct : share settled by goodwill, per cent
    goodwill_low, goodwill_high : its 95 % interval, per cent
    unknown : complaints settled without an outcome written down
    n : complaints settled with a known outcome
    left_out : all others of the period: outcome unknown, open, withdrawn, or over without saying when

    Caution
    -------
    Of the newest complaints only the quickly settled ones have an outcome, and those may end otherwise than long ones.

    Source
    ------
    Wilson (1927), JASA 22, 209-212.
    """
    rows = filters.cases(store, by=by, cohort="opened_at", settings=settings).rows
    settled = rows.c.ending == relations.RESOLVED
    decided = sa.case((rows.c.status == REJECTED, sa.literal(REJECTED, sa.String())), else_=rows.c.outcome)
    counts = {name: sql.count_where(sa.and_(settled, decided == name)) for name in OUTCOMES}
    counts |= {"unknown": sql.count_where(sa.and_(settled, decided.is_(None))), "cases": sql.count()}
    question = sa.select(rows.c.group, *(value.label(name) for name, value in counts.items())).group_by(rows.c.group)
    table = store.read(question)
    n = table[list(OUTCOMES)].sum(axis=1).astype("Int64")
    for name in OUTCOMES:
        low, high = stats.wilson_interval(table[name], n)
        ends = ("low", "high") if name == OUTCOMES[0] else (f"{name}_low", f"{name}_high")
        table[f"{name}_pct"] = 100 * table[name].astype("float64") / n.astype("float64").replace(0, np.nan)
        table[ends[0]], table[ends[1]] = 100 * low, 100 * high
    return table.assign(n=n, left_out=table["cases"] - n)


def _followed(
    store: Store,
    filters: Filters,
    settings: Settings,
    *,
    by: str | None = None,
    split: Split = "time",
    scale: str = USUAL_SCALE,
) -> sa.FromClause:
    rows = _banded(store, filters, settings, by, split)
    over = relations.old_enough(rows.c.ended_at, filters.as_of, days=settings.response_window_days)
    return sa.select(*rows.c).where(over).subquery("followed")


@metric(
    "complaints.satisfaction_after",
    title="Content after the complaint",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "survey_answers", "customers", "staff", "stores"),
    by=("category", "team"),
    columns={
        "group": "code",
        "band": "code",
        "content_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "response_pct": "per cent",
        "response_low": "per cent",
        "response_high": "per cent",
        "settled": "complaints",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="content_pct",
    better="higher",
    records=_followed,
    series="band",
)
def satisfaction_after(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    split: Split = "time",
    scale: str = USUAL_SCALE,
) -> pd.DataFrame:
    """Of the complaints opened in the period and rated after they were settled, the share of content customers.

    Definition
    ----------
    Complaints settled longer ago than the response window (14 days unless set), by the time from the opening to the
    end, or, with `split` promise, by whether the promised time was kept. A complaint is rated where a survey answer
    names it and came within the window after its end; the first such answer counts. Content is the top two of a scale
    of 5 points (with `scale` of 7 or 10 points; of 2 and 3 the best); other scales are not mixed in. Both intervals are
    Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    band : days from the opening to the end: 0_1, 1_3, 3_7, 7_14, 14_30 (upper end not included), 30_up; with `split`
        promise kept, broken or unpromised
    content_pct : share of the rated whose customer was content, per cent; missing where so few were rated that it would
        tell of single ones
    low, high : its 95 % interval, per cent
    response_pct : share of the settled that was rated, per cent
    response_low, response_high : its 95 % interval, per cent
    settled : complaints settled longer ago than the window
    n : those of them that were rated
    left_out : complaints settled so lately that an answer may still come, rated or not

    Caution
    -------
    Who answers differs from who doesn't: where the response differs between the bands, so may what is not said. Cases
    that take long are harder ones too; that waiting itself makes customers less content is not shown.

    Source
    ------
    Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    cases = _banded(store, filters, settings, by, split)
    given = Filters(as_of=filters.as_of, start=filters.start).rows(
        store, "survey_answers", cohort="answered_at", settings=settings
    )
    rows = relations.with_rating(cases, given, settings, scale=scale)
    table = store.read(_rated(rows, filters, settings, CONTENT_FROM[scale]))
    for name, part, whole in (("content", "content", "n"), ("response", "n", "settled")):
        low, high = stats.wilson_interval(table[part], table[whole])
        ends = ("low", "high") if name == "content" else ("response_low", "response_high")
        table[f"{name}_pct"] = 100 * table[part].astype("float64") / table[whole].astype("float64").replace(0, np.nan)
        table[ends[0]], table[ends[1]] = 100 * low, 100 * high
    few = table["n"] < settings.minimum_people
    return table.assign(**{name: table[name].mask(few) for name in ("content_pct", "low", "high")})


def _rated(rows: sa.FromClause, filters: Filters, settings: Settings, least: int) -> sa.Select[Any]:
    over = relations.old_enough(rows.c.ended_at, filters.as_of, days=settings.response_window_days)
    counts = {
        "settled": over,
        "n": sa.and_(over, rows.c.rating.is_not(None)),
        "content": sa.and_(over, rows.c.rating >= least),
        "left_out": sa.not_(over),
    }
    columns = [sql.count_where(condition).label(name) for name, condition in counts.items()]
    return sa.select(rows.c.group, rows.c.band, *columns).group_by(rows.c.group, rows.c.band)


def _banded(store: Store, filters: Filters, settings: Settings, by: str | None, split: Split) -> sa.Subquery:
    """Return the settled complaints of the period with the band each is in."""
    promised = split == "promise"
    cases = filters.cases(store, by=by, cohort="opened_at", settings=settings, working=promised)
    rows = relations.promises(cases) if promised else relations.case_durations(cases)
    band = _kept(rows) if promised else _taken(rows)
    settled = rows.c.ending == relations.RESOLVED
    return sa.select(*rows.c, sa.type_coerce(band, sa.String()).label("band")).where(settled).subquery("banded")


def _taken(rows: sa.FromClause) -> sa.ColumnElement[str]:
    seconds = rows.c.duration_seconds
    steps = [(seconds < sql.whole(days * sql.SECONDS_PER_DAY), sa.literal(band, sa.String())) for band, days in BANDS]
    return sa.case(*steps, else_=sa.literal(LONGEST, sa.String()))


def _kept(rows: sa.FromClause) -> sa.ColumnElement[str]:
    kept, broken, unpromised = (sa.literal(code, sa.String()) for code in (KEPT, BROKEN, UNPROMISED))
    return sa.case((rows.c.target.is_(None), unpromised), (rows.c.used < rows.c.target, kept), else_=broken)
