"""What is planted in the sample's calls and chats is what the numbers of the queues find."""

import datetime as dt
from pathlib import Path

import pytest

import crm_core
from tests.sample.conftest import SHIPPED

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
LAST_YEAR = crm_core.Filters(as_of=END, start=dt.date(2025, 11, 1))


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory):
    """The sample's contacts alone."""
    folder: Path = tmp_path_factory.mktemp("calls")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        crm_core.load_csv(store, "interactions", SHIPPED / "interactions.csv")
        yield store


def asked(store, name, by=None, **options):
    return crm_core.ask(f"channels.{name}")(store, LAST_YEAR, by=by, **options).set_index("group")


def test_the_share_answered_is_the_stated_one(contacts, stated):
    found = asked(contacts, "answer_rate").loc[""]

    assert found["answered_pct"] == pytest.approx(float(stated["live_answered"]), abs=0.005)
    assert found["low"] < found["answered_pct"] < found["high"]


def test_a_common_question_is_answered_soonest_and_a_repair_takes_longest(contacts, stated):
    found = asked(contacts, "time_to_answer", by="topic")
    known = found.drop(index="(none)", errors="ignore")

    assert known["median_seconds"].idxmin() == "order status"
    assert known["median_seconds"].idxmax() == "repair"
    # Solved at first contact, so without the second contacts of the stated ones, which last three minutes.
    assert known.loc["order status", "median_seconds"] < float(stated["order_status_half"])
    assert known.loc["order status", "high"] < known.loc["repair", "low"]


def test_the_telephone_makes_everybody_wait_longer_than_the_chat(contacts):
    found = asked(contacts, "speed", by="channel")

    # Planted medians of the wait: 38 s by telephone, half as long again in November and December, and 22 s in the chat.
    assert found.loc["phone", "low"] > 36
    assert found.loc["chat", "median_seconds"] == pytest.approx(23, abs=2)
