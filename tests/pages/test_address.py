"""What is chosen, as codes in an address: read, written, and read again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm_core.periods import PERIODS
from crm_core.segments import Condition, Segment
from pages._parts.address import COMPARISONS, DEFAULT_PERIOD, FIELDS, SAVED, SEGMENT, Selection, read, written

NOTHING = Selection()
codes = some.lists(some.text(min_size=1), min_size=1, unique=True).map(tuple)
conditions = some.builds(Condition, some.just("hobbies"), some.just("any_of"), codes)
segment = some.builds(Segment, some.sampled_from(("and", "or")), conditions.map(lambda one: (one,)))
chosen = some.builds(
    lambda values, one: values | ({SEGMENT: (one.text,)} if one else {}),
    some.dictionaries(some.sampled_from([name for name in FIELDS if name != SEGMENT]), codes),
    some.none() | segment,
)
named = some.builds(
    Selection,
    period=some.sampled_from([period for period in PERIODS if period != "dates"]),
    compare=some.sampled_from(COMPARISONS) | some.text(min_size=1).map(SAVED.__add__),
    values=chosen,
)
by_hand = some.tuples(some.dates(), some.dates(), chosen).map(
    lambda drawn: Selection(period="dates", start=min(drawn[:2]), end=max(drawn[:2]), values=drawn[2])
)


@given(named | by_hand)
def test_what_was_written_reads_as_what_was_chosen(selection):
    assert read(written(selection)) == selection


@given(some.dictionaries(some.text(), some.lists(some.text())))
def test_no_address_breaks_the_reader_and_what_it_reads_can_be_written(parameters):
    selection = read(parameters)

    assert read(written(selection)) == selection


def test_defaults_are_left_out_of_the_address():
    assert written(NOTHING) == {}
    assert read({}) == NOTHING


def test_codes_stand_in_the_address_in_their_order_each_once():
    selection = read({"region": ["north", "south", "north"], "store": ["S1"]})

    assert selection == Selection(values={"region": ("north", "south"), "store": ("S1",)})
    assert written(selection) == {"region": ["north", "south"], "store": ["S1"]}


def test_days_are_written_as_dates():
    selection = read({"period": ["dates"], "from": ["2024-02-01"], "to": ["2024-02-29"]})

    assert selection == Selection(period="dates", start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29))
    assert written(selection) == {"period": ["dates"], "from": ["2024-02-01"], "to": ["2024-02-29"]}


@pytest.mark.parametrize(
    "parameters",
    [
        {"period": ["for ever"]},
        {"compare": ["the moon"]},
        {"compare": ["saved:"]},
        {"planet": ["mars"]},
        {"period": []},
        {"region": []},
        {"period": ["dates"]},
        {"period": ["dates"], "from": ["2024-02-30"], "to": ["2024-03-01"]},
        {"period": ["dates"], "from": ["2024-03-01"], "to": ["2024-02-01"]},
        {"from": ["2024-02-01"], "to": ["2024-02-29"]},
    ],
)
def test_what_the_reader_does_not_know_is_left_at_its_default(parameters):
    assert read(parameters) == Selection(period=DEFAULT_PERIOD)


def test_the_last_of_several_periods_counts():
    assert read({"period": ["all", "this_year"]}).period == "this_year"
