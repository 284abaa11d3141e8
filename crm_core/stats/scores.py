"""Scores of survey answers: net promoter score and satisfaction index."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from crm_core.stats.inputs import CONFIDENCE, Column, FloatArray, as_counts, as_given, as_numbers, normal_quantile

ADDED_TO_EACH_SIDE = 0.75
"""Answers added to promoters and to detractors before the interval is taken (Rocks 2016)."""

ADDED_ANSWERS = 3.0
"""Answers added in all; the other half of them are passive (Rocks 2016)."""

SCALE_LOW, SCALE_HIGH = 1.0, 10.0
"""Ends of the scale of the index's items (ACSI)."""


@overload
def net_promoter_score(promoters: float, passives: float, detractors: float) -> tuple[float, float, float]: ...
@overload
def net_promoter_score(
    promoters: Column, passives: Column, detractors: Column
) -> tuple[FloatArray, FloatArray, FloatArray]: ...
def net_promoter_score(promoters: Any, passives: Any, detractors: Any) -> Any:
    r"""Net promoter score with its 95 % interval (adjusted Wald).

    .. math:: \mathrm{NPS} = 100 \, (p - d)

    The interval is that of :math:`p` and :math:`d` after 3/4 of an answer was added to promoters and to
    detractors and 3 answers to :math:`n`:

    .. math:: 100 \left( \tilde p - \tilde d \pm 1.96
        \sqrt{\frac{\tilde p + \tilde d - (\tilde p - \tilde d)^2}{n + 3}} \right)

    Parameters
    ----------
    promoters, passives, detractors : float or column
        Customers who answered 9-10, 7-8 and 0-6 of 0-10.

    Returns
    -------
    score, low, high : float or array
        Points, -100 to 100; the interval is cut there. NaN where nobody answered or a count is missing.

    Notes
    -----
    The score itself is not adjusted, so the interval is not symmetric around it; for a single answer it
    may even miss it.

    Caution: one answer per customer. Answers after a contact and yearly ones are two series.

    References
    ----------
    Rocks (2016), "Interval estimation for the net promoter score", The American Statistician 70, 365-372.
    """
    likes, dislikes = as_counts(promoters, "promoters"), as_counts(detractors, "detractors")
    n = likes + as_counts(passives, "passives") + dislikes
    n = np.where(n > 0, n, np.nan)
    p, d = (side + ADDED_TO_EACH_SIDE for side in (likes, dislikes))
    p, d = p / (n + ADDED_ANSWERS), d / (n + ADDED_ANSWERS)
    half = normal_quantile(CONFIDENCE) * np.sqrt((p + d - (p - d) ** 2) / (n + ADDED_ANSWERS))
    limits = (np.clip(100 * (p - d + side * half), -100.0, 100.0) for side in (-1, 1))
    return as_given(100 * (likes - dislikes) / n, *limits)


def satisfaction_index(item_means: Column, weights: Column | None = None) -> Any:
    r"""Satisfaction index, 0 to 100, by the formula of the American Customer Satisfaction Index.

    .. math:: 100 \, \frac{\sum_i w_i \bar x_i - \sum_i w_i}{9 \sum_i w_i}

    Parameters
    ----------
    item_means : column, shape (items,) or (rows, items)
        Means of the items, or the answers of single respondents, each on a scale of 1 to 10. ACSI has
        three items: overall satisfaction, expectations met, closeness to the ideal.
    weights : column, shape (items,), optional
        Unstandardised weights, at least 0; only their proportions matter. Equal when not given.

    Returns
    -------
    float or array, shape (rows,)
        All 1s give 0, all 10s give 100. NaN where an item is missing.

    Raises
    ------
    ValueError
        When a mean lies outside 1 to 10: another scale is another question and is not rescaled.

    Notes
    -----
    Caution: beside a published index this is the same formula, not the same sample.

    References
    ----------
    Fornell, Johnson, Anderson, Cha & Bryant (1996), Journal of Marketing 60, 7-18.
    """
    means = as_numbers(item_means, "item_means")
    if means.ndim == 0 or means.shape[-1] == 0:
        raise ValueError("item_means holds no item; pass the means of the three questions of the index")
    if ((means < SCALE_LOW) | (means > SCALE_HIGH)).any():
        raise ValueError("item_means must lie between 1 and 10; ask on that scale, others are not rescaled")
    shares = _shares(weights, means.shape[-1])
    index = np.minimum(100.0, 100 * ((means - SCALE_LOW) / (SCALE_HIGH - SCALE_LOW) * shares).sum(axis=-1))
    return float(index) if means.ndim == 1 else index


def _shares(weights: Column | None, items: int) -> FloatArray:
    given = np.ones(items) if weights is None else as_counts(weights, "weights")
    if given.shape != (items,) or not 0 < given.sum() < np.inf:
        raise ValueError(f"weights must be {items} finite numbers, one per item, not all 0")
    shares: FloatArray = given / given.sum()
    return shares


def rank_share(values: Column, among: Column, weight: Column) -> FloatArray:
    r"""Where values stand among others: the share below plus half of the share equal.

    Parameters
    ----------
    values : column, shape (n,)
        What is placed.
    among : column, shape (rows,)
        The values they are placed among, in the same unit.
    weight : column, shape (rows,)
        How many cases each row of `among` stands for.

    Returns
    -------
    array, shape (n,)
        0 to 1; NaN where there is nothing to be placed among.

    Notes
    -----
    Also called percentile rank, or ridit.

    References
    ----------
    Bross (1958), Biometrics 14, 18-38.
    """
    wanted, others = as_numbers(values, "values"), as_numbers(among, "among")
    counts = as_counts(weight, "weight")
    if not counts.sum() > 0:
        return np.full(wanted.shape, np.nan)
    order = np.argsort(others)
    reached = np.concatenate([[0.0], counts[order].cumsum()])
    below, upto = (np.searchsorted(others[order], wanted, side=side) for side in ("left", "right"))
    share: FloatArray = (reached[below] + reached[upto]) / (2 * reached[-1])
    return share
