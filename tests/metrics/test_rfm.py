"""Recency, frequency and money, as of 8 March 2024."""

import itertools

import pytest

from crm_core import Settings, ask, relations
from crm_core.metrics.rfm import segment_of
from crm_core.relations import RFM_SEGMENTS
from tests.metrics.buying import visits
from tests.rows import known, put


def scores(store, settings: Settings | None = None) -> dict[tuple[int, int, int], int]:
    """How many customers have each triple of scores."""
    lines = relations.bought(known().rows(store, "purchases"))
    window = (known().as_of.date().replace(year=2022), known().as_of.date())
    table = store.read(relations.rfm_scored(relations.rfm(lines, "UTC", *window)))
    return dict(zip(zip(table["r"], table["f"], table["m"], strict=True), table["customers"], strict=True))


def test_a_score_counts_the_cut_points_strictly_below_and_recency_is_reversed(store):
    # Recency 1, 2, 3, 4, 5 days: cut points 1.8, 2.6, 3.4, 4.2. Money 10 to 50: cut points 18, 26, 34, 42.
    people = [visits(f"C{n}", f"2024-03-0{8 - n}", revenue=10 * n) for n in range(1, 6)]
    put(store, purchases=list(itertools.chain(*people)))

    assert scores(store) == {(6 - n, 1, n): 1 for n in range(1, 6)}


def test_equal_values_share_a_score_and_leave_others_empty(store):
    once = [visits(f"C{n}", "2024-03-01") for n in range(7)]
    often = [visits(f"D{n}", "2024-03-01", "2024-03-02", "2024-03-03") for n in range(3)]
    put(store, purchases=list(itertools.chain(*once, *often)))

    found = scores(store)

    # Seven of ten bought once: the cut points of frequency are 1, 1, 1 and 3, so F is 1 or 4.
    assert {f: n for (_, f, _), n in found.items()} == {1: 7, 4: 3}


def test_every_pair_of_scores_has_a_segment():
    found = {segment_of(r, f) for r, f in itertools.product(range(1, 6), repeat=2)}

    assert found == {name for name, _, _ in RFM_SEGMENTS}


def test_segments_share_the_buyers_of_the_window(store):
    settings = Settings(loyalty_window_days=30, minimum_people=1)
    people = [visits(f"C{n}", f"2024-03-0{8 - n}", revenue=10 * n) for n in range(1, 6)]
    put(store, purchases=list(itertools.chain(*people)) + visits("OLD", "2024-02-07"))

    table = ask("loyalty.rfm")(store, known(), settings=settings).set_index("group")

    # Everybody bought once; R 5 and 4 are new, R 3 is about to sleep, R 2 sleeps, R 1 is lost.
    assert table["n"].sum() == 5
    assert table.loc["04_new", ["n", "once", "share_pct"]].tolist() == [2, 2, 40]
    assert table.loc["04_new", "money_pct"] == pytest.approx(100 * 30 / 150)
    assert table.loc["04_new", ["recency_days", "frequency", "money"]].tolist() == [1.5, 1, 15]
    assert table.loc["01_champions", "n"] == 0
