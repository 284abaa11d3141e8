"""Answers have the same types on every engine, with rows, with gaps and without rows."""

import datetime as dt

import pandas as pd
import pytest
import sqlalchemy as sa

from crm_core import schema
from tests.rows import at, put

LARGE = 2**60 + 1  # a double would lose the 1
TYPES = {
    "complaint_id": "str",
    "reopens": "Int64",
    "refund": "float64",
    "source_sla_met": "boolean",
    "resolved_at": "datetime64[us, UTC]",
}


@pytest.fixture
def question(store) -> sa.Select:
    whole = {"reopens": LARGE, "refund": 2.5, "source_sla_met": False, "resolved_at": "2024-02-01 10:00:00"}
    put(store, complaints=[{"complaint_id": "K1", "opened_at": "2024-01-01"} | whole, {"opened_at": "2024-01-01"}])
    columns = schema.table("complaints").c
    return sa.select(*(columns[name] for name in TYPES)).order_by(columns.line)


def test_values_and_gaps_keep_the_type_of_their_column(store, question):
    frame = store.read(question)

    first, second = (frame.iloc[place] for place in (0, 1))
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == TYPES
    assert first.tolist() == ["K1", LARGE, 2.5, False, pd.Timestamp(at("2024-02-01 10:00:00"))]
    assert second.drop("complaint_id").isna().all()


def test_no_rows_have_the_same_types(store, question):
    frame = store.read(question.where(sa.false()))

    assert frame.empty
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == TYPES


def test_days_are_days(store):
    put(store, customers=[{"customer_id": "C1", "joined_on": "1969-12-31"}, {"customer_id": "C2"}])
    customers = schema.table("customers").c

    days = store.read(sa.select(customers.joined_on).order_by(customers.customer_id))["joined_on"]

    assert days.dtype == "datetime64[s]"
    assert days.iloc[0].date() == dt.date(1969, 12, 31)
    assert pd.isna(days.iloc[1])


def test_an_answer_without_a_type_is_refused(store):
    put(store, customers=[{"customer_id": "C1"}])

    with pytest.raises(TypeError, match="cast it"):
        store.read(sa.select(sa.literal_column("1").label("n")).select_from(schema.table("customers")))
