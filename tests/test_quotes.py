"""The empty chair: which customer's words are quoted, and what of them."""

import datetime as dt

import pytest

from crm_core import newest_quote
from crm_core.text.black_out import BLACK
from tests.rows import known, put

LOW = {"csat": 1, "csat_scale": "5", "quote_allowed": True}


def said(database, **filters) -> str | None:
    quote = newest_quote(database, known(**filters))
    return quote and quote.text


def test_the_newest_serious_comment_that_may_be_quoted_is_quoted(store):
    put(
        store,
        survey_answers=[
            LOW | {"comment": "Older.", "answered_at": "2024-02-01"},
            LOW | {"comment": "Newest.", "answered_at": "2024-02-05", "touchpoint": "support", "language": "en"},
            LOW | {"comment": "Later than known.", "answered_at": "2024-03-09"},
            LOW | {"comment": "Not allowed.", "answered_at": "2024-02-06", "quote_allowed": False},
            LOW | {"comment": "Nobody said so.", "answered_at": "2024-02-06", "quote_allowed": None},
            LOW | {"comment": "Content.", "answered_at": "2024-02-06", "csat": 4},
            LOW | {"comment": "  ", "answered_at": "2024-02-06"},
            LOW | {"comment": None, "answered_at": "2024-02-06"},
        ],
    )

    quote = newest_quote(store, known())

    assert (quote.text, quote.score, quote.scale, quote.touchpoint) == ("Newest.", 1, 5, "support")
    assert quote.answered_at == dt.datetime(2024, 2, 5, tzinfo=dt.UTC)
    assert quote.store_id is None


@pytest.mark.parametrize(
    ("answer", "serious"),
    [
        ({"satisfaction": 4}, (4, 10)),
        ({"satisfaction": 5}, None),
        ({"recommend": 0}, (0, 10)),
        ({"recommend": 4}, None),
        ({"csat": 1, "csat_scale": "2"}, (1, 2)),
        ({"csat": 2, "csat_scale": "3"}, None),
        ({"csat": 2, "csat_scale": "7"}, (2, 7)),
        ({"csat": 3, "csat_scale": "7"}, None),
        ({"csat": 4, "csat_scale": "10"}, (4, 10)),
        ({"csat": 1, "csat_scale": None}, None),
        ({"satisfaction": 9, "recommend": 1}, (1, 10)),
    ],
)
def test_serious_is_the_lowest_two_fifths_of_a_scale(store, answer, serious):
    put(store, survey_answers=[answer | {"comment": "Bad.", "quote_allowed": True}])

    quote = newest_quote(store, known())

    assert (quote and (quote.score, quote.scale)) == serious


def test_names_of_customers_and_staff_are_blacked_out(store):
    put(
        store,
        customers=[{"customer_id": "C1", "name": "Wanda Reed"}, {"customer_id": "C2", "name": "王伟"}],
        staff=[{"staff_id": "A1", "name": "Grace Olsen"}, {"staff_id": "A2", "name": "Bruno Diaz"}],
        survey_answers=[
            LOW | {"comment": "Bruno did not greet me, grace was no better, 王伟 neither, nor was wanda of any help.",
                   "customer_id": "C1", "staff_id": "A1"},
        ],
    )  # fmt: skip

    assert said(store) == (
        f"{BLACK} did not greet me, {BLACK} was no better, {BLACK} neither, nor was {BLACK} of any help."
    )


def test_words_of_which_little_is_left_are_passed_over(store):
    put(
        store,
        survey_answers=[
            LOW | {"comment": "The queue was long.", "answered_at": "2024-02-01"},
            LOW | {"comment": "Der Herr am Schalter hatte Feierabend.", "answered_at": "2024-02-05"},
        ],
    )

    assert said(store) == "The queue was long."


def test_a_long_comment_is_cut(store):
    put(store, survey_answers=[LOW | {"comment": "very " * 100 + "bad"}])

    assert said(store) == ("very " * 80).strip() + " …"


def test_the_filters_narrow_what_is_quoted(store):
    put(
        store,
        survey_answers=[
            LOW | {"comment": "In one.", "store_id": "S1"},
            LOW | {"comment": "In two.", "store_id": "S2", "answered_at": "2024-01-01"},
        ],
    )

    assert said(store, store=("S2",)) == "In two."
    assert said(store, start=dt.date(2024, 1, 15)) == "In one."
    assert said(store, store=("nowhere",)) is None
