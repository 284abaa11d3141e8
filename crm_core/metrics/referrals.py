"""Word of mouth: customers who came through a customer, and whether those who recommend us buy again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

WITHIN = 180
"""Days within which a customer who was asked should buy again, unless asked otherwise."""

MONEY = "workspace currency"
SPLITS = ("region", "country", "customer_kind")


def _new(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, **_: Any) -> sa.FromClause:
    rows = filters.rows(store, "customers", by=by, cohort="joined_on", settings=settings)
    return sa.select(*rows.c).where(rows.c.joined_on.is_not(None)).subquery("new_customers")


@metric(
    "loyalty.referrals",
    title="Came through a customer",
    chart="dumbbell",
    cohort="customers.joined_on",
    tables=("customers", "purchases", "survey_answers"),
    by=SPLITS,
    columns={
        "group": "code",
        "referred_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "referred": "customers",
        "brought": MONEY,
        "referrers": "customers",
        "referrers_asked": "customers",
        "promoters": "customers",
        "n": "customers",
        "left_out": "customers",
    },
    value="referred_pct",
    better="higher",
    records=_new,
)
def referrals(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Share of the new customers of the period whom another customer recommended us to.

    Definition
    ----------
    Of the customers who joined in the period: those of whom it is recorded which customer recommended us. What they
    brought is all their net sales so far, whenever. Referrers are the customers who are named so, each once; those
    asked have answered about the whole relationship whether they would recommend us, and promoters gave 9 or 10 in
    their last answer. The interval is Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    referred_pct : share recommended by a customer, per cent
    low, high : its 95 % interval, per cent
    referred : customers recommended by a customer
    brought : net sales to them so far, in the workspace's currency
    referrers : customers who recommended us to them
    referrers_asked : those of them who were asked whether they would
    promoters : those of them who are promoters
    n : customers who joined in the period
    left_out : customers of whom it is not known when they joined

    Caution
    -------
    Only what is recorded counts: many come through a friend without a word about it.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212; Reichheld (2003), Harvard Business Review 81(12), 46-54.
    """
    settings = settings or store.settings(filters.as_of)
    people = _new(store, filters, settings, by=by)
    everything = filters.unnarrowed
    lines = relations.sales(everything.rows(store, "purchases", settings=settings))
    answers = relations.of_survey(everything.rows(store, "survey_answers", settings=settings), "relationship")
    everybody = filters.rows(store, "customers", by=by, settings=settings)
    unknown = sql.count_where(everybody.c.joined_on.is_(None)).label("left_out")
    table = store.read(relations.brought_by(people, lines))
    others = (
        relations.referrers_asked(people, answers),
        sa.select(everybody.c.group, unknown).group_by(everybody.c.group),
    )
    for question in others:
        table = table.merge(store.read(question), on="group", how="left")
    low, high = stats.wilson_interval(table["referred"].fillna(0), table["n"].fillna(0))
    share = 100 * table["referred"].astype("float64") / table["n"].astype("float64")
    named = table.rename(columns={"asked": "referrers_asked"})
    return named.assign(referred_pct=share, low=100 * low, high=100 * high)


def _said(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, **_: Any) -> sa.FromClause:
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    said = relations.of_survey(rows, "relationship")
    known = sa.and_(said.c.customer_id.is_not(None), said.c.recommend.is_not(None))
    return sa.select(*said.c).where(known).subquery("said_whether")


@metric(
    "loyalty.promoters",
    title="Promoters who buy again",
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=("survey_answers", "purchases", "customers"),
    by=SPLITS,
    columns={
        "group": "code",
        "again_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "again": "customers",
        "others_pct": "per cent",
        "others_low": "per cent",
        "others_high": "per cent",
        "others": "customers",
        "n": "customers",
        "left_out": "answers",
    },
    value="again_pct",
    better="higher",
    records=_said,
)
def promoters(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    within_days: int = WITHIN,
) -> pd.DataFrame:
    """Share of the customers who would recommend us that bought again within half a year, beside that of the others.

    Definition
    ----------
    Of the known customers who answered in the period, at least `within_days` (180) days ago, about the whole
    relationship whether they would recommend us: those who bought within so many days after the last such answer.
    Promoters gave 9 or 10, the others less. Drafts, cancelled orders, free trials and what came back whole are no
    purchases. The intervals are Wilson's, 95 %.

    Columns
    -------
    group : code of the group, empty for the whole
    again_pct : share of the promoters who bought again, per cent
    low, high : its 95 % interval, per cent
    again : promoters who bought again
    others_pct : share of the others who bought again, per cent
    others_low, others_high : its 95 % interval, per cent
    others : customers who gave less than 9
    n : promoters
    left_out : answers of the period that are not counted: too young, or not a customer's last one that is old enough

    Caution
    -------
    This is an association: who buys often may answer better because of what they buy.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212; Reichheld (2003), Harvard Business Review 81(12), 46-54.
    """
    settings = settings or store.settings(filters.as_of)
    said = _said(store, filters, settings, by=by)
    lines = relations.bought(filters.unnarrowed.rows(store, "purchases", settings=settings))
    counts = store.read(relations.bought_after(said, lines, filters.as_of, within_days))
    table = store.read(sa.select(said.c.group, sql.count().label("said")).group_by(said.c.group)).set_index("group")
    found: dict[str, Any] = {"said": table["said"].astype("float64")}
    for name, kind in (("", True), ("others_", False)):
        part = counts[counts["promoter"] == kind].set_index("group")
        people, again = (part[one].astype("float64").reindex(table.index).fillna(0.0) for one in ("n", "again"))
        low, high = stats.wilson_interval(again, people)
        found |= {f"{name}people": people, f"{name}again": again, f"{name}low": 100 * low, f"{name}high": 100 * high}
        found[f"{name or 'again_'}pct"] = 100 * again / people.replace(0.0, np.nan)
    answer = pd.DataFrame(found, index=table.index)
    counted = answer["people"] + answer["others_people"]
    return answer.assign(
        n=answer["people"], others=answer["others_people"], left_out=answer["said"] - counted
    ).reset_index()
