"""Files that would like to fill the machine: many rows, many columns, archives that grow."""

import gzip
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from crm_core import ingest
from crm_core.errors import CsvRejected
from crm_core.ingest import Profile, launch
from crm_core.ingest.job import Job
from crm_core.schema import LOADED
from tests.ingest.reading import LIMITS, read_bytes, read_text

MEGABYTE = 1024  # in the kB that the system counts
LIMIT = 128  # MB
ZEROS = b"0" * 20_000_000
SMALL_PARENT = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A new process begins with the peak of the one that made it, so a small one makes the child whose peak is measured."""


def test_f40_five_thousand_columns_are_read_and_all_but_the_known_ones_listed(tmp_path):
    names = ["Case Number", "Created at", *(f"Custom field {number}" for number in range(4_998))]
    row = ["1", "2026-01-05", *("x" for _ in range(4_998))]
    came = read_text(tmp_path, ",".join(names), ",".join(row), ",".join(row[:-1]))

    assert came.rows("complaint_id, line") == [("1", 2)]
    assert came.bad("first_line, code") == [(3, "too_few_cells")]
    assert sum(one["code"] == "column_left_out" for one in came.counts["warnings"]) == 4_998


def peak(folder, rows: int) -> int:
    """Megabytes that the child takes at most to read a file of so many rows, one in 10,000 of them bad."""
    folder.mkdir()
    file = folder / "upload"
    with file.open("w", encoding="utf-8") as opened:
        opened.write("Case Number,Created at\n")
        opened.writelines(f"{n},{'never' if n % 10_000 == 0 else '2026-01-05'}\n" for n in range(rows))
    limits = replace(LIMITS, memory_mb=LIMIT, seconds=170)
    job = Job(file, folder, LOADED["complaints"], Profile("complaints"), limits)
    (folder / "job.json").write_text(job.to_json(), encoding="utf-8")
    command = [sys.executable, "-c", SMALL_PARENT, sys.executable, "-P", launch.__file__, str(folder / "job.json")]
    environment = {"PYTHONPATH": os.getcwd(), "PYTHONUTF8": "1"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    counts = ingest.Staged.open(folder).counts["records"]
    assert counts["good"] + counts["quarantined"] == rows
    return int(told.split()[-1]) // MEGABYTE


def test_f41_many_rows_take_bounded_memory(tmp_path):
    # A tenth of ten million: their cells and what is noted of each record alone would take some 300 MB
    few, many = peak(tmp_path / "few", 100_000), peak(tmp_path / "many", 1_000_000)

    assert many < LIMIT + 150
    assert many - few < 64


def zipped(name: str, content: bytes) -> bytes:
    """An archive of one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [gzip.compress(ZEROS), zipped("bomb.csv", ZEROS), zipped("../../outside.csv", b"id\n1\n")],
    ids=["F42-gzip bomb", "F42-zip bomb", "F42-zip with ../ in a name"],
)
def test_archives_are_refused_unopened(tmp_path, content):
    with pytest.raises(CsvRejected) as refused:
        read_bytes(tmp_path, content)

    assert refused.value.code == "not_a_csv"
    assert not (tmp_path / "../../outside.csv").exists()


def test_f42_an_archive_behind_a_table_costs_its_own_lines(tmp_path):
    came = read_bytes(tmp_path, b"Case Number,Created at\n1,2026-01-05\n" + gzip.compress(ZEROS))

    assert came.values("complaint_id") == ["1"]
    assert came.lines["good"] == 1


def test_f42_names_of_uploads_are_labels_and_never_paths(store):
    names = ("../../etc/passwd.csv", "/etc/cron.d/x.csv", "..\\..\\x.csv", "a" * 4_000, "nul\0.csv")
    kept = [ingest.keep(store, b"id\n1\n", name) for name in names]

    assert {file.path for file in kept} == {store.folder / "uploads" / kept[0].hash}
    assert max(len(file.name) for file in kept) == 200
