"""What comments are about: by lists of words that anybody can read."""

import pytest

from crm_core.comments import LISTED, THEMES, themes_in


@pytest.mark.parametrize(
    ("text", "language", "themes"),
    [
        ("I waited two weeks for a repair.", "en", ("waiting", "repair")),
        ("THE INVOICE WAS WRONG", "en", ("money",)),
        ("Awaiting nothing", "en", ()),  # a word is found from its beginning
        ("退款太慢了。", "zh", ("waiting", "money")),
        ("سفارش و راه‌اندازی آسان بود.", "fa", ("ordering", "manual")),
        ("كيفيت عالی است", "fa", ("product",)),  # Arabic letters for Persian ones
        ("Die Rechnung war falsch", "de", ()),
        ("", "en", ()),
    ],
)
def test_a_comment_has_the_themes_of_its_words(text, language, themes):
    assert themes_in(text, language) == themes


def test_every_theme_has_words_in_every_listed_language():
    for language in LISTED:
        assert {theme for theme in THEMES if themes_in(_all_words(theme, language), language)} == {*THEMES}


def _all_words(theme: str, language: str) -> str:
    from crm_core.comments.themes import _KNOWN

    return " ".join(_KNOWN[theme][language])
