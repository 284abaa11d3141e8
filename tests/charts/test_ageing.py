import datetime as dt

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts

JANUARY, FEBRUARY, MID_MARCH, MARCH = (dt.date(2025, *day) for day in ((1, 31), (2, 28), (3, 15), (3, 31)))


def test_bars_show_the_last_moment_by_age_with_what_is_late_in_red():
    table = made_up.waiting([JANUARY, FEBRUARY], [[9, 9, 9, 9, 9, 9], [1, 20, 3, 1_400, 5, 6]])

    chart = charts.draw("ageing", table, made_up.OPEN, made_up.words(late=("14_30", "30_up")))

    assert texts(chart) == [*made_up.BANDS.values(), "1", "20", "3", "1,400", "5", "6"]
    assert [role for _, role in marks(chart, "rect")] == ["main"] * 4 + ["bad"] * 2


def test_bands_are_in_the_order_of_age_not_of_their_codes():
    table = made_up.waiting([JANUARY], [[1, 2, 3]], bands=["3_7", "30_up", "14_30"])

    said = texts(charts.draw("ageing", table, made_up.OPEN, made_up.words()))

    assert said[:3] == ["3 to 7 days", "14 to 30 days", "over 30 days"]


def test_groups_are_added_up():
    one = made_up.waiting([JANUARY], [[1, 2, 3, 4, 5, 6]])
    table = made_up.pd.concat([one, one.assign(group="north")])

    said = texts(charts.draw("ageing", table, made_up.OPEN, made_up.words()))

    assert said[-6:] == ["2", "4", "6", "8", "10", "12"]


def test_columns_are_stacked_with_the_youngest_at_the_foot():
    table = made_up.waiting([JANUARY, FEBRUARY], [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]])

    rows = rows_with(charts.draw("backlog", table, made_up.OPEN, made_up.words()), "foot")

    january = rows[rows["at"] == "2025-01-31"]
    assert list(january["band"]) == list(made_up.BANDS)
    assert list(january["foot"]) == [0, 1, 3, 6, 10, 15]
    assert list(january["top"]) == [1, 3, 6, 10, 15, 21]


def test_the_shades_of_the_columns_are_those_of_the_themes_ramp():
    table = made_up.waiting([JANUARY], [[1, 2, 3, 4, 5, 6]])

    shades = [colour for _, colour in marks(charts.draw("backlog", table, made_up.OPEN, made_up.words()), "rect")]

    assert len(set(shades)) == 6
    assert shades[-1] == "rgb(10, 75, 96)"  # the last of the ramp, #0A4B60


def test_the_total_stands_on_the_last_column_and_the_bands_are_named_beside_it():
    table = made_up.waiting([JANUARY, FEBRUARY], [[1, 2, 3, 4, 5, 6], [60, 50, 0, 30, 20, 10]])

    said = texts(charts.draw("backlog", table, made_up.OPEN, made_up.words()))

    assert said[-1] == "170"
    assert "over 30 days" in said
    assert "3 to 7 days" not in said  # nobody of that age is waiting


def test_a_month_is_shown_as_of_its_last_moment():
    table = made_up.waiting([FEBRUARY, MID_MARCH, MARCH], [[1] * 6, [9] * 6, [2] * 6])

    said = texts(charts.draw("backlog", table, made_up.OPEN, made_up.words()))

    assert said[-1] == "12"


def test_names_of_thin_bands_do_not_lie_on_each_other():
    table = made_up.waiting([JANUARY], [[1, 1, 1, 1, 1, 500]])

    rows = rows_with(charts.draw("backlog", table, made_up.OPEN, made_up.words()), "place")

    assert rows["place"].diff().min() > 30  # of an axis that ends at 600
    assert rows["place"].max() <= 600


def test_the_period_before_is_a_line_of_its_totals():
    table = made_up.waiting([JANUARY, FEBRUARY], [[1] * 6, [2] * 6])
    before = made_up.waiting([dt.date(2024, 1, 31), dt.date(2024, 2, 29)], [[3] * 6, [4] * 6])

    chart = charts.draw("backlog", table, made_up.OPEN, made_up.words(), before=before)

    assert [role for _, role in marks(chart, "line")] == ["muted"]
    assert "Before" in texts(chart)
