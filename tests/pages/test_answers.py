"""What a page asks is answered once: kept beside the database, as long as nothing has changed."""

import pandas as pd
import pytest
import streamlit as st
from pandas.testing import assert_frame_equal

import crm_core
from crm_core import schema
from crm_core.catalogue import all_metrics
from pages._parts import answers
from tests.metrics.made_up import shop
from tests.rows import known, put

ONE = pd.DataFrame({"n": pd.array([1, None], "Int64"), "share_pct": [0.5, None], "group": pd.array(["", "ä"], "str")})


@pytest.fixture
def asked(workspace, monkeypatch):
    """Call it to ask a question of the workspace as a process does that has just started; it counts the asking."""
    monkeypatch.setattr(answers, "SLOW", 0.0)
    answered = []

    def ask(question: str = "how many", **changes: int) -> pd.DataFrame:
        st.cache_data.clear()
        versions = tuple(sorted(({"purchases": 1} | changes).items()))
        return answers.kept(workspace, versions, (question,), lambda: answered.append(question) or ONE)

    ask.answered = answered
    return ask


def files(store: crm_core.Store) -> list[str]:
    return [path.name for path in (store.folder / answers.FOLDER).rglob("*") if path.is_file()]


def test_an_answer_outlasts_the_process(asked):
    first, again = asked(), asked()

    assert_frame_equal(first, ONE)
    assert_frame_equal(again, ONE)
    assert asked.answered == ["how many"]


def test_each_question_has_its_own_answer(asked, workspace):
    asked("how many")
    asked("how much")

    assert asked.answered == ["how many", "how much"]
    assert len(files(workspace)) == 2


def test_a_changed_table_is_asked_anew_and_the_old_answer_is_deleted(asked, workspace):
    asked(purchases=1)
    before = files(workspace)
    asked(purchases=2)

    assert asked.answered == ["how many", "how many"]
    assert len(before) == len(files(workspace)) == 1
    assert before != files(workspace)


def test_a_store_that_is_filled_anew_up_to_the_same_versions_is_asked_anew(asked, workspace):
    asked()
    with workspace.write("an import") as connection:
        row = {"import_id": "1", "table_name": "purchases", "source": "own", "file_name": "a.csv", "state": "committed"}
        columns = schema.table("imports").c
        needed = {one.name: 0 for one in columns if not one.nullable and one.name not in row}
        now = pd.Timestamp("2026-01-01", tz="UTC")
        filled = {name: value for name, value in (needed | row | {"imported_at": now}).items() if name in columns}
        connection.execute(schema.table("imports").insert().values(**filled))
    asked()

    assert asked.answered == ["how many", "how many"]


def test_an_answer_of_other_code_is_asked_anew(asked, monkeypatch):
    asked()
    monkeypatch.setattr(answers, "_code", lambda: "mended")
    asked()

    assert asked.answered == ["how many", "how many"]


def test_a_damaged_file_is_asked_anew(asked, workspace):
    asked()
    (kept,) = (path for path in (workspace.folder / answers.FOLDER).rglob("*") if path.is_file())
    kept.write_bytes(b"half a file")

    assert_frame_equal(asked(), ONE)
    assert_frame_equal(asked(), ONE)
    assert asked.answered == ["how many", "how many"]


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(asked, workspace):
    (workspace.folder / answers.FOLDER).write_text("no folder can be made here")

    assert_frame_equal(asked(), ONE)


def test_a_quick_answer_leaves_no_file(asked, workspace, monkeypatch):
    monkeypatch.setattr(answers, "SLOW", 60.0)
    asked()

    assert files(workspace) == []


def test_the_answer_of_every_metric_comes_back_from_a_file_as_it_was(workspace, tmp_path):
    put(workspace, **shop())
    changed = []
    for name, metric in all_metrics().items():
        for by in (None, *metric.by[:1]):
            answer = metric(workspace, known(), by=by)
            answer.to_feather(tmp_path / "answer")
            changed += [name] if not answer.equals(pd.read_feather(tmp_path / "answer")) else []

    assert changed == []
