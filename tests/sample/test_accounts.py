"""Key accounts and leaving owners, found in the sample's files as the README states them."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import crm_core
from crm_core import Filters, Store
from tests.sample.conftest import SHIPPED

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)
OF_RETURNS = ["returned_at", "returned_quantity", "refunded"]


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample without what came back: the README states shares of paid revenue."""
    folder = tmp_path_factory.mktemp("accounts")
    lines = pd.read_csv(SHIPPED / "purchases.csv", dtype=str, keep_default_na=False)
    lines.drop(columns=[name for name in OF_RETURNS if name in lines]).to_csv(folder / "purchases.csv", index=False)
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        for path in (SHIPPED / "customers.csv", SHIPPED / "staff.csv", Path(folder / "purchases.csv")):
            crm_core.load_csv(store, path.stem, path)
        yield store


def test_the_share_of_sales_that_key_accounts_bring_is_found(paid: Store, stated: dict[str, str]):
    found = crm_core.ask("accounts.share")(paid, Filters(as_of=END)).iloc[0]

    assert f"{found['share_pct']:.2f}" == stated["key_account_revenue"] == "32.97"
    assert found["low"] < 32.97 < found["high"]


def test_the_two_who_left_stand_on_the_hand_over_list_with_their_customers(paid: Store, stated: dict[str, str]):
    whole = crm_core.ask("accounts.handover")(paid, Filters(as_of=END)).iloc[0]
    each = crm_core.ask("accounts.handover")(paid, Filters(as_of=END), of="owner")
    listed = crm_core.ask("accounts.handover_list")(paid, Filters(as_of=END))

    assert whole["n"] == int(stated["leavers_customers"]) == 154
    assert f"{whole['share_pct']:.2f}" == stated["leavers_revenue"] == "18.50"
    assert dict(zip(each["group"], each["left_on"], strict=True)) == {"E153": "2026-09-30", "E157": "2026-10-16"}
    assert set(listed["owner"]) == {"E153", "E157"}
    assert 145 < len(listed) <= 154  # children are never listed
    assert listed["last_year"].is_monotonic_decreasing


def test_before_they_left_they_were_no_leavers_but_soon_to_be(paid: Store):
    early = Filters(as_of=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))

    soon = crm_core.ask("accounts.handover")(paid, early, of="owner").set_index("group")
    unseen = crm_core.ask("accounts.handover")(paid, early, ahead_days=20).iloc[0]

    assert soon["state"].to_dict() == {"E153": "leaves", "E157": "leaves"}
    assert unseen["n"] == 0
