"""Service in five steps: how each was done, and which one falls behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from scipy.special import ndtr, ndtri

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

STEPS = ("approach", "probe", "present", "listen", "close")
LOWEST, HIGHEST = 1, 5
TOP_TWO_FROM = 4
"""Lowest answer (1-5) that belongs to the top two."""


def _rated(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.Subquery:
    """Return the answers of the period that rate at least one step."""
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    return sa.select(*rows.c).where(sa.or_(*(_applies(rows, step) for step in STEPS))).subquery("rated")


def _applies(rows: sa.FromClause, step: str) -> sa.ColumnElement[bool]:
    return rows.c[step].between(LOWEST, HIGHEST)


@metric(
    "satisfaction.service_steps",
    title="The five steps of service",
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=("survey_answers", "customers", "staff", "stores"),
    by=("month", "store", "team"),
    columns={
        "group": "code",
        "step": "code",
        "mean_points": "points 1 to 5",
        "low": "points 1 to 5",
        "high": "points 1 to 5",
        "top_two_pct": "per cent",
        "top_two_low": "per cent",
        "top_two_high": "per cent",
        "answers": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="mean_points",
    better="higher",
    records=_rated,
    series="step",
)
def service_steps(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""How customers rate each of the five steps of service: Approach, Probe, Present, Listen, End.

    Definition
    ----------
    Mean answer on 1-5 to each step, over the answers to whom the step applied, and the share of them that give one of
    the top two points (4 or 5). "Does not apply" is an answer and no bad one: it is left out of that step alone.
    Intervals, 95 %: Student's for the mean, Wilson's for the share, both from the spread between customers.
    The weakest step is named only if its interval lies below the mean of the next one; else no step stands out.

    Columns
    -------
    group : code of the group, empty for the whole
    step : approach, probe, present, listen or close (End)
    mean_points : mean answer, points 1 to 5
    low, high : its 95 % interval, same points; missing for fewer than two customers
    top_two_pct : answers of 4 or 5, per cent
    top_two_low, top_two_high : its 95 % interval, per cent
    answers : answers to whom the step applied
    n : customers who gave them
    left_out : answers of the period that rate another step and not this one: it did not apply, or was passed over

    Caution
    -------
    Who gives one step a good mark gives the others one too: compare steps with each other, and stores step by step.

    Source
    ------
    The five steps are those of Apple's stores; the interval of a mean over customers with several answers: Cochran
    (1977), Sampling Techniques, 3rd edition, section 9.5.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _rated(store, filters, settings, by=by)
    units = {step: relations.Counted(_applies(rows, step), _values(rows, step)) for step in STEPS}
    table = store.read(relations.over_customers(rows, units, key="answer_id", counts={"rated": sa.true()}))
    if by is None and table.empty:
        table = table.reindex([0]).assign(group=WHOLE)
    return pd.concat([_of_step(table, step) for step in STEPS])


def _values(rows: sa.FromClause, step: str) -> dict[str, sa.ColumnElement[Any]]:
    return {f"{step}_points": rows.c[step], f"{step}_top": rows.c[step] >= TOP_TWO_FROM}


def _of_step(table: pd.DataFrame, step: str) -> pd.DataFrame:
    mean, low, high = stats.clustered_mean(stats.ClusterSums.of(table, step, f"{step}_points"), LOWEST, HIGHEST)
    top, top_low, top_high = stats.clustered_share(stats.ClusterSums.of(table, step, f"{step}_top"))
    numbers = {"mean_points": mean, "low": low, "high": high}
    shares = {"top_two_pct": 100 * top, "top_two_low": 100 * top_low, "top_two_high": 100 * top_high}
    units = table[f"{step}_units"]
    counts = {"answers": units, "n": table[f"{step}_clusters"], "left_out": table["rated"] - units}
    return pd.DataFrame({"group": table["group"], "step": step, **numbers, **shares, **counts})


def weakest_step(steps: pd.DataFrame, minimum_n: int) -> str | None:
    """Return the step whose interval lies below the mean of the next one, None if no step stands out.

    Parameters
    ----------
    steps : DataFrame
        The metric's answer for one group.
    minimum_n : int
        Steps with fewer customers are not compared.
    """
    enough = steps[(steps["n"] >= minimum_n).fillna(False)].sort_values("mean_points")
    if len(enough) < 2:
        return None
    weakest, following = enough.iloc[0], enough.iloc[1]
    return str(weakest["step"]) if weakest["high"] < following["mean_points"] else None


def fallen_behind(steps: pd.DataFrame, minimum_n: int) -> pd.DataFrame:
    """Return the groups and steps that lie below the other groups by more than chance, the furthest first.

    Parameters
    ----------
    steps : DataFrame
        The metric's answer by store or team.
    minimum_n : int
        Groups with fewer customers are not compared.

    Returns
    -------
    DataFrame
        The rows of `steps` with ``others_points``, the mean of all other groups' answers to the step. Of many
        comparisons some look bad by chance: about one in twenty of those returned is (false-discovery rate 5 %).
    """
    enough = steps[(steps["n"] >= minimum_n).fillna(False)].dropna(subset=["low", "high"])
    compared = [_against_the_others(part) for _, part in enough.groupby("step")]
    if not compared:
        return steps.iloc[:0].assign(others_points=np.nan, distance=np.nan)
    rows = pd.concat(compared)
    believed = stats.false_discoveries(2 * ndtr(-rows["distance"].abs()))
    return rows[believed & (rows["distance"] < 0)].sort_values("distance").reset_index(drop=True)


def _against_the_others(part: pd.DataFrame) -> pd.DataFrame:
    """Add the mean of the other groups, weighted by answers, and the distance to it in standard errors."""
    answers, means = part["answers"].astype("float64"), part["mean_points"].astype("float64")
    errors = (part["high"] - part["low"]).astype("float64") / (2 * ndtri(0.975))
    others = answers.sum() - answers
    others = others.where(others > 0)
    theirs = ((answers * means).sum() - answers * means) / others
    their_errors = np.sqrt(((answers * errors) ** 2).sum() - (answers * errors) ** 2) / others
    return part.assign(others_points=theirs, distance=(means - theirs) / np.hypot(errors, their_errors))
