import math

import pytest

from tests.charts import made_up

PERSIAN = {"decimal": "٫", "thousands": "٬", "numerals": list("۰۱۲۳۴۵۶۷۸۹"), "minus": "\u200e−"}
GERMAN = {"decimal": ",", "thousands": "."}


@pytest.mark.parametrize(
    ("value", "locale", "written"),
    [
        (1234.56, None, "1,234.6"),
        (-2.34, None, "−2.3"),
        (-0.04, None, "0.0"),
        (1234.56, GERMAN, "1.234,6"),
        (1234.56, PERSIAN, "۱٬۲۳۴٫۶"),
        (-7.0, PERSIAN, "\u200e−۷٫۰"),
        (math.nan, None, "unknown"),
        (math.inf, None, "unknown"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: float, locale: dict[str, object] | None, written: str):
    assert made_up.words(locale=locale).number(value) == written


def test_a_unit_that_is_written_beside_the_number_comes_from_its_text():
    words = made_up.words()

    assert words.amount(86.44, "per cent") == "86.4%"
    assert words.amount(79.3, "points of 100") == "79.3"
    assert words.amount(math.nan, "per cent") == "unknown"


def test_a_year_has_the_numerals_of_the_language_and_no_sign_for_thousands():
    assert made_up.words(locale=PERSIAN).digits("1404") == "۱۴۰۴"


def test_a_code_without_a_label_is_shown_without_what_a_picture_cannot_hold():
    words = made_up.words({"a": "Store"})

    assert (words.label("a"), words.label("b\n\x00c")) == ("Store", "b  c")
