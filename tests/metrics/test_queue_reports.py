"""Answered in time, time of a contact, and reports of intervals as a second source of the same numbers."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from crm_core import MISSING, Settings, ask, schema
from tests.metrics.calling import BEGAN, answered, hung_up
from tests.rows import Row, known, put

HALF_HOUR = dt.timedelta(minutes=30)


def found(store, name, filters=None, **options):
    return ask(f"channels.{name}")(store, filters or known(), **options)


def report(**changes: object) -> Row:
    own = {"queue": "sales", "channel": "phone", "starts_at": BEGAN, "ends_at": BEGAN + HALF_HOUR, "t_seconds": 20}
    counts = {"offered": 0, "answered": 0, "answered_in_t": 0, "abandoned": 0, "abandoned_in_t": 0}
    return own | counts | changes


# A published day: answered 1000, of them 860 in 20 s; abandoned 60, of them 20 in 20 s (Cleveland and Mayben 1997,
# chapter on service level).
PUBLISHED = {"offered": 1060, "answered": 1000, "answered_in_t": 860, "abandoned": 60, "abandoned_in_t": 20}
FORMULAS = {
    "late_abandons": (860, 1040),  # 82.69 %
    "all_abandons": (860, 1060),
    "answered": (860, 1000),
    "early_met": (880, 1060),
    "offered": (860, 1060),
}


@pytest.mark.parametrize("source", ["contacts", "reports"])
def test_the_share_in_time_is_the_published_one_from_either_source(store, source):
    calls = [answered(20)] * 860 + [answered(21)] * 140 + [hung_up(20)] * 20 + [hung_up(30)] * 40
    put(store, **({"interactions": calls} if source == "contacts" else {"contact_intervals": [report(**PUBLISHED)]}))

    for formula, (good, of) in FORMULAS.items():
        one = found(store, "service_level", formula=formula).iloc[0]
        assert one[["in_time", "n", "left_out"]].tolist() == [good, of, 0], formula
        assert one["in_time_pct"] == pytest.approx(100 * good / of)
    assert found(store, "service_level").iloc[0]["in_time_pct"] == pytest.approx(82.69, abs=0.005)


def test_offered_counts_who_gave_up_at_once_and_the_others_dont(store):
    put(store, interactions=[answered(1)] * 3 + [hung_up(2)])

    rates = {formula: found(store, "service_level", formula=formula).iloc[0]["n"] for formula in FORMULAS}

    assert rates == dict.fromkeys(FORMULAS, 3) | {"offered": 4}
    with pytest.raises(ValueError, match="no formula is called"):
        found(store, "service_level", formula="all")


def test_the_time_to_answer_is_a_rule_of_the_workspace_or_asked_for(store):
    put(store, interactions=[answered(15), answered(25), answered(7200, channel="email")])

    asked = [{}, {"settings": Settings(answer_within_seconds=25)}, {"seconds": 10}, {"kind": "written"}]

    rates = [found(store, "service_level", **options).iloc[0] for options in asked]
    assert [one["in_time_pct"] for one in rates] == [50, 100, 0, 100]
    assert [one["within_seconds"] for one in rates] == [20, 25, 10, 86_400]


def test_a_contact_takes_its_talk_and_the_work_after_it(store):
    put(
        store,
        interactions=[
            answered(5, lasted=100, hold_seconds=10, wrap_up_seconds=20),
            answered(5, lasted=200),  # no work after it is recorded
            hung_up(50),
            answered(5, ended_at=None),
        ],
    )

    one = found(store, "handling").iloc[0]

    # (100 + 20 + 200) / 2 = 160; talk (100 + 200) / 2, hold 10 / 2, work 20 / 2
    times = ["handled_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds"]
    assert one[times].tolist() == [160, 150, 5, 10]
    assert one[["n", "wrap_up_known", "left_out"]].tolist() == [2, 1, 1]


def test_what_no_contact_records_is_not_nought(store):
    put(store, interactions=[answered(5, lasted=100), answered(5, lasted=200)])

    one = found(store, "handling").iloc[0]

    assert one[["hold_seconds", "wrap_up_seconds"]].isna().all()
    assert one[["handled_seconds", "talk_seconds"]].tolist() == [150, 150]


def calls_of_a_day(random: np.random.Generator) -> list[Row]:
    """Calls and chats of one day, nobody known: some given up, all after 5 seconds or more."""
    rows = []
    for place in range(300):
        began = BEGAN + dt.timedelta(seconds=int(random.integers(0, 8 * 3600)))
        waited = int(random.exponential(25))
        one = answered(waited, lasted=int(random.exponential(200)), wrap_up_seconds=int(random.integers(60)))
        one = hung_up(5 + waited) if random.random() < 0.2 else one
        moved = {name: one[name] + (began - BEGAN) for name in ("started_at", "answered_at", "ended_at") if name in one}
        rows.append(one | moved | {"channel": ("phone", "chat")[place % 2]})
    return rows


def as_reports(calls: list[Row]) -> list[Row]:
    """The same calls as half-hours of a queue for each channel."""
    frame = pd.DataFrame(calls)
    gone = frame["abandoned"]
    waited = (frame["answered_at"].where(~gone, frame["ended_at"]) - frame["started_at"]).dt.total_seconds()
    frame = frame.assign(
        starts_at=frame["started_at"].dt.floor("30min"), offered=1, answered=(~gone).astype(int),
        answered_in_t=(~gone & (waited <= 20)).astype(int), abandoned=gone.astype(int),
        abandoned_in_t=(gone & (waited <= 20)).astype(int),
        talk_seconds=(frame["ended_at"] - frame["answered_at"]).dt.total_seconds().fillna(0).astype(int),
        wrap_up_seconds=frame["wrap_up_seconds"].fillna(0).astype(int),
    )  # fmt: skip
    counts = ["offered", "answered", "answered_in_t", "abandoned", "abandoned_in_t", "talk_seconds", "wrap_up_seconds"]
    sums = frame.groupby(["channel", "starts_at"])[counts].sum().reset_index()
    sums = sums.assign(ends_at=sums["starts_at"] + HALF_HOUR, queue="any", t_seconds=20)
    return [row | {"starts_at": row["starts_at"].to_pydatetime(), "ends_at": row["ends_at"].to_pydatetime()}
            for row in sums.to_dict("records")]  # fmt: skip


UNEQUAL = {"handling": ["low", "high", "hold_seconds", "wrap_up_known"]}
"""What a report can't say: how single contacts spread, what of the talk was hold, of which contacts work is known."""


def answers(store) -> dict[tuple[str, str | None], pd.DataFrame]:
    names, splits = ("answer_rate", "service_level", "handling"), (None, "channel", "month", "region")
    return {
        (name, by): found(store, name, by=by).drop(columns=UNEQUAL.get(name, [])) for name in names for by in splits
    }


def test_the_same_calls_say_the_same_one_by_one_and_as_reports(store):
    calls = calls_of_a_day(np.random.default_rng(4))
    put(store, interactions=calls)
    one_by_one = answers(store)
    with store.write("a test") as connection:
        connection.execute(sa.delete(schema.table("interactions")))
    put(store, contact_intervals=as_reports(calls))

    in_reports = answers(store)

    for asked, first in one_by_one.items():
        pd.testing.assert_frame_equal(first, in_reports[asked], rtol=1e-12, obj=f"{asked}")
    assert found(store, "speed", by="channel")["left_out"].sum() == 300


def test_nothing_is_counted_from_both_sources(store):
    day = dt.timedelta(days=1)
    put(
        store,
        interactions=[answered(1), hung_up(9, channel="chat", queue="help")],
        contact_intervals=[
            report(offered=5, answered=5),  # calls are loaded for this day
            report(offered=7, answered=7, starts_at=BEGAN + day, ends_at=BEGAN + day + HALF_HOUR),  # not for this one
            report(offered=3, answered=2, abandoned=1, channel="chat"),  # another queue than the chats'
            report(offered=11, answered=11, channel="chat", queue="help"),  # the chats' own
            report(offered=90, answered=90, channel="email"),
            report(offered=90, answered=90, starts_at="2024-03-08 11:45:00", ends_at="2024-03-08 12:15:00"),  # not over
        ],
    )

    by_channel = found(store, "answer_rate", by="channel").set_index("group")

    assert by_channel.loc["phone", ["answered", "hung_up"]].tolist() == [1 + 7, 0]
    assert by_channel.loc["chat", ["answered", "hung_up"]].tolist() == [2, 1 + 1]
    assert found(store, "answer_rate").iloc[0]["n"] == 12


def test_a_day_is_one_of_the_workspaces_zone(store):
    # 23:30 in London on 1 February is 2 February in Berlin, where a call of that day is loaded.
    put(
        store,
        interactions=[answered(1, started_at="2024-02-02 12:00:00", answered_at="2024-02-02 12:00:01")],
        contact_intervals=[
            report(offered=5, answered=5, starts_at="2024-02-01 23:30:00", ends_at="2024-02-02 00:00:00")
        ],
    )

    n = [found(store, "answer_rate", settings=Settings(zone=zone)).iloc[0]["n"] for zone in ("UTC", "Europe/Berlin")]

    assert n == [6, 1]


def test_reports_know_their_channel_alone(store):
    put(store, contact_intervals=[report(offered=5, answered=5), report(offered=2, answered=2, channel="chat")])

    narrowed = [{"channel": ("chat",)}, {"team": ("red",)}, {"team": (MISSING,)}, {"tier": ("Gold",)}]

    assert [found(store, "answer_rate", known(**one)).iloc[0]["n"] for one in narrowed] == [2, 0, 7, 0]
    assert found(store, "answer_rate", by="region")[["group", "n"]].to_numpy().tolist() == [[MISSING, 7]]


def test_reports_that_count_by_another_time_are_left_out_of_the_share_in_time(store):
    put(store, contact_intervals=[report(**PUBLISHED), report(**PUBLISHED | {"t_seconds": 30, "queue": "other"})])

    assert found(store, "service_level").iloc[0][["n", "left_out"]].tolist() == [1040, 1060]
    assert found(store, "service_level", seconds=30).iloc[0][["n", "left_out"]].tolist() == [1040, 1060]


def test_a_report_without_times_says_nothing_of_the_time_of_a_contact(store):
    timed = report(offered=4, answered=4, talk_seconds=400, wrap_up_seconds=40)
    put(store, contact_intervals=[timed, report(offered=3, answered=3, queue="other"), report(queue="idle")])

    one = found(store, "handling").iloc[0]

    assert one[["handled_seconds", "talk_seconds", "wrap_up_seconds"]].tolist() == [110, 100, 10]
    assert one[["n", "wrap_up_known", "left_out"]].tolist() == [4, 4, 3]
