"""Whether groups differ beyond chance, against the published example and in worlds where they don't."""

import numpy as np
import pytest

from crm_core import Settings, ask
from tests.metrics.cases import after, numbered
from tests.rows import known, put

FREIREICH = {  # weeks of remission of Freireich and others (1963), Blood 21, 699-716; true: the end was seen
    "6-MP": [(6, True)] * 3 + [(7, True), (10, True), (13, True), (16, True), (22, True), (23, True)]
    + [(weeks, False) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)],
    "placebo": [(weeks, True) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)],
}  # fmt: skip


def differ(shop, **options):
    return ask("complaints.groups_differ")(shop, known(), **options).iloc[0]


def test_the_published_example_differs_as_published(store):
    # Weeks stand for hours; what was not seen to end was withdrawn then: it leaves without being settled. R 4.2.2,
    # survival 3.5.3, survdiff: chi-square 16.8 on 1 degree, p = 4.17e-05.
    rows = [
        {"opened_at": "2024-02-01", "category": group}
        | ({"resolved_at": after(weeks)} if seen else {"closed_at": after(weeks), "status": "withdrawn"})
        for group, ends in FREIREICH.items()
        for weeks, seen in ends
    ]
    put(store, complaints=numbered([*rows, {"opened_at": "2024-02-01"}]))

    found = differ(store)

    assert found["chance_pct"] == pytest.approx(100 * 4.17e-05, rel=0.01)
    assert found[["groups", "n", "left_out"]].tolist() == [2, 42, 1]


def test_one_group_and_nothing_settled_say_nothing(store):
    put(store, complaints=numbered([{"opened_at": "2024-02-01", "category": "a", "resolved_at": after(3)}]))
    assert np.isnan(differ(store)["chance_pct"])

    put(store, complaints=[{"complaint_id": "open", "opened_at": "2024-02-01", "category": "b"}])
    found = differ(store, split="severity")

    assert np.isnan(found["chance_pct"])
    assert found[["groups", "n", "left_out"]].tolist() == [0, 0, 2]


def test_alike_groups_are_rarely_called_different_and_slower_ones_are(store):
    random = np.random.default_rng(9)
    hours = random.exponential(20, size=600)
    rows = [
        {"opened_at": "2024-02-01", "category": "abc"[n % 3], "team": "red" if n % 2 else "blue"}
        | {"resolved_at": after(round(took * (2 if n % 2 else 1), 2))}
        for n, took in enumerate(hours)
    ]
    put(store, complaints=numbered(rows))

    assert differ(store)["chance_pct"] > 5
    assert differ(store, split="team")["chance_pct"] < 0.001
    assert differ(store, split="team", settings=Settings(), clock="business")["chance_pct"] < 0.001
