"""Tiers, moves between them and other rules tried out, from rows by hand: Silver from 100, Gold from 200, 90 days."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.relations.clubs import bought, club
from tests.rows import known, put

CLUB = Settings(tier_rules=club())
SECOND = "2024-02-15"
FEBRUARY = {"start": dt.date(2024, 1, 1), "end": dt.date(2024, 2, 29)}
"""The first moment is the end of 2023, whose 90 days begin on 3 October; those of the second on 2 December."""


def spent(first: float, second: float, count: int, prefix: str) -> tuple[list[dict], list[dict]]:
    """So many customers who spend so much before the first moment, 31 October, and before the second."""
    names = [f"{prefix}{n}" for n in range(count)]
    lines = [bought(name, "2023-10-15", first) for name in names if first]
    lines += [bought(name, SECOND, second) for name in names if second]
    return [{"customer_id": name} for name in names], lines


def fill(store, *groups) -> None:
    made = [spent(*group) for group in groups]
    put(store, customers=[row for people, _ in made for row in people])
    put(store, purchases=[row for _, lines in made for row in lines])


def cells(store, column: str, settings: Settings = CLUB) -> dict[tuple[str, str], float]:
    table = ask("loyalty.migration")(store, known(**FEBRUARY), settings=settings)
    filled = table[table["customers"] > 0]
    return dict(zip(zip(filled["from_tier"], filled["to_tier"], strict=True), filled[column], strict=True))


def test_moves_are_rates_of_their_row_with_those_who_are_new_and_gone(store):
    fill(
        store,
        (250, 250, 20, "stay"), (250, 100, 12, "down"), (250, 0, 8, "gone"), (100, 300, 5, "up"), (0, 100, 7, "new"),
    )  # fmt: skip

    rates, counts = cells(store, "share_pct"), cells(store, "customers")

    # 40 were Gold: 20, 12 and 8 of them are 50, 30 and 20 %; 5 and 7 are too few for a rate
    gold = {end: rates["Gold", end] for end in ("Gold", "Silver", "(gone)")}
    assert gold == {"Gold": 50, "Silver": 30, "(gone)": 20}
    assert counts[("Silver", "Gold")] == 5
    assert counts[("(new)", "Silver")] == 7
    assert pd.isna(rates[("Silver", "Gold")])
    assert pd.isna(rates[("(new)", "Silver")])


def test_every_row_of_enough_customers_adds_up_to_all_of_it(store):
    fill(store, (250, 250, 31, "stay"), (100, 50, 17, "fall"), (100, 0, 13, "gone"), (20, 20, 40, "base"))

    table = ask("loyalty.migration")(store, known(**FEBRUARY), settings=CLUB)

    sums = table.dropna(subset="share_pct").groupby("from_tier")["share_pct"].sum()
    assert sums.to_dict() == pytest.approx({"Base": 100, "Gold": 100, "Silver": 100})
    assert len(table) == 4 * 4 - 1  # three tiers and new, three tiers and gone, but nobody new is gone


def test_the_money_of_a_few_is_not_told_nor_to_be_had_by_subtraction(store):
    fill(store, (250, 250, 20, "stay"), (250, 100, 3, "down"), (250, 0, 8, "gone"), (100, 300, 6, "up"))

    before, counts = cells(store, "value_before"), cells(store, "customers")

    # 3 are too few; the next smallest of their row are the 8, else the whole row less the others would be theirs.
    assert {cell for cell, money in before.items() if pd.isna(money)} == {("Gold", "Silver"), ("Gold", "(gone)")}
    assert before["Gold", "Gold"] == 5_000
    assert counts["Gold", "Silver"] == 3


def test_the_value_that_moves_and_the_year_before_stand_beside(store):
    fill(store, (250, 100, 3, "down"))
    put(store, purchases=[bought("old", "2022-10-15", 300), bought("old", "2023-02-15", 100)])
    put(store, customers=[{"customer_id": "old"}])

    all_told = replace(CLUB, minimum_people=1)
    before, after = cells(store, "value_before", all_told), cells(store, "value_after", all_told)
    earlier = cells(store, "earlier_customers")

    assert before == {("Gold", "Silver"): 750}
    assert after == {("Gold", "Silver"): 300}
    assert earlier == {("Gold", "Silver"): 1}


def test_moved_up_less_down_is_of_all_who_bought_before(store):
    fill(store, (100, 250, 30, "up"), (250, 100, 10, "down"), (100, 0, 20, "gone"), (100, 100, 40, "stay"))

    found = ask("loyalty.moved")(store, known(**FEBRUARY), settings=CLUB).iloc[0]

    # 30 up, 10 down of 100: 20 points; p~ = 30.75 / 103, d~ = 10.75 / 103
    up, down = 30.75 / 103, 10.75 / 103
    half = 196 * ((up + down - (up - down) ** 2) / 103) ** 0.5
    assert found[["moved_points", "up", "down", "gone", "n", "left_out"]].tolist() == [20, 30, 10, 20, 100, 0]
    assert [found["low"], found["high"]] == pytest.approx(
        [100 * (up - down) - half, 100 * (up - down) + half], abs=0.01
    )


def test_everybody_has_a_tier_at_each_months_end(store):
    put(
        store,
        customers=[{"customer_id": name} for name in ("C1", "C2", "C3")]
        + [{"customer_id": "C4", "joined_on": "2024-02-10"}],
        purchases=[bought("C1", "2024-01-20", 100), bought("C2", "2024-02-20", 200)],
    )

    table = ask("loyalty.tiers")(store, known(**FEBRUARY), settings=CLUB)

    counts = table.set_index(["at", "tier"])["customers"]
    assert counts["2024-01-31"][["Base", "Silver", "Gold"]].tolist() == [2, 1, 0]
    assert counts["2024-02-29"][["Base", "Silver", "Gold"]].tolist() == [2, 1, 1]
    assert table.groupby("at")["of_customers"].first().tolist() == [3, 4]
    assert table["share_pct"].tolist() == pytest.approx([200 / 3, 100 / 3, 0, 50, 25, 25])


def test_filters_narrow_whose_tiers_are_counted_and_never_the_tier_itself(store):
    people = [{"customer_id": name, "region": region} for name, region in (("C1", "north"), ("C2", "south"))]
    put(store, customers=people)
    put(
        store,
        purchases=[
            bought("C1", "2024-02-01", 150, store_id="S1"), bought("C1", "2024-02-02", 50, store_id="S2"),
            bought("C2", "2024-02-01", 120, store_id="S1"),
        ],
    )  # fmt: skip

    def tiers(**narrowed):
        table = ask("loyalty.tiers")(store, known(**FEBRUARY, **narrowed), settings=CLUB)
        last = table[(table["at"] == "2024-02-29") & (table["customers"] > 0)]
        return dict(zip(last["tier"], last["customers"], strict=True))

    assert tiers() == {"Gold": 1, "Silver": 1}
    assert tiers(region=("north",)) == {"Gold": 1}
    assert tiers(store=("S2",)) == {"Gold": 1}  # 50 of C1's 200 were spent there
    assert tiers(store=("S9",)) == {}


def test_changed_rules_are_tried_on_the_same_records(store):
    fill(store, (0, 150, 6, "a"), (0, 250, 4, "b"), (0, 20, 5, "c"))
    lower = tuple(replace(rule, threshold=rule.threshold * 0.7) for rule in club())  # 70 and 140

    def changes(changed):
        table = ask("loyalty.dry_run")(store, known(**FEBRUARY), settings=CLUB, changed=changed)
        filled = table[table["customers"] > 0]
        return dict(zip(zip(filled["tier"], filled["tier_then"], strict=True), filled["customers"], strict=True))

    assert changes(None) == {("Silver", "Silver"): 6, ("Gold", "Gold"): 4, ("Base", "Base"): 5}
    assert changes(Settings(tier_rules=lower)) == {("Silver", "Gold"): 6, ("Gold", "Gold"): 4, ("Base", "Base"): 5}


@pytest.mark.parametrize("name", ["loyalty.tiers", "loyalty.migration", "loyalty.dry_run"])
def test_without_a_scheme_there_is_no_tier(store, name):
    fill(store, (100, 100, 3, "a"))

    assert ask(name)(store, known(**FEBRUARY), settings=Settings()).empty


def test_what_is_recorded_later_changes_no_move(store):
    fill(store, (250, 100, 3, "down"))
    before = ask("loyalty.migration")(store, known(**FEBRUARY), settings=CLUB)
    put(store, purchases=[bought("down1", "2024-03-08 12:00:01", 900), bought("down2", "2024-03-01", 900)])

    pd.testing.assert_frame_equal(ask("loyalty.migration")(store, known(**FEBRUARY), settings=CLUB), before)
