"""Shares as they would be with everybody's cases."""

import numpy as np
import pandas as pd
import pytest

from crm_core.stats import over_dispersion, standardised, standardised_share


def units(*rows: tuple[float, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["cases", "observed", "expected", "variance"])


def test_a_share_with_everybodys_cases_is_observed_over_expected_times_that_of_all():
    # Of 100 hard and 100 easy cases: shares of all .5 and .9. One unit has 80 hard and 20 easy ones and solves 60:
    # expected 80 * .5 + 20 * .9 = 58, variance 80 * .25 + 20 * .09 = 21.8; the other 20 hard, 80 easy, solves 80 of 82.
    table = standardised_share(units((100, 60, 58, 21.8), (100, 80, 82, 12.2)))

    assert table["ratio"].tolist() == pytest.approx([60 / 58, 80 / 82])
    assert table["share"].tolist() == pytest.approx([0.7 * 60 / 58, 0.7 * 80 / 82])
    half = 1.959964 * 0.7 * 21.8**0.5 / 58
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.7 * 60 / 58 - half, 0.7 * 60 / 58 + half])
    assert table["size"][0] == pytest.approx(0.3 / 0.7 * 58**2 / 21.8)


def test_several_cases_of_one_customer_leave_more_to_chance():
    alone, often = (standardised_share(units((100, 60, 58, 21.8), (100, 80, 82, 12.2)), design=d) for d in (1, 4))

    assert (often["high"] - often["low"])[0] == pytest.approx(2 * (alone["high"] - alone["low"])[0])
    assert often["size"][0] == pytest.approx(alone["size"][0] / 4)


def test_without_cases_there_is_no_share():
    assert standardised_share(units((0, 0, 0, 0))).isna().to_numpy().all()
    assert standardised_share(units()).empty


def test_units_spread_by_chance_alone_widen_nothing_and_one_far_away_hardly_does():
    random = np.random.default_rng(4)

    assert over_dispersion(random.normal(size=200)) == 1
    assert over_dispersion(np.append(random.normal(size=49), 9.0)) == 1
    assert over_dispersion(3 * random.normal(size=200)) == pytest.approx(0.75 * 9, rel=0.15)  # pulled in at the ends
    assert over_dispersion(np.array([])) == 1


def test_a_mean_with_everybodys_cases_keeps_its_scale_and_tells_its_size_in_single_cases():
    # Means of all 20 and 40 points, half of each kind, 30 together; single cases lie 10 apart. One unit has 80 of the
    # first and 20 of the second kind: expected 2400, and it has 2520; the other 20 and 80: expected 3600, has 3480.
    table = standardised(units((100, 2520, 2400, 10_000), (100, 3480, 3600, 10_000)), spread=10.0, highest=100.0)

    assert table["value"].tolist() == pytest.approx([30 * 2520 / 2400, 30 * 3480 / 3600])
    deviation = 30 * 100 / 2400
    assert table["high"][0] - table["value"][0] == pytest.approx(1.959964 * deviation)
    assert table["size"][0] == pytest.approx((10 / deviation) ** 2)  # 64 alike cases
    assert standardised(units(), spread=10.0).empty
