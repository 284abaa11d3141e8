"""The change of a total, split into what its parts did and what came of their sizes."""

import numpy as np
import pandas as pd
import pytest

from crm_core.stats import OTHERS, small_parts_together, split_change


def lots(**parts: tuple[tuple[int, float], tuple[int, float]]) -> pd.DataFrame:
    """Each part's customers, one unit each, and share of 100 before and now, spread over ten lots."""
    rows = [
        {"group": name, "side": side, "lot": f"{lot:02}", "customers": n / 10, "people": n / 10, "units": n / 10}
        | {"total": n / 10 * share}
        for name, sides in parts.items()
        for side, (n, share) in enumerate(sides)
        for lot in range(10)
        if n
    ]
    return pd.DataFrame(rows)


def test_what_the_parts_did_and_what_came_of_their_sizes_add_up_to_the_change():
    table = split_change(lots(chat=((20, 60.0), (60, 65.0)), phone=((80, 90.0), (40, 92.0)))).set_index("part")

    # Each rose, yet the whole fell from 84 to 75.8: within .4 * 5 + .6 * 2 = 3.2; mix: sizes moved by .4 between
    # (60 + 65) / 2 and (90 + 92) / 2, measured from (84 + 75.8) / 2 = 79.9: .4 * (62.5 - 79.9) - .4 * (91 - 79.9)
    whole, chat, phone = (table.loc[name] for name in ("", "chat", "phone"))
    assert whole[["now", "before", "change"]].tolist() == pytest.approx([75.8, 84, -8.2])
    assert whole[["within", "mix"]].tolist() == pytest.approx([3.2, -11.4])
    assert chat[["change", "within", "mix", "share", "share_before"]].tolist() == pytest.approx([5, 2, -6.96, 0.6, 0.2])
    assert phone[["change", "within", "mix"]].tolist() == pytest.approx([2, 1.2, -4.44])
    assert table[["n", "before_n"]].to_numpy().tolist() == [[100, 100], [60, 20], [40, 80]]


def test_a_part_that_comes_is_a_change_of_sizes():
    table = split_change(lots(phone=((50, 90.0), (50, 90.0)), chat=((0, 0.0), (50, 60.0)))).set_index("part")

    assert table.loc["", ["within", "mix"]].tolist() == pytest.approx([0, -15])
    assert np.isnan(table.loc["chat", "before"])


def test_without_a_period_before_there_is_nothing_to_split():
    for one in (lots(phone=((0, 0.0), (50, 90.0))), lots().reindex(columns=lots(phone=((1, 1), (1, 1))).columns)):
        table = split_change(one)

        assert table[["change", "low", "within", "mix_high"]].isna().to_numpy().all()


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """Two parts whose shares and sizes stay as they are: the truth is 0."""
    random, missed, worlds = np.random.default_rng(1), 0, 100
    for _ in range(worlds):
        each = pd.concat([_drawn(random, name, share) for name, share in (("a", 0.5), ("b", 0.8))])
        whole = split_change(each).iloc[0]
        missed += not whole["within_low"] <= 0 <= whole["within_high"]

    # Of 100 some 5 miss; 12 or more have a chance of less than 1 in 200, as has none.
    assert 0 < missed < 12


def _drawn(random: np.random.Generator, name: str, share: float, count: int = 150) -> pd.DataFrame:
    """As many customers in either period, each with a lot of its own out of 256."""
    lot, total = random.integers(0, 256, 2 * count).astype(str), 100.0 * (random.random(2 * count) < share)
    ones = dict.fromkeys(("customers", "people", "units"), 1)
    return pd.DataFrame({"group": name, "side": np.repeat([0, 1], count), "lot": lot, "total": total} | ones)


def test_parts_too_small_to_be_shown_stand_together_with_the_next_smallest():
    small = lots(a=((300, 1), (30, 1)), b=((400, 1), (90, 1)), c=((500, 1), (500, 1)), new=((0, 0), (200, 1)))

    together = small_parts_together(small, 100)

    assert sorted(set(together["group"])) == [OTHERS, "c", "new"]
    assert small_parts_together(small, 30)["group"].equals(small["group"])
