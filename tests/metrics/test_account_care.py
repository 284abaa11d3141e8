"""Whether key accounts are looked after, which need a call, and whose owner leaves: by hand, as of 8 March 2024."""

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.metrics.buying import visits
from tests.rows import AS_OF, Row, known, put

ALL = Settings(minimum_people=1, minimum_people_personal=1)
STAFF: list[Row] = [
    {"staff_id": "E1"},
    {"staff_id": "E2", "left_on": "2024-03-08"},
    {"staff_id": "E3", "left_on": "2024-04-30"},
    {"staff_id": "E4", "left_on": "2024-08-30"},
]
KEY: Row = {"key_account": True}

SPENT = [
    *visits("fell", *(f"2022-0{month}-15" for month in range(4, 10)), revenue=100),
    *visits("fell", "2023-06-01", revenue=100),
    *visits("varies", "2022-06-01", revenue=600),
    *visits("varies", "2023-06-01", revenue=100),
    *visits("late", "2023-06-01", revenue=900),
    *visits("well", "2023-06-01", revenue=5_000),
]
CASES: list[Row] = [
    {"customer_id": "late", "opened_at": "2024-01-01", "due_at": "2024-02-01"},
    {"customer_id": "late", "opened_at": "2024-03-01", "due_at": "2024-05-01"},
    {"customer_id": "well", "opened_at": "2024-01-01", "due_at": "2024-02-01", "resolved_at": "2024-01-05"},
    {"customer_id": "small", "opened_at": "2024-01-01", "due_at": "2024-02-01"},
]
SAID: list[Row] = [
    {"customer_id": "low", "answered_at": "2022-06-01", "satisfaction": 9},
    {"customer_id": "low", "answered_at": "2024-02-01", "satisfaction": 4},
    {"customer_id": "well", "answered_at": "2022-06-01", "satisfaction": 9},
    {"customer_id": "well", "answered_at": "2024-02-01", "satisfaction": 8},
]


def account(customer: str, owner: str | None = "E1", **more: object) -> Row:
    return KEY | {"customer_id": customer, "owner_id": owner} | more


def fill_with_leavers(store) -> None:
    """Owners who have left, leave soon, or leave later, with what their customers bought in a year."""
    people = [
        account("gone", "E2", name="Gone Ltd", kind="enterprise"),
        {"customer_id": "idle", "owner_id": "E2", "kind": "person", "name": "A Person"},
        {"customer_id": "soon", "owner_id": "E3", "kind": "person"},
        {"customer_id": "later", "owner_id": "E4"},
        {"customer_id": "kept", "owner_id": "E1"},
        {"customer_id": "child", "owner_id": "E2", "birth_date": "2012-01-01"},
    ]
    sold = [
        *visits("gone", "2023-03-10", "2024-01-05", revenue=40),
        *visits("gone", "2023-03-09", revenue=999),  # the first day of 366
        *visits("soon", "2024-01-05", revenue=20),
        *visits("kept", "2024-01-05", revenue=60),
        *visits(None, "2024-01-05", revenue=40),
    ]
    cases: list[Row] = [{"customer_id": "gone", "opened_at": "2024-01-01"}]
    calls: list[Row] = [{"customer_id": "soon", "channel": "phone", "started_at": "2024-02-03"}]
    put(store, customers=people, staff=STAFF, purchases=sold, complaints=cases, interactions=calls)


def asked(store, name: str, *, settings: Settings = ALL, **changes) -> pd.DataFrame:
    options = {one: changes.pop(one) for one in ("of",) if one in changes}
    return ask(f"accounts.{name}")(store, known(**changes), settings=settings, **options)


def test_an_account_is_looked_after_by_an_owner_who_is_here_and_a_talk_within_90_days(store):
    people = [
        account("talked"),
        account("met"),
        account("long_ago"),
        account("alone"),
        account("gave_up"),
        account("missed"),
        account("left", "E2"),
        account("nobody", None),
        account("new", joined_on="2023-12-10"),  # 89 days
        account("child", birth_date="2012-01-01"),
        {"customer_id": "other", "owner_id": "E1"},
    ]
    call: Row = {"channel": "phone", "abandoned": False, "started_at": "2024-02-01"}
    calls = [call | {"customer_id": name} for name in ("talked", "left", "nobody", "other")]
    calls += [call | {"customer_id": "long_ago", "started_at": "2023-12-09 23:59:59"}]
    calls += [call | {"customer_id": "alone", "channel": "search"}]
    calls += [call | {"customer_id": "gave_up", "abandoned": True}]
    visit: Row = {"store_id": "S1", "booked_for": "2024-03-01", "started_at": "2023-12-10"}
    visits_kept = [visit | {"customer_id": "met"}, visit | {"customer_id": "missed", "started_at": None}]
    put(store, customers=people, staff=STAFF, interactions=calls, appointments=visits_kept)

    found = asked(store, "coverage").iloc[0]

    # Eight had the time: talked and met have both; left and nobody a talk alone; the other four an owner alone.
    counts = found[["covered", "owned", "owner_left", "contacted", "n", "left_out"]].tolist()
    assert counts == [2, 6, 1, 4, 8, 1]
    assert found["covered_pct"] == pytest.approx(25)


def test_an_owner_is_here_until_the_last_day_of_work_is_over(store):
    put(store, customers=[account("left", "E2")], staff=STAFF)

    before = asked(store, "coverage", as_of=AS_OF - dt.timedelta(days=1)).iloc[0]

    assert before[["owned", "owner_left"]].tolist() == [1, 0]
    assert asked(store, "coverage").iloc[0][["owned", "owner_left"]].tolist() == [0, 1]


def test_an_account_is_listed_with_every_reason_those_with_most_money_first(store):
    people = [account(name, name=f"{name} Ltd", kind="enterprise") for name in ("fell", "varies", "low", "well")]
    people += [account("late", name="A Person", kind="person"), {"customer_id": "small"}]
    put(store, customers=people, purchases=SPENT, complaints=CASES, survey_answers=SAID)

    found = asked(store, "warning")
    told = found.set_index("customer")

    # fell: 600 before, 100 now; 1.96 * sqrt(7 * 100^2) = 518.6 > 500, so it could be chance: one more year tells.
    assert found["customer"].tolist() == ["late", "low"]
    assert told["reasons"].to_dict() == {"late": "late_complaint open_complaint", "low": "low_score less_content"}
    assert told.loc["late", ["stake", "open_complaints", "late_complaints"]].tolist() == [900, 2, 1]
    assert told.loc["low", ["stake", "score", "score_of", "content_now", "content_before"]].tolist() == [0, 4, 10, 4, 9]
    assert told["name"].fillna("").to_dict() == {"late": "", "low": "low Ltd"}
    assert told["owner"].isna().all()


def test_spend_that_fell_by_more_than_purchases_vary_is_a_reason(store):
    sold = [
        *visits("steady", *(f"2022-0{month}-{day}" for month in range(4, 10) for day in (10, 20)), revenue=100),
        *visits("steady", "2023-06-01", revenue=100),
    ]
    shown = dataclasses.replace(ALL, staff_data=True, staff_managers=("Mo",))
    put(store, customers=[account("steady"), account("away", birth_date="2012-01-01")], purchases=sold)

    found = asked(store, "warning", settings=shown).iloc[0]

    # 1,200 before, 100 now: 1,100 is more than 1.96 * sqrt(13 * 100^2) = 706.7.
    assert found["reasons"] == "spend_fell"
    assert found[["last_year", "year_before", "stake"]].tolist() == [100, 1_200, 1_200]
    assert found["usual_fall"] == pytest.approx(1.96 * 100 * np.sqrt(13))
    assert found["owner"] == "E1"


def test_customers_whose_owner_has_left_or_leaves_soon_are_to_be_handed_over(store):
    fill_with_leavers(store)

    whole = asked(store, "handover").iloc[0]
    each = asked(store, "handover", of="owner").set_index("group")
    listed = asked(store, "handover_list")

    # 80 and 20 of 200.
    assert whole[["share_pct", "owned_sales", "sales"]].tolist() == pytest.approx([50, 100, 200])
    assert whole[["key_accounts", "open_complaints", "n", "left_out"]].tolist() == [1, 1, 4, 1]
    assert each["state"].to_dict() == {"E2": "left", "E3": "leaves"}
    assert each["left_on"].to_dict() == {"E2": "2024-03-08", "E3": "2024-04-30"}
    assert each["share_pct"].to_dict() == pytest.approx({"E2": 40, "E3": 10})
    assert listed["customer"].tolist() == ["gone", "soon", "idle"]
    assert listed["last_year"].tolist() == [80, 20, 0]
    assert listed["last_contact"].tolist() == ["", "2024-02-03", ""]
    assert listed["name"].fillna("").tolist() == ["Gone Ltd", "", ""]
    assert listed[["owner", "key_account", "open_complaints"]].iloc[0].tolist() == ["E2", "yes", 1]


def test_owners_of_few_customers_are_not_told_of_apart(store):
    put(store, customers=[account("gone", "E2"), account("soon", "E3")], staff=STAFF)

    apart = asked(store, "handover", of="owner", settings=Settings())

    assert apart["group"].tolist() == [""]
    assert asked(store, "handover", settings=Settings()).iloc[0]["n"] == 2
