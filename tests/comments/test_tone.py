"""How comments sound: as often right as is said, and nothing made up where nothing can be read."""

from pathlib import Path

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from crm_core.comments import READ, accuracy, tone

DATA = Path(__file__).parent / "data"


def unseen(language: str) -> list[tuple[bool, str]]:
    """Labelled texts that nothing was trained on (training/texts.py says where they are from)."""
    lines = (DATA / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(side == "1", words) for side, _, words in (line.partition("\t") for line in lines)]


@pytest.mark.parametrize("language", READ)
def test_unseen_texts_are_read_right_as_often_as_is_said(language):
    texts = unseen(language)

    right = sum((tone(words, language) > 0) == good for good, words in texts)

    said = accuracy(language)
    assert (right, len(texts)) == (said.right, said.texts)
    assert said.right / said.texts > 0.75


@pytest.mark.parametrize("language", READ)
def test_both_sides_are_read_better_than_by_guessing(language):
    texts = unseen(language)

    for side in (True, False):
        words = [words for good, words in texts if good is side]
        assert sum((tone(one, language) > 0) is side for one in words) / len(words) > 0.7


def test_english_is_read_better_than_by_the_list_of_words_alone():
    listed = SentimentIntensityAnalyzer()
    texts = unseen("en")

    by_list = sum((listed.polarity_scores(words)["compound"] > 0) == good for good, words in texts)

    assert accuracy("en").right > by_list


def test_a_tone_lies_between_minus_one_and_one():
    for words in ("awful awful terrible horrible, never again " * 400, "great wonderful perfect, love it " * 400):
        assert -1 <= tone(words, "en") <= 1


def test_what_can_not_be_read_has_no_tone_and_what_says_nothing_is_in_the_middle():
    assert tone("خوب بود", "fa") is None
    assert tone("Sehr gut", "de") is None
    assert tone("12345", "zh") == 0.0
    assert accuracy("fa") is None
