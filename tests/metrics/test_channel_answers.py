"""The time to an answer that settled the matter."""

import datetime as dt

import pytest

from crm_core import ask
from tests.metrics.calling import BEGAN, answered, hung_up
from tests.rows import Row, known, put

FIRST_OF_ALL = answered(1, started_at="2024-01-01", channel="manual")
"""A look into a manual a month before: what follows lies after the first week of the records."""


def time(store, filters=None, **options):
    return ask("channels.time_to_answer")(store, filters or known(), **options)


def asked(customer: int, waited: float, lasted: float, *, day: float = 0, **more: object) -> Row:
    """A call of a customer about billing, so many days after the first."""
    moved = dt.timedelta(days=day)
    one = answered(waited, lasted, customer_id=f"C{customer}", topic="billing") | more
    return one | {name: one[name] + moved for name in ("started_at", "answered_at", "ended_at")}


def published(value: float, **more: object) -> Row:
    own = {"company": "Them", "industry": "Lamps", "metric": "time_to_answer", "unit": "minutes", "citation": "A paper"}
    return own | {"period_start": "2023-01-01", "period_end": "2023-12-31", "value": value} | more


def test_the_time_runs_from_asking_to_the_end_of_what_was_solved_at_once(store):
    put(
        store,
        interactions=[
            FIRST_OF_ALL,
            *(asked(n, waited=10, lasted=10 * n) for n in range(1, 12)),  # 20, 30, ..., 120 seconds
            asked(50, 1, 1), asked(50, 1, 1, day=3, channel="chat"),  # asked again
            asked(51, 1, 1, customer_id=None), asked(52, 1, 1, topic=None),  # nobody can know
            asked(53, 1, 1, day=30),  # 2 March is not a week ago
            asked(54, 1, 1, ended_at=BEGAN, precision="day"),  # solved, nobody knows how soon
            hung_up(5, customer_id="C55", topic="billing"),
            asked(56, 1, 9999, channel="email"),
        ],
    )  # fmt: skip

    one = time(store).iloc[0]

    assert one["n"] == 11
    assert one["left_out"] == 4
    # the sixth of eleven is 70 s; nine tenths: 10/11 = .909 at the tenth, 110 s
    assert one[["median_seconds", "p90_seconds"]].tolist() == [70, 110]
    assert time(store, kind="written").iloc[0]["n"] == 1
    assert time(store, kind="self").iloc[0][["n", "left_out"]].tolist() == [0, 1]


def test_a_second_call_long_after_does_not_unsolve_the_first(store):
    put(store, interactions=[FIRST_OF_ALL, asked(1, 1, 59), asked(1, 1, 59, day=7)])

    # on 10 February the second call, of 8 February, is two days old
    counts = [time(store, known(as_of=known().as_of - dt.timedelta(days=back))).iloc[0] for back in (27, 0)]

    assert [one[["n", "left_out"]].tolist() for one in counts] == [[1, 1], [2, 0]]


def test_few_solved_say_no_time(store):
    put(store, interactions=[FIRST_OF_ALL, *(asked(n, 1, 59) for n in range(9))])

    assert time(store).iloc[0][["median_seconds", "low"]].isna().all()
    assert time(store).iloc[0]["n"] == 9


def test_the_newest_published_time_stands_beside_its_channel_topic_or_everything(store):
    put(
        store,
        interactions=[FIRST_OF_ALL, *(asked(n, 1, 59) for n in range(10))],
        benchmarks=[
            published(5), published(9, period_end="2022-12-31"), published(4, company="Lamps"),
            published(1, unit="days"),
            published(120, channel="phone", unit="seconds"), published(0.1, topic="billing", unit="hours"),
            published(3, metric="acsi"), published(2, period_end="2024-12-31"),
        ],
    )  # fmt: skip

    beside = [time(store, by=by).iloc[0] for by in (None, "channel", "topic", "month")]

    assert [one["benchmark_of"] for one in beside] == ["Lamps", "Them", "Them", ""]
    assert [one["benchmark_seconds"] for one in beside[:3]] == pytest.approx([240, 120, 360])
