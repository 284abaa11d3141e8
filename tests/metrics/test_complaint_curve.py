"""The curve of settling, from rows by hand and from a simulated world."""

import datetime as dt

import numpy as np
import pytest

from tests.metrics.cases import OPENED, after, curve, numbered, settled, time
from tests.rows import at, put


def test_the_curve_has_the_exact_times_of_half_and_nine_in_ten(store):
    hours = np.sort(np.random.default_rng(7).exponential(200, 2000))
    put(store, complaints=numbered(settled(*(float(one) for one in hours if one < 600))))

    table, found = curve(store), time(store)

    first_at = [table["days"][table["settled_pct"].ge(share).idxmax()] for share in (50, 90)]
    assert first_at == pytest.approx([found["median_hours"] / 24, found["p90_hours"] / 24], rel=1e-12)
    assert 300 <= len(table) <= 302


def test_the_curve_rises_from_nought_and_its_parts_are_the_whole(store):
    withdrawn = [{"opened_at": OPENED, "closed_at": after(hour), "status": "withdrawn"} for hour in (2, 30)]
    open_cases = [{"opened_at": "2024-03-07 12:00:00"}, {"opened_at": OPENED}]
    put(store, complaints=numbered(settled(1, 5, 5, 100) + withdrawn + open_cases))

    table = curve(store)

    assert table.iloc[0].tolist() == ["", 0, 0, 0, 0, 0, 2]
    assert table["days"].is_monotonic_increasing
    assert table[["settled_pct", "withdrawn_pct"]].diff().dropna().ge(0).all(axis=None)
    assert table["days"].iloc[-1] == 36.5  # the oldest open case: from 1 February to 8 March at noon
    # 8 cases: 1/8 at 1 h; withdrawn 1/8 at 2 h; 2/8 at 5 h; one open leaves at 24 h: S = 4/8, three at risk;
    # withdrawn 4/8/3 at 30 h; 4/8/3 settled at 100 h; the rest, 4/8/3, is open
    assert table[["settled_pct", "withdrawn_pct"]].iloc[-1].tolist() == pytest.approx([37.5 + 50 / 3, 12.5 + 50 / 3])
    assert dict(zip(table["days"], table["open"], strict=True))[36.5] == 1
    assert table["open"].tolist() == [2, 2, 2, 2, 2, 1, 1, 1]


def test_a_world_with_two_ends_has_the_shares_that_its_rates_say(store):
    # metrics.md: rates .10 and .05 a day; F(7) = 2/3 (1 - exp(-.15 * 7)) = .433, half at -ln(1/4) / .15 = 9.24 days
    random = np.random.default_rng(11)
    days, resolved = random.exponential(1 / 0.15, 4000), random.random(4000) < 2 / 3
    opened = at("2023-01-01")
    ends = [opened + dt.timedelta(days=float(day)) for day in days]
    rows = [
        {"opened_at": opened} | ({"resolved_at": end} if settles else {"closed_at": end, "status": "withdrawn"})
        for end, settles in zip(ends, resolved, strict=True)
    ]
    put(store, complaints=numbered(rows))

    found, table = time(store), curve(store)

    week = table.loc[table["days"] <= 7, "settled_pct"].iloc[-1]
    assert week == pytest.approx(43.3, abs=2)  # standard error .8 points
    assert found["low"] / 24 < 9.24 < found["high"] / 24
    assert found["median_hours"] / 24 == pytest.approx(9.24, abs=1)
    assert found["naive_median_hours"] / 24 == pytest.approx(np.log(2) / 0.15, abs=0.4)  # 4.6: those settled alone
