"""Word of mouth, by hand, as of noon on 8 March 2024."""

import pandas as pd
import pytest

from crm_core import Settings, ask
from crm_core.stats import wilson_interval
from tests.metrics.buying import visits
from tests.rows import known, put

ALL = Settings(minimum_people=1)
PEOPLE = [
    {"customer_id": "ann", "joined_on": "2022-01-01"},
    {"customer_id": "ben", "joined_on": "2024-01-05", "referred_by": "ann"},
    {"customer_id": "cem", "joined_on": "2024-01-06", "referred_by": "ann"},
    {"customer_id": "dot", "joined_on": "2024-01-07", "referred_by": "eve"},
    {"customer_id": "eve", "joined_on": "2024-01-08"},
    {"customer_id": "fay", "referred_by": "ann"},  # nobody knows when
    {"customer_id": "gus", "joined_on": "2024-03-09", "referred_by": "ann"},  # later
    {"customer_id": "hal", "joined_on": "2022-05-01", "referred_by": "ann"},  # before the period
]


def said(name: str | None, day: str, points: int, touchpoint: str = "relationship") -> dict:
    return {"customer_id": name, "answered_at": day, "recommend": points, "touchpoint": touchpoint}


def test_who_came_through_a_customer_and_what_they_brought(store):
    sold = [*visits("ben", "2024-01-10", "2024-02-01", revenue=30), *visits("dot", "2024-01-10", revenue=5)]
    back = visits("cem", "2024-01-10", revenue=50, returned_at="2024-01-20")
    others = visits("eve", "2024-01-10", revenue=999) + visits("hal", "2024-01-10", revenue=999)
    answers = [said("ann", "2023-02-01", 1), said("ann", "2023-03-01", 9), said("ann", "2023-04-01", 1, "support")]
    put(store, customers=PEOPLE, purchases=sold + back + others, survey_answers=answers)

    found = ask("loyalty.referrals")(store, known(start=pd.Timestamp("2024-01-01").date()), settings=ALL).iloc[0]

    # Ben, Cem and Dot of Ben, Cem, Dot and Eve; they kept 60, 0 and 5. Of Ann and Eve only Ann was asked, last for a 9.
    assert found[["referred", "n", "left_out"]].tolist() == [3, 4, 1]
    assert found["referred_pct"] == 75.0
    assert found[["low", "high"]].tolist() == pytest.approx([100 * end for end in wilson_interval(3, 4)])
    assert found["brought"] == 65.0
    assert found[["referrers", "referrers_asked", "promoters"]].tolist() == [2, 1, 1]


def test_without_a_recommendation_the_share_is_nought_and_without_anybody_it_is_missing(store):
    nobody = ask("loyalty.referrals")(store, known(), settings=ALL).iloc[0]
    put(store, customers=PEOPLE[:1])

    some = ask("loyalty.referrals")(store, known(), settings=ALL).iloc[0]

    assert pd.isna(nobody["referred_pct"])
    assert (some["referred_pct"], some["brought"], some["n"]) == (0.0, 0.0, 1)


def test_promoters_beside_the_others_once_both_had_half_a_year(store):
    answers = [
        said("ann", "2023-08-01 12:00", 9),
        said("ben", "2023-08-01", 10),
        said("ben", "2023-08-02", 8),  # his last one: no promoter
        said("cem", "2023-08-01", 9),
        said("dot", "2023-08-01", 3),
        said("eve", "2023-09-11", 9),  # not yet half a year
        said("fay", "2023-08-01", 9, "support"),
        said(None, "2023-08-01", 9),
    ]
    sold = [
        *visits("ann", "2023-07-01", "2024-01-28 12:00"),  # exactly 180 days later
        *visits("ben", "2024-01-29 00:00:01"),  # too late
        *visits("cem", "2023-08-01", "2024-02-15"),
        *visits("dot", "2023-09-01"),
        *visits("eve", "2023-10-01"),
    ]
    put(store, survey_answers=answers, purchases=sold)

    found = ask("loyalty.promoters")(store, known(), settings=ALL).iloc[0]

    assert found[["again", "n", "again_pct"]].tolist() == [1, 2, 50.0]  # Ann of Ann and Cem
    assert found[["others", "others_pct"]].tolist() == [2, 50.0]  # Dot of Ben and Dot
    assert found["left_out"] == 2  # Ben's first one, and Eve's
    ends = [100 * end for end in wilson_interval(1, 2)]
    assert found[["low", "high", "others_low", "others_high"]].tolist() == pytest.approx([*ends, *ends])
