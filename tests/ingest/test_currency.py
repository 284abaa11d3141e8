"""Amounts of another currency are never added to the workspace's own."""

import pytest

from crm_core.errors import CsvRejected
from tests.ingest.arriving import load, rows

ORDERS = "order_id,bought_at,revenue,currency"


def test_another_currency_is_refused_with_its_name_and_nothing_stays(store):
    with pytest.raises(CsvRejected) as refused:
        load(store, "purchases", ORDERS, "1,2026-01-05,10,USD", "2,2026-01-05,10,eur", "3,2026-01-05,10,EUR")

    assert (refused.value.code, refused.value.found, refused.value.expected) == (
        "currency_other",
        "EUR (2 rows)",
        "USD",
    )
    assert rows(store, "purchases") == rows(store, "imports") == []


def test_the_workspaces_own_currency_may_be_written_in_any_case_or_left_out(store):
    load(store, "purchases", ORDERS, "1,2026-01-05,10,usd ", "2,2026-01-05,10,")

    assert rows(store, "purchases", "order_id") == [("1",), ("2",)]
