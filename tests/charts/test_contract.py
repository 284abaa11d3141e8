"""Every kind of picture is drawn, really, from every kind of answer."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from crm_core import charts
from crm_core.charts.export import texts_of
from crm_core.errors import TooManyRows
from tests.charts import made_up

HOSTILE = (
    'a.b["c"]',
    "x:Q",
    "F93",
    "datum['value']",
    "<b>&amp;\"'",
    "back\\slash",
    "line\nbreak\x00",
    "'] + alert(1) + ['",
    "",
)
ENDS = [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]
ROWS = {
    "trend": made_up.grouped("index_points", [(day, 76, 74, 78, 90) for day in made_up.months("2025-01-01", 12)]),
    "dumbbell": made_up.grouped("median_hours", [("late", 60, 50, 70, 90), ("legal", 90, 70, 99, 40)]),
    "curve": made_up.settling([1, 3, 7, 14, 30], [20, 50, 70, 90, 96], withdrawn=3),
    "comeback": made_up.returning([30, 90, 180, 365], [20, 50, 70, 92]),
    "ageing": made_up.waiting(ENDS, [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]]),
    "backlog": made_up.waiting(ENDS, [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]]),
    "changes": made_up.changed([("late", -4.1, -9, 1, "noise"), ("legal", 3.2, 1, 5, "better")]),
    "bars": made_up.grouped("index_points", [("late", 76, 74, 78, 90), ("legal", 12, 10, 14, 90)]),
    "flow": made_up.flowing(["2025-01-06", "2025-01-13"], [(5, 2, 30), (4, 9, 25)]),
    "funnel": made_up.grouped("on_time_pct", [("legal", 80, 76, 84, 400), ("late", 40, 35, 45, 400)]),
    "importance": made_up.driving([("late", 15, 14, 16, 3.9), ("legal", 3, 2, 4, 4.3)]),
    "paths": made_up.leading([("image", "loyalty", 0.25, 0.2, 0.3, 60), ("value", "loyalty", 0.01, -0.1, 0.12, 60)]),
    "lorenz": made_up.lorenz(20, [48, 76, 90, 97, 100]),
    "tenths": made_up.tenths([649, 88.5]),
    "tenure": made_up.grouped("per_customer", [("01", 99, 90, 107, 300), ("02", 88.5, 80, 97, 200)]),
    "cohorts": made_up.cohorts("2025-01-01", [[41, 33, 27], [38, 30], [35]]),
    "quadrants": made_up.quadrants((50, 25, 15, 10), (40, 30, 20, 10)),
    "migration": made_up.moving(("late", "legal"), [(0, 90, 10), (5, 90, 5), (0, 45, 55)], (90, 80, 70)),
    "updown": made_up.moving(("late", "legal"), [(0, 90, 10), (5, 90, 5), (0, 45, 55)], (90, 80, 70)),
    "tiers": made_up.spread(("2025-01-31", "2025-02-28"), ("late", "legal"), [(80, 20), (76, 24)]),
    "tornado": made_up.hanging([("late", 2, 6, 100, 300, 200), ("legal", 10, 14, 180, 220, 200)]),
    "week": made_up.week({(1, 9): 12.5, (7, 20): 3.0}),
    "scorecard": made_up.grouped("index_points", [("late", 76, 74, 78, 90), ("legal", 70, 60, 80, 9)]).assign(
        panel="late"
    ),
    "standing": made_up.published([(2004, "late", 79, 75), (2006, "legal", 81, 76), (2006, "late", 77, 76)]),
}
METRICS = {
    "trend": made_up.INDEX,
    "dumbbell": made_up.TIME,
    "curve": made_up.CURVE,
    "comeback": made_up.BACK,
    "ageing": made_up.OPEN,
    "backlog": made_up.OPEN,
    "changes": made_up.CHANGE,
    "bars": made_up.INDEX,
    "flow": made_up.FLOW,
    "funnel": made_up.KEPT,
    "importance": made_up.DRIVING,
    "paths": made_up.LEADING,
    "lorenz": made_up.SHARE,
    "tenths": made_up.WORTH,
    "tenure": made_up.WORTH,
    "cohorts": made_up.BOUGHT,
    "quadrants": made_up.LOYAL,
    "tornado": made_up.GAIN,
    "scorecard": made_up.INDEX,
    "standing": made_up.SCORE,
    "week": made_up.ASKED,
    "migration": made_up.MOVES,
    "updown": made_up.MOVES,
    "tiers": made_up.STANDING,
}
EXPECTED = {  # a text that only a chart with rows has
    "trend": "76.0",
    "dumbbell": "legal",
    "curve": "half in 3 days",
    "comeback": "half in 90 days",
    "ageing": "over 30 days",
    "backlog": "over 30 days",
    "changes": "+3.2% better",
    "bars": "12.0",
    "flow": "25",
    "funnel": "late",
    "importance": "improve first",
    "paths": "0.25",
    "lorenz": "top 20%: 48.0%",
    "tenths": "$88",
    "tenure": "$88",
    "tornado": "2.0: $100",
    "scorecard": "76.0",
    "standing": "legal 81",
    "cohorts": "Jan 2025 420",
    "week": "12.5",
    "quadrants": "like and buy",
    "migration": "legal 70",
    "updown": "45%",
    "tiers": "legal 24.0%",
}
EXPECTED_OF_ONE = EXPECTED | {
    "changes": "legal",
    "ageing": "1 to 3 days",
    "backlog": "1 to 3 days",
    "lorenz": "if equal",
    "migration": "New 90",
    "updown": "moved up",
    "tiers": "legal 20.0%",
    "funnel": "mean 40.0%",
    "paths": "60% explained",
    "tornado": "10.0: $180",
    "scorecard": "70.0",
    "week": "01:00",
}
KINDS = tuple(charts.CHARTS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rows_are_drawn_with_their_words_under_what_they_show(kind: str, theme: charts.Theme) -> None:
    chart = charts.draw(kind, ROWS[kind], METRICS[kind], made_up.words(), before=ROWS[kind], theme=theme)

    svg = charts.to_svg(charts.captioned(chart, "What it shows", ["Of when.", "Of whom."], theme), theme)

    assert EXPECTED[kind] in texts_of(svg)
    assert {"What it shows", "Of when.Of whom."} <= {*texts_of(svg)}  # lines of one text
    charts.check_letters(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_are_an_empty_picture(kind: str) -> None:
    chart = charts.draw(kind, ROWS[kind].iloc[:0], METRICS[kind], made_up.words())

    svg = charts.to_svg(chart)

    assert svg.startswith("<svg")
    assert EXPECTED[kind] not in texts_of(svg)


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_beside_a_period_before_are_a_picture_too(kind: str) -> None:
    chart = charts.draw(kind, ROWS[kind].iloc[:0], METRICS[kind], made_up.words(), before=ROWS[kind])

    assert charts.to_svg(chart).startswith("<svg")


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_is_drawn(kind: str) -> None:
    one = ROWS[kind].iloc[[1]]

    svg = charts.to_svg(charts.draw(kind, one, METRICS[kind], made_up.words(), before=one))

    assert EXPECTED_OF_ONE[kind] in texts_of(svg)


@pytest.mark.parametrize("kind", ["trend", "dumbbell", "curve", "comeback"])
def test_missing_intervals_leave_the_values(kind: str) -> None:
    table = ROWS[kind].assign(low=np.nan, high=np.nan)

    svg = charts.to_svg(charts.draw(kind, table, METRICS[kind], made_up.words(), before=table))

    assert EXPECTED[kind] in texts_of(svg)
    assert "NaN" not in svg


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_missing_values_is_a_picture_without_numbers(kind: str) -> None:
    number = METRICS[kind].value
    missing = pd.array([None] * len(ROWS[kind]), dtype="Float64" if number == "open" else "float64")
    table = ROWS[kind].assign(**{number: missing})
    table = table.assign(**{name: np.nan for name in ("low", "high") if name in table})

    svg = charts.to_svg(charts.draw(kind, table, METRICS[kind], made_up.words(), before=table))

    assert "NaN" not in svg
    assert "76.0" not in texts_of(svg)


@pytest.mark.parametrize(("kind", "column"), [("dumbbell", "group"), ("ageing", "band"), ("backlog", "band")])
def test_codes_that_look_like_paths_types_or_code_are_shown_as_they_are(kind: str, column: str) -> None:
    table = pd.concat([ROWS[kind].tail(1)] * len(HOSTILE), ignore_index=True)
    table[column] = pd.Series(HOSTILE, dtype="str")

    texts = texts_of(charts.to_svg(charts.draw(kind, table, METRICS[kind], made_up.words(), before=table)))

    shown = {text.replace("\xa0", " ").strip() for text in texts}
    assert shown >= {
        'a.b["c"]',
        "x:Q",
        "F93",
        "datum['value']",
        "<b>&amp;\"'",
        "back\\slash",
        "line break",
        "'] + alert(1) + ['",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_visible_word_comes_from_the_caller(kind: str) -> None:
    marked = {key: f"§{text}" for key, text in made_up.TEXTS.items()}
    labels = {code: "§" for code in [*made_up.BANDS, "late", "legal", "image", "value", "loyalty"]}
    words = replace(made_up.words(labels, months=("§",) * 12), texts=marked)

    texts = texts_of(charts.to_svg(charts.draw(kind, ROWS[kind], METRICS[kind], words, before=ROWS[kind])))

    unsaid = [text for text in texts if "§" not in text and any(letter.isalpha() for letter in text)]
    assert unsaid == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_texts_that_a_kind_asks_for_are_listed(kind: str) -> None:
    listed = {key: made_up.TEXTS[key] for key in charts.TEXTS[kind]}

    chart = charts.draw(kind, ROWS[kind], METRICS[kind], made_up.words(texts=listed), before=ROWS[kind])

    assert charts.to_svg(chart).startswith("<svg")


@pytest.mark.parametrize("kind", KINDS)
def test_marks_take_their_colours_from_the_theme_and_only_axis_labels_ask_which_it_is(kind: str) -> None:
    light, dark = (
        charts.draw(kind, ROWS[kind], METRICS[kind], made_up.words(), theme=one).to_json() for one in ("light", "dark")
    )

    assert light.replace("#59626A", "#A6B0B8") == dark
    assert light.count("#") == light.count("#59626A")


def test_more_rows_than_a_browser_draws_at_once_are_refused() -> None:
    table = pd.concat([ROWS["curve"]] * 1001)

    with pytest.raises(TooManyRows) as refusal:
        charts.draw("curve", table, METRICS["curve"], made_up.words())

    assert refusal.value.found == "5,005"


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(charts.ChartRefused) as refusal:
        charts.draw("pie", ROWS["trend"], METRICS["trend"], made_up.words())

    assert "dumbbell" in refusal.value.expected


def test_the_description_for_screen_readers_is_the_callers() -> None:
    words = made_up.words(texts=made_up.TEXTS | {"alt": "Satisfaction by month"})

    chart = charts.draw("trend", ROWS["trend"], METRICS["trend"], words)

    assert chart.to_dict()["description"] == "Satisfaction by month"
