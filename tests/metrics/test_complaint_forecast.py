"""How many more complaints will be late, by hand, and what was foretold before."""

import datetime as dt
from dataclasses import replace

import pytest

from crm_core import Settings, ask
from crm_core.settings import Calendar, Hours, SlaTarget
from tests.metrics.cases import numbered
from tests.metrics.made_up import shop
from tests.rows import AS_OF, at, known, put

TWO_DAYS = Settings(sla_targets=(SlaTarget(dt.date(2020, 1, 1), "high", None, resolution_seconds=48 * 3600),))
ALL_OF_THEM = Settings(sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=48 * 3600),))


def took(hours: float, count: int, **own) -> list[dict]:
    """So many cases of 1 February, settled after so many hours."""
    ended = at("2024-02-01") + dt.timedelta(hours=hours)
    return [{"opened_at": "2024-02-01", "resolved_at": ended, "severity": "high"} | own] * count


def waiting(hours: float, **own) -> dict:
    """A case that has been open for so many hours."""
    return {"opened_at": AS_OF - dt.timedelta(hours=hours), "severity": "high"} | own


def foretold(store, settings: Settings = TWO_DAYS, **narrowed):
    return ask("complaints.breach_forecast")(store, known(**narrowed), settings=settings).iloc[0]


def test_each_open_case_counts_with_the_chance_of_those_that_lasted_so_long(store):
    # Of 102 at risk 40 end after 12 hours; the case open for 24 leaves; of the other 61 30 end after 36. Of those that
    # last to hour 24, 31 in 61 last to hour 48; from the start 62 / 102 of that.
    ended = took(12, 40) + took(36, 30) + took(60, 20) + took(100, 10)
    now = [waiting(0), waiting(24), waiting(96), waiting(1, severity="low")]  # one late already, one promised nothing
    put(store, complaints=numbered(ended + now))
    later, at_once = 31 / 61, 62 / 102 * 31 / 61

    found = foretold(store)

    assert found["expected"] == pytest.approx(later + at_once)
    assert found[["n", "left_out"]].tolist() == [2, 2]
    # None with (1 - .508) (1 - .309) = .34, at most one with 1 - .508 * .309 = .84: nine tenths only with two.
    assert found[["low", "high"]].tolist() == [0, 2]


def test_a_withdrawn_case_is_never_late(store):
    withdrawn = [{"opened_at": "2024-02-01", "closed_at": at("2024-02-02"), "status": "withdrawn", "severity": "high"}]
    put(store, complaints=numbered(took(100, 30) + withdrawn * 30 + [waiting(0)]))

    assert foretold(store)["expected"] == pytest.approx(0.5)  # half of those before had given up by then


def test_too_few_of_a_severity_are_judged_by_the_category_and_too_few_of_that_by_all(store):
    # High delays: 49 ended, all at once. With the low ones, 98 delays: half lasted. Of prices nothing is known; of all
    # 198, which the two open ones are not long enough for, 49 ended at once.
    delays = took(1, 49, category="delay") + took(100, 49, category="delay", severity="low")
    put(store, complaints=numbered([*delays, *took(100, 100, category="gift"), waiting(2, category="delay"),
                                    waiting(0, category="price")]))  # fmt: skip

    by_category = ask("complaints.breach_forecast")(store, known(), by="category", settings=ALL_OF_THEM)

    expected = by_category.set_index("group")["expected"]
    assert expected["delay"] == 1  # of those that lasted two hours, all lasted two days
    assert expected["price"] == pytest.approx(1 - 49 / 199)
    assert foretold(store, ALL_OF_THEM, category=("price",))["expected"] == expected["price"]  # the same in a filter


def test_only_cases_of_the_last_year_are_judged_by(store):
    old = [{"opened_at": "2023-03-01", "resolved_at": "2023-06-01", "severity": "high"}] * 500
    put(store, complaints=numbered([*old, *took(12, 60), waiting(0)]))

    assert foretold(store)["expected"] == 0


def test_where_nothing_falls_due_or_nothing_is_known_nothing_is_foretold(store):
    put(store, complaints=numbered([waiting(1), waiting(1, severity="low"), *took(1, 49)]))

    found = foretold(store)

    assert found[["expected", "low", "high"]].isna().all()
    assert found[["n", "left_out"]].tolist() == [0, 2]  # 49 ended ones are too few to go by


def test_the_record_says_what_was_foretold_and_what_happened(store):
    # One a day at 13:00, settled after 24 hours or after 72, in turn. On a noon the one of yesterday is open, with even
    # chances; the one of the day before is open only where it is a slow one, and then certain to be late. So in turn
    # two fall due, of which the certain one is late, and one, which is late.
    start = dt.datetime(2023, 6, 1, 13, tzinfo=dt.UTC)
    days = [start + dt.timedelta(days=n) for n in range(281)]
    rows = [{"opened_at": day, "resolved_at": day + dt.timedelta(days=3 - 2 * (n % 2))} for n, day in enumerate(days)]
    put(store, complaints=numbered(rows))

    record = ask("complaints.forecast_record")(store, known(), settings=ALL_OF_THEM)

    assert record["day"].tolist() == [f"2024-{day}" for day in (
        "01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23", "03-01")]  # fmt: skip
    assert record["late"].tolist() == [1] * 8
    assert record["due"].tolist() == [1, 2] * 4
    assert record["expected"].tolist() == [pytest.approx(share, abs=0.01) for share in (0.5, 1.5)] * 4
    # Eight misses of a half in twelve, against a usual share of 8 in 12.
    assert record["brier"].tolist() == [pytest.approx(2 / 12, abs=0.01)] * 8
    assert record["usual_brier"].tolist() == [pytest.approx(2 / 3 * 1 / 3)] * 8


def test_a_week_of_the_record_is_the_forecast_of_that_day(store):
    # The made-up shop, its cases of 60 days so close that some fall due in each week; with events, pauses and hours.
    office = Calendar("red", "Europe/Berlin", tuple(Hours(day, 32_400, 61_200) for day in range(1, 6)))
    rows = shop()
    for case in rows["complaints"]:
        ended = case.get("resolved_at") or case.get("closed_at")
        case["opened_at"] = AS_OF - (AS_OF - case["opened_at"]) / 6
        assert ended is None or isinstance(ended, dt.datetime)
    put(store, **{name: rows[name] for name in ("complaints", "complaint_events", "stores", "staff")})
    rules = replace(ALL_OF_THEM, zone="Europe/Berlin", calendars=(office,))

    record = ask("complaints.forecast_record")(store, known(), settings=rules)

    for weeks, (_, week) in zip(range(8, 0, -1), record.iterrows(), strict=True):
        moment = known(as_of=AS_OF - dt.timedelta(days=7 * weeks))
        then = ask("complaints.breach_forecast")(store, moment, settings=rules).iloc[0]
        assert week["expected"] == pytest.approx(then["expected"], nan_ok=True)
        assert week["due"] == then["n"]
    assert record["due"].sum() > 10
