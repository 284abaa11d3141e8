"""Usual spellings take a short way; it must give what the long way gives, which a blank behind the cell forces."""

import pytest

from crm_core.schema import LOADED
from tests.ingest.reading import read_text

COMPLAINTS = LOADED["complaints"]
TEXTS = ("Late", "a, b", "a\tb", "-", "N/A", "null", "'1", "=1+1", "x\u00a0y", "naïve", "维修太久", "می‌خواهم")
KEYS = ("7", "K1", "S\u0660\u0661", "1E+5", "1.5E+10", "E+", "NULL", "N/A", "<NA>", "\\N", "none", "C\u200b1", "'007")
CHOICES = ("web", "resolved", "Resolved", "closed", "new", "N/A", "none", "?", "resolved\u200b")
WHOLE = ("0", "7", "12", "-3", "007", "1.0", "12.7", "1e3", "0x1F", "1_000", "+5", "9" * 18, "9" * 19, "٣", "-")
AMOUNTS = ("0", "12.5", "-12.50", ".5", "5.", "1,234.50", "1e3", "0x1F", "9" * 15, "9" * 30, "0.005", "NaN", "inf")
INSTANTS = (
    "2026-01-05T10:20:30Z", "2026-01-05T24:00:00Z", "2026-01-05T 1:00:00Z", "2026-01-05T23:59:60Z",
    "2026-02-30T10:00:00Z", "2026-1-05T10:00:00.0Z", "2026-01-05T10:20:30+02", "2026-01-05 10:20:30", "2026-01-05",
    "-026-01-05T10:00:00Z", "1403-01-05T10:00:00Z", "9999-12-31T00:00:00Z", "2030-01-01T00:00:00Z", "infinity",
)  # fmt: skip
DAYS = ("2026-01-05", "2026-1-5", "2026-02-30", "1899-12-31", "2100-01-01", "2026-01- 5", "20260105", "epoch")


def told(folder, table: str, header: str, rows: list[str]) -> tuple[list, list]:
    """Every value and every fault, but for the text that was found."""
    folder.mkdir()
    came = read_text(folder, header, *rows, table=table)
    return came.rows("*"), came.bad("first_line, column_name, code")


@pytest.mark.parametrize(
    ("table", "header", "cells"),
    [
        ("complaints", "complaint_id,opened_at,summary", TEXTS),
        ("complaints", "complaint_id,opened_at,customer_id", KEYS),
        ("complaints", "complaint_id,opened_at,status", CHOICES),
        ("complaints", "complaint_id,opened_at,replies", WHOLE),
        ("complaints", "complaint_id,opened_at,compensation", AMOUNTS),
        ("complaints", "complaint_id,opened_at,resolved_at", INSTANTS),
        ("customers", "customer_id,name,birth_date", DAYS),
    ],
    ids=["texts", "keys", "words", "whole numbers", "amounts", "instants", "days"],
)
def test_the_short_way_gives_what_the_long_way_gives(tmp_path, table, header, cells):
    front = "2026-01-05T00:00:00Z" if table == "complaints" else "Ann"
    short = [f'{number},{front},"{cell}"' for number, cell in enumerate(cells, 1)]
    long = [f'{number},{front},"{cell} "' for number, cell in enumerate(cells, 1)]

    found = told(tmp_path / "short", table, header, short)
    expected = told(tmp_path / "long", table, header, long)

    assert found == expected


def test_texts_are_read_alike_whatever_blanks_stand_in_other_rows(tmp_path):
    header, opened = "complaint_id,opened_at,summary", "2026-01-05T00:00:00Z"
    rows = [f"1,{opened},Late ", f"2,{opened},维修太久", f"3,{opened},\u3000Late\u00a0"]

    alone, _ = told(tmp_path / "alone", "complaints", header, rows[:2])
    beside, _ = told(tmp_path / "beside", "complaints", header, rows)

    assert alone == beside[:2]
    assert [row[COMPLAINTS.column_names.index("summary")] for row in beside] == ["Late", "维修太久", "Late"]
