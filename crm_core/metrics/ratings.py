"""How customers rate what was done for them: content or not, easy or not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

EFFORT_BEST, EFFORT_WORST = {"1": 1, "2": 7}, {"1": 5, "2": 1}
"""Answers of the least and the most effort, by the version of the question."""

EASY = {"1": (1, 2), "2": (5, 7)}
"""First and last answer that says easy, by the version of the question."""

NO_SERIES = ""
"""Series of answers that don't say on which scale they are; none of them is counted."""

APPOINTMENT = "appointment"
"""Touchpoint of answers about an appointment that don't say about which."""

BY = ("month", "year", "region", "store", "team", "touchpoint")
TABLES = ("survey_answers", "customers", "staff", "stores")

_rating = partial(metric, chart="dumbbell", cohort="survey_answers.answered_at", tables=TABLES, by=BY, better="higher")


def _series_of(
    store: Store,
    filters: Filters,
    settings: Settings,
    *,
    column: str,
    only: str | None,
    by: str | None,
    appointments: bool = False,
) -> sa.Subquery:
    """Return the answers of the period that were offered a question; ``series`` is what its column says."""
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    question = column.partition("_")[0]
    series = sa.func.coalesce(rows.c[column], NO_SERIES, type_=sa.String())
    offered = sa.or_(rows.c[question].is_not(None), rows.c[column].is_not(None))
    wanted = sa.true() if only is None else rows.c[column] == only
    about = sa.or_(rows.c.appointment_id.is_not(None), rows.c.touchpoint == APPOINTMENT) if appointments else sa.true()
    return sa.select(*rows.c, series.label("series")).where(offered, wanted, about).subquery("offered")


def _rated(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, scale: str | None = None,
           appointments: bool = False) -> sa.FromClause:  # fmt: skip
    rows = _series_of(store, filters, settings, column="csat_scale", only=scale, by=by, appointments=appointments)
    return sa.select(*rows.c).where(_on_scale(rows)).subquery("rated")


def _on_scale(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    return rows.c.csat.between(1, _by_series(rows, {scale: int(scale) for scale in relations.SATISFIED_FROM}))


def _by_series(rows: sa.FromClause, numbers: Mapping[str, int]) -> sa.ColumnElement[Any]:
    """Return the number that belongs to a row's series; unknown for a series that has none."""
    typed = {series: sa.literal(number, sa.BigInteger()) for series, number in numbers.items()}
    return sa.case(typed, value=rows.c.series)


@_rating(
    "satisfaction.csat",
    title="Satisfied customers",
    columns={
        "group": "code",
        "scale": "code",
        "csat_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "satisfied": "answers",
        "answers": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="csat_pct",
    records=_rated,
    series="scale",
)
def csat(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    scale: str | None = None,
    appointments: bool = False,
) -> pd.DataFrame:
    r"""Share of answers that say satisfied, one line for each length of scale.

    Definition
    ----------
    Satisfied answers / answers to the satisfaction question in the period. Satisfied are the top two points of a
    scale of 5, 7 or 10, the good one of 2, and the best of 3 faces. Answers on scales of different length are never
    pooled: each scale has its own line, and there is no total over them. `scale` ("2", "3", "5", "7", "10") asks for
    one alone, `appointments` for the answers about an appointment in a store. A question that was offered and not
    answered is missing, not bad.
    The interval is Wilson's, 95 %, at the size that the spread between customers is worth: several answers of one
    customer are not independent.

    Columns
    -------
    group : code of the group, empty for the whole
    scale : points of the scale; empty for answers that don't say it
    csat_pct : satisfied answers, per cent
    low, high : its 95 % interval, per cent
    satisfied : satisfied answers
    answers : answers counted
    n : customers who gave them
    left_out : answers of the period that leave the offered question empty, or don't fit their scale

    Caution
    -------
    A share of satisfied answers on five points can't be compared with one on seven. The interval covers chance among
    those who answered, not who chooses to answer.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several answers of one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _series_of(store, filters, settings, column="csat_scale", only=scale, by=by, appointments=appointments)
    measure = relations.Counted(
        _on_scale(rows), {"satisfied": rows.c.csat >= _by_series(rows, relations.SATISFIED_FROM)}
    )
    table = _summed(store, rows, measure)
    return _with_share(table, "satisfied", "csat_pct", series="scale")


def _summed(store: Store, rows: sa.FromClause, measure: relations.Counted) -> pd.DataFrame:
    """Add answers up per group and series; ``left_out`` are those offered the question that are not counted."""
    question = relations.over_customers(
        rows, {"answers": measure}, key="answer_id", cells=("group", "series"), counts={"offered": sa.true()}
    )
    table = store.read(question)
    return table.assign(left_out=table["offered"] - table["answers_units"])


def _with_share(table: pd.DataFrame, part: str, value: str, *, series: str) -> pd.DataFrame:
    """Add the share of a part of the answers with its interval, and call the sums by the names of the answer."""
    names = {"series": series, "answers_clusters": "n", "answers_units": "answers", f"{part}_total": part}
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "answers", part))
    return table.rename(columns=names).assign(**{value: 100 * share, "low": 100 * low, "high": 100 * high})


def _felt(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, version: str | None = None,
          ) -> sa.FromClause:  # fmt: skip
    rows = _series_of(store, filters, settings, column="effort_version", only=version, by=by)
    return sa.select(*rows.c).where(_in_version(rows)).subquery("felt")


def _in_version(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    highest = {version: max(best, EFFORT_WORST[version]) for version, best in EFFORT_BEST.items()}
    return rows.c.effort.between(1, _by_series(rows, highest))


@_rating(
    "satisfaction.effort",
    title="Found it easy",
    columns={
        "group": "code",
        "version": "code",
        "easy_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "ease_points": "points of 100",
        "ease_low": "points of 100",
        "ease_high": "points of 100",
        "answers": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="easy_pct",
    records=_felt,
    series="version",
)
def effort(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    version: str | None = None,
) -> pd.DataFrame:
    r"""How easy it was for customers, one line for each version of the effort question.

    Definition
    ----------
    Version 1 asks for the effort on 1-5, low is good; version 2 for agreement that it was easy on 1-7, high is good.
    They are two questions and two series, never pooled; `version` ("1", "2") asks for one alone. Easy are 1-2 in
    version 1 and 5-7 in version 2; the share is easy answers / answers. On one axis from 0 (most effort) to 100
    (least): $100 (5 - \bar x) / 4$ and $100 (\bar x - 1) / 6$.
    Intervals, 95 %: Wilson's for the share, Student's for the mean, both from the spread between customers.

    Columns
    -------
    group : code of the group, empty for the whole
    version : version of the question; empty for answers that don't say it
    easy_pct : answers that say easy, per cent
    low, high : its 95 % interval, per cent
    ease_points : mean answer on the axis from 0 to 100, points of 100
    ease_low, ease_high : its 95 % interval, same points; missing for fewer than two customers
    answers : answers counted
    n : customers who gave them
    left_out : answers of the period that leave the offered question empty, or don't fit their version

    Caution
    -------
    The two versions can't be compared, not on the axis either: people answer a statement otherwise than a question.

    Source
    ------
    Dixon, Freeman and Toman (2010), Stop trying to delight your customers, Harvard Business Review 88(7); version 2:
    Dixon, Toman and DeLisi (2013), The Effortless Experience.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _series_of(store, filters, settings, column="effort_version", only=version, by=by)
    easy = sa.or_(*(sa.and_(rows.c.series == one, rows.c.effort.between(*ends)) for one, ends in EASY.items()))
    measure = relations.Counted(_in_version(rows), {"easy": easy, "effort": rows.c.effort})
    table = _summed(store, rows, measure)
    return _with_share(table, "easy", "easy_pct", series="version").assign(**_on_one_axis(table))


def _on_one_axis(table: pd.DataFrame) -> dict[str, pd.Series[float]]:
    """Turn mean answers and their interval round so that 0 is the most effort and 100 the least."""
    best, worst = (table["series"].map(ends).astype("float64") for ends in (EFFORT_BEST, EFFORT_WORST))
    mean, low, high = (
        100 * (pd.Series(end, index=table.index) - worst) / (best - worst)
        for end in stats.clustered_mean(stats.ClusterSums.of(table, "answers", "effort"))
    )
    ends = pd.concat([low, high], axis=1).clip(0, 100)
    return {"ease_points": mean, "ease_low": ends.min(axis=1), "ease_high": ends.max(axis=1)}
