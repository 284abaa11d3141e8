"""Stores of single visits: empty, apart from each other, and gone afterwards."""

import pytest

from crm_core import Config, close_session_store, load_csv, open_session_store, sessions
from crm_core.errors import StoreUnreachable

CASE = b"complaint_id,opened_at\nK1,2024-02-01\n"


@pytest.fixture
def config(tmp_path):
    return Config(work_folder=tmp_path)


def test_what_one_visitor_loads_is_in_no_other_store_and_nothing_of_it_stays(config, tmp_path):
    mine, other = open_session_store(config), open_session_store(config)

    report = load_csv(mine, "complaints", CASE)
    there = mine.has_rows("complaints"), other.has_rows("complaints")
    close_session_store(mine)
    close_session_store(other)

    assert report.good == 1
    assert there == (True, False)
    assert list((tmp_path / "sessions").iterdir()) == []


def test_the_engine_of_a_visit_gets_little_whatever_the_configuration_says(config):
    store = open_session_store(config)

    with store.engine.connect() as connection:
        limits = connection.exec_driver_sql("SELECT current_setting('memory_limit'), current_setting('threads')").one()
    close_session_store(store)

    assert limits == ("122.0 MiB", 1)  # 128 MB


def test_there_is_room_for_so_many_visits_and_for_the_next_when_one_has_ended(config, monkeypatch):
    monkeypatch.setattr(sessions, "MOST", 2)
    first, second = open_session_store(config), open_session_store(config)

    with pytest.raises(StoreUnreachable) as refusal:
        open_session_store(config)
    close_session_store(first)
    third = open_session_store(config)

    assert refusal.value.code == "sessions_many"
    assert (sessions.is_open(first), sessions.is_open(third)) == (False, True)
    close_session_store(second)
    close_session_store(third)


def test_what_a_stopped_process_left_is_deleted_at_the_next_start(config, tmp_path):
    left = tmp_path / "sessions" / "0123" / "visitor.duckdb"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"rows of somebody")

    sessions.delete_leftovers(config)

    assert not left.exists()
    assert tmp_path.exists()
