"""How long until the next purchase, as of 8 March 2024; the records begin on 1 January 2022."""

import datetime as dt

import pandas as pd
import pytest

import crm_core
from crm_core import Filters, Settings, ask
from tests.metrics.buying import joined, visits
from tests.metrics.conftest import CDNOW
from tests.rows import known, put

BEGIN = visits(None, "2022-01-01")
LOOSE = Settings(minimum_people=1)


def test_gaps_are_told_apart_by_which_purchase_they_follow(store):
    put(
        store,
        purchases=[
            *visits("C1", "2024-01-01", "2024-01-11", "2024-01-31", "2024-02-01"),  # 10, 20, 1 day, then waiting
            *visits("C2", "2024-01-01", "2024-01-01 15:00:00", "2024-01-13"),  # 12 days, then waiting
            *visits(None, "2024-01-02"),
        ],
    )

    table = ask("loyalty.interval")(store, known()).set_index("group")

    # After the first: 10 and 12 days. After the second: 20 days, and 55 so far. Later: 1 day, and 36 so far.
    assert table["median_days"].to_dict() == {"after_1": 10, "after_2": 20, "after_3": 1}
    assert table["again"].to_dict() == {"after_1": 2, "after_2": 1, "after_3": 1}
    assert table["n"].to_dict() == {"after_1": 2, "after_2": 2, "after_3": 2}
    assert table["left_out"].tolist() == [1, 1, 1]


def test_a_gap_belongs_to_the_period_of_the_purchase_before_it_and_keeps_its_number(store):
    put(store, purchases=visits("C1", "2023-01-01", "2024-01-05", "2024-02-20"))

    table = ask("loyalty.interval")(store, known(start=dt.date(2024, 1, 1), end=dt.date(2024, 1, 31)))

    assert table[["group", "median_days", "n"]].to_dict("list") == {
        "group": ["after_2"],
        "median_days": [46.0],
        "n": [1],
    }


def test_cells_are_thirty_days_each_from_every_customers_own_first_purchase(store):
    people = visits("C1", "2023-02-01", "2023-02-01 10:00:00", "2023-03-03", "2023-03-04") + visits("C2", "2023-02-11")
    put(store, purchases=BEGIN + people)

    table = ask("loyalty.cohorts")(store, known(), settings=LOOSE)

    # 3 March is day 30, the last of month 1; 4 March is day 31, the first of month 2. All of twelve months are over.
    assert table["first_bought"].unique().tolist() == ["2023-02-01"]
    assert table["month"].tolist() == [f"{place:02}" for place in range(1, 13)]
    assert table["bought"].tolist() == [1, 1] + [0] * 10
    assert table["bought_pct"].tolist() == [50, 50] + [0] * 10
    assert table["customers"].tolist() == [2] * 12
    assert (table["low"] <= table["bought_pct"]).all()
    assert (table["bought_pct"] <= table["high"]).all()


def test_a_cell_is_blank_until_everybody_has_had_its_time(store):
    put(store, purchases=BEGIN + visits("C1", "2024-01-01", "2024-01-02") + visits("C2", "2024-01-08"))

    table = ask("loyalty.cohorts")(store, known(), settings=LOOSE)

    # 8 January and 60 days is 8 March, the last day known: two months are over; 90 days are not.
    assert table["month"].tolist() == ["01", "02"]
    assert table["bought"].tolist() == [1, 0]


def test_only_customers_known_to_be_new_stand_in_a_row_and_few_people_in_none(store):
    put(
        store,
        customers=joined("2022-02-01", "C1"),
        purchases=BEGIN + visits("C1", "2022-03-01") + visits("C2", "2022-03-01", "2022-03-02"),
    )

    new, seen, hidden = (
        ask("loyalty.cohorts")(store, known(), settings=settings, starts=starts)
        for settings, starts in ((LOOSE, "new"), (LOOSE, "seen"), (Settings(), "seen"))
    )

    assert (new["customers"].max(), new["bought"].max()) == (1, 0)
    assert (seen["customers"].max(), seen["bought"].max()) == (2, 1)
    assert hidden.empty


def test_the_music_shop_is_counted_as_pandas_counts_it(music_shop):
    filters = Filters(as_of=crm_core.horizon(music_shop, ("purchases",)))
    names = ["customer_id", "day", "cds", "dollars"]
    lines = pd.read_csv(CDNOW, sep=r"\s+", skiprows=1, names=names, dtype={"customer_id": str, "day": str})
    days = lines.assign(day=pd.to_datetime(lines["day"])).drop_duplicates(["customer_id", "day"])
    since = (days["day"] - days.groupby("customer_id")["day"].transform("min")).dt.days
    january = days.groupby("customer_id")["day"].transform("min") < "1997-02-01"

    cells = ask("loyalty.cohorts")(music_shop, filters, starts="seen")
    year = ask("loyalty.repeat_purchase")(music_shop, filters, starts="seen", by="month").set_index("group")

    first_month = days[january & since.between(1, 30)]["customer_id"].nunique()
    assert cells["bought"].iloc[0] == first_month
    assert year["came_back"].iloc[0] == days[january & since.between(1, 365)]["customer_id"].nunique()
    assert year["n"].sum() == 23_570
    assert pytest.approx(100 * first_month / year["n"].iloc[0]) == cells["bought_pct"].iloc[0]
