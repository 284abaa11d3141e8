"""What is planted in the sample is found by the numbers themselves, from the loaded files."""

import datetime as dt
from collections.abc import Iterator

import pytest

import crm_core
from crm_core import Filters, Store
from tests.sample.conftest import SHIPPED

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample's complaints and products, loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("retailer")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        for table in ("products", "complaints", "complaint_events"):
            crm_core.load_csv(store, table, SHIPPED / f"{table}.csv")
        yield store


def test_the_product_that_began_to_fail_is_found_with_its_month_and_its_growing_backlog(
    retailer: Store, stated: dict[str, str]
):
    table = crm_core.ask("complaints.growing")(retailer, Filters(as_of=END))

    found = table[table["verdict"] == "more"].iloc[0]
    assert (table["verdict"] == "more").sum() == 1
    assert (found["name"], found["began"]) == ("Aria Speaker", "2026-05-01")
    assert found["before"] == int(stated["faulty_before"]) == 0
    assert found["since"] == int(stated["faulty_since"])
    assert found["open"] == int(stated["faulty_open"])
    assert found["open"] > found["open_earlier"] + 20


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample's purchases, loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("sales")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        crm_core.load_csv(store, "purchases", SHIPPED / "purchases.csv")
        yield store


def test_the_share_who_bought_what_they_tried_is_found(sales: Store, stated: dict[str, str]):
    found = crm_core.ask("value.trial_conversion")(sales, Filters(as_of=END)).iloc[0]

    assert f"{found['converted_pct']:.2f}" == stated["trial_conversion"] == "36.92"
    assert found["bought_60_pct"] == found["converted_pct"]
    assert found["low"] < 36.92 < found["high"]


def test_a_year_earlier_nothing_has_begun(retailer: Store):
    table = crm_core.ask("complaints.growing")(retailer, Filters(as_of=END - dt.timedelta(days=365)))

    assert (table["verdict"] == "chance").sum() > 10
    assert "more" not in set(table["verdict"])
