"""Whether a complaint settled in time goes with buying again: by hand, and in worlds whose truth is known."""

import datetime as dt

import numpy as np

import crm_core
from crm_core import Settings, ask
from crm_core.settings import Calendar, Hours, SlaTarget, TierRule
from tests.metrics.cases import numbered
from tests.rows import AS_OF, Row, at, known, put

TWO_DAYS = Settings(sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=48 * 3600),))
OPENED = "2023-06-01"  # so that the landmark is 3 June, and the follow-up ends on 30 November
DAY = dt.timedelta(days=1)


def recovery(store, settings: Settings = TWO_DAYS, **narrowed):
    return ask("complaints.recovery")(store, known(**narrowed), settings=settings).set_index("arm")


def case(customer: str, hours: float | None, **own) -> Row:
    ended = None if hours is None else at(OPENED) + dt.timedelta(hours=hours)
    return {"opened_at": OPENED, "customer_id": customer, "resolved_at": ended} | own


def order(customer: str, day: str, **own) -> Row:
    return {"customer_id": customer, "bought_at": day, "order_id": f"{customer} {day}"} | own


def test_everybody_is_followed_from_the_moment_the_promised_time_is_over(store):
    cases = [
        case("A", 48),  # exactly on the limit: in time
        case("B", 48.001),  # settled, but not by then
        case("C", None),
        case("D", 1),
        case("E", 1, status="withdrawn", resolved_at=None, closed_at=at("2023-06-02")),
        case("F", 1, opened_at="2023-09-09 13:00:00"),  # its 180 days are not over
        case("A", 100, opened_at="2023-08-01"),  # A's second complaint
        case("", 1, customer_id=None),
    ]
    bought = [
        order("A", "2023-06-03"),  # not after the landmark
        order("A", "2023-11-30", revenue=70),  # the last instant of the 180 days
        order("B", "2023-11-30 00:00:01", revenue=1_000),  # too late
        order("C", "2023-07-01", revenue=30),
        order("D", "2023-07-01", revenue=500, order_status="draft"),
    ]
    put(store, complaints=numbered(cases), purchases=bought)

    found = recovery(store)

    assert found[["n", "left_out"]].to_numpy().tolist() == [[2, 0], [2, 0]]
    assert found.loc["in_time", ["again_pct", "spent"]].tolist() == [50, 35]  # A 70, D nothing
    assert found.loc["not_in_time", ["again_pct", "spent"]].tolist() == [50, 15]  # B nothing, C 30
    assert found["difference_points"].tolist() == [0, 0]
    assert found["spent_difference"].tolist() == [20, 20]


def test_what_happens_after_the_landmark_does_not_change_how_a_case_stood_then(store):
    events = [("K0", "2023-06-02", "resolved"), ("K0", "2023-07-01", "reopened"),
              ("K1", "2023-06-02", "resolved"), ("K1", "2023-06-02 12:00:00", "reopened")]  # fmt: skip
    put(
        store,
        complaints=numbered([case("A", None), case("B", None)]),
        complaint_events=[{"complaint_id": one, "happened_at": day, "kind": kind} for one, day, kind in events],
    )

    found = recovery(store)

    assert found["n"].to_dict() == {"in_time": 1, "not_in_time": 1}


def test_working_hours_are_stretched_to_all_hours(store):
    # 40 hours a week: 48 hours of work are about 8.4 days of all hours.
    office = Calendar("office", "UTC", tuple(Hours(day, 9 * 3600, 17 * 3600) for day in range(1, 6)))
    rules = Settings(calendars=(office,), sla_targets=TWO_DAYS.sla_targets)
    put(store, complaints=numbered([case("A", 8.3 * 24, team="office"), case("B", 8.5 * 24, team="office")]))

    assert recovery(store, rules)["n"].to_dict() == {"in_time": 1, "not_in_time": 1}
    assert recovery(store)["left_out"].to_dict() == {"in_time": 0, "not_in_time": 2}


def test_a_tier_is_matched_exactly_as_it_was_when_the_quarter_began(store):
    club = tuple(
        TierRule("club", tier, "net_spend", threshold, "at_once", dt.date(2020, 1, 1), window_days=365)
        for tier, threshold in (("Base", 0.0), ("Gold", 100.0))
    )
    rules = Settings(sla_targets=TWO_DAYS.sla_targets, tier_rules=club)
    bought = [order("A", "2023-03-01", revenue=200), order("B", "2023-03-01", revenue=50)]
    people = [{"customer_id": one} for one in "AB"]
    put(store, complaints=numbered([case("A", 1), case("B", 100)]), purchases=bought, customers=people)

    assert recovery(store)["n"].tolist() == [1, 1]
    assert recovery(store, rules)["n"].tolist() == [0, 0]
    assert recovery(store, rules)["again_pct"].isna().all()


def world(seed: int, *, effect: bool, people: int = 1_000) -> tuple[dict[str, list[Row]], np.ndarray]:
    """Rows of a world whose truth is known, and who was ever settled within half a year.

    Without effect: customers come to buy again at random, as often before as after, and a case is settled when the
    customer comes in to buy, or late. With effect: who bought often before is settled in time more often, and who is
    settled in time buys twice as often from then on.
    """
    random = np.random.default_rng(seed)
    often = random.uniform(size=people) < 0.5
    wait = np.where(often, 90.0, 360.0) if effect else np.full(people, 120.0)
    opened = AS_OF - 400 * DAY - random.uniform(0, 200, size=people) * DAY
    past = [np.sort(random.uniform(-360, 0, size=random.poisson(360 / one))) for one in wait]
    settled = random.uniform(size=people) < np.where([len(days) > 2 for days in past], 0.75, 0.25)
    complaints, purchases, ever = [], [], np.zeros(people, dtype=bool)
    for place in range(people):
        pace = wait[place] / 2 if effect and settled[place] else wait[place]
        after = random.exponential(pace, size=8).cumsum()
        ends = (1.0 if settled[place] else 300.0) if effect else min(after[0], random.exponential(900))
        ever[place] = ends <= 180
        start = opened[place]
        complaints.append({"customer_id": f"C{place}", "opened_at": start, "resolved_at": start + ends * DAY})
        days = [*past[place], *after[after < 250]]
        purchases += [{"customer_id": f"C{place}", "bought_at": start + day * DAY, "order_id": f"{place} {day}"}
                      for day in days]  # fmt: skip
    return {"complaints": numbered(complaints), "purchases": purchases}, ever


def test_a_world_in_which_settling_changes_nothing_shows_no_difference_though_the_final_outcome_invents_one(tmp_path):
    rows, ever = world(1, effect=False)
    rules = Settings(sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=30 * 86_400),))
    with crm_core.open_store(f"duckdb:///{tmp_path / 'world.duckdb'}") as store:
        put(store, **rows)

        found = recovery(store, rules).iloc[0]

    first = {one["customer_id"]: one["opened_at"] for one in rows["complaints"]}
    gone = [(one["customer_id"], one["bought_at"] - first[one["customer_id"]]) for one in rows["purchases"]]
    again = {who for who, after in gone if dt.timedelta(0) < after <= 180 * DAY}
    bought = np.array([f"C{place}" in again for place in range(len(ever))])
    assert bought[ever].mean() - bought[~ever].mean() > 0.5  # who is settled in the end is who came to buy
    assert found["n"] > 150
    assert found["difference_low"] < 0 < found["difference_high"]
    assert found["spent_low"] < 0 < found["spent_high"]


def test_a_real_effect_lies_in_the_interval_where_a_plain_comparison_finds_too_much(tmp_path):
    rows, _ = world(2, effect=True)
    with crm_core.open_store(f"duckdb:///{tmp_path / 'world.duckdb'}") as store:
        put(store, **rows)

        found = recovery(store).iloc[0]

    # Within 180 days buy 1 - exp(-180 / wait): of those who buy often 86.5 %, with the effect 98.2; of the others 39.3,
    # with the effect 63.2. As many pairs are of the one kind as of the other.
    truth = ((98.2 - 86.5) + (63.2 - 39.3)) / 2
    plain = (0.75 * 98.2 + 0.25 * 63.2) - (0.25 * 86.5 + 0.75 * 39.3)
    assert found["difference_low"] < truth < found["difference_high"] < plain
    assert found["difference_low"] > 0
    assert abs(found["orders_matched"]) < 0.1 < found["orders_unmatched"]
