"""Answers to the satisfaction question, by who served, against those that everybody has about the same contacts."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

Over = Literal["team", "person"]

TABLES = (
    "survey_answers", "customers", "staff", "survey_invitations", "interactions", "complaints",
)  # fmt: skip
"""Tables that these answers hang on."""


def on_scale(rows: sa.FromClause, scale: str) -> sa.ColumnElement[bool]:
    """Return whether an answer to the satisfaction question lies on a scale."""
    return sa.and_(rows.c.csat_scale == scale, rows.c.csat.between(1, int(scale)))


def offered_to(store: Store, filters: Filters, settings: Settings, over: Over = "team") -> sa.Subquery:
    """Return the answers of the period that were offered the satisfaction question, by who served."""
    rows = filters.rows(store, "survey_answers", by="team", cohort="answered_at", settings=settings)
    asked = sa.or_(rows.c.csat.is_not(None), rows.c.csat_scale.is_not(None))
    person = sa.func.coalesce(rows.c.staff_id, MISSING, type_=sa.String())
    columns = [column for column in rows.c if column.key != "group"]
    return sa.select(*columns, (rows.c.group if over == "team" else person).label("group")).where(asked).subquery()


def usual_scale(store: Store, offered: sa.FromClause) -> str:
    """Return the scale that most answered on; the shortest of several; that of five points where nobody did."""
    names = list(relations.SATISFIED_FROM)
    counts: list[sa.ColumnElement[Any]] = [sql.count_where(on_scale(offered, one)).label(one) for one in names]
    found = store.read(sa.select(*counts)).iloc[0].astype("int64")
    return str(found.idxmax()) if found.max() else "5"


def against_all(
    store: Store, filters: Filters, settings: Settings, scale: str | None, over: Over = "team"
) -> pd.DataFrame:
    """Return by who served what is observed, expected and left to chance, and the share with everybody's."""
    offered = offered_to(store, filters, settings, over)
    points = scale or usual_scale(store, offered)
    counts = sa.and_(on_scale(offered, points), offered.c.group != MISSING)
    satisfied = offered.c.csat >= relations.SATISFIED_FROM[points]
    measure = relations.Counted(counts, {"satisfied": satisfied})
    sums = relations.over_customers(offered, {"answers": measure}, key="answer_id", counts={"out": sa.not_(counts)})
    people = store.read(sums)
    kept = sa.select(*offered.c).where(counts).subquery("kept")
    others = {name: filters.unnarrowed.rows(store, name, settings=settings) for name in TABLES[3:]}
    mixed = relations.with_mix(kept, others, settings.zone)
    against = relations.against_all(mixed, relations.MIX, mixed.c.csat >= relations.SATISFIED_FROM[points])
    table = store.read(against).merge(people, on="group")
    design = stats.design_effect(stats.ClusterSums.of(table, "answers", "satisfied"))
    judged = table["answers_clusters"] >= settings.minimum_n
    alike = stats.standardised_share(table, design=design, judged=judged)
    return table.assign(
        standard_pct=100 * alike["share"],
        low=100 * alike["low"],
        high=100 * alike["high"],
        ratio=alike["ratio"],
        size=alike["size"],
        csat_pct=100 * table["observed"] / table["cases"],
        shared_pct=100 * table["shared"] / table["cases"],
        scale=points,
        left_out=int(people["out"].sum()),
        judged=judged,
    )
