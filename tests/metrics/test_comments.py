"""What customers write: each once, each language for itself, and no word of anybody comes out."""

import pandas as pd
import pytest

from crm_core import ask
from crm_core.comments import tone
from crm_core.metrics import comments
from crm_core.rows import rows_behind
from tests.rows import known, put

GOOD, BAD = "Great sound, very good and easy to use.", "The speaker is terrible and it broke, I want a refund."


def answers(*said: tuple[str, str, str], **more: object) -> list[dict]:
    return [{"customer_id": who, "comment": words, "language": language} | more for who, language, words in said]


def test_a_customer_counts_once_with_the_mean_of_their_comments(store):
    # C1 wrote a good and a bad comment, C2 a bad one.
    put(store, survey_answers=answers(("C1", "en", GOOD), ("C1", "en", BAD), ("C2", "en", BAD)))

    found = ask("satisfaction.comments")(store, known()).iloc[0]

    good, bad = tone(GOOD, "en"), tone(BAD, "en")
    assert found["tone"] == pytest.approx(((good + bad) / 2 + bad) / 2)
    assert (found["n"], found["comments"], found["left_out"]) == (2, 3, 0)
    assert found["low"] <= found["tone"] <= found["high"]


def test_languages_stand_apart_and_one_that_can_not_be_read_is_counted_without_a_tone(store):
    said = (
        ("C1", "en", GOOD),
        ("C2", "zh", "店员很热情，讲解很仔细。"),
        ("C3", "fa", "یک روز دیر رسید."),
        ("C4", "en", " "),
    )
    put(store, survey_answers=answers(*said))

    found = ask("satisfaction.comments")(store, known()).set_index("language")

    assert [*found.index] == ["en", "fa", "zh"]
    assert found["tone"].notna().tolist() == [True, False, True]
    assert found["left_out"].tolist() == [0, 1, 0]
    assert found.loc["en", "right_pct"] > 75
    assert pd.isna(found.loc["fa", "right_pct"])


def test_a_theme_counts_customers_and_their_own_low_scores(store):
    # 12 customers wrote about a refund, three of them gave 2 of 10; 12 wrote about something else.
    unhappy = answers(*((f"C{n}", "en", "My refund, please") for n in range(3)), satisfaction=2)
    content = answers(*((f"C{n}", "en", "My refund, please") for n in range(3, 12)), satisfaction=9)
    others = answers(*((f"D{n}", "en", "Hello there") for n in range(12)))
    put(store, survey_answers=unhappy + content + others)

    found = ask("satisfaction.themes")(store, known()).set_index("theme").loc["money"]

    assert (found["n"], found["comments"]) == (12, 12)
    assert found["share_pct"] == pytest.approx(50)
    assert found["unhappy_pct"] == pytest.approx(25)
    assert found["low"] < 25 < found["high"]


def test_a_theme_of_nine_comments_has_no_share(store):
    put(store, survey_answers=answers(*((f"C{n}", "en", "My refund, please") for n in range(9))))

    found = ask("satisfaction.themes")(store, known()).set_index("theme").loc["money"]

    assert found["comments"] == 9
    assert found[["share_pct", "unhappy_pct"]].isna().all()


def test_of_too_many_comments_the_same_ones_are_read_each_time(store, monkeypatch):
    monkeypatch.setattr(comments, "MOST_READ", 5)
    put(store, survey_answers=answers(*((f"C{n}", "en", (GOOD, BAD)[n % 2]) for n in range(40))))

    first, second = (ask("satisfaction.comments")(store, known()) for _ in range(2))

    assert first["comments"].sum() == 5
    pd.testing.assert_frame_equal(first, second)


def test_the_rows_behind_hold_nobody_s_words(store):
    put(store, survey_answers=answers(("C1", "en", GOOD)))

    shown, total = rows_behind(ask("satisfaction.themes"), store, known())

    assert total == 1
    assert "comment" not in shown
