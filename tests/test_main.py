"""The command line: plain words, exit codes, never a traceback."""

import subprocess
import sys

import pytest

from crm_core.__main__ import main
from tests.ingest.arriving import write

ROWS = ("complaint_id,opened_at,Ref", "k1,2024-01-05,a", "k2,2024-01-06,b")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command in an empty work folder; gives its exit code, what it says and what it complains about."""
    monkeypatch.setenv("LOYALTY_WORK_FOLDER", str(tmp_path / "work"))

    def command(*words: str) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out.strip(), said.err.strip()

    return command


def test_a_file_is_loaded_listed_taken_back_and_loaded_again(run, tmp_path):
    path = write(tmp_path, "cases.csv", *ROWS)

    code, told, _ = run("load", path, "--table", "complaints")
    again = run("load", path, "--table", "complaints")
    back = run("undo", "000001")
    anew = run("redo", "000001")
    history = run("history")

    assert (code, told) == (0, "Loaded into complaints as import 000001. 3 lines: 1 header, 2 good.")
    assert again[0] == 0
    assert again[1].startswith("Already imported on ")
    assert again[1].endswith(" UTC as 000001, 0 new. 3 lines: 1 header, 2 good.")
    assert back[:2] == (0, "Taken back: 000001.")
    assert anew[:2] == (0, "Loaded again as 000002.")
    listed = [line.split()[0:1] + line.split()[3:] for line in history[1].splitlines()]
    assert listed == [
        ["000002", "committed", "complaints:", "2", "taken,", "0", "set", "aside", "cases.csv"],
        ["000001", "undone", "complaints:", "2", "taken,", "0", "set", "aside", "cases.csv"],
    ]


def test_rules_are_listed_and_changed(run):
    changed = run("settings", "minimum_n", "50", "--from", "2024-03-01", "--who", "Ada", "--reason", "Noise")
    later = run("settings", "currency", "EUR", "--from", "2999-01-01")
    wrong = run("settings", "index_weights", "[0, 0, 0]")
    listed = run("settings")

    assert changed == (0, "minimum_n = 50  since 2024-03-01", "")
    assert later == (0, "currency = USD  by default, EUR from 2999-01-01", "")
    assert wrong[0] == 1
    assert wrong[2].startswith("The weights of the index can't be used. Found: (0, 0, 0).")
    assert "index_weights = [1.0, 1.0, 1.0]  by default" in listed[1].splitlines()


def test_columns_source_and_zone_can_be_said(run, tmp_path):
    path = write(tmp_path, "cases.csv", "My Ref,Begin = when,Date", "k1,2024-01-05 10:00,2024-01-06")
    said = ("--map", "My Ref=complaint_id", "Begin = when=opened_at", "--map", "Date=", "--source", "desk")

    code, told, _ = run("load", path, "--table", "complaints", *said, "--zone", "Asia/Tokyo")

    assert (code, told) == (0, "Loaded into complaints as import 000001. 2 lines: 1 header, 1 good.")


def test_records_set_aside_end_with_a_code_of_their_own_and_can_be_written_out(run, tmp_path):
    path = write(tmp_path, "cases.csv", *ROWS, "k3,yesterday,c")

    code, told, _ = run("load", path, "--table", "complaints")
    shown = run("quarantine", "000001")
    written = run("quarantine", "000001", "--to", tmp_path / "aside.csv")

    assert code == 3
    assert told.endswith("Correct them: python -m crm_core quarantine 000001 --to FILE")
    assert '"4","opened_at: not an instant","yesterday"' in shown[1]
    assert written[0] == 0
    assert (tmp_path / "aside.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_file_can_be_tried_without_loading_it(run, tmp_path):
    path = write(tmp_path, "cases.csv", *ROWS)

    code, told, _ = run("load", path, "--table", "complaints", "--try")

    assert (code, told) == (0, "Nothing loaded, only tried. 3 lines: 1 header, 2 good.")
    assert run("history")[1] == "Nothing was loaded yet."


def test_what_is_refused_is_one_line_of_plain_words(run, tmp_path):
    path = write(tmp_path, "cases.csv", "a,b", "1,2")

    refused = run("load", path, "--table", "complaints")
    missing = run("load", tmp_path / "nothing.csv", "--table", "complaints")
    unknown = run("undo", "000007")
    broken = run("--database", "sqlite:///x.db", "history")

    for code, told, complaint in (refused, missing, unknown, broken):
        assert (code, told) == (1, "")
        assert "Found: " in complaint.splitlines()[-1]
    assert "opened_at" in refused[2]


def test_a_small_sample_is_made_removed_and_brought_back(run):
    made = run("sample", "--customers", "20")
    removed = run("sample", "--remove")
    restored = run("sample", "--restore")

    assert made[:2] == (0, "The sample is in.")
    steps = [line.split()[:3] for line in made[2].splitlines()]
    assert steps[-1] == [str(len(steps) - 1), "of", str(len(steps) - 1)]
    assert removed[:2] == (0, "The sample is out.")
    assert restored[:2] == (0, "The sample is in.")


def test_a_database_that_lost_imports_is_not_used_until_it_is_accepted(run, tmp_path):
    run("load", write(tmp_path, "cases.csv", *ROWS), "--table", "complaints")
    journal = tmp_path / "work" / "journal.jsonl"
    journal.write_text(journal.read_text() + journal.read_text().replace("000001", "000002"))

    lost = run("history")
    accepted = run("verify", "--accept")

    assert lost[0] == 1
    assert "000002" in lost[2]
    assert accepted[:2] == (0, "The database holds every import of its journal.")
    assert run("history")[0] == 0


def test_it_runs_as_a_module_and_says_how_it_is_used(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "crm_core", "--help"], capture_output=True, text=True, check=False, timeout=100
    )

    assert done.returncode == 0
    assert "load a file into a table" in done.stdout
