import datetime as dt

import numpy as np
import pandas as pd

from crm_core import charts
from crm_core.charts import Event, Level
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts


def monthly(first: str, values: list[float], n: int = 90) -> pd.DataFrame:
    rows = [
        (day, value, value - 2, value + 2, n)
        for day, value in zip(made_up.months(first, len(values)), values, strict=True)
    ]
    return made_up.grouped("index_points", rows)


def test_the_line_and_its_band_break_at_a_month_with_too_few_answers_which_stays_as_a_grey_ring():
    table = monthly("2025-01-01", [76, 77, 70, 78, 79])
    table.loc[2, "n"] = 29

    chart = charts.draw("trend", table, made_up.INDEX, made_up.words())

    (line, role), *_ = marks(chart, "line")
    assert (line.count("M"), role) == (2, "main")
    assert [path.count("Z") for path, _ in marks(chart, "area")] == [2]
    assert [role for _, role in marks(chart, "symbol")].count("muted") == 1


def test_the_line_breaks_where_a_month_has_no_row():
    table = monthly("2025-01-01", [76, 77, 70, 78, 79]).drop(index=2)

    chart = charts.draw("trend", table, made_up.INDEX, made_up.words())

    assert marks(chart, "line")[0][0].count("M") == 2


def test_quarters_are_neighbours_of_each_other():
    table = monthly("2025-01-01", [76, 77, 78])
    table["group"] = ["2025-01-01", "2025-04-01", "2025-07-01"]

    chart = charts.draw("trend", table, made_up.INDEX, made_up.words())

    assert marks(chart, "line")[0][0].count("M") == 1


def test_a_month_between_two_gaps_is_a_dot_with_its_interval_as_a_bar():
    table = monthly("2025-01-01", [76, 77, 70, 78, 79]).drop(index=[1, 3])

    chart = charts.draw("trend", table, made_up.INDEX, made_up.words())

    dots = [role for _, role in marks(chart, "symbol")]
    bars = [role for _, role in marks(chart, "rule")]
    assert dots == ["main"] * 4  # three months that stand alone, and the end
    assert bars == ["main"] * 3


def test_the_value_at_the_end_is_that_of_the_last_month_with_enough_answers():
    table = monthly("2025-01-01", [76, 77, 60])
    table.loc[2, "n"] = 3

    said = texts(charts.draw("trend", table, made_up.INDEX, made_up.words()))

    assert "77.0" in said
    assert "60.0" not in said


def test_the_period_before_lies_on_the_same_months_in_grey():
    chart = charts.draw(
        "trend",
        monthly("2025-03-01", [76, 77, 78]),
        made_up.INDEX,
        made_up.words(),
        before=monthly("2024-03-01", [75, 76, 77]),
    )

    lines = {role: path for path, role in marks(chart, "line")}
    across = {role: [point.split(",")[0] for point in path[1:].split("L")] for role, path in lines.items()}
    assert across["muted"] == across["main"]
    assert "Before" in texts(chart)


def test_the_caller_may_say_how_far_the_period_before_lies_back():
    before = monthly("2024-04-01", [75, 76])  # its first month has no answers: the default would shift by 11
    words = made_up.words(shift_months=12)

    chart = charts.draw("trend", monthly("2025-03-01", [76, 77, 78]), made_up.INDEX, words, before=before)

    lines = {role: path for path, role in marks(chart, "line")}
    first = {role: path[1:].split(",")[0] for role, path in lines.items()}
    assert first["main"] == "0"
    assert first["muted"] != "0"


def test_a_level_and_an_event_are_named_where_they_are_drawn():
    words = made_up.words(levels=(Level(78, "Industry 78"),), events=(Event(dt.date(2025, 2, 10), "New till"),))

    chart = charts.draw("trend", monthly("2025-01-01", [76, 77, 78]), made_up.INDEX, words)

    assert {"Industry 78", "New till"} <= set(texts(chart))
    assert [role for _, role in marks(chart, "rule")] == ["muted", "muted"]


def test_names_of_levels_and_of_events_that_would_meet_are_moved_apart():
    days = (dt.date(2025, 1, 10), dt.date(2025, 1, 20), dt.date(2025, 3, 1))
    words = made_up.words(
        levels=(Level(78, "Industry 78"), Level(78, "Target 78")),
        events=tuple(Event(day, f"Event {n}") for n, day in enumerate(days)),
    )

    chart = charts.draw("trend", monthly("2025-01-01", [76, 77, 78]), made_up.INDEX, words).to_dict()

    layers = [layer for layer in chart["layer"] if isinstance(layer["mark"], dict) and layer["mark"]["type"] == "text"]
    data = {name: rows for name, rows in chart["datasets"].items()}
    told = {row["text"]: layer for layer in layers for row in data[layer["data"]["name"]] if "text" in row}
    # The third month reaches 78, so the first name goes beneath the line and the second one above it.
    assert (told["Industry 78"]["mark"]["dy"], told["Target 78"]["mark"]["dy"]) == (11, -8)
    heights = [told[f"Event {n}"]["encoding"]["y"]["value"] for n in range(3)]
    assert heights == [-6, -18, -6]


def test_an_event_outside_the_months_shown_is_left_out():
    words = made_up.words(events=(Event(dt.date(2024, 2, 10), "New till"),))

    said = texts(charts.draw("trend", monthly("2025-01-01", [76, 77, 78]), made_up.INDEX, words))

    assert "New till" not in said


def test_the_first_month_and_each_january_carry_the_year():
    said = texts(charts.draw("trend", monthly("2024-11-01", [76, 77, 78, 77]), made_up.INDEX, made_up.words()))

    assert [text for text in said if text[:3] in made_up.MONTHS] == ["Nov2024", "Dec", "Jan2025", "Feb"]


def test_an_interval_known_on_one_side_only_is_not_drawn():
    table = monthly("2025-01-01", [76, 77, 78])
    table["high"] = np.nan

    chart = charts.draw("trend", table, made_up.INDEX, made_up.words())

    assert "".join(path for path, _ in marks(chart, "area")) == ""
    assert len(marks(chart, "line")) == 1


def test_rows_that_are_no_months_are_left_out():
    table = pd.concat([monthly("2025-01-01", [76, 77]), monthly("2025-01-01", [50]).assign(group="north")])

    said = texts(charts.draw("trend", table, made_up.INDEX, made_up.words()))

    assert "77.0" in said
    assert not any(text.startswith("50") for text in said)


def test_what_closed_cases_alone_would_say_is_a_hollow_dot_in_the_unit_of_the_line():
    rows = [(month, 96, 90, 99, 90) for month in made_up.months("2025-01-01", 3)]
    table = made_up.grouped("median_hours", rows).assign(naive_median_hours=[48.0, None, 72.0])

    chart = charts.draw("trend", table, made_up.TIME, made_up.words())

    assert "closed alone" in texts(chart)
    assert rows_with(chart, "closed")["closed"].dropna().tolist() == [2, 3]  # days, as the line's
