from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts

TABLE = made_up.flowing(["2025-01-06", "2025-01-13", "2025-02-03"], [(5, 2, 30), (4, 9, 25), (1_200, 0, 1_225)])


def test_the_last_week_has_its_number():
    assert "1,225" in texts(charts.draw("flow", TABLE, made_up.FLOW, made_up.words()))


def test_what_came_in_and_went_out_is_told_on_pointing():
    rows = rows_with(charts.draw("flow", TABLE, made_up.FLOW, made_up.words()), "told_opened")

    assert rows["told_opened"].tolist() == ["5", "4", "1,200"]
    assert rows["told_ended"].tolist() == ["2", "9", "0"]


def test_groups_are_added_up():
    both = made_up.pd.concat([TABLE, TABLE.assign(group="north")])

    rows = rows_with(charts.draw("flow", both, made_up.FLOW, made_up.words()), "told_opened")

    assert rows["open"].tolist() == [60, 50, 2_450]


def test_the_period_before_is_a_grey_line_on_the_same_weeks():
    before = made_up.flowing(["2024-01-08", "2024-01-15"], [(1, 1, 10), (1, 1, 12)])

    chart = charts.draw("flow", TABLE, made_up.FLOW, made_up.words(), before=before)

    assert sorted(role for _, role in marks(chart, "line")) == ["main", "muted"]
    assert "Before" in texts(chart)
