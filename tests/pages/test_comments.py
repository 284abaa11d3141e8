"""What the page on satisfaction says of comments, and of what leads to loyalty."""

import numpy as np
import pandas as pd
import pytest

from pages._parts import drivers
from tests.pages import shop
from tests.pages.seen import lines, raised, sections
from tests.rows import Row

ITEMS = ("satisfaction", "expectations", "ideal")


def answered(count: int, *, seed: int = 4) -> list[Row]:
    """Relationship answers in which loyalty follows satisfaction."""
    random = np.random.default_rng(seed)
    rows = []
    for n in range(count):
        liking = random.normal()
        score = lambda spread: int(np.clip(round(7 + 1.4 * liking + spread * random.normal()), 1, 10))  # noqa: B023, E731
        rows.append(
            {"customer_id": f"W-{n}", "touchpoint": "relationship"}
            | {"answered_at": shop.FIRST + (n % 60) * shop.DAY}
            | {item: score(0.6) for item in ITEMS}
            | {"recommend": score(1.0), "buy_again": score(1.0)}
        )
    return rows


def written(words: str, count: int, satisfaction: int, key: str, **more: object) -> list[Row]:
    return [
        {"answer_id": f"{key}{n}", "customer_id": f"{key}-{n}", "touchpoint": "relationship"}
        | {"answered_at": shop.FIRST + (n % 60) * shop.DAY, "comment": words, "satisfaction": satisfaction}
        | more
        for n in range(count)
    ]


def test_the_theme_that_goes_with_low_scores_is_named_and_each_language_has_its_tone(workspace, open_page):
    comments = written("My refund never came, terrible.", 40, 2, "A") + written("The course was great.", 40, 9, "B")
    unread = written("یک روز دیر رسید", 3, 9, "C")
    shop.fill(workspace, survey_answers=comments + unread)

    app = open_page("satisfaction")

    assert raised(app) == []
    assert "Who writes about prices and bills is the least content" in sections(app)
    (said,) = (line for line in lines(app) if "English comments sound" in line)
    assert "told right in 79 of 100" in said
    assert "The tone of 3 comments can't be read." in said
    assert "terrible" not in " ".join(lines(app))


def test_ways_to_loyalty_are_shown(workspace, open_page):
    shop.fill(workspace, survey_answers=answered(260))
    app = open_page("satisfaction")

    assert raised(app) == []
    assert "What leads to loyalty?" in sections(app)


@pytest.mark.parametrize(("low", "first"), [(0.41, "image"), (0.39, "")])
def test_what_moves_loyalty_most_is_named_only_beyond_chance_and_before_satisfaction(low, first):
    rows = [("satisfaction", 0.7, 0.6), ("image", 0.5, low), ("quality", 0.4, 0.3), ("complaints", 0.6, 0.55)]
    table = pd.DataFrame([(start, "loyalty", effect, lowest) for start, effect, lowest in rows])

    assert drivers._moves_most(table.set_axis(["start", "end", "effect", "low"], axis=1)) == first


def test_weights_estimated_from_a_year_are_filled_in_and_change_nothing_before_they_are_saved(workspace, open_page):
    year = [row | {"answered_at": row["answered_at"] - 100 * shop.DAY} for row in answered(260)]
    shop.fill(workspace, survey_answers=[*year, *answered(1)])
    app = open_page("settings")

    app.session_state["estimate_weights"] = True
    app.run()

    assert raised(app) == []
    assert "The answers of 260 customers in 2023 suggest:" in lines(app)
    assert len([line for line in lines(app) if line.endswith(")") and "** (" in line]) == 3
    app.button(key="fill_in_weights").click().run()
    filled = [app.number_input(key=f"rule_index_weights_{item}").value for item in ITEMS]
    assert sum(filled) == pytest.approx(1, abs=0.002)
    assert all(0.25 < one < 0.42 for one in filled)
    assert workspace.settings(workspace.now()).index_weights == (1.0, 1.0, 1.0)
