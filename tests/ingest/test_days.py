"""Days and times: read as systems write them, in the file's zone, and never in the future unless planned."""

from datetime import timedelta

import pytest
from persiantools.jdatetime import JalaliDate

from crm_core.errors import CsvRejected
from crm_core.ingest import Profile
from tests.ingest.reading import codes, complaints, read_text


def test_f60_a_year_of_another_calendar_is_quarantined(tmp_path):
    came = complaints(tmp_path, "1403-01-15", "2026-01-15")

    assert came.bad() == [(2, "opened_at", "out_of_calendar")]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["03/04/2026", "13/04/2026"], ["2026-04-03", "2026-04-13"]),
        (["03/04/2026", "03/14/2026"], ["2026-03-04", "2026-03-14"]),
        (["3.4.2026", "13.4.2026"], ["2026-04-03", "2026-04-13"]),
        (["03/04/26", "13/04/26"], ["2026-04-03", "2026-04-13"]),
    ],
)
def test_f61_one_value_that_fits_only_one_order_decides_for_its_column(tmp_path, cells, days):
    came = complaints(tmp_path, *cells)

    assert [str(value.date()) for value in came.values("opened_at::TIMESTAMP")] == days


def test_f61_a_column_that_fits_both_orders_is_asked(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        complaints(tmp_path, "03/04/2026", "05/06/2026")

    assert refused.value.code == "day_order_ambiguous"
    assert "Created at" in refused.value.found


def test_f61_the_answer_is_part_of_the_profile(tmp_path):
    profile = Profile("complaints", formats={"Created at": "day_first"})
    came = complaints(tmp_path, "03/04/2026", "05/06/2026", profile=profile)

    assert came.values("strftime(opened_at, '%Y-%m-%d')") == ["2026-04-03", "2026-06-05"]


def test_f61_days_that_mean_the_same_either_way_raise_no_question(tmp_path):
    came = complaints(tmp_path, "03/03/2026", "05/05/2026")

    assert came.lines == {"header": 1, "good": 2}


def test_f61_values_that_contradict_the_others_are_quarantined(tmp_path):
    came = complaints(tmp_path, "13/04/2026", "14/04/2026", "04/15/2026", "01/02/2026")

    assert came.bad() == [(4, "opened_at", "not_an_instant")]


def test_f61_a_column_without_evidence_follows_the_others_of_its_file_and_says_so(tmp_path):
    lines = ("Case Number,Created at,Closed Date", "1,03/04/2026,13/04/2026")
    came = read_text(tmp_path, *lines)

    assert came.values("strftime(opened_at, '%Y-%m-%d')") == ["2026-04-03"]
    assert "day_order_borrowed" in came.warned()


def test_f61_evidence_after_the_sample_counts(tmp_path):
    cells = ["03/04/2026"] * 20_001 + ["13/04/2026"]
    came = complaints(tmp_path, *cells)

    assert came.values("strftime(opened_at, '%m-%d')")[0] == "04-03"


@pytest.mark.parametrize(
    ("cells", "instants"),
    [
        # 1403 was a leap year: its last day is 20 March 2025; 1404 has no 30 Esfand
        (["1403/12/30", "1404/12/30", "1404/01/01"], ["2025-03-20 00:00:00", "2025-03-21 00:00:00"]),
        (["۱۴۰۳/۱۲/۳۰ ۱۴:۳۰", "۱۴۰۴/۰۷/۰۱ ۰۸:۰۵:۰۶"], ["2025-03-20 14:30:00", "2025-09-23 08:05:06"]),
        (["14031230", "1399-12-30"], ["2025-03-20 00:00:00", "2021-03-20 00:00:00"]),
        (["30/12/1403", "01/02/1404"], ["2025-03-20 00:00:00", "2025-04-21 00:00:00"]),
        (["1403/06/31", "1403/07/31", "1403/13/01", "1403/00/10"], ["2024-09-21 00:00:00"]),
    ],
    ids=["leap days", "digits and times", "without signs", "day first", "long and short months"],
)
def test_f60_a_column_of_the_persian_calendar_is_read_in_it(tmp_path, cells, instants):
    came = complaints(tmp_path, *cells)

    assert came.values("strftime(opened_at, '%Y-%m-%d %H:%M:%S')") == instants
    assert codes(came) == ["not_an_instant"] * (len(cells) - len(instants))
    assert "persian_calendar" in came.warned()


def test_f60_every_persian_day_of_seventy_years_is_the_day_that_the_calendar_says(tmp_path):
    days = [JalaliDate(1330, 1, 1) + timedelta(days=37 * n) for n in range(720)]
    came = complaints(tmp_path, *(day.isoformat() for day in days))

    assert came.values("opened_at::DATE") == [day.to_gregorian() for day in days]


def test_f60_persian_days_stand_in_a_column_of_days(tmp_path):
    lines = ("Customer ID,Name,joined_on,birth_date", "1,Ann,1403/01/15,1369/05/01", "2,Bo,1402/12/29,")
    came = read_text(tmp_path, *lines, table="customers")

    assert came.rows("joined_on::VARCHAR, birth_date::VARCHAR") == [("2024-04-03", "1990-07-23"), ("2024-03-19", None)]


def test_f60_persian_times_are_those_of_the_files_zone(tmp_path):
    came = complaints(tmp_path, "1403/01/15 12:00", profile=Profile("complaints", time_zone="Asia/Tehran"))

    assert came.values("opened_at::VARCHAR") == ["2024-04-03 08:30:00+00"]


def test_f61_a_persian_day_whose_order_does_not_show_is_asked(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        complaints(tmp_path, "05/06/1404", "03/04/1404")
    (tmp_path / "staged").rename(tmp_path / "first")
    profile = Profile("complaints", formats={"Created at": "jalali_day_first"})
    came = complaints(tmp_path, "05/06/1404", profile=profile)

    assert refused.value.code == "day_order_ambiguous"
    assert came.values("opened_at::DATE::VARCHAR") == ["2025-08-27"]


@pytest.mark.parametrize("formats", [{}, {"Created at": "serial_1900"}], ids=["1904 lies in the future", "said"])
def test_f62_serial_numbers_of_spreadsheets_are_days(tmp_path, formats):
    # 45292 days from 1899-12-30 are 2024-01-01; with 1,462 days between the systems the last would be in 2030
    cells = ("45292", "45292.5", "46326.25", "60")
    came = complaints(tmp_path, *cells, profile=Profile("complaints", formats=formats))

    assert came.values("strftime(opened_at, '%Y-%m-%d %H:%M:%S')") == [
        "2024-01-01 00:00:00", "2024-01-01 12:00:00", "2026-10-31 06:00:00",
    ]  # fmt: skip
    assert codes(came) == ["not_an_instant"]
    assert "serial_numbers" in came.warned()


def test_f62_serial_numbers_that_fit_both_systems_are_asked(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        complaints(tmp_path, "43101", "43102,5")
    (tmp_path / "staged").rename(tmp_path / "first")
    profile = Profile("complaints", formats={"Created at": "serial_1904"})
    came = complaints(tmp_path, "43101", "43102,5", profile=profile)

    assert refused.value.code == "serial_ambiguous"
    assert came.values("strftime(opened_at, '%Y-%m-%d %H:%M')") == ["2022-01-02 00:00", "2022-01-03 12:00"]


def test_f62_one_serial_number_among_days_is_quarantined(tmp_path):
    came = complaints(tmp_path, "45292", "2026-01-05")

    assert codes(came) == ["not_an_instant"]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-30",
        "0000-00-00",
        "9999-12-31",
        "infinity",
        "-infinity",
        "epoch",
        "2024-01-01 24:00:00",
        "now",
        "2024-13-01",
        "2024-01-01T25:00:00Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T 1:00:00Z",
        "-024-01-01T01:00:00Z",
    ],
)
def test_f63_days_that_do_not_exist_are_quarantined(tmp_path, cell):
    came = complaints(tmp_path, cell, "2024-02-29 23:59:59")

    assert [line for line, column, _ in came.bad() if column == "opened_at"] == [2]
    assert came.values("line") == [3]


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-01-05", "2026-01-05 00:00:00+00"),
        ("2026-01-05T10:11:12", "2026-01-05 10:11:12+00"),
        ("2026-01-05 10:11", "2026-01-05 10:11:00+00"),
        ("2026-01-05T10:11:12Z", "2026-01-05 10:11:12+00"),
        ("2026-01-05T10:11:12.5+02:00", "2026-01-05 08:11:12.5+00"),
        ("2026-01-05 10:11:12 +0330", "2026-01-05 06:41:12+00"),
        ("2026-01-05T10:11Z", "2026-01-05 10:11:00+00"),
        ("2026/1/5", "2026-01-05 00:00:00+00"),
        ("20260105", "2026-01-05 00:00:00+00"),
        ("1/13/2026 1:05 PM", "2026-01-13 13:05:00+00"),
        ("13.1.2026 13:05", "2026-01-13 13:05:00+00"),
        ("13-Jan-2026", "2026-01-13 00:00:00+00"),
        ("Jan 13, 2026", "2026-01-13 00:00:00+00"),
        ("1/13/2026 1:05:06 AM", "2026-01-13 01:05:06+00"),
    ],
)
def test_instants_are_read_as_systems_write_them(tmp_path, cell, instant):
    came = complaints(tmp_path, cell)

    assert came.values("opened_at::VARCHAR") == [instant]


def test_f64_the_future_is_quarantined_except_for_plans(tmp_path):
    lines = ("Case Number,Created at,due_at", "1,2026-11-02,", "2,2026-10-30,2027-01-01")
    came = read_text(tmp_path, *lines)

    assert came.bad() == [(2, "opened_at", "in_the_future")]
    assert came.counts["data_until"] == "2026-10-30T00:00:00+00:00"


def test_f64_a_case_resolved_before_it_was_opened_is_quarantined(tmp_path):
    lines = (
        "Case Number,Created at,resolved_at",
        "1,2026-01-05 10:00,2026-01-05 09:59",
        "2,2026-01-05 10:00,2026-01-05",
    )
    came = read_text(tmp_path, *lines)

    assert came.bad("first_line, column_name, code, found") == [(2, "resolved_at", "out_of_order", "2026-01-05 09:59")]


def test_f65_local_times_are_those_of_the_zone(tmp_path):
    # Berlin: 2024-03-31 02:00 to 03:00 never was; 2024-10-27 02:30 was twice, first at 00:30 UTC.
    cells = ("2024-03-31 02:30:00", "2024-10-27 02:30:00", "2024-07-01 12:00:00", "2024-07-01T12:00:00Z")
    came = complaints(tmp_path, *cells, profile=Profile("complaints", time_zone="Europe/Berlin"))

    assert came.bad() == [(2, "opened_at", "time_in_gap")]
    assert came.values("opened_at::VARCHAR") == [
        "2024-10-27 00:30:00+00",
        "2024-07-01 10:00:00+00",
        "2024-07-01 12:00:00+00",
    ]


def test_f65_a_day_begins_where_the_clock_skips_midnight(tmp_path):
    # Beirut: on 2024-03-31 the clock went from 00:00 to 01:00, 22:00 UTC of the day before.
    came = complaints(tmp_path, "2024-03-31", "2024-04-01", profile=Profile("complaints", time_zone="Asia/Beirut"))

    assert came.values("opened_at::VARCHAR") == ["2024-03-30 22:00:00+00", "2024-03-31 21:00:00+00"]
    assert came.counts["precision"] == "day"


def test_precision_is_day_only_when_every_instant_is_a_day(tmp_path):
    days = read_text(tmp_path, "Case Number,Created at,resolved_at", "1,2026-01-05,2026-01-06", "2,2026-01-07,")
    (tmp_path / "staged").rename(tmp_path / "first")
    times = read_text(tmp_path, "Case Number,Created at,resolved_at", "1,2026-01-05,2026-01-06 10:00", "2,2026-01-07,")

    assert (days.counts["precision"], times.counts["precision"]) == ("day", "second")
    assert days.counts["has_open"] is True


def test_an_end_is_a_withdrawal_only_where_the_status_says_so(tmp_path):
    lines = (
        "Case Number,Created at,Closed Date,Status",
        "1,2026-01-05,2026-01-06,withdrawn",
        "2,2026-01-05,2026-01-07,closed",
    )
    came = read_text(tmp_path, *lines)

    assert came.rows("complaint_id, resolved_at::DATE::VARCHAR, closed_at::DATE::VARCHAR") == [
        ("1", None, "2026-01-06"), ("2", "2026-01-07", None),
    ]  # fmt: skip
