"""Headlines: each thing that can be said, and nothing that the numbers don't allow."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from crm_core import ask
from crm_core.comparison import compare
from crm_core.text import formats
from crm_core.text.sentences import SENTENCES, Spoken, change, counted, index, overview_of_complaints
from tests.rows import known

YEAR = Spoken("en", "dates", dt.date(2023, 1, 1), dt.date(2023, 12, 31), "year_before", 30)
INDEX, NPS, RATE = (ask(name) for name in ("satisfaction.index", "satisfaction.nps", "complaints.rate"))
TIMES = ask("complaints.resolution_time")
COMPARED = {"before": 70.0, "change": 5.0, "verdict": "better"}


def plain(lines: list[str]) -> list[str]:
    return [line.replace(formats.NO_BREAK, " ") for line in lines]


def table(**values: object) -> pd.DataFrame:
    return pd.DataFrame([values])


def indexed(**changes: object) -> pd.DataFrame:
    return table(**({"index_points": 76.2, "low": 74.0, "high": 78.4, "n": 1204} | COMPARED | changes))


def recommended(**changes: object) -> pd.DataFrame:
    return table(**({"nps_points": 33.3, "low": 25.0, "high": 41.1, "n": 324} | changes))


def rated(**changes: object) -> pd.DataFrame:
    values = {"per_1000_orders": 9.0, "low": 8.0, "high": 10.1, "orders": 30_000, "n": 270}
    return table(**(values | {"before": 10.0, "change": -1.0, "verdict": "noise"} | changes))


def timed(**changes: object) -> pd.DataFrame:
    values = {"median_hours": 192.0, "low": 168.0, "high": 240.0, "n": 5898, "open": 857, "naive_median_hours": 24.0}
    return table(**(values | changes))


def said(name: str, found: pd.DataFrame, spoken: Spoken = YEAR) -> list[str]:
    return plain(SENTENCES[name](found, ask(name), spoken))


def test_the_index_is_said_with_its_interval_its_n_and_its_change():
    assert said("satisfaction.index", indexed()) == [
        "The index is **76.2** of 100 (74.0 to 78.4; 1,204 customers), up 5 points on the same days a year before."
    ]


def test_satisfied_answers_are_said_with_their_scale():
    found = table(scale="7", csat_pct=80.0, low=76.0, high=83.4, n=420, before=76.0, change=4.0, verdict="better")

    assert said("satisfaction.csat", found) == [
        "**80.0%** of the answers say satisfied, on a scale of 7 points (76.0% to 83.4%; 420 customers), "
        "up 4 points on the same days a year before."
    ]
    assert said("satisfaction.csat", found.assign(n=3)) == ["Only 3 customers answered in 2023: too few for a score."]
    assert said("satisfaction.csat", found.assign(n=0)) == ["Nobody in this selection answered in 2023."]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"n": 0, "index_points": np.nan},
            "Nobody in this selection answered in 2023.",
        ),
        ({"n": 1}, "Only 1 customer answered in 2023: too few for a score."),
        ({"n": 29}, "Only 29 customers answered in 2023: too few for a score."),
    ],
)
def test_without_enough_answers_there_is_no_score(changes, sentence):
    assert said("satisfaction.index", indexed(**changes)) == [sentence]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Customers rate us **76.2** of 100 (74.0 to 78.4; 1,204 customers), up 5 points on the days before."),
        ({"n": 12}, "Only 12 customers answered so far: too few for a score."),
        ({"n": 0}, "Nobody in this selection answered so far."),
    ],
)
def test_the_overview_says_it_in_its_own_words(changes, sentence):
    spoken = Spoken("en", "all", None, None, "days_before", 30)

    assert plain(index(indexed(**changes), INDEX, spoken, page="overview.")) == [sentence]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"verdict": "better", "change": 5.0}, "up 5 points on the same days a year before"),
        ({"verdict": "worse", "change": -2.25}, "down 2.2 points on the same days a year before"),
        (
            {"verdict": "noise", "change": 1.0},
            "about the same as the same days a year before (70.0); the difference could be chance",
        ),
        ({"verdict": "too_few"}, "the same days a year before had too few for a comparison"),
        ({"verdict": "none", "change": np.nan, "before": np.nan}, "no earlier period to compare"),
    ],
)
def test_a_change_has_a_direction_only_beyond_chance(changes, words):
    assert change(indexed(**changes).iloc[0], INDEX, YEAR) == words


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (-20.0, "20 hours shorter than the same days a year before"),
        (72.0, "3 days longer than the same days a year before"),
    ],
)
def test_a_time_becomes_longer_or_shorter(by, words):
    row = timed(change=by, before=200.0, verdict="better").iloc[0]

    assert change(row, TIMES, YEAR).replace(formats.NO_BREAK, " ") == words


@pytest.mark.parametrize(("by", "words"), [(2.0, "up 2.0 on"), (-2.0, "down 2.0 on")])
def test_a_rate_goes_up_or_down(by, words):
    row = rated(change=by, verdict="worse").iloc[0]

    assert change(row, RATE, YEAR) == f"{words} the same days a year before"


def test_who_compares_with_nothing_hears_of_no_change():
    alone = Spoken("en", "all", None, None, "none", 30)

    assert change(indexed().iloc[0], INDEX, alone) == "no earlier period to compare"


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, ["Of those asked, 33 more in a hundred would recommend us than would not (25 to 41)."]),
        (
            {"nps_points": -12.4, "low": -20.0, "high": -4.0},
            ["Of those asked, 12 fewer in a hundred would recommend us than would not (\u221220 to \u22124)."],
        ),
        ({"n": 29}, []),
        ({"n": 0, "nps_points": np.nan}, []),
    ],
)
def test_who_would_recommend_us_is_said_in_people(changes, sentences):
    assert said("satisfaction.nps", recommended(**changes)) == sentences


def test_half_of_the_complaints_take_so_long_and_the_closed_ones_say_less():
    assert said("complaints.resolution_time", timed()) == [
        "Half of the complaints opened in 2023 are settled within **8 days** (7 to 10 days), open ones counted;"
        " **857** are still open.",
        "The plain middle of the closed ones would say **1 day**, because it leaves out the 857 that are still open.",
    ]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"n": 0, "open": 0}, ["No complaint in this selection was opened in 2023."]),
        ({"n": 12}, ["12 complaints in 2023: read them, don't count them."]),
        ({"n": 1}, ["1 complaint in 2023: read it, don't count it."]),
        (
            {"median_hours": np.nan, "low": np.nan, "high": np.nan, "n": 100, "open": 60, "naive_median_hours": np.nan},
            ["More than half of the complaints opened in 2023 are still open: **60** of 100 complaints."],
        ),
        (
            {"median_hours": np.nan, "low": np.nan, "high": np.nan, "n": 100, "open": 50, "naive_median_hours": np.nan},
            [
                "Fewer than half of the complaints opened in 2023 were settled: of 100 complaints, **50** are still"
                " open and many were withdrawn."
            ],
        ),
    ],
)
def test_without_half_settled_there_is_no_time(changes, sentences):
    assert said("complaints.resolution_time", timed(**changes)) == sentences


@pytest.mark.parametrize("changes", [{"open": 0}, {"naive_median_hours": 192.0}])
def test_the_closed_ones_are_not_blamed_where_nothing_is_open_or_they_say_the_same(changes):
    second = said("complaints.resolution_time", timed(**changes))[1]

    assert re.fullmatch(r"The plain middle of the closed ones would say \*\*\d days?\*\*\.", second)


def test_the_closed_ones_are_told_beside_the_open_half():
    lines = said("complaints.resolution_time", timed(median_hours=np.nan, open=4000))

    assert len(lines) == 2
    assert "leaves out the 4,000" in lines[1]


def test_an_upper_end_that_is_not_reached_is_said_so():
    assert "(7 days or more)" in said("complaints.resolution_time", timed(high=np.nan))[0]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {},
            [
                "9.0 complaints per 1,000 orders (8.0 to 10.1), about the same as the same days a year before (10.0);"
                " the difference could be chance."
            ],
        ),
        ({"n": 29}, []),
        ({"per_1000_orders": np.nan, "orders": 0}, []),
    ],
)
def test_the_rate_is_said_where_there_are_orders_and_enough_complaints(changes, sentences):
    assert said("complaints.rate", rated(**changes)) == sentences


@pytest.mark.parametrize(
    ("rate", "times", "sentence"),
    [
        (
            {"verdict": "better"},
            {},
            "**9.0** complaints per 1,000 orders (8.0 to 10.1), down 1.0 on the same days a year before;"
            " half are settled within **8 days**, and **857** are still open.",
        ),
        (
            {"per_1000_orders": np.nan},
            {},
            "Half of the complaints are settled within **8 days** (7 to 10 days); **857** are still open.",
        ),
        ({}, {"n": 0}, "No complaint in this selection was opened in 2023."),
        ({}, {"n": 12}, "12 complaints in 2023: read them, don't count them."),
        (
            {},
            {"median_hours": np.nan, "n": 100, "open": 60},
            "More than half of the complaints opened in 2023 are still open: **60** of 100 complaints.",
        ),
    ],
)
def test_the_overview_says_how_often_how_long_and_who_is_waiting(rate, times, sentence):
    assert plain(overview_of_complaints(rated(**rate), timed(**times), RATE, YEAR)) == [sentence]


@pytest.mark.parametrize(
    ("name", "start", "end", "words"),
    [
        ("dates", (2023, 10, 1), (2023, 10, 31), "in October 2023"),
        ("last_month", (2024, 2, 1), (2024, 2, 29), "in February 2024"),
        ("last_year", (2023, 1, 1), (2023, 12, 31), "in 2023"),
        ("dates", (2023, 10, 2), (2023, 10, 31), "from 2 October 2023 to 31 October 2023"),
        ("dates", (2023, 1, 1), (2023, 2, 28), "from 1 January 2023 to 28 February 2023"),
        ("dates", (2022, 1, 1), (2023, 12, 31), "from 1 January 2022 to 31 December 2023"),
        ("last_90_days", (2023, 10, 1), (2023, 12, 29), "in the last 90 days"),
        ("this_year", (2024, 1, 1), (2024, 3, 8), "from 1 January 2024 to 8 March 2024"),
    ],
)
def test_a_period_has_its_shortest_true_name(name, start, end, words):
    assert Spoken("en", name, dt.date(*start), dt.date(*end), "none", 30).period == words


def test_everything_has_no_days():
    assert Spoken("en", "all", None, None, "none", 30).period == "so far"


def test_intervals_never_break_and_headline_numbers_are_bold():
    lines = [
        *SENTENCES["satisfaction.index"](indexed(), INDEX, YEAR),
        *SENTENCES["complaints.resolution_time"](timed(), TIMES, YEAR),
        *SENTENCES["complaints.resolution_time"](timed(high=np.nan), TIMES, YEAR),
    ]

    for line in lines:
        brackets = re.findall(r"\(([^;)]*)", line)
        assert all(" " not in bracket for bracket in brackets)
        assert re.search(r"\*\*[\d.,]+(\u00a0\w+)?\*\*", line)


@pytest.mark.parametrize(
    ("n", "unit", "words"),
    [(1, "answers", "1 answer"), (2310, "answers", "2,310 answers"), (0, "orders", "0 orders"), (3, "shoes", "3")],
)
def test_a_count_has_its_noun(n, unit, words):
    assert counted(n, unit, "en") == words


@pytest.mark.parametrize("name", SENTENCES)
def test_every_headline_survives_an_empty_answer(store, name):
    found = compare(ask(name), store, known(), None)

    lines = SENTENCES[name](found, ask(name), Spoken("en", "all", None, None, "none", 30))

    assert all(line.endswith(".") and "nan" not in line.lower() for line in lines)
