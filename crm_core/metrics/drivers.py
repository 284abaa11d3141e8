"""What goes with satisfaction, and what a step of service is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.relations import INDEX_ITEMS
from crm_core.settings import Settings

DRIVERS = ("approach", "probe", "present", "listen", "close")
SCORE = "score"
LEAST_ANSWERS, LEAST_PER_DRIVER = 200, 10
"""Complete answers needed in all, and for each driver."""

ALIKE = 0.8
"""Share of the drivers' variation that one common factor may carry; beyond it customers rate everything alike."""


def _complete(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.Subquery:
    """Return the answers of the period that rate every step and answer every question of the index."""
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    return sa.select(*rows.c).where(*(rows.c[name].is_not(None) for name in (*DRIVERS, *INDEX_ITEMS))).subquery("full")


@metric(
    "satisfaction.drivers",
    title="What goes with satisfaction",
    chart="importance",
    cohort="survey_answers.answered_at",
    tables=("survey_answers", "customers", "staff", "stores"),
    columns={
        "group": "code",
        "step": "code",
        "share_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "mean_points": "points 1 to 5",
        "worth_points": "points of 100",
        "worth_low": "points of 100",
        "worth_high": "points of 100",
        "explained_pct": "per cent",
        "alike_pct": "per cent",
        "n": "answers",
        "left_out": "answers",
    },
    value="share_pct",
    better="neither",
    records=_complete,
    series="step",
)
def drivers(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""How much of the differences in satisfaction goes with each step of service, and what a point more is worth.

    Definition
    ----------
    Over answers after a contact that rate all five steps (1-5) and answer the three questions of the index. An
    answer's own index is regressed on the steps. The share of a step is the mean gain in $R^2$ over all orders in
    which the steps may enter, $\frac{1}{p!} \sum_{\text{orders}} (R^2_{\text{with}} - R^2_{\text{before}})$, so that
    steps that go together share what either of them might explain; the shares add up to $R^2$. The worth is the
    regression coefficient: points of the index that go with one point more in the step, the other steps being equal.
    Intervals, 95 %: customers drawn anew a thousand times, in 256 parts. Nothing is said below 200 complete answers
    or ten for each step, nor where one common factor carries over 80 % of the steps' variation: customers then rate
    everything alike.

    Columns
    -------
    group : empty: the whole
    step : approach, probe, present, listen or close (End)
    share_pct : part of all differences in satisfaction that goes with the step, per cent; missing where too little is
        known or everything is rated alike
    low, high : its 95 % interval, per cent
    mean_points : mean answer to the step, points 1 to 5
    worth_points : points of the index, of 100, that go with one point more
    worth_low, worth_high : its 95 % interval, same points
    explained_pct : part of all differences that goes with the five steps together, per cent
    alike_pct : part of the steps' own differences that one common factor carries, per cent
    n : complete answers
    left_out : answers of the period that rate a step and leave another one, or the index, open

    Caution
    -------
    An association, not a cause: what makes a customer content may make them rate every step better. A step that did
    not apply leaves the whole answer out.

    Source
    ------
    Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2006), Journal of
    Statistical Software 17(1).
    """
    settings = settings or store.settings(filters.as_of)
    rows = _complete(store, filters, settings)
    values = {name: sql.to_double(rows.c[name]) for name in DRIVERS} | {
        SCORE: relations.index_of_answer(rows, settings.index_weights)
    }
    parts = store.read(relations.moments(rows, values, key="answer_id"))
    table = pd.DataFrame({"group": WHOLE, "step": DRIVERS, **_estimates(parts)})
    return table.assign(left_out=_rated(store, filters, settings) - table["n"])


def _rated(store: Store, filters: Filters, settings: Settings) -> int:
    """Count the answers that rate any step."""
    rows = filters.rows(store, "survey_answers", cohort="answered_at", settings=settings)
    any_step = sa.or_(*(rows.c[step].is_not(None) for step in DRIVERS))
    return int(store.read(sa.select(sql.count_where(any_step).label("n")).select_from(rows))["n"].iloc[0])


def _estimates(parts: pd.DataFrame) -> dict[str, object]:
    """Return the columns about the steps; missing where too little is known."""
    n = int(parts["rows"].sum())
    unknown = np.full(len(DRIVERS), np.nan)
    names = ("share_pct", "low", "high", "mean_points", "worth_points", "worth_low", "worth_high")
    answer: dict[str, object] = dict.fromkeys((*names, "explained_pct", "alike_pct"), unknown) | {"n": n}
    if n < max(LEAST_ANSWERS, LEAST_PER_DRIVER * len(DRIVERS)):
        return answer
    whole = stats.Moments.of(parts, (*DRIVERS, SCORE))
    answer |= {"mean_points": whole.means[0, :-1], "alike_pct": 100 * _alike(whole)}
    if not _alike(whole) <= ALIKE:
        return answer
    drawn = stats.Moments.of(parts, (*DRIVERS, SCORE), drawn=True)
    shares, worths = _shares(whole)[0], _worths(whole)[0]
    low, high = stats.percentile_interval(_shares(drawn))
    worth_low, worth_high = stats.percentile_interval(_worths(drawn))
    return answer | {
        "share_pct": 100 * shares,
        "low": 100 * low,
        "high": 100 * high,
        "worth_points": worths,
        "worth_low": worth_low,
        "worth_high": worth_high,
        "explained_pct": 100 * shares.sum(),
    }


def _shares(moments: stats.Moments) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = stats.relative_importance(moments.correlation)
    return shares


def _worths(moments: stats.Moments) -> NDArray[np.float64]:
    """Return the regression coefficients of the score on the steps; NaN where a step never varies."""
    among, with_score = moments.covariance[:, :-1, :-1], moments.covariance[:, :-1, -1:]
    whole = np.isfinite(moments.correlation).all(axis=(1, 2), keepdims=True)
    solved = np.linalg.solve(np.where(whole, among, np.eye(len(DRIVERS))), with_score)
    worths: NDArray[np.float64] = np.where(whole, solved, np.nan)[:, :, 0]
    return worths


def _alike(moments: stats.Moments) -> float:
    """Return the share of the steps' variation that their first principal component carries; 1 if one never varies."""
    among = moments.correlation[0, :-1, :-1]
    return float(np.linalg.eigvalsh(among)[-1] / len(DRIVERS)) if np.isfinite(among).all() else 1.0
