"""Who buys what they tried, by hand, as of noon on 8 March 2024."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import kaplan_meier, wilson_interval
from tests.rows import Row, known, put

ALL = Settings(minimum_people=1)


def line(customer: str | None, product: str | None, moment: str, *, trial: bool = False, **changes) -> Row:
    own = {"order_id": f"{customer}-{product}-{moment}", "customer_id": customer, "product_id": product}
    return own | {"bought_at": moment, "trial": trial, "channel": "app"} | changes


def tried(customer: str | None, product: str | None, moment: str, **changes) -> Row:
    return line(customer, product, moment, trial=True, **changes)


LINES = [
    tried("ann", "P", "2023-10-01 10:00"),
    tried("ann", "P", "2023-10-05"),  # once more: the first one counts
    line("ann", "P", "2023-11-30 10:00"),  # 60 days later to the second: in time
    tried("ben", "P", "2023-10-01 10:00", channel="web"),
    line("ben", "P", "2023-11-30 10:00:01", channel="web"),  # a second too late
    tried("cem", "P", "2023-10-02"),
    line("cem", "Q", "2023-10-03"),  # another product
    line("cem", "P", "2023-10-01"),  # before the trial
    line("cem", "P", "2023-10-04", order_status="cancelled"),
    tried("dot", "P", "2023-10-01", order_status="cancelled"),  # no trial
    line("dot", "P", "2023-10-02"),
    tried("eve", "P", "2024-01-08 12:00"),  # 60 days old, just
    line("eve", "P", "2024-01-09", returned_at="2024-02-01"),  # bought, whatever became of it
    tried("fay", "P", "2024-01-08 12:00:01"),  # not yet
    line("fay", "P", "2024-01-10"),
    tried(None, "P", "2023-10-01"),
    tried("gus", None, "2023-10-01"),
]


def asked(store, **options) -> pd.DataFrame:
    return ask("value.trial_conversion")(store, known(), settings=ALL, **options).set_index("group")


def test_only_trials_that_are_old_enough_count_whatever_became_of_them(store):
    put(store, purchases=LINES)

    found = asked(store).loc[""]

    # Ann and Eve of Ann, Ben, Cem and Eve; left out: Fay, Ann's second trial, and two that name nobody or nothing.
    assert found[["converted", "n", "left_out"]].tolist() == [2, 4, 4]
    assert found["converted_pct"] == 50.0
    assert found[["low", "high"]].tolist() == pytest.approx([100 * end for end in wilson_interval(2, 4)])
    assert found["bought_30_pct"] == 40.0  # Eve and Fay of five
    assert found["bought_90_pct"] == pytest.approx(200 / 3)  # Ann and Ben of Ann, Ben and Cem
    curve = kaplan_meier([60, 60, 158, 0, 1], [1, 1, 0, 1, 1])
    assert found["half_days"] == curve.quantile(0.5)[0] == 60


def test_a_channel_is_that_of_the_trial_and_the_purchase_may_be_anywhere(store):
    put(store, purchases=[*LINES, tried("hal", "P", "2023-10-01", channel="web"), line("hal", "P", "2023-10-02")])

    by_channel, of_web = (
        asked(store, by="channel"),
        ask("value.trial_conversion")(store, known(channel=("web",)), settings=ALL),
    )

    assert by_channel.loc["web", ["converted", "n"]].tolist() == [1, 2]  # Hal bought in the app, Ben too late
    assert of_web.loc[0, ["converted", "n"]].tolist() == [1, 2]


def test_the_days_can_be_asked_otherwise(store):
    put(store, purchases=LINES)

    assert asked(store, within_days=61).loc["", ["converted", "n"]].tolist() == [2, 3]  # Eve's 61 days are not over


def test_the_curve_counts_those_who_have_not_bought_for_as_long_as_they_were_watched(store):
    put(store, purchases=LINES)

    curve = ask("value.trial_curve")(store, known(), settings=ALL)

    # At 60 days Ann and Ben buy, of Ann, Ben and Cem; of five one after 0 days, one after 1 day.
    assert curve["days"].tolist() == [0.0, 1.0, 60.0, 158.0]
    assert curve["back_pct"].tolist() == pytest.approx([20.0, 40.0, 80.0, 80.0])
    assert curve["waiting"].tolist() == [1, 1, 1, 1]


def test_without_a_trial_there_is_no_share(store):
    put(store, purchases=[line("ann", "P", "2023-10-01")])

    found = asked(store)

    assert found[["converted_pct", "low", "high", "half_days"]].isna().all(axis=None)
    assert found[["n", "left_out"]].to_numpy().tolist() == [[0, 0]]
