"""Moments by parts are those of the rows, and draws of parts are draws of customers."""

import numpy as np
import pandas as pd
import pytest

from crm_core.stats import Moments, percentile_interval

NAMES = ("a", "b")


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    random = np.random.default_rng(4)
    a = random.normal(3, 1, 6_000)
    return pd.DataFrame({"a": a, "b": 2 * a + random.normal(0, 1, 6_000), "part": random.integers(0, 256, 6_000)})


def parts(rows: pd.DataFrame) -> pd.DataFrame:
    """What the database would give."""
    products = rows.assign(
        rows=1, sum_a=rows["a"], sum_b=rows["b"], a_a=rows["a"] ** 2, a_b=rows["a"] * rows["b"], b_b=rows["b"] ** 2
    )
    return products.drop(columns=[*NAMES]).groupby("part", as_index=False).sum()


def test_all_parts_together_are_all_rows(rows):
    whole = Moments.of(parts(rows), NAMES)

    assert whole.n.tolist() == [6_000]
    assert whole.means[0] == pytest.approx(rows[[*NAMES]].mean().to_numpy())
    assert whole.covariance[0] == pytest.approx(np.cov(rows["a"], rows["b"]))
    assert whole.correlation[0, 0, 1] == pytest.approx(np.corrcoef(rows["a"], rows["b"])[0, 1])


def test_draws_spread_as_draws_of_single_rows_do(rows):
    drawn = Moments.of(parts(rows), NAMES, drawn=True)

    low, high = percentile_interval(drawn.means[:, 0])
    half = 1.96 * rows["a"].std() / np.sqrt(6_000)
    assert (high - low) / 2 == pytest.approx(half, rel=0.15)
    assert low < rows["a"].mean() < high


def test_the_order_in_which_parts_come_is_nothing(rows):
    given = Moments.of(parts(rows), NAMES, drawn=True)
    shuffled = Moments.of(parts(rows).sample(frac=1, random_state=1), NAMES, drawn=True)

    assert shuffled.means == pytest.approx(given.means, rel=1e-12)


def test_the_order_of_columns_is_the_callers(rows):
    turned = Moments.of(parts(rows), NAMES[::-1])

    assert turned.means[0] == pytest.approx(rows[["b", "a"]].mean().to_numpy())
    assert turned.covariance[0] == pytest.approx(np.cov(rows["b"], rows["a"]))


def test_a_column_that_never_varies_has_no_correlation(rows):
    flat = Moments.of(parts(rows.assign(b=5.0)), NAMES)

    assert np.isnan(flat.correlation[0, 0, 1])


def test_no_part_is_no_moment():
    none = Moments.of(parts(pd.DataFrame({"a": [1.0], "b": [1.0], "part": [0]})).iloc[:0], NAMES)

    assert none.n.tolist() == [0]
    assert np.isnan(none.means).all()
