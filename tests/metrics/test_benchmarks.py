"""Who leads the published scores, and where we stand among them."""

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from crm_core import Settings, ask
from tests.rows import known, put

PUBLISHED = Path(__file__).parents[2] / "sample_data" / "benchmarks.csv"
ALL = Settings(minimum_people=1, minimum_n=1)


def published() -> list[dict]:
    """The scores of personal computers that the sample ships, as they were published."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = ("value", "margin")
    return [row | {name: float(row[name]) if row[name] else None for name in numbers} for row in rows]


def score(year: int, company: str, value: float, margin: float | None = 3, **more) -> dict:
    days = {"period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
    own = {"company": company, "industry": "Lamps", "metric": "acsi", "value": value, "margin": margin}
    return days | own | {"unit": "points 0-100", "citation": "A paper"} | more


def standing(store, **options) -> pd.DataFrame:
    return ask("satisfaction.benchmark")(store, known(), settings=ALL, **options)


def test_apple_led_seven_published_years_and_five_of_them_by_more_than_the_margin(store):
    put(store, benchmarks=published())

    apple = standing(store).query("company == 'Apple'").set_index("period")

    # 81 against Dell's 79 in 2004; 83-78, 79-76, 85-75, 84-75, 86-77, 87-78 from 2006 to 2011; 2005 is not known
    leads = {"2004": 2, "2006": 5, "2007": 3, "2008": 10, "2009": 9, "2010": 9, "2011": 9}
    assert {period[:4]: lead for period, lead in apple["lead_points"].items()} == leads
    assert apple["place"].tolist() == [1] * 7
    assert apple["led"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    # more than 3 points: not in 2004 (2), not in 2007 (3, and no more)
    assert apple["led_clearly"].tolist() == [0, 1, 1, 2, 3, 4, 5]


def test_the_year_that_was_not_published_is_a_gap(store):
    put(store, benchmarks=published())

    found = standing(store)

    assert "2005-01-01" not in set(found["period"])
    assert found.groupby("period")["industry_points"].first().fillna(-1).to_dict() == {
        "2004-01-01": -1, "2006-01-01": 77, "2007-01-01": 75, "2008-01-01": 74, "2009-01-01": 75, "2010-01-01": 78,
        "2011-01-01": 78,
    }  # fmt: skip
    assert "Personal computers" not in set(found["company"])  # the industry is no company


def test_places_are_shared_and_a_shared_first_place_is_no_lead(store):
    put(store, benchmarks=[score(2023, "A", 80), score(2023, "B", 80), score(2023, "C", 75)])

    found = standing(store)

    assert found[["company", "place", "lead_points", "led"]].to_numpy().tolist() == [
        ["A", 1, 0, 0],
        ["B", 1, 0, 0],
        ["C", 3, -5, 0],
    ]


def test_a_lead_without_a_published_margin_is_not_called_clear(store):
    put(store, benchmarks=[score(2023, "A", 90, None), score(2023, "B", 60, None)])

    first = standing(store).iloc[0]

    assert first[["company", "led", "led_clearly"]].tolist() == ["A", 1, 0]
    assert first[["low", "high"]].isna().all()


def test_our_own_index_takes_part_in_the_years_that_were_published(store):
    ours = {"satisfaction": 9, "expectations": 9, "ideal": 9}  # 100 * 8 / 9 = 88.9
    put(
        store,
        benchmarks=[score(2022, "A", 80), score(2023, "A", 80)],
        survey_answers=[
            *(ours | {"customer_id": f"C{place}", "answered_at": "2023-05-01"} for place in range(3)),
            ours | {"customer_id": "C1", "answered_at": "2024-02-01"},
        ],
    )

    found = standing(store).set_index(["period", "company"])

    assert found.loc[("2023-01-01", "(us)"), ["place", "led"]].tolist() == [1, 1]
    assert found.loc[("2023-01-01", "(us)"), "lead_points"] == pytest.approx(800 / 9 - 80)
    assert found.loc[("2022-01-01", "A"), "lead_points"] is not None
    assert ("2022-01-01", "(us)") not in found.index
    assert ("2024-01-01", "(us)") not in found.index


def test_the_industry_with_the_newest_figure_is_shown_and_other_measures_are_not(store):
    put(
        store,
        benchmarks=[
            score(2022, "Old", 70, industry="Gas"),
            score(2023, "New", 80),
            score(2023, "New", 40, metric="nps"),
            score(2024, "New", 99),  # ends after what is known
        ],
    )

    assert standing(store)["company"].tolist() == ["New"]
    assert standing(store, measure="nps")["value_points"].tolist() == [40]


def test_a_period_narrows_the_published_years(store):
    put(store, benchmarks=published())

    found = ask("satisfaction.benchmark")(
        store, known(start=dt.date(2010, 1, 1), end=dt.date(2010, 12, 31)), settings=ALL
    )

    # 2010: Apple 86, Acer, Dell and HP 77 each
    assert found[["company", "place", "led"]].to_numpy().tolist() == [
        ["Apple", 1, 1], ["Acer", 2, 0], ["Dell", 2, 0], ["HP", 2, 0],
    ]  # fmt: skip


def test_nothing_published_is_no_row(store):
    assert standing(store).empty
