"""Which segments are told of as having moved."""

import pandas as pd

from crm_core.movers import movers

RATE = "complaints.rate"
VALUES = {RATE: "per_1000_orders"}


def compared(*rows: tuple[str, float, float, float, str]) -> pd.DataFrame:
    """Rows of group, change and the ends of its interval, and verdict; before is always 100."""
    table = pd.DataFrame(list(rows), columns=["group", "change", "change_low", "change_high", "verdict"])
    return table.assign(per_1000_orders=100 + table["change"], before=100.0, n=50)


def test_the_surest_come_first_and_those_of_chance_not_at_all():
    table = compared(
        ("north", 10, 2, 18, "worse"),  # standard error 8 / 1.96 = 4.08: p = .014
        ("south", -20, -28, -12, "better"),  # p = 1e-6
        ("west", 1, -7, 9, "noise"),
    )

    found = movers({(RATE, "region"): table}, VALUES)

    assert found["group"].tolist() == ["south", "north"]
    assert found["p_value"].round(3).tolist() == [0.0, 0.014]
    assert found[["metric", "by", "value", "before"]].iloc[0].tolist() == [RATE, "region", 80.0, 100.0]


def test_what_stands_out_alone_may_be_chance_among_many():
    one = compared(("north", 10, 1, 19, "worse"))  # p = .029
    many = compared(("north", 10, 1, 19, "worse"), *((f"g{n}", 1, -8, 10, "noise") for n in range(20)))

    assert movers({(RATE, "region"): one}, VALUES)["group"].tolist() == ["north"]
    assert movers({(RATE, "region"): many}, VALUES).empty


def test_small_groups_and_rows_without_a_group_are_not_looked_at():
    table = compared(("north", 50, 40, 60, "too_few"), ("(none)", 50, 40, 60, "worse"), ("new", 50, 40, 60, "none"))

    assert movers({(RATE, "region"): table}, VALUES).empty
    assert movers({}, VALUES).empty


def test_an_interval_that_nothing_limits_on_the_far_side_is_read_from_the_near_one():
    table = compared(("north", 10, 4, float("nan"), "worse"))

    assert movers({(RATE, "region"): table}, VALUES)["p_value"].round(4).tolist() == [0.0011]
