"""Whether teams are really different in what their customers say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import rated, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, WHOLE, Filters
from crm_core.settings import Settings


def _answered(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, scale: str | None = None,
              ) -> sa.FromClause:  # fmt: skip
    offered = rated.offered_to(store, filters, settings)
    kept = sa.and_(rated.on_scale(offered, scale or rated.usual_scale(store, offered)), offered.c.group != MISSING)
    return sa.select(*offered.c).where(kept).subquery("answered")


@metric(
    "team.satisfaction",
    title="Satisfied customers, with everybody's contacts",
    chart="funnel",
    cohort="survey_answers.answered_at",
    tables=rated.TABLES,
    columns={
        "group": "code",
        "scale": "code",
        "standard_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "ratio": "ratio",
        "csat_pct": "per cent",
        "expected_answers": "expected answers",
        "size": "independent answers",
        "shared_pct": "per cent",
        "satisfied": "answers",
        "answers": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="standard_pct",
    better="higher",
    records=_answered,
)
def satisfaction(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    scale: str | None = None,
) -> pd.DataFrame:
    r"""Share of satisfied answers that each team would have with the contacts that all of them get.

    Definition
    ----------
    Satisfied answers are those of the satisfied customers, on one scale alone: `scale`, else the one that most answered
    on. A team's is the one of who served. Expected is what a team would have with the share of all teams together for
    each touchpoint, topic and channel of the contact, category and severity of the complaint, and month. Observed over
    expected, times the share of all, is the team's share with everybody's contacts. Limits of chance come from the same
    shares, wider by as much as several answers of one customer ask for, and by the spread between teams where that is
    more than chance ($\varphi$ of winsorised scores, above $1 + 2 \sqrt{2 / k}$ for $k$ teams, ten or more).

    Columns
    -------
    group : the team
    scale : points of the scale
    standard_pct : satisfied answers with everybody's contacts, per cent
    low, high : its 95 % interval, per cent
    ratio : observed over expected
    csat_pct : satisfied answers as they are, per cent
    expected_answers : satisfied answers that everybody would have with the team's contacts
    size : independent answers that would leave as much to chance
    shared_pct : answers about a kind of contact that another team has too, per cent
    satisfied : satisfied answers
    answers : answers counted
    n : customers who gave them
    left_out : answers offered the question that leave it empty, are on another scale or have no team; the same in each
        row

    Caution
    -------
    A team is held against all together, never against another team. Where a team alone has a kind of contact, that kind
    says nothing about it. Who chooses to answer is not known here: response and coverage stand beside it.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    settings = settings or store.settings(filters.as_of)
    table = rated.against_all(store, filters, settings, scale)
    names = {"expected": "expected_answers", "answers_clusters": "n"}
    return table.rename(columns=names).assign(satisfied=table["observed"], answers=table["cases"])


@metric(
    "team.spread",
    title="How much teams really differ",
    chart="bars",
    cohort="survey_answers.answered_at",
    tables=rated.TABLES,
    columns={
        "group": "code",
        "scale": "code",
        "spread_points": "points of 100",
        "low": "points of 100",
        "high": "points of 100",
        "mean_pct": "per cent",
        "n": "teams",
        "left_out": "teams",
    },
    value="spread_points",
    better="lower",
    records=_answered,
)
def spread(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    scale: str | None = None,
) -> pd.DataFrame:
    r"""Standard deviation between teams of their shares of satisfied answers, beside what chance makes of them.

    Definition
    ----------
    Shares are those that teams would have with everybody's contacts. $Q(\tau^2) = \sum (y_i - \bar y)^2 / (v_i +
    \tau^2)$, with $v_i$ what chance leaves to a team of its size, equals $k - 1$ at the variance between $k$ teams
    (Paule and Mandel); the interval, 95 %, runs between the variances at which $Q$ is as large as chance makes it in
    2.5 of 100 cases either way. It is 0 where teams differ no more than chance alone would make them.

    Columns
    -------
    group : empty: the whole
    scale : points of the scale
    spread_points : standard deviation between teams, points of 100; missing for fewer than three teams
    low, high : its 95 % interval, same points; from 0 on it could be chance
    mean_pct : share of satisfied answers of all teams, per cent
    n : teams with enough answers to compare, and with contacts that other teams have too
    left_out : teams with fewer, or with contacts of their own alone

    Caution
    -------
    One figure about all teams and about none of them: two teams in three lie within it of the mean. It says nothing of
    what makes teams differ.

    Source
    ------
    Paule and Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385; Viechtbauer (2007),
    Statistics in Medicine 26, 37-52.
    """
    settings = settings or store.settings(filters.as_of)
    table = rated.against_all(store, filters, settings, scale)
    mean = 100 * table["observed"].sum() / table["cases"].sum() if len(table) else np.nan
    kept = table[table["judged"] & (table["shared_pct"] > 0) & table["size"].gt(0)]
    chance = mean * (100 - mean) / kept["size"].astype("float64")
    deviation, low, high = stats.between_groups(kept["standard_pct"], chance)
    found = {"group": WHOLE, "spread_points": deviation, "low": low, "high": high, "mean_pct": mean}
    points = table["scale"].iloc[0] if len(table) else ""
    return pd.DataFrame([found | {"scale": points, "n": len(kept), "left_out": len(table) - len(kept)}])
