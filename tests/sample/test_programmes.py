"""What is planted about programmes and switchers is found by the numbers themselves, from the loaded files."""

import datetime as dt
from collections.abc import Iterator

import pytest

import crm_core
from crm_core import Filters, Store
from tests.sample.conftest import SHIPPED

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)


@pytest.fixture(scope="module")
def programmes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample's customers, purchases and attendances, loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("programmes")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        for table in ("customers", "attendances", "purchases"):
            crm_core.load_csv(store, table, SHIPPED / f"{table}.csv")
        yield store


def test_what_workshops_bring_lies_in_the_interval_where_a_plain_comparison_finds_too_much(
    programmes: Store, stated: dict[str, str]
):
    table = crm_core.ask("programmes.effect")(programmes, Filters(as_of=END)).set_index(["group", "arm"])

    found, alike = (table.loc[("workshop", arm)] for arm in ("took_part", "alike"))
    truth = float(stated["workshop_with"]) - float(stated["workshop_without"])
    assert truth == pytest.approx(12.0)
    assert found["difference_low"] < truth < found["difference_high"] < found["plain_points"]
    assert found["difference_low"] > 0
    assert found["low"] < float(stated["workshop_with"]) < found["high"]
    assert alike["low"] < float(stated["workshop_without"]) < alike["high"]
    balance = [found[f"{name}_matched"] for name in ("orders", "year", "recency", "tenure", "in_store")]
    assert max(map(abs, balance)) < 0.1 < found["year_unmatched"]


def test_switchers_who_stayed_are_found(programmes: Store, stated: dict[str, str]):
    table = crm_core.ask("programmes.switchers")(programmes, Filters(as_of=END)).set_index("group")

    found = table.loc["switched"]
    assert f"{found['active_pct']:.2f}" == stated["switchers_active"] == "48.79"
    assert found["n"] + found["young"] == int(stated["switchers"]) == 561
    assert found["difference_low"] > 0
