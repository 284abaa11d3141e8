"""Cells, headers and names that would like to be more than data."""

import pytest

from crm_core.ingest import Profile
from tests.ingest.reading import read_bytes, read_file, read_text


@pytest.mark.parametrize("cell", ["=1+1", "+49 30 123", "-5 days", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"])
def test_f90_formulas_are_data_and_come_back_from_our_own_exports(tmp_path, cell):
    came = read_text(tmp_path, "Case Number,Created at,Subject", f'1,2026-01-05,"{cell}"', f'2,2026-01-05,"\'{cell}"')

    assert came.values("summary") == [cell, cell]


def test_f90_an_apostrophe_in_front_of_anything_else_stays(tmp_path):
    came = read_text(tmp_path, "Case Number,Created at,Subject", "1,2026-01-05,'t Hooft", "2,2026-01-05,'1'")

    assert came.values("summary") == ["'t Hooft", "'1'"]


def test_f91_markup_is_data(tmp_path):
    came = read_text(tmp_path, "Case Number,Created at,Subject", "1,2026-01-05,<img src=x onerror=alert(1)>")

    assert came.values("summary") == ["<img src=x onerror=alert(1)>"]


def test_f94_sql_in_cells_headers_words_and_file_names_is_data(tmp_path):
    evil = "'); DROP TABLE complaints; --"
    file = tmp_path / f"a'b\"c;{{}}{evil.replace('/', '')}.csv"
    quoted = evil.replace('"', '""')
    file.write_text(f'Case Number,Created at,"{quoted}","x"" FROM y"\n1,2026-01-05,"{quoted}",z\n', encoding="utf-8")
    mapping = {evil: "summary"}
    profile = Profile("complaints", mapping=mapping, words={evil: {evil: evil}}, source="o'source")
    came = read_file(file, tmp_path / "st'aged", "complaints", profile)

    assert came.counts["good_examples"][0]["summary"] == evil


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "https://example.com/x.csv", "~/.ssh/id"])
def test_f95_names_of_files_in_cells_are_not_opened(tmp_path, path):
    came = read_bytes(tmp_path, f"Case Number,Created at,Subject\n1,2026-01-05,{path}\n".encode())

    assert came.values("summary") == [path]
