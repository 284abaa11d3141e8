"""Who leads, year by year."""

from dataclasses import replace

from crm_core import charts
from tests.charts import made_up
from tests.charts.drawn import marks, rows_with, texts

SCORES = [
    (2004, "Apple", 81, None), (2004, "Dell", 79, None),
    (2006, "Apple", 83, 77), (2006, "Dell", 78, 77),
    (2007, "Apple", 79, 75), (2007, "HP", 76, 75),
]  # fmt: skip


def drawn(*accented: str):
    words = replace(made_up.words(), accented=accented)
    return charts.draw("standing", made_up.published(SCORES), made_up.SCORE, words)


def test_the_leader_of_the_newest_year_is_the_line_and_the_others_are_grey():
    chart = drawn()

    roles = [role for _, role in marks(chart, "symbol")]
    assert roles.count("main") == 3  # Apple's years
    assert roles.count("muted") == 3
    assert {role for _, role in marks(chart, "area")} == {"main"}


def test_a_year_that_was_not_published_breaks_the_line():
    years = rows_with(drawn(), "low").set_index("x")

    assert years.index[years["value"].isna()].tolist() == [2005]


def test_the_ends_are_named_with_the_score_as_published():
    ends = ("Apple 79", "HP 76", "Industry 75")

    assert [text for text in texts(drawn()) if text in ends] == list(ends)


def test_names_of_equal_scores_do_not_lie_on_each_other():
    equal = made_up.published([(2007, "Apple", 79, 75), (2007, "HP", 75, 75)])

    chart = charts.draw("standing", equal, made_up.SCORE, made_up.words())

    (named,) = [
        rows for rows in chart.to_dict()["datasets"].values() if rows and "at" in rows[0] and not rows[0]["strong"]
    ]
    assert len(named) == 2
    assert abs(named[0]["at"] - named[1]["at"]) > 0.4  # of an axis of ten points


def test_the_accented_company_is_the_line_though_it_does_not_lead():
    chart = drawn("Dell")

    assert rows_with(chart, "low")["value"].dropna().tolist() == [79, 78]
    assert "2005" in texts(chart)
