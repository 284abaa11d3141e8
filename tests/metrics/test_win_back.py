"""Whom to win back and why, by hand, as of noon on 8 March 2024; and whose address may be had."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.contacts import contacts
from crm_core.settings import TierRule
from tests.metrics.buying import visits
from tests.rows import Row, known, put

CLUB = tuple(
    TierRule("club", tier, "net_spend", threshold, "at_once", dt.date(2020, 1, 1), window_days=365)
    for tier, threshold in (("Base", 0.0), ("Silver", 50.0), ("Gold", 100.0))
)
ALL = Settings(minimum_people=1, tier_rules=CLUB)
LATE = {"opened_at": "2024-01-01", "due_at": "2024-02-01"}
LOW = {"answered_at": "2024-02-01", "recommend": 2}
SOLD = [
    *visits("ann", "2024-01-05", "2024-02-05", revenue=30),
    *visits("ben", "2023-06-01", revenue=20),
    *visits("cem", "2023-02-01", revenue=120),
    *visits("cem", "2024-01-01", revenue=60),
    *visits("dot", "2024-03-01", revenue=40),
    *visits("eve", "2022-03-01", revenue=999),  # over two years ago
    *visits("fay", "2024-01-01", revenue=70),
    *visits("gus", "2024-01-01", revenue=70),
]
PEOPLE: list[Row] = [
    {"customer_id": "ann", "marketing_consent": True, "email": "ann@x.example", "name": "Ann", "belief": "hers"},
    {"customer_id": "ben", "marketing_consent": False, "email": "ben@x.example"},
    {"customer_id": "cem", "marketing_consent": True, "email": "cem@x.example", "region": "north"},
    {"customer_id": "dot", "email": "dot@x.example"},
    {"customer_id": "eve", "marketing_consent": True, "email": "eve@x.example"},
    {"customer_id": "fay", "birth_date": "2008-03-09", "marketing_consent": True, "email": "fay@x.example"},
    {"customer_id": "gus", "birth_date": "2008-03-08", "marketing_consent": True},
]


def fill(store) -> None:
    complaints = [LATE | {"customer_id": name} for name in ("ann", "eve", "fay", "gus")]
    answers = [LOW | {"customer_id": "ann"}, LOW | {"customer_id": "ben"}]
    put(store, purchases=SOLD, customers=PEOPLE, complaints=complaints, survey_answers=answers)


def asked(store, **changes) -> pd.DataFrame:
    return ask("loyalty.win_back")(store, known(**changes), settings=ALL)


def test_each_customer_is_listed_once_with_the_first_reason_that_holds(store):
    fill(store)

    found = asked(store)

    # Dot has no reason, Eve bought too long ago, Fay is 15 until tomorrow. Cem fell from Gold (120) to Silver (60).
    assert found["customer"].tolist() == ["cem", "gus", "ann", "ben"]  # by 180, 70, 60 and 20 of two years
    assert found["reason"].tolist() == ["fell", "late_complaint", "late_complaint", "low_score"]
    told = found.set_index("customer")
    assert told.loc["cem", ["tier_before", "tier", "last_year", "year_before"]].tolist() == [
        "Gold",
        "Silver",
        60.0,
        120.0,
    ]
    assert told.loc["ann", ["usual_days", "silent_days", "late_complaints", "score", "score_of"]].tolist() == [
        31.0,
        32.0,
        1,
        2.0,
        10.0,
    ]
    assert told.loc["ben", ["late_complaints", "score"]].tolist() == [0, 2.0]
    assert told["consent"].to_dict() == {"cem": "yes", "gus": "yes", "ann": "yes", "ben": "no"}


def test_filters_say_who_is_listed_and_not_what_is_known_of_them(store):
    fill(store)

    assert asked(store, region=("north",))["customer"].tolist() == ["cem"]
    assert asked(store, region=("nowhere",)).empty


def test_who_has_been_quiet_for_long_by_their_own_measure_is_listed(store):
    random, rows = np.random.default_rng(8), []
    for place in range(150):
        day, rate = dt.date(2022, 6, 1) + dt.timedelta(days=int(random.integers(0, 300))), random.gamma(0.8, 1 / 40)
        while day < dt.date(2024, 3, 8):
            rows += visits(f"C{place}", f"{day}")
            if random.random() < 0.2:
                break
            day += dt.timedelta(days=1 + int(random.exponential(1 / rate)))
    often = visits("often", *(f"{day:%Y-%m-%d}" for day in pd.date_range("2022-07-01", "2023-06-30", freq="10D")))
    put(
        store,
        purchases=rows + often,
        customers=[{"customer_id": name} for name in ("often", *(f"C{n}" for n in range(150)))],
    )

    found = ask("loyalty.win_back")(store, known(), settings=Settings()).set_index("customer")

    assert found.loc["often", "reason"] == "quiet"
    assert found.loc["often", "usual_days"] == pytest.approx(10.0)
    assert found.loc["often", "active_pct"] < 1
    assert (found["active_pct"] < 50).all()
    assert 0 < len(found) < 100


def test_addresses_are_had_of_those_alone_who_agreed_and_are_no_children(store):
    fill(store)
    withdrawn = {"purpose": "marketing", "channel": "email", "given_at": "2023-01-01", "withdrawn_at": "2024-01-01"}
    put(store, consents=[withdrawn | {"customer_id": "cem"}, withdrawn | {"customer_id": "ann", "withdrawn_at": None}])

    found = contacts(store, known(), ["cem", "gus", "fay", "ben", "dot", "ann"], ALL)

    # Gus has no address, Fay is a child, Ben said no, Dot nothing, Cem took it back.
    assert found.to_dict("records") == [{"customer_id": "ann", "name": "Ann", "email": "ann@x.example"}]
    assert contacts(store, known(), [], ALL).empty
