"""Who is answered, and how long everybody waits."""

import datetime as dt

import pytest

from crm_core import ask
from tests.metrics.calling import BEGAN, answered, hung_up
from tests.rows import known, put

COUNTS = ["answered", "hung_up", "n", "short", "left_out"]


def rate(store, filters=None, **options):
    return ask("channels.answer_rate")(store, filters or known(), **options)


def speed(store, filters=None, **options):
    return ask("channels.speed")(store, filters or known(), **options)


def test_who_gives_up_at_once_counts_on_neither_side(store):
    elsewhere = [answered(1, channel=channel) for channel in ("email", "store", "search", "manual", None)]
    later = answered(1, started_at="2024-03-09", answered_at="2024-03-09", ended_at="2024-03-09")
    put(store, interactions=[*[answered(20)] * 7, answered(9, channel="chat"), hung_up(5), hung_up(90), hung_up(4.9),
                             *elsewhere, later])  # fmt: skip

    found = rate(store).iloc[0]

    # 8 answered of 8 + 2 given up after 5 s or more; the one of 4.9 s is short. Wilson: 8/10 .4902-.9433.
    assert found[COUNTS].tolist() == [8, 2, 10, 1, 0]
    assert found[["answered_pct", "low", "high"]].tolist() == pytest.approx([80, 49.02, 94.33], abs=0.01)


def test_several_calls_of_one_customer_are_worth_less_than_those_of_several(store):
    calls = [answered(1), answered(1), hung_up(9), hung_up(9)] * 10
    put(store, interactions=[call | {"customer_id": f"C{place // 2}"} for place, call in enumerate(calls)])

    found = rate(store).iloc[0]

    # 20 customers with two calls each that end alike: worth 20 calls, not 40. Wilson: 10/20 .2993-.7007.
    assert found["n"] == 40
    assert found[["answered_pct", "low", "high"]].tolist() == pytest.approx([50, 29.93, 70.07], abs=0.01)


def test_a_wait_runs_from_the_queue_to_the_answer_or_to_giving_up(store):
    in_menu = {"queued_at": BEGAN + dt.timedelta(seconds=3)}
    put(store, interactions=[hung_up(7, **in_menu), hung_up(8, **in_menu), hung_up(4)])

    found = rate(store).iloc[0]

    # 4 s and 5 s in the queue, 4 s since asking where no queue is known
    assert found[["hung_up", "short"]].tolist() == [1, 2]


def test_a_file_that_knows_less_is_read_as_far_as_it_goes(store):
    put(
        store,
        interactions=[
            answered(5, abandoned=None),  # an answer is an answer
            answered(5, answered_at=None),  # not given up
            answered(5, answered_at=None, abandoned=None),  # nothing says what became of it
            hung_up(2, ended_at=None),  # given up, nobody knows when
            hung_up(0, precision="day"),  # nor of this one
        ],
    )

    assert rate(store).iloc[0][COUNTS].tolist() == [2, 2, 4, 0, 1]
    assert speed(store).iloc[0][["n", "hung_up", "left_out"]].tolist() == [1, 0, 4]


def test_whoever_waits_at_the_moment_is_neither_answered_nor_gone(store):
    put(store, interactions=[answered(60), hung_up(60), answered(10)])

    then = known(as_of=BEGAN + dt.timedelta(seconds=30))

    # one was answered after 10 s; both others have waited 30 s and nobody knows yet
    assert rate(store, then).iloc[0][COUNTS].tolist() == [1, 0, 1, 0, 2]
    assert speed(store, then).iloc[0][["n", "hung_up", "left_out"]].tolist() == [3, 2, 0]
    assert rate(store).iloc[0][COUNTS].tolist() == [2, 1, 3, 0, 0]


def test_everybodys_wait_is_longer_than_that_of_those_answered(store):
    put(store, interactions=[*(answered(10 * n) for n in range(1, 11)), *[hung_up(45)] * 10, hung_up(2)])

    found = speed(store).iloc[0]

    # Of 20 waiting, answers at 10, 20, 30, 40 leave 16/20 = .8; ten go at 45 s; of six left one is answered each 10 s:
    # .8 * 5/6 = .667, * 4/5 = .533, * 3/4 = .4 at 80 s. Nine tenths: .8 * 1/6 = .133 at 90 s is not enough, so 100 s.
    assert found[["median_seconds", "p90_seconds"]].tolist() == [70, 100]
    # Those answered: 10, 20, ..., 100: mean and middle 55, nine tenths 90 + .1 * 10.
    alone = ["answered_mean_seconds", "answered_median_seconds", "answered_p90_seconds"]
    assert found[alone].tolist() == pytest.approx([55, 55, 91])
    assert found[["n", "hung_up", "left_out"]].tolist() == [20, 10, 0]


def test_under_ten_answers_say_no_time(store):
    put(store, interactions=[answered(10)] * 9 + [hung_up(60)])

    found = speed(store).iloc[0]

    assert found[["median_seconds", "answered_mean_seconds"]].isna().all()
    assert found["n"] == 10


def test_mail_is_asked_for_by_itself(store):
    put(store, interactions=[answered(3600, channel="email"), answered(1)])

    assert rate(store, kind="written", by="channel")["group"].tolist() == ["email"]
    assert rate(store, by="channel")["group"].tolist() == ["phone"]
