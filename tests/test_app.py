"""The server's start: it answers, or ends with one sentence that says what to do."""

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

import crm_core
from crm_core import schema
from tests.pages import shop

ROOT = Path(__file__).parents[1]
START = "import app; app.open_or_explain().close(); print('open')"


def start(work_folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Open the store as the server does, in a process of its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("LOYALTY_", "COV_"))}
    ours |= {"LOYALTY_WORK_FOLDER": str(work_folder), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", START], cwd=work_folder, env=ours | settings, capture_output=True, text=True, check=False
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a start that failed; the framework's own log lines are left out."""
    assert (done.returncode, done.stdout) == (1, "")
    (only,) = [line for line in done.stderr.splitlines() if "No runtime found" not in line]
    return only


def test_a_running_server_says_so():
    import app

    with ThreadPoolExecutor(1) as apart:  # this thread may have a loop of its own running, a browser's
        answer = apart.submit(lambda: asyncio.run(app.healthy(None))).result()

    assert (answer.status_code, answer.body) == (200, b"ok")


def test_an_empty_folder_is_enough_to_start(tmp_path):
    done = start(tmp_path, LOYALTY_WORK_FOLDER="new/work", LOYALTY_SAMPLE="no")

    assert (done.returncode, done.stdout) == (0, "open\n")
    assert (tmp_path / "new/work/loyalty.duckdb").is_file()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("threads = ", "The configuration file can't be read. Found: loyalty.toml: "),
        ("thread = 2", "The configuration names something the product doesn't know. Found: thread. Expected: threads."),
        ("threads = 0", "A configured limit is too small. Found: threads = 0. Expected: at least 1."),
        ("sample = 3", "A configured value is of the wrong kind. Found: sample = 3. Expected: yes or no."),
    ],
)
def test_a_broken_configuration_is_one_sentence(tmp_path, written, sentence):
    (tmp_path / "loyalty.toml").write_text(written, encoding="utf-8")
    done = start(tmp_path)

    assert told(done).startswith(f"The dashboard can't start. {sentence}")


def test_a_locked_database_names_the_process_that_holds_it(tmp_path):
    store = crm_core.open_store(f"duckdb:///{tmp_path / 'loyalty.duckdb'}")
    sentence = told(start(tmp_path))
    store.close()

    assert sentence.startswith("The dashboard can't start. Another process uses the database.")
    assert f"{os.getpid()}" in sentence


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"LOYALTY_DATABASE": "duckdb:////no/such/x.duckdb"}, "The folder is not there. Found: /no/such."),
        ({"LOYALTY_WORK_FOLDER": "/proc/none"}, "The work folder can't be made or written. Found: /proc/none"),
        ({"LOYALTY_CONFIG": "gone.toml"}, "The configuration file is not there. Found: gone.toml."),
        ({"LOYALTY_DATABASE": "postgresql+psycopg://a@127.0.0.1:1/x"}, "The database server doesn't answer."),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(tmp_path, settings, sentence):
    said = told(start(tmp_path, **settings))

    assert said.startswith(f"The dashboard can't start. {sentence}")
    assert "What to do: " in said


def test_lateness_that_no_longer_counts_is_deleted_when_the_server_starts(tmp_path):
    import app

    days = ("2023-01-10", "2024-03-01")
    with crm_core.open_store(f"duckdb:///{tmp_path / 'loyalty.duckdb'}", folder=tmp_path) as store:
        shop.fill(store, shifts=[
            {"shift_id": day, "staff_id": "E1", "planned_start": day, "arrived_at": f"{day} 00:20:00"} for day in days
        ])  # fmt: skip

        app.forget(store)

        shifts = schema.table("shifts")
        with store.engine.connect() as connection:
            left = connection.execute(sa.select(shifts.c.shift_id).where(shifts.c.arrived_at.is_not(None))).scalars()
            assert list(left) == ["2024-03-01"]
