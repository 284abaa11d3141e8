"""The language of a comment: by its letters first, then by what was said of it, then by its small words."""

import csv
from pathlib import Path

import pytest

from crm_core.comments import language_of

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("The chat found my order at once.", None, "en"),
        ("Das ist sehr gut", None, "de"),
        ("Un service", "en", "en"),  # one small word of French is not yet clear ...
        ("Ce n'est pas bon et très mauvais", "en", "fr"),  # ... but this is
        ("Lovely", "en-GB", "en"),
        ("Lovely", None, "other"),
        ("Lovely", "sv_SE", "sv"),
        ("Lovely", "![x](http://a.example/b.png)", "other"),  # no code, and never passed on as one
        ("Lovely", "Ann Smith, Leeds", "other"),
        ("店员很热情", "en", "zh"),  # the language of the form is not that of the words in it
        ("素晴らしい商品", None, "ja"),
        ("정말 좋아요", None, "ko"),
        ("یک روز دیر رسید", None, "fa"),
        ("خدمة ممتازة", None, "ar"),
        ("حل شد", "fa", "fa"),  # no letter of these tells Persian from Arabic
        ("12345 !!", "en", "other"),
        ("", None, "other"),
    ],
)
def test_a_language_is_told(text, said, language):
    assert language_of(text, said) == language


def test_the_languages_of_the_sample_are_told_without_being_said():
    with (SAMPLE_DATA / "survey_answers.csv").open(encoding="utf-8", newline="") as file:
        written = {(row["comment"], row["language"]) for row in csv.DictReader(file) if row["comment"]}

    right = sum(language_of(comment) == language for comment, language in written)

    assert right / len(written) > 0.9
