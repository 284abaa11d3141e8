"""All that is known of one customer, by hand, as of noon on 8 March 2024."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from crm_core import Settings, Store, periods
from crm_core.profiles import profile
from crm_core.settings import Calendar, Hours, SlaTarget, TierRule
from tests.metrics.buying import visits
from tests.rows import AS_OF, Row, at, put

RULES = Settings(
    sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=5 * 86_400),),
    tier_rules=tuple(
        TierRule("club", tier, "net_spend", threshold, "at_once", dt.date(2020, 1, 1), window_days=365)
        for tier, threshold in (("Base", 0.0), ("Gold", 100.0))
    ),
)
ANN: Row = {"customer_id": "ann", "name": "Ann", "belief": "hers", "joined_on": "2022-01-01", "owner_id": "E1"}
OTHER = "somebody else"


def of_both(**row: object) -> list[Row]:
    """A row of Ann's and the same of a decoy's."""
    return [{"customer_id": "ann"} | row, {"customer_id": OTHER} | row]


def fill(store: Store) -> None:
    sold = [
        *visits("ann", "2022-05-01", revenue=150),
        *visits("ann", "2024-02-01", revenue=30, product_id="P1", channel="web"),
        *visits("ann2", "2024-02-10", revenue=40, returned_at="2024-02-20", refunded=15),
        *visits("ann", "2024-02-11", revenue=999, order_status="cancelled"),
        *visits("ann", "2024-03-09", revenue=999),  # nobody knows it yet
        *visits(OTHER, "2024-02-01", revenue=999),
    ]
    cases = [
        *of_both(category="late", opened_at="2024-02-01"),
        *of_both(category="fresh", opened_at="2024-03-07 12:00:00"),
        *of_both(category="over", opened_at="2024-01-01", resolved_at="2024-01-02", outcome="upheld"),
    ]
    put(
        store,
        customers=[ANN, {"customer_id": "ann2", "name": "A."}, {"customer_id": OTHER}],
        customer_identity=[{"customer_id": "ann2", "survivor_id": "ann"}],
        products=[{"product_id": "P1", "name": "A lamp"}],
        purchases=sold,
        complaints=cases,
        points=[*of_both(happened_at="2024-02-01", kind="earn", points=70, qualifying=True)],
        survey_answers=of_both(answered_at="2024-02-05", recommend=0, touchpoint="relationship"),
        interactions=of_both(started_at="2024-02-03", channel="phone", solved=False),
        memberships=of_both(programme="club", started_on="2023-01-01", ended_on="2024-04-01"),
        consents=of_both(purpose="marketing", channel="email", given_at="2023-05-01", withdrawn_at="2024-03-10"),
    )


def test_everything_of_a_customer_and_of_who_was_merged_into_it_stands_on_the_sheet_the_newest_first(store):
    fill(store)

    found = profile(store, "ann", AS_OF, RULES)

    assert found.timeline[["kind", "outcome"]].fillna("").to_records(index=False).tolist() == [
        ("complaint", "open"),
        ("return", ""),
        ("purchase", "cancelled"),
        ("purchase", "bought"),
        ("answer", ""),
        ("contact", "not_solved"),
        ("complaint", "open"),
        ("points", "earn"),
        ("purchase", "bought"),
        ("complaint", "upheld"),
        ("consent", "given"),  # withdrawn two days from now
        ("membership", ""),
        ("purchase", "bought"),
    ]
    assert found.counts == {
        "complaint": 3, "return": 1, "purchase": 4, "answer": 1, "contact": 1, "points": 1, "consent": 1,
        "membership": 1,
    }  # fmt: skip
    lamp = found.timeline[found.timeline["about"] == "A lamp"].iloc[0]
    assert (lamp["at"], lamp["how"], lamp["amount"], lamp["number"]) == (at("2024-02-01"), "web", 30.0, 1.0)
    assert found.timeline.loc[found.timeline["kind"] == "answer", "number"].tolist() == [0.0]


def test_the_head_says_what_may_be_said_and_money_moves_on_its_own_day(store):
    fill(store)

    found = profile(store, "ann", AS_OF, RULES)

    # 30 + 40 - 15 in the year; 150 before. Gold took 100: a year ago 150 had been spent.
    assert (found.last_year, found.ever) == (55.0, 205.0)
    assert (found.tier, found.tier_before) == ("Base", "Gold")
    assert found.points == 70.0
    assert set(found.head) == {"customer_id", "name", "kind", "joined_on"}
    assert found.merged == ("ann2",)
    assert found.owner == ""
    assert np.isnan(found.active_pct)
    assert found.consents["withdrawn_at"].isna().tolist() == [True]


def test_open_cases_say_when_they_fall_due_and_whether_they_are_late(store):
    fill(store)

    found = profile(store, "ann", AS_OF, RULES).open_cases

    assert found["category"].tolist() == ["late", "fresh"]
    assert found["due_at"].tolist() == [at("2024-02-06"), at("2024-03-12 12:00:00")]
    assert found["late"].tolist() == [True, False]


OFFICE = Calendar("office", "UTC", tuple(Hours(day, 9 * 3_600, 17 * 3_600) for day in range(1, 6)))
TWELVE_HOURS = Settings(
    calendars=(OFFICE,), sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=12 * 3_600),)
)


def test_open_cases_fall_due_by_the_hours_of_their_team_and_a_pause_does_not_count(store):
    own: Row = {"customer_id": "ann", "team": "office", "opened_at": "2024-03-07 13:00:00"}
    paused = {"paused": "2024-03-07 15:00:00", "resumed": "2024-03-08 10:00:00"}
    put(
        store,
        customers=[ANN],
        complaints=[
            own | {"complaint_id": "K1"},
            own | {"complaint_id": "K2"},
            own | {"complaint_id": "K3", "opened_at": "2024-03-06"},
        ],
        complaint_events=[{"complaint_id": "K1", "kind": kind, "happened_at": when} for kind, when in paused.items()],
    )

    found = profile(store, "ann", AS_OF, TWELVE_HOURS).open_cases.set_index("case")

    # Friday noon: K2 has used 4 + 3 hours, the 5 left are over on Friday at five. K1 stood still for 2 + 1 of them:
    # 8 are left, 3 of them on Monday. K3 had used its 12 on Thursday, and 19 by now.
    ends = [periods.end_of_day(dt.date(2024, 3, day), "UTC") for day in (11, 8)]
    assert found.loc[["K1", "K2"], "due_at"].tolist() == ends
    assert found["late"].to_dict() == {"K1": False, "K2": False, "K3": True}


def test_kinds_and_sheets_narrow_the_rows_and_not_what_is_counted(store):
    fill(store)

    one = profile(store, "ann", AS_OF, RULES, kinds=("purchase",), limit=2, skip=1)

    assert one.timeline["kind"].tolist() == ["purchase", "purchase"]
    assert one.timeline["at"].tolist() == [at("2024-02-10"), at("2024-02-01")]
    assert one.counts["complaint"] == 3
    assert one.ever == 205.0


def test_a_merged_number_opens_its_survivor_and_an_unknown_one_or_a_childs_nothing(store):
    fill(store)
    put(store, customers=[{"customer_id": "child", "birth_date": "2008-03-09"}])

    assert profile(store, "ann2", AS_OF, RULES).customer_id == "ann"
    assert profile(store, "nobody", AS_OF, RULES) is None
    assert profile(store, "child", AS_OF, RULES) is None
    assert profile(store, "child", AS_OF + dt.timedelta(days=1), RULES).counts == {}


def test_who_looks_after_a_customer_is_told_where_staff_data_are_on(store):
    fill(store)
    put(store, staff=[{"staff_id": "E1", "left_on": "2024-03-08"}])
    shown = dataclasses.replace(RULES, staff_data=True, staff_managers=("Mo",))

    found = profile(store, "ann", AS_OF, shown)

    assert (found.owner, found.owner_left_on) == ("E1", dt.date(2024, 3, 8))
    assert profile(store, "ann", AS_OF - dt.timedelta(days=1), shown).owner_left_on is None


@pytest.mark.parametrize("customer", ["ann'; --", "%", ""])
def test_a_number_is_never_a_pattern(store, customer):
    fill(store)

    assert profile(store, customer, AS_OF, RULES) is None
