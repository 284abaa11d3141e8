import pandas as pd

from crm_core import charts
from crm_core.catalogue import ask
from tests.charts import made_up
from tests.charts.drawn import marks, texts

METRIC = ask("data.quality")


def filled(rows: list[tuple[str, float]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["column", "filled_pct"])
    return table.assign(group="", table="complaints", rows=10)


def test_bars_stand_in_the_order_of_the_rows_and_carry_their_names_and_numbers():
    chart = charts.draw("bars", filled([("team", 90.0), ("region", 2.5)]), METRIC, made_up.words({"team": "Team"}))

    said = texts(chart)

    assert [text for text in said if text in ("Team", "region")] == ["Team", "region"]
    assert [text for text in said if "%" in text] == ["90.0%", "2.5%"]
    assert [role for _, role in marks(chart, "rect")] == ["main", "main"]


def test_a_row_without_a_value_is_left_out_and_at_most_twenty_are_drawn():
    rows = [("nothing", float("nan"))] + [(f"column {n}", 50.0) for n in range(25)]

    said = texts(charts.draw("bars", filled(rows), METRIC, made_up.words()))

    assert [text for text in said if text.startswith("column")] == [f"column {n}" for n in range(20)]
    assert "nothing" not in said


def test_nothing_to_draw_is_an_empty_picture():
    assert texts(charts.draw("bars", filled([]), METRIC, made_up.words())) == []
