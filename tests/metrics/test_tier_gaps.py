"""How far customers are from other tiers, by hand: Silver from 100, Gold from 200 of net spend in 90 days."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.rows import rows_behind
from tests.relations.clubs import bought, club, rule
from tests.rows import known, put

DAY = "2024-02-15"
CLUB = Settings(tier_rules=club(), minimum_people=1)


def gaps(store, settings: Settings = CLUB, **more) -> pd.DataFrame:
    return ask("loyalty.tier_gaps")(store, known(**more), settings=settings).sort_values("place").set_index("tier")


def fill(store, spends: dict[str, float], day: str = DAY) -> None:
    put(store, customers=[{"customer_id": name} for name in spends])
    put(store, purchases=[bought(name, day, spend) for name, spend in spends.items() if spend])


def test_what_a_tier_is_short_of_the_next_one_is_summed_and_who_is_near_counted(store):
    fill(store, {"A": 79.99, "B": 80, "C": 30, "D": 160, "E": 150, "F": 500, "G": 0})

    found = gaps(store)

    # Base: 20.01 + 20 + 70; B alone is short of a fifth of 100 at most. Silver: 40 + 50; D is a fifth short of 200.
    assert found["next_net_spend"].tolist()[:2] == pytest.approx([110.01, 90])
    assert found["near_pct"].tolist()[:2] == pytest.approx([100 / 3, 50])
    assert found[["n", "left_out"]].to_numpy().tolist() == [[3, 1], [2, 0], [1, 0]]  # G does not buy
    assert found.loc["Gold", ["near_pct", "next_net_spend"]].isna().all()
    assert found[["next_visits", "next_qualifying_points"]].isna().all(axis=None)


def test_who_would_not_keep_the_tier_is_short_of_keeping_it(store):
    fill(store, {"A": 250, "B": 120, "C": 30})
    fill(store, {"OLD": 250}, day="2023-06-01")
    rules = Settings(tier_rules=club(downgrade="none", keep_threshold=150), minimum_people=1)

    found = gaps(store, rules)

    # Gold is never lost and kept with 150: OLD has nothing left in the window. B reached Silver and keeps it with 150.
    assert found["keep_net_spend"].fillna(-1).tolist() == [-1, 30, 150]
    assert found["below_pct"].fillna(-1).tolist() == [-1, 100, 50]
    assert found["n"].tolist() == [1, 1, 2]


def test_each_basis_has_a_sum_of_its_own(store):
    rules = (rule("Base", 0), rule("Gold", 200, join="or"), rule("Gold", 3, basis="visits", join="or"))
    fill(store, {"A": 50})
    put(store, purchases=[bought("A", "2024-02-16", 50)])

    found = gaps(store, Settings(tier_rules=rules, minimum_people=1))

    # 100 of 200, and two of three days: neither lacks a fifth at most
    assert found.loc["Base", ["next_net_spend", "next_visits", "near_pct"]].tolist() == [100, 1, 0]


def test_of_too_few_customers_only_the_count_is_told(store):
    fill(store, {f"A{n}": 50 for n in range(6)} | {"B": 150})

    found = gaps(store, Settings(tier_rules=club()))

    assert found.loc["Base", ["near_pct", "next_net_spend", "n"]].tolist() == [0, 300, 6]
    assert found.loc["Silver", "n"] == 1
    assert found.loc["Silver", ["near_pct", "next_net_spend", "keep_net_spend"]].isna().all()


def test_regions_are_told_apart_and_what_is_later_is_not_known(store):
    people = [{"customer_id": name, "region": region} for name, region in (("A", "north"), ("B", "south"))]
    put(store, customers=people, purchases=[bought("A", DAY, 60), bought("B", DAY, 90), bought("B", "2024-03-09", 90)])

    found = ask("loyalty.tier_gaps")(store, known(), by="region", settings=CLUB)

    base = found[found["tier"] == "Base"].set_index("group")
    assert base["next_net_spend"].to_dict() == {"north": 40, "south": 10}


def test_without_a_scheme_nothing_is_told(store):
    fill(store, {"A": 50})

    found = ask("loyalty.tier_gaps")(store, known()).iloc[0]

    assert (found["tier"], found["n"]) == ("", 0)
    assert pd.isna(found["near_pct"])


def test_the_customers_that_other_rules_would_move_stand_behind_the_dry_run_without_their_names(store):
    fill(store, {"A": 110, "B": 120, "C": 130, "D": 20, "E": 90})
    put(store, customers=[{"customer_id": "F", "name": "Ada Moss", "kind": "enterprise"}])
    put(store, purchases=[bought("F", DAY, 210)])
    changed = Settings(tier_rules=(rule("Base", 0), rule("Silver", 85), rule("Gold", 300)))

    frame, total = rows_behind(ask("loyalty.dry_run"), store, known(), settings=CLUB, changed=changed)

    moved = frame.sort_values("value")
    assert total == 2
    assert moved[["tier", "tier_then", "value"]].to_numpy().tolist() == [
        ["Base", "Silver", 90],
        ["Gold", "Silver", 210],
    ]
    assert moved["kind"].tolist()[1] == "enterprise"
    assert {"customer_id", "name"}.isdisjoint(frame.columns)


def test_without_changed_rules_nobody_stands_behind_the_dry_run(store):
    fill(store, {"A": 110})

    assert [rows_behind(ask("loyalty.dry_run"), store, known(), settings=one)[1] for one in (CLUB, Settings())] == [
        0,
        0,
    ]


def test_moves_of_regions_add_up_to_those_of_the_whole(store):
    people = [{"customer_id": f"{region}{n}", "region": region} for region in ("north", "south") for n in range(6)]
    spends = {"north": (110, 210), "south": (210, 110)}
    put(store, customers=people)
    put(
        store,
        purchases=[
            bought(one["customer_id"], day, spends[one["region"]][at])
            for one in people
            for at, day in enumerate(("2022-12-15", DAY))
        ],
    )

    ask_moved = ask("loyalty.moved")
    whole = ask_moved(store, known(), settings=CLUB).iloc[0]
    parts = ask_moved(store, known(), by="region", settings=CLUB).set_index("group")

    # the first moment is a year before 8 March 2024, whose 90 days hold 15 December 2022
    assert whole[["up", "down", "n"]].tolist() == [6, 6, 12]
    assert parts[["up", "down", "n"]].to_numpy().tolist() == [[6, 0, 6], [0, 6, 6]]
    assert parts["moved_points"].tolist() == [100, -100]
