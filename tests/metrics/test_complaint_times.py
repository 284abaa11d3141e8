"""How long a complaint takes, from rows by hand and from a simulated world."""

import datetime as dt
from statistics import median

import numpy as np
import pandas as pd
import pytest

from crm_core import Filters, Settings, ask
from crm_core.database import counting
from tests.metrics.cases import OPENED, after, curve, numbered, settled, time
from tests.rows import at, known, put

COUNTED = ["n", "open", "left_out"]
READ = ["median_hours", "p75_hours", "p90_hours"]
TIMES = ["median_hours", "low", "high", "p75_hours", "p90_hours", "naive_median_hours"]


def test_open_cases_count_as_open(store):
    open_cases = [{"opened_at": "2024-03-08 11:30:00"}] * 2 + [{"opened_at": "2024-03-08 05:30:00"}] * 4
    put(store, complaints=numbered(settled(*range(1, 11)) + open_cases))

    found = time(store)

    # 16 cases. Two leave the count at 0.5 h, open. F rises by S / at risk: S falls by (1 - 1/14), ..., (1 - 1/9) at
    # 1 to 6 h, i.e. by 1/14 each: 8/14. Four leave at 6.5 h, open; the four still there bring 2/14 each:
    # F(6) = 6/14 = .43, F(7) = 8/14 >= .5; F(8) = 10/14 = .71; F(9) = 12/14 = .86 >= .75; F(10) = 1 >= .9
    assert found[["median_hours", "p75_hours", "p90_hours"]].tolist() == [7, 9, 10]
    assert found[COUNTED].tolist() == [16, 6, 0]
    assert found["naive_median_hours"] == 5.5  # middle of 1 to 10


def test_withdrawn_cases_end_without_an_answer_and_stay_in_the_count(store):
    withdrawn = [{"opened_at": OPENED, "closed_at": after(0.5), "status": "withdrawn"} for _ in range(5)]
    put(store, complaints=numbered(settled(*range(1, 11)) + withdrawn))

    found = time(store)

    # each settled case brings 1/15: half is 8 of 15 at 8 h; left out, it would be 5 of 10 at 5 h; nine tenths never
    assert found["median_hours"] == 8
    assert np.isnan(found["p75_hours"])  # 10/15 are settled at most
    assert found[COUNTED].tolist() == [15, 0, 0]


@pytest.mark.parametrize("status", ["withdrawn", "resolved", "rejected"])
def test_a_case_that_is_over_without_saying_when_is_left_out_and_counted(store, status):
    put(store, complaints=numbered([*settled(*range(1, 12)), {"opened_at": OPENED, "status": status}]))

    found = time(store)

    assert found[COUNTED].tolist() == [11, 0, 1]
    assert found["median_hours"] == 6


def test_a_rejected_case_had_its_answer(store):
    rejected = [
        {"opened_at": OPENED, "status": "rejected", "resolved_at": after(2), "closed_at": after(90)},
        {"opened_at": OPENED, "status": "rejected", "closed_at": after(2)},
    ]
    put(store, complaints=numbered(rejected * 6))

    found = time(store)

    assert found[["median_hours", "p90_hours", "naive_median_hours"]].tolist() == [2, 2, 2]
    assert found[COUNTED].tolist() == [12, 0, 0]


@pytest.mark.parametrize("status", ["open", "pending"])
def test_an_open_case_is_open_whatever_its_resolution_says(store, status):
    reopened = {"opened_at": OPENED, "resolved_at": after(1), "closed_at": after(1), "status": status}
    put(store, complaints=numbered([*settled(*range(1, 11)), reopened]))

    assert time(store)[COUNTED].tolist() == [11, 1, 0]


def test_a_case_without_a_status_is_what_its_instants_say(store):
    cases = [{"resolved_at": after(1)}, {"closed_at": after(1)}, {"resolved_at": after(1), "closed_at": after(2)}, {}]
    put(store, complaints=numbered([{"opened_at": OPENED} | case for case in cases]))

    found = curve(store)

    # settled, withdrawn, settled, open
    assert found[["settled_pct", "withdrawn_pct"]].iloc[-1].tolist() == [50, 25]
    assert time(store)[COUNTED].tolist() == [4, 1, 0]


def test_a_case_resolved_later_than_the_moment_is_open_then(store):
    put(store, complaints=numbered(settled(*range(1, 11), 24 * 40)))

    assert time(store)[COUNTED].tolist() == [11, 1, 0]
    assert time(store, Filters(as_of=at("2024-04-01")))[COUNTED].tolist() == [11, 0, 0]


def test_fewer_than_ten_settled_give_counts_and_no_time(store):
    put(store, complaints=numbered([*settled(*range(1, 10)), {"opened_at": OPENED}]))

    found = time(store)

    assert found[COUNTED].tolist() == [10, 1, 0]
    assert found[TIMES].isna().all()


def test_while_more_than_half_are_open_half_has_no_time(store):
    put(store, complaints=numbered(settled(*range(1, 11)) + [{"opened_at": OPENED}] * 11))

    found = time(store)

    assert found[COUNTED].tolist() == [21, 11, 0]
    assert found[["median_hours", "p75_hours", "p90_hours"]].isna().all()
    assert found["naive_median_hours"] == 5.5  # what an ordinary report says


def test_no_complaint_has_no_time(store):
    found = time(store)

    assert found[COUNTED].tolist() == [0, 0, 0]
    assert found[TIMES].isna().all()


def test_only_complaints_opened_in_the_period_count_and_duplicates_never(store):
    decoys = [
        {"opened_at": "2024-01-31 23:59:59"},
        {"opened_at": "2024-02-02"},
        {"opened_at": OPENED, "kind": "question"},
        {"opened_at": OPENED, "status": "duplicate"},
        {"opened_at": OPENED, "duplicate_of": "K0"},
    ]
    put(store, complaints=numbered(settled(*range(1, 11)) + decoys))
    day = dt.date(2024, 2, 1)

    found = time(store, known(start=day, end=day))

    assert found[COUNTED].tolist() == [10, 0, 0]


@pytest.mark.parametrize(("hours", "middle"), [(range(1, 12), 6), (range(1, 13), 6.5), ([3] * 10, 3)])
def test_the_plain_middle_is_that_of_the_closed_ones(store, hours, middle):
    put(store, complaints=numbered(settled(*hours)))

    assert time(store)["naive_median_hours"] == middle == median(hours)


def test_days_are_whole_days_where_only_days_are_known(store):
    berlin = Settings(zone="Europe/Berlin")
    ends = ["2024-03-30", "2024-03-31", "2024-04-01"]  # the clocks change on 31 March: 23 hours
    rows = [
        {"opened_at": at("2024-03-30", "Europe/Berlin"), "resolved_at": at(end, "Europe/Berlin"), "precision": "day"}
        for end in ends * 4
    ]
    put(store, complaints=numbered(rows))
    filters = Filters(as_of=at("2024-04-03", "Europe/Berlin"))

    found = time(store, filters, settings=berlin)
    table = ask("complaints.curve")(store, filters, settings=berlin)

    # a third the same day, a third on the next, a third on the day after
    assert table["days"].tolist() == [0, 1, 2]
    assert table["settled_pct"].tolist() == pytest.approx([100 / 3, 200 / 3, 100])
    assert found[["median_hours", "p90_hours"]].tolist() == [24, 48]


def test_an_open_case_known_by_days_is_so_many_calendar_days_old(store):
    opened = {"opened_at": at("2024-03-30", "Europe/Berlin"), "precision": "day"}
    put(store, complaints=numbered([opened]))
    evening = Filters(as_of=at("2024-04-01 23:00:00", "Europe/Berlin"))

    table = ask("complaints.curve")(store, evening, settings=Settings(zone="Europe/Berlin"))

    assert table[["days", "settled_pct", "open"]].to_numpy().tolist() == [[0, 0, 1], [2, 0, 1]]


def test_seconds_are_kept(store):
    put(store, complaints=numbered(settled(*[1 + 1 / 3600] * 10)))

    assert time(store)["median_hours"] == pytest.approx(3601 / 3600, rel=1e-12)


def test_very_many_cases_are_read_to_the_second_to_the_minute_or_to_the_hour(store, monkeypatch):
    late = 59.9 / 3600
    rows = settled(*[5 + late] * 10, *[10 + late] * 6, *[24 * 31 + 0.5] * 4)
    put(store, complaints=numbered(rows))
    exact = time(store)
    monkeypatch.setattr(counting, "MAXIMUM_COUNTS", 10)

    coarse = time(store)

    # half of 20 are settled within 5:00:59, three quarters within 10:00:59, the last after 31 days and half an hour
    assert exact[READ].tolist() == pytest.approx([5 + 59 / 3600, 10 + 59 / 3600, 744.5])
    assert coarse[READ].tolist() == pytest.approx([5 + 59 / 3600, 10, 744])
    assert coarse[COUNTED].tolist() == exact[COUNTED].tolist()


def test_very_many_cases_in_groups_are_read_more_coarsely_and_too_many_of_them_by_the_day(store, monkeypatch):
    put(store, complaints=[row | {"category": "a"} for row in numbered(settled(*(9 + n / 8 for n in range(12))))])
    monkeypatch.setattr(counting, "MAXIMUM_COUNTS", 11)
    by_step = ask("complaints.resolution_time")(store, known(), by="category")
    monkeypatch.setattr(counting, "COARSE", counting.FINE)

    by_day = ask("complaints.resolution_time")(store, known(), by="category")

    assert by_step["median_hours"].tolist() == [9.5]  # the sixth: 9 h and 37.5 minutes, read to ten minutes
    assert by_day["median_hours"].tolist() == [0]


def test_a_group_is_measured_by_its_own_cases(store):
    quick = [row | {"category": "quick"} for row in settled(*range(1, 11))]
    slow = [row | {"category": "slow"} for row in settled(*range(101, 111))]
    put(store, complaints=numbered(quick + slow + [{"opened_at": OPENED, "category": "none yet"}]))

    found = ask("complaints.resolution_time")(store, known(), by="category").set_index("group")

    assert found["median_hours"].dropna().to_dict() == {"quick": 5, "slow": 105}
    assert found["n"].to_dict() == {"none yet": 1, "quick": 10, "slow": 10}


def test_joined_tables_do_not_multiply_cases(store):
    keys = {"customer_id": "C1", "store_id": "S1", "product_id": "P1", "staff_id": "A1"}
    put(
        store,
        customers=[{"customer_id": "C1", "region": "north"}],
        stores=[{"store_id": "S1", "region": "west"}],
        staff=[{"staff_id": "A1", "team": "red"}],
        products=[{"product_id": "P1", "category": "lamps"}],
        purchases=[{"order_id": f"O{place}"} | keys for place in range(3)],
        survey_answers=[{"customer_id": "C1", "satisfaction": 5} for _ in range(3)],
        complaints=numbered([row | keys for row in settled(*range(1, 11))]),
    )
    narrowed = known(region=("north",), store_region=("west",), product_category=("lamps",), team=("red",))

    for name in ("complaints.resolution_time", "complaints.curve"):
        for by in ask(name).by:
            table = ask(name)(store, narrowed, by=by)
            counted = table["n"].tolist() if "n" in table else table["settled_pct"].tolist()[-1:]
            assert counted == ([10] if "n" in table else pytest.approx([100])), by


def test_an_old_moment_answers_as_a_store_that_never_saw_the_rest(store):
    early = [
        {"complaint_id": f"E{place}", "opened_at": OPENED, "resolved_at": after(12 * place), "category": "a"}
        for place in range(1, 31)
    ]
    old = Filters(as_of=at("2024-02-10 06:00:00"))
    cut = [row if row["resolved_at"] <= old.as_of else row | {"resolved_at": None} for row in early]
    put(store, complaints=cut)
    names = ("complaints.resolution_time", "complaints.curve", "complaints.ageing", "complaints.rate")
    then = {name: ask(name)(store, old, by="month" if "month" in ask(name).by else "category") for name in names}
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM complaints")
    put(store, complaints=early + [{"complaint_id": f"L{n}", "opened_at": "2024-02-11"} for n in range(5)])

    now = {name: ask(name)(store, old, by="month" if "month" in ask(name).by else "category") for name in names}

    for name in names:
        pd.testing.assert_frame_equal(then[name], now[name])
    assert then["complaints.resolution_time"]["open"].tolist() == [12]  # 18 ended by 12 * 18 = 216 h, on 10 February
