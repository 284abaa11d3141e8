"""How often we fail and who is waiting, from rows by hand."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm_core import MISSING, Filters, Settings, ask
from tests.rows import at, known, put

FEBRUARY = {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 2, 29)}
BANDS = ("0_1", "1_3", "3_7", "7_14", "14_30", "30_up")


def rate(store) -> pd.Series:
    return ask("complaints.rate")(store, known(**FEBRUARY)).iloc[0]


def orders(count: int, **more) -> list[dict]:
    return [{"order_id": f"O{place}", "bought_at": "2024-02-15"} | more for place in range(count)]


def complaints(count: int, **more) -> list[dict]:
    return [{"complaint_id": f"K{place}", "opened_at": "2024-02-15"} | more for place in range(count)]


def waiting(store, filters: Filters, **options) -> dict[tuple[str, str], int]:
    """How many are open by (day, band), nobody left away."""
    table = ask("complaints.ageing")(store, filters, **options)
    return {(at, band): n for _, at, band, n in table.itertuples(index=False) if n}


def test_no_complaint_of_a_thousand_orders_is_nought_with_an_interval_above_it(store):
    put(store, purchases=orders(1000))

    found = rate(store)

    # Garwood (1936): 0 events, 0 to 3.689
    assert found[["per_1000_orders", "low", "n", "orders"]].tolist() == [0, 0, 0, 1000]
    assert found["high"] == pytest.approx(3.689, abs=5e-4)


def test_ten_complaints_of_a_thousand_orders(store):
    put(store, purchases=orders(1000), complaints=complaints(10))

    found = rate(store)

    # Garwood (1936): 10 events, 4.795 to 18.390
    assert found["per_1000_orders"] == pytest.approx(10)
    assert [found["low"], found["high"]] == pytest.approx([4.795, 18.390], abs=5e-4)


def test_complaints_without_orders_have_no_rate(store):
    put(store, complaints=complaints(3), purchases=orders(2, bought_at="2024-01-31"))

    found = rate(store)

    assert found[["n", "orders"]].tolist() == [3, 0]
    assert found[["per_1000_orders", "low", "high"]].isna().all()


def test_nothing_at_all_has_no_rate(store):
    found = rate(store)

    assert found[["n", "orders", "left_out"]].tolist() == [0, 0, 0]
    assert np.isnan(found["per_1000_orders"])


def test_an_order_of_three_lines_is_one_order(store):
    put(store, purchases=[{"order_id": "O1", "line_no": line} for line in (1, 2, 3)] + [{"order_id": "O2"}])

    assert rate(store)["orders"] == 2


def test_cancelled_orders_drafts_and_trials_are_no_orders(store):
    kinds = [{}, {"order_status": "paid"}, {"order_status": "cancelled"}, {"order_status": "draft"}]
    kinds += [{"trial": True}, {"trial": False}]
    put(store, purchases=[{"order_id": f"O{place}"} | kind for place, kind in enumerate(kinds)])

    assert rate(store)["orders"] == 3


def test_other_tickets_and_duplicates_are_no_complaints(store):
    kinds = [{}, {"kind": "complaint"}]
    others = [{"kind": kind} for kind in ("question", "request", "incident", "praise", "other")]
    repeats = [{"status": "duplicate"}, {"duplicate_of": "K0"}, {"kind": "question", "status": "duplicate"}]
    rows = [
        {"complaint_id": f"K{place}", "opened_at": "2024-02-15"} | kind
        for place, kind in enumerate(kinds + others + repeats)
    ]
    put(store, complaints=rows)

    found = rate(store)

    assert found[["n", "left_out"]].tolist() == [2, 2]


def test_only_what_lies_in_the_period_counts(store):
    put(store, complaints=[{"opened_at": day} for day in ("2024-01-31 23:59:59", "2024-02-01", "2024-03-01")])
    put(store, purchases=[{"order_id": day, "bought_at": day} for day in ("2024-01-31", "2024-02-29", "2024-03-01")])

    assert rate(store)[["n", "orders"]].tolist() == [1, 1]


def test_a_filter_narrows_complaints_and_orders_alike(store):
    put(store, complaints=complaints(1, store_id="S1") + [{"opened_at": "2024-02-01", "store_id": "S2"}])
    put(store, purchases=[{"order_id": "O1", "store_id": "S1"}, {"order_id": "O2", "store_id": "S2"}])

    found = ask("complaints.rate")(store, known(store=("S1",), **FEBRUARY)).iloc[0]

    assert found[["n", "orders", "per_1000_orders"]].tolist() == [1, 1, 1000]


def test_a_split_has_every_group_of_either_side_and_those_without_a_value(store):
    put(store, complaints=[{"opened_at": "2024-02-01", "store_id": shop} for shop in ("S1", "S1", None)])
    put(store, purchases=[{"order_id": f"O{shop}", "store_id": shop} for shop in ("S1", "S2", None)])

    found = ask("complaints.rate")(store, known(), by="store").set_index("group")

    assert found[["n", "orders"]].to_dict("index") == {
        MISSING: {"n": 1, "orders": 1},
        "S1": {"n": 2, "orders": 1},
        "S2": {"n": 0, "orders": 1},
    }
    assert found["per_1000_orders"].tolist() == [1000, 2000, 0]


def test_joined_tables_do_not_multiply_complaints_or_orders(store):
    keys = {"customer_id": "C1", "store_id": "S1", "product_id": "P1", "staff_id": "A1"}
    put(
        store,
        customers=[{"customer_id": "C1", "region": "north", "country": "NL"}],
        stores=[{"store_id": "S1", "region": "west"}],
        staff=[{"staff_id": "A1", "team": "red"}],
        products=[{"product_id": "P1", "category": "lamps"}],
        complaints=complaints(5, **keys),
        purchases=orders(7, **keys),
        survey_answers=[{"customer_id": "C1", "satisfaction": 5} for _ in range(3)],
    )
    narrowed = known(region=("north",), country=("NL",), store=("S1",), product_category=("lamps",), team=("red",))

    for by in ask("complaints.rate").by:
        found = ask("complaints.rate")(store, narrowed, by=by)
        assert found[["n", "orders"]].to_numpy().tolist() == [[5, 7]], by


def test_a_complaint_counts_in_the_month_of_the_zone(store):
    put(store, complaints=[{"opened_at": "2024-01-31 23:30:00"}], purchases=orders(1))  # 00:30 on 1 February in Berlin

    found = ask("complaints.rate")(store, known(), by="month", settings=Settings(zone="Europe/Berlin"))

    assert found[["group", "n", "orders"]].to_numpy().tolist() == [["2024-02-01", 1, 1]]


def test_open_complaints_stand_in_their_band_at_each_months_end(store):
    put(
        store,
        complaints=[
            {"opened_at": "2024-01-31 12:00:00"},  # at the end of January half a day old, of February 29.5 days
            {"opened_at": "2024-01-01", "resolved_at": "2024-02-10"},  # 31 days old at the end of January, then over
            {"opened_at": "2024-03-07 13:00:00"},  # 23 hours old on 8 March at noon
            {"opened_at": "2024-03-07 12:00:00"},  # exactly a day old then: the next band
            {"opened_at": "2024-02-01", "kind": "question"},
            {"opened_at": "2024-02-01", "status": "resolved"},  # over without saying when
        ],
    )

    found = waiting(store, known(start=dt.date(2024, 1, 1)))

    assert found == {
        ("2024-01-31", "0_1"): 1,
        ("2024-01-31", "30_up"): 1,
        ("2024-02-29", "14_30"): 1,
        ("2024-03-08", "0_1"): 1,
        ("2024-03-08", "1_3"): 1,
        ("2024-03-08", "30_up"): 1,
    }


@pytest.mark.parametrize(("days", "band"), list(zip((0, 1, 3, 7, 14, 30), BANDS, strict=True)))
def test_a_band_begins_with_its_first_day(store, days, band):
    opened = (dt.datetime(2024, 3, 8, 12, tzinfo=dt.UTC) - dt.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
    put(store, complaints=[{"opened_at": opened}])

    assert waiting(store, known(start=dt.date(2024, 3, 8))) == {("2024-03-08", band): 1}


def test_days_of_age_are_calendar_days_where_only_days_are_known(store):
    opened = [{"opened_at": at(f"2024-03-0{day}", "Europe/Berlin"), "precision": "day"} for day in (8, 7, 5)]
    put(store, complaints=opened)

    found = waiting(store, known(start=dt.date(2024, 3, 8)), settings=Settings(zone="Europe/Berlin"))

    assert found == {("2024-03-08", "0_1"): 1, ("2024-03-08", "1_3"): 1, ("2024-03-08", "3_7"): 1}


def test_every_moment_has_every_band_and_the_last_sums_to_the_open_ones(store):
    put(store, complaints=[{"opened_at": f"2024-0{month}-01", "category": "a"} for month in (1, 2, 3)])
    put(
        store, complaints=[{"complaint_id": "b", "opened_at": "2024-02-20", "category": "b", "closed_at": "2024-03-08"}]
    )

    table = ask("complaints.ageing")(store, known(start=dt.date(2024, 1, 1)), by="category")
    times = ask("complaints.resolution_time")(store, known(), by="category")

    assert table.groupby(["group", "at"])["band"].apply(tuple).unique().tolist() == [BANDS]
    assert table["at"].unique().tolist() == ["2024-01-31", "2024-02-29", "2024-03-08"]
    last = table[table["at"] == "2024-03-08"].groupby("group")["open"].sum()
    assert last.to_dict() == {"a": 3, "b": 0}
    assert times.set_index("group")["open"].to_dict() == {"a": 3, "b": 0}


def test_an_old_moment_shows_what_was_open_then(store):
    put(
        store,
        complaints=[
            {"opened_at": "2024-01-10", "resolved_at": "2024-02-20", "status": "resolved"},
            {"opened_at": "2024-02-01", "resolved_at": "2024-02-02", "status": "resolved"},
            {"opened_at": "2024-02-15"},
        ],
    )
    old = Filters(as_of=at("2024-02-12"), start=dt.date(2024, 2, 1))

    found = waiting(store, old)

    assert found == {("2024-02-12", "30_up"): 1}  # 33 days


def test_a_period_nobody_knows_yet_has_no_moment(store):
    put(store, complaints=[{"opened_at": "2024-02-01"}])

    table = ask("complaints.ageing")(store, known(start=dt.date(2024, 4, 1)))

    assert table.empty
    assert list(table.columns) == ["group", "at", "band", "open"]
