"""A file is read in a process of its own, which leaves a folder or an error and never takes the parent along."""

from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from crm_core.errors import CsvRejected
from crm_core.ingest import Limits, Profile, Staged, stage
from crm_core.ingest.job import Job
from crm_core.schema import LOADED, Column, Table
from tests.ingest.reading import LIMITS

CASES = "Case Number,Created at,Subject\n1,2026-01-05 10:00,late\n2,never,lost\n"
TASTINGS = Table(
    "tastings",
    "One row is one tasting.",
    (
        Column("tasting_id", "key", "Its number."),
        Column("held_on", "day", "When.", True, aliases=("Day",)),
        Column("cups", "integer", "How many.", low=1),
    ),
    ("tasting_id",),
    happened="held_on",
)


def write(folder, text=CASES):
    file = folder / "upload"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_staged_file_is_a_folder_of_five_files(tmp_path):
    staged = stage(write(tmp_path), "complaints", folder=tmp_path / "staged", limits=LIMITS)

    assert sorted(path.name for path in staged.folder.iterdir()) == [
        "bad.parquet", "counts.json", "good.parquet", "superseded.parquet", "wide.npy",
    ]  # fmt: skip
    assert staged.lines_in == 3
    assert {term: n for term, n in staged.lines.items() if n} == {"header": 1, "good": 1, "quarantined": 1}
    assert staged.data_until == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert Staged.open(staged.folder) == staged


def test_rows_have_the_contracts_columns_and_types_and_their_line(tmp_path):
    staged = stage(write(tmp_path), "complaints", folder=tmp_path / "staged", limits=LIMITS)

    with duckdb.connect() as engine:
        good = engine.execute(f"DESCRIBE FROM '{staged.good}'").fetchall()
        bad = engine.execute(f"DESCRIBE FROM '{staged.bad}'").fetchall()
        superseded = engine.execute(f"DESCRIBE FROM '{staged.superseded}'").fetchall()
    assert [row[0] for row in good] == [*LOADED["complaints"].column_names, "line"]
    assert {row[0]: row[1] for row in good}["opened_at"] == "TIMESTAMP WITH TIME ZONE"
    assert {row[0]: row[1] for row in good}["refund"] == "DECIMAL(18,2)"
    assert superseded == [*good, *superseded[-2:]]
    assert [row[:2] for row in bad] == [
        *((name, "BIGINT") for name in ("record", "first_line", "last_line", "byte_offset")),
        *((name, "VARCHAR") for name in ("column_name", "code", "found", "expected", "raw")),
    ]


def test_lines_of_records_are_known_by_their_first_line(tmp_path):
    text = 'Case Number,Created at,Subject\n1,2026-01-05,"a\nb\n"\n2,2026-01-05,c\n'
    staged = stage(write(tmp_path, text), "complaints", folder=tmp_path / "staged", limits=LIMITS)

    assert [staged.lines_of(lines) for lines in ([2], [5], [2, 5], [])] == [3, 1, 4, 0]


def test_the_completed_profile_reads_the_file_the_same_way(tmp_path):
    file = write(tmp_path, "Nr;When;What\n1;13/01/2026;late\n")
    mapping = {"Nr": "complaint_id", "When": "opened_at", "What": "summary"}
    first = stage(file, "complaints", Profile("complaints", mapping=mapping), folder=tmp_path / "a", limits=LIMITS)
    again = stage(file, "complaints", first.profile, folder=tmp_path / "b", limits=LIMITS)

    assert first.profile.formats == {"When": "day_first"}
    assert (again.profile, again.lines) == (first.profile, first.lines)


def test_the_users_export_date_says_how_far_the_data_reach(tmp_path):
    exported_at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    profile = Profile("complaints", exported_at=exported_at)
    staged = stage(write(tmp_path), "complaints", profile, folder=tmp_path / "staged", limits=LIMITS)

    assert staged.data_until == exported_at


def test_a_contract_of_ones_own_will_do(tmp_path):
    file = write(tmp_path, "Day,cups\n2026-01-05,3\n2026-01-06,0\n")
    staged = stage(file, TASTINGS, folder=tmp_path / "staged", limits=LIMITS)

    assert (staged.records["good"], staged.counts["codes"]) == (1, {"out_of_range": 1})
    assert staged.counts["precision"] == "day"


def test_a_refusal_travels_with_its_words_and_leaves_nothing(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        stage(write(tmp_path, "a,b\n1,2\n"), "complaints", folder=tmp_path / "staged", limits=LIMITS)

    assert (refused.value.code, refused.value.expected) == ("required_column_missing", "opened_at")
    assert list((tmp_path / "staged").iterdir()) == []


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (replace(LIMITS, seconds=0), "no end"),
        (replace(LIMITS, output_mb=0), ""),
        (replace(LIMITS, memory_mb=1), "Memory"),
    ],
    ids=["time", "output", "memory"],
)
def test_f81_a_child_that_fails_is_a_refused_file(tmp_path, limits, found):
    rows = "".join(f"{number},2026-01-05 10:00,{number}\n" for number in range(50_000))
    file = write(tmp_path, CASES + rows)
    with pytest.raises(CsvRejected) as refused:
        stage(file, "complaints", folder=tmp_path / "staged", limits=limits)

    assert refused.value.code == "reader_failed"
    assert found in refused.value.found
    assert list((tmp_path / "staged").iterdir()) == []


def test_an_unknown_contract_is_refused_by_name(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        stage(write(tmp_path), "horoscopes", folder=tmp_path / "staged", limits=LIMITS)

    assert refused.value.code == "table_unknown"


def test_a_job_travels_whole(tmp_path):
    profile = Profile("complaints", "zendesk", mapping={"a": None}, formats={"b": "day_first"}, words={"c": {"d": "e"}})
    limits = Limits(datetime(2026, 1, 5, 10, tzinfo=UTC))
    job = Job(tmp_path / "upload", tmp_path, LOADED["complaints"], profile, limits)

    assert Job.from_json(job.to_json()) == job
