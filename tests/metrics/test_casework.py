"""A real file: the casework of New York's council members in the Bronx (``tests/data/README.md``)."""

import csv
import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from crm_core import Filters, ask
from crm_core.rows import how_many, rows_behind
from tests.rows import at, put

FILE = Path(__file__).parents[1] / "data" / "nyc_council_casework_bronx.csv"
KNOWN = Filters(as_of=at("2024-03-08"))
"""The day of the last event in the file: open cases don't grow older than the data that show them open."""


@pytest.fixture
def casework(store):
    put(store, complaints=_cases())
    return store


def _cases() -> list[dict[str, object]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def _case(row: dict[str, str]) -> dict[str, object]:
    closed = _day(row["Close Date"]) if row["Close Date"] else None
    return {
        "complaint_id": row["Unique Key"],
        "team": row["Office"],
        "category": row["Complaint Type"] or None,
        "opened_at": _day(row["Open Date"]),
        "resolved_at": closed,
        "precision": "day",
    }


def _day(text: str) -> dt.datetime:
    month, day, year = (int(part) for part in text.split("/"))
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


def test_half_take_eight_days_where_the_closed_ones_say_one(casework):
    found = ask("complaints.resolution_time")(casework, KNOWN).iloc[0]

    # Counted from the file: 5,898 cases, 857 without a closing date. With every open case older than 8 days,
    # F(8) = closed within 8 days / all = .507 and F(7) < .5; the plain middle of the closed ones is 1 day.
    assert found[["n", "open", "left_out"]].tolist() == [5898, 857, 0]
    assert found["median_hours"] / 24 == 8
    assert found["naive_median_hours"] / 24 == 1
    assert found["low"] / 24 <= 8 <= found["high"] / 24


def test_the_open_ones_are_404_days_old_on_average_when_the_data_end(casework):
    table = ask("complaints.ageing")(casework, KNOWN)
    behind, total = rows_behind(ask("complaints.ageing"), casework, KNOWN)

    last = table[table["at"] == "2024-03-08"].set_index("band")["open"]
    ages = (KNOWN.as_of - behind["opened_at"]).dt.days
    assert (last.sum(), total, len(behind)) == (857, 857, 857)
    assert round(ages.mean()) == 404
    assert last["30_up"] == (ages >= 30).sum()


def test_the_curve_ends_where_the_file_does(casework):
    table = ask("complaints.curve")(casework, KNOWN)

    half = table[table["settled_pct"] >= 50].iloc[0]
    assert half["days"] == 8
    assert table.iloc[0][["days", "open"]].tolist() == [0, 857]
    assert table["days"].iloc[-1] == (dt.date(2024, 3, 8) - dt.date(2022, 1, 2)).days  # opened first, still open
    assert len(table) <= 302


def test_the_offices_add_up(casework):
    by_office = ask("complaints.resolution_time")(casework, KNOWN, by="team")

    assert by_office[["n", "open"]].sum().tolist() == [5898, 857]
    assert how_many(casework, KNOWN, "complaints") == 5898


def test_a_year_earlier_the_same_file_knew_less(casework):
    earlier = Filters(as_of=at("2023-03-08"))

    rows = earlier.rows(casework, "complaints")
    found = ask("complaints.resolution_time")(casework, earlier).iloc[0]

    latest = casework.read(sa.select(sa.func.max(rows.c.resolved_at, type_=sa.DateTime(True)).label("at")))["at"][0]
    assert latest <= earlier.as_of
    assert found["n"] == sum(case["opened_at"] <= earlier.as_of for case in _cases())
    assert found["open"] > 857
