"""Manuals that tell of the product as it is sold, from rows by hand."""

import pandas as pd
import pytest

from crm_core import ask
from crm_core.rows import rows_behind
from crm_core.stats import wilson_interval
from tests.rows import at, known, put


def product(name: str, updated: str | None = None, revised: str | None = None, **more) -> dict:
    return {"product_id": name, "name": name.lower(), "manual_updated_on": updated, "revised_on": revised} | more


def sold(*names: str | None, **more) -> list[dict]:
    return [{"order_id": f"O{place}-{name}", "product_id": name} | more for place, name in enumerate(names)]


def coverage(store, **narrowed) -> pd.Series:
    return ask("channels.manual_coverage")(store, known(**narrowed)).iloc[0]


def test_a_manual_is_current_from_the_day_of_the_last_revision_and_else_for_two_years(store):
    put(
        store,
        products=[
            product("A", "2020-05-01", "2020-05-01"),  # of the very day
            product("B", "2024-02-01", "2024-02-02"),
            product("C", "2022-03-08"),  # two years to the day
            product("D", "2022-03-07"),
            product("E"),  # others have a day: this one has no manual
            product("F", "2024-01-01"),  # nobody bought it
        ],
        purchases=[*sold("A", "A", "B", "C", "D", "E", None), *sold("F", order_status="cancelled")],
    )

    found = coverage(store)

    low, high = wilson_interval(2, 5)
    assert found[["current", "n", "left_out"]].tolist() == [2, 5, 0]
    assert found[["current_pct", "low", "high"]].tolist() == pytest.approx([40, 100 * low, 100 * high])


def test_where_no_day_of_any_manual_is_kept_nothing_is_known(store):
    put(store, products=[product("A", revised="2023-01-01")], purchases=sold("A", "B"))

    found = coverage(store)

    assert found[["n", "left_out"]].tolist() == [0, 2]
    assert pd.isna(found["current_pct"])


def test_an_older_day_knows_no_later_revision_and_no_later_manual(store):
    put(
        store,
        products=[product("A", "2023-01-01", "2024-03-01"), product("B", "2024-03-01"), product("C")],
        purchases=sold("A", "B", "C"),
    )

    early, late = coverage(store, as_of=at("2024-02-15")), coverage(store)

    # Then A's was current, B's is unknown, C had none; now A's is behind and B's is current.
    assert early[["current", "n", "left_out"]].tolist() == [1, 2, 1]
    assert late[["current", "n", "left_out"]].tolist() == [1, 3, 0]


def test_the_list_names_the_products_out_of_date_that_sell_most(store):
    put(
        store,
        products=[product("A", "2020-01-01"), product("B", "2020-01-01", "2021-01-01"), product("C", "2024-01-01"),
                  product("D")],
        purchases=sold("A", "B", "B", "C", "C", "C", "D", "D", "D"),
    )  # fmt: skip

    found = ask("channels.old_manuals")(store, known(), limit=2)

    assert found["product"].tolist() == ["D", "B"]
    assert found["sold"].tolist() == [3, 2]
    assert found["revised"].fillna("").tolist() == ["", "2021-01-01"]
    assert found["left_out"].tolist() == [1, 1]


def test_the_rows_behind_are_the_lines_of_those_products(store):
    put(store, products=[product("A", "2020-01-01"), product("C", "2024-01-01")], purchases=sold("A", "A", "C"))

    totals = [rows_behind(ask(f"channels.{name}"), store, known())[1] for name in ("manual_coverage", "old_manuals")]

    assert totals == [3, 2]
