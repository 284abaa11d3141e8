"""Tiers of customers worked out by hand: Base from 0, Silver from 100, Gold from 200, in 90 days unless said."""

import datetime as dt

import pytest

from crm_core import Settings
from crm_core.settings.schemes import scheme_of
from tests.relations.clubs import bought, club, end_of, known, path, rule, tiers
from tests.rows import put

YEARLY = {"window": "calendar_year", "window_days": None}


def test_a_spend_exactly_on_the_limit_is_in_and_a_cent_less_is_not(store):
    spends = {"C1": [99.99], "C2": [100], "C3": [33.33, 66.67], "C4": [199.99], "C5": [0.1] * 2000}
    put(store, customers=known(*spends))
    put(
        store,
        purchases=[
            bought(customer, "2024-02-01", spend, line_no=line)
            for customer, own in spends.items()
            for line, spend in enumerate(own)
        ],
    )

    found = tiers(store, club(), "2024-02-01")

    assert found == {"C1": "Base", "C2": "Silver", "C3": "Silver", "C4": "Silver", "C5": "Gold"}


def test_a_window_of_days_holds_its_first_day_and_not_the_day_before(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-01-10 23:59:59", 100)])

    # 90 days that end on 8 April begin on 10 January: 2024 is a leap year
    assert path(store, club(), "2024-01-09", "2024-01-10", "2024-04-08", "2024-04-09") == [
        "Base", "Silver", "Silver", "Base",
    ]  # fmt: skip


def test_days_are_those_of_the_workspace(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-01-10 23:30", 100)])

    assert tiers(store, club(), "2024-04-09", "Europe/Berlin") == {"C1": "Silver"}  # bought on the 11th there
    assert tiers(store, club(), "2024-04-09") == {}


def test_a_leap_day_belongs_to_a_window_and_to_a_year(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-02-29", 100)])
    year = tuple(rule(tier, limit, window_days=365) for tier, limit in (("Base", 0), ("Silver", 100)))

    assert path(store, year, "2025-02-27", "2025-02-28") == ["Silver", "Base"]  # the 365th day and the one after
    assert path(store, club(**YEARLY), "2024-12-31", "2025-01-01") == ["Silver", "Base"]


def test_who_joined_on_a_leap_day_starts_a_year_anew_on_28_february(store):
    put(store, customers=known("C1", joined_on="2024-02-29"), purchases=[bought("C1", "2024-03-01", 100)])

    found = path(store, club(window="membership_year", window_days=None), "2025-02-27", "2025-02-28")

    assert found == ["Silver", "Base"]


def test_a_return_counts_in_the_window_it_falls_into(store):
    put(
        store,
        customers=known("C1"),
        purchases=[
            bought("C1", "2023-12-20", 150, returned_at="2024-01-05", refunded=80),
            bought("C1", "2024-01-10", 150),
        ],
    )

    # 2023: 150. 2024: -80, then 70, although all of 2024's purchases are worth 150
    assert path(store, club(**YEARLY), "2023-12-31", "2024-01-31") == ["Silver", "Base"]
    # 90 days until 31 January: 150 - 80 + 150 = 220; until 1 April: 150 - 80, bought before, returned within
    assert path(store, club(), "2024-01-31", "2024-04-01") == ["Gold", "Base"]


def test_a_tier_at_an_old_moment_ignores_what_came_later(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-02-01 10:00", 150)])
    moments = [dt.datetime(2024, 2, 1, hour, tzinfo=dt.UTC) for hour in (9, 10, 12)]
    schemes = club(), club(downgrade="none"), club(keep_threshold=50)
    before = [[tiers(store, scheme, moment) for moment in moments] for scheme in schemes]
    put(
        store,
        purchases=[
            bought("C1", "2024-02-01 12:00:01", 500),
            bought("C1", "2024-01-31", 900, trial=True),
            bought("C1", "2024-01-30", 900, order_status="cancelled"),
            bought("C1", "2024-01-29", 0, returned_at="2024-02-02"),
        ],
    )

    after = [[tiers(store, scheme, moment) for moment in moments[1:]] for scheme in schemes]

    assert before == [[{}, {"C1": "Silver"}, {"C1": "Silver"}]] * 3
    assert after == [one[1:] for one in before]


def test_merged_customers_count_as_one(store):
    put(
        store,
        customers=known("C1", "C2"),
        customer_identity=[{"customer_id": "C2", "survivor_id": "C1"}],
        purchases=[bought("C1", "2024-02-01", 60), bought("C2", "2024-02-02", 40)],
    )

    assert tiers(store, club(), "2024-02-02") == {"C1": "Silver"}


def test_a_customer_has_no_tier_before_joining(store):
    put(store, customers=known("C1", joined_on="2024-02-10"), purchases=[bought("C1", "2024-02-01", 150)])

    assert tiers(store, club(), "2024-02-09") == {}
    assert tiers(store, club(), "2024-02-10") == {"C1": "Silver"}


def test_redeeming_never_demotes_and_only_qualifying_points_count(store):
    moves = [("earn", 120, True), ("earn", 900, False), ("redeem", -110, True), ("expire", -10, True)]
    put(
        store,
        customers=known("C1"),
        points=[
            {"customer_id": "C1", "happened_at": "2024-02-01", "kind": kind, "points": points, "qualifying": counts}
            for kind, points, counts in moves
        ],
    )

    assert tiers(store, club(basis="qualifying_points"), "2024-02-01") == {"C1": "Silver"}


def test_visits_are_days_with_a_purchase_that_was_kept(store):
    days = ("2024-02-01 09:00", "2024-02-01 18:00", "2024-02-02 09:00", "2024-02-03 09:00")
    put(store, customers=known("C1"), purchases=[bought("C1", day, 5, refunded=None) for day in days[:3]])
    put(store, purchases=[bought("C1", days[3], 5, returned_at="2024-02-10")])
    visits = (rule("Base", 0, basis="visits"), rule("Silver", 3, basis="visits"))

    assert path(store, visits, "2024-02-02", "2024-02-03", "2024-02-09", "2024-02-10") == [
        "Base", "Silver", "Silver", "Base",
    ]  # fmt: skip


@pytest.mark.parametrize(("join", "expected"), [("and", ["Base", "Base", "Silver"]), ("or", ["Silver"] * 3)])
def test_several_bases_are_joined_as_the_rule_says(store, join, expected):
    rows = [
        ("C1", ["2024-02-01"], 100),
        ("C2", ["2024-02-01", "2024-02-02"], 1),
        ("C3", ["2024-02-01", "2024-02-02"], 50),
    ]
    put(store, customers=known("C1", "C2", "C3"))
    put(store, purchases=[bought(customer, day, spend) for customer, days, spend in rows for day in days])
    rules = (rule("Base", 0), rule("Silver", 100, join=join), rule("Silver", 2, basis="visits", join=join))

    found = tiers(store, rules, "2024-02-02")

    assert [found[customer] for customer, *_ in rows] == expected


def test_a_tier_is_kept_by_less_than_it_takes_to_reach_it(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-01-10", 100), bought("C1", "2024-03-10", 60)])
    rules = (rule("Base", 0), rule("Silver", 100, keep_threshold=60))

    # 160 until 8 April, then 60 until 7 June, then 0: lost at the end of June; 60 alone would not have reached it
    found = path(store, rules, "2024-04-30", "2024-05-31", "2024-06-29", "2024-06-30", "2024-12-31")

    assert found == ["Silver", "Silver", "Silver", "Base", "Base"]


def test_a_tier_that_is_never_lost_stays(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-01-10", 100)])

    assert path(store, club(downgrade="none"), "2024-01-09", "2024-01-10", "2025-12-31") == ["Base", "Silver", "Silver"]


def test_a_tier_reached_for_a_day_within_a_month_was_reached(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-01-10", 100)])
    short = club(window_days=1, downgrade="none")

    assert path(store, short, "2024-01-10", "2024-01-31", "2024-03-15") == ["Silver", "Silver", "Silver"]


def test_a_tier_is_valid_for_days_and_is_judged_at_the_end_of_the_month(store):
    put(store, customers=known("C1", "C2"))
    put(
        store,
        purchases=[bought("C1", "2024-01-10", 100), bought("C2", "2024-01-10", 100), bought("C2", "2024-05-20", 100)],
    )
    rules = club(validity="days", valid_days=120)

    # held until 9 May, judged on 31 May: the window then holds nothing of C1 and 100 of C2
    assert path(store, rules, "2024-05-30", "2024-05-31") == ["Silver", "Base"]
    assert path(store, rules, "2024-05-31", "2024-09-29", "2024-09-30", customer="C2") == ["Silver", "Silver", "Base"]


def test_a_tier_is_valid_to_the_end_of_the_next_year_and_renewed_by_that_years_spend(store):
    put(store, customers=known("C1", "C2"))
    put(
        store,
        purchases=[bought("C1", "2022-03-01", 100), bought("C2", "2022-03-01", 100), bought("C2", "2023-08-01", 100)],
    )
    rules = club(validity="end_of_next_year", **YEARLY)

    assert path(store, rules, "2022-02-28", "2022-03-01", "2023-12-30", "2023-12-31") == [
        "Base",
        "Silver",
        "Silver",
        "Base",
    ]
    assert path(store, rules, "2024-12-30", "2024-12-31", customer="C2") == ["Silver", "Base"]


def test_a_tier_lost_at_the_end_is_lost_when_its_year_is_over(store):
    put(store, customers=known("C1", joined_on="2022-03-15"), purchases=[bought("C1", "2022-12-01", 100)])

    # the calendar year 2022 is enough for 2022 and, renewed by its sum, for 2023
    assert path(store, club(downgrade="at_end", **YEARLY), "2022-12-31", "2023-12-30", "2023-12-31") == [
        "Silver", "Silver", "Base",
    ]  # fmt: skip
    # the membership year ends on 14 March 2023, is judged at the end of March with its own sum, and again a year later
    membership = club(downgrade="at_end", window="membership_year", window_days=None)
    assert path(store, membership, "2023-03-31", "2024-03-30", "2024-03-31") == ["Silver", "Silver", "Base"]
    # 90 days from 1 December end on 1 March
    assert path(store, club(downgrade="at_end"), "2023-03-30", "2023-03-31") == ["Silver", "Base"]


def test_a_soft_landing_takes_one_tier_at_a_time(store):
    put(store, customers=known("C1"), purchases=[bought("C1", "2024-01-10", 500)])

    # 500 in 90 days until 8 April; nothing from then on: at the ends of April and May
    assert path(store, club(soft_landing=True), "2024-04-29", "2024-04-30", "2024-05-30", "2024-05-31") == [
        "Gold", "Silver", "Silver", "Base",
    ]  # fmt: skip
    yearly = club(soft_landing=True, validity="end_of_next_year", **YEARLY)
    assert path(store, yearly, "2025-12-30", "2025-12-31", "2026-12-30", "2026-12-31") == [
        "Gold", "Silver", "Silver", "Base",
    ]  # fmt: skip


def test_grace_gives_time_to_make_good(store):
    put(store, customers=known("C1", "C2"))
    put(
        store,
        purchases=[bought("C1", "2024-01-10", 100), bought("C2", "2024-01-10", 100), bought("C2", "2024-05-20", 100)],
    )
    rules = club(grace_days=31)

    # missed on 30 April; 31 May is 31 days later
    assert path(store, rules, "2024-04-30", "2024-05-30", "2024-05-31") == ["Silver", "Silver", "Base"]
    # 100 of 20 May until 17 August, missed on 31 August; 30 September is 30 days later
    assert path(store, rules, "2024-05-31", "2024-09-30", "2024-10-31", customer="C2") == ["Silver", "Silver", "Base"]


def test_a_tier_is_locked_by_hand_from_a_day_to_a_day(store):
    lock = {"customer_id": "C1", "scheme": "club", "locked_from": "2024-02-01", "locked_until": "2024-03-31"}
    locks = [
        lock | {"tier": "Gold", "reason": "a complaint made good"},
        lock | {"tier": "Silver", "locked_from": "2024-03-15", "reason": "the later one"},
        lock | {"tier": "Gold", "scheme": "another", "customer_id": "C2"},
    ]
    put(store, customers=known("C1", "C2"), tier_locks=locks, purchases=[bought("C2", "2024-02-01", 10)])

    found = [
        tiers(store, rules, day) for rules in (club(), club(downgrade="none")) for day in ("2024-02-01", "2024-03-31")
    ]

    assert found == [{"C1": "Gold", "C2": "Base"}, {"C1": "Silver", "C2": "Base"}] * 2
    assert path(store, club(), "2024-01-31", "2024-04-01") == ["Base", "Base"]


def test_a_scheme_has_its_tiers_in_the_order_of_the_basis_they_share():
    rules = (
        rule("Gold", 2, basis="visits", join="or"), rule("Gold", 1000, join="or"), rule("Silver", 500), rule("Base", 0),
    )  # fmt: skip

    scheme = scheme_of(rules)

    assert scheme.names == ("Base", "Silver", "Gold")
    assert scheme.remembers is False
    assert scheme_of(Settings().tier_rules) is None
    assert scheme_of(rules, "another") is None
    assert end_of("2024-02-01") < dt.datetime(2024, 2, 2, tzinfo=dt.UTC)
