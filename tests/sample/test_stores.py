"""What is planted about stores is found by the numbers themselves, from the loaded files."""

import datetime as dt
from collections.abc import Iterator

import pandas as pd
import pytest

import crm_core
from crm_core import Filters, Store
from crm_core.charts.funnel import outside
from crm_core.metrics.service_steps import fallen_behind
from tests.sample.conftest import SHIPPED, read

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample's stores, products, answers and appointments, loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("stores")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        for table in ("stores", "products", "survey_answers", "appointments"):
            crm_core.load_csv(store, table, SHIPPED / f"{table}.csv")
        yield store


def test_the_store_that_listens_badly_is_the_only_one_that_falls_behind(stores: Store, stated: dict[str, str]):
    steps = crm_core.ask("satisfaction.service_steps")(stores, Filters(as_of=END), by="store")

    behind = fallen_behind(steps, 30)
    assert behind[["group", "step"]].to_numpy().tolist()[0] == ["S11", "listen"]
    assert f"{behind['mean_points'].iloc[0]:.3f}" == stated["weak_store_listen"]
    assert f"{behind['others_points'].iloc[0]:.3f}" == stated["other_stores_listen"]
    assert set(behind.loc[behind["group"] == "S11", "step"]) == {"listen"}


def test_no_store_is_called_different_beyond_what_chance_allows_but_the_weak_one_lies_lowest(stores: Store):
    metric = crm_core.ask("stores.visits_alike")
    table = metric(stores, Filters(as_of=END))

    found = table.set_index("group")["standard_points"]
    assert outside(table, metric, 30) == []
    assert found["S11"] < found.quantile(0.1)


def test_waits_and_missed_appointments_are_those_of_the_file(stores: Store):
    found = crm_core.ask("stores.appointments")(stores, Filters(as_of=END)).iloc[0]

    rows = read("appointments")
    rows = rows[rows["booked_for"] <= pd.Timestamp(END)]
    begun = rows.dropna(subset=["started_at"])
    waited = (begun["started_at"] - begun[["arrived_at", "booked_for"]].max(axis=1)).dt.total_seconds().clip(lower=0)
    assert found["n"] == len(begun)
    assert found["median_seconds"] == pytest.approx(waited.sort_values().iloc[(len(begun) + 1) // 2 - 1], abs=1)
    assert found["missed"] == (rows["no_show"].fillna(value=False) & ~rows["cancelled"].fillna(value=False)).sum()
