"""Cells: a pattern decides before any cast, what can't be told is quarantined, zero stays zero."""

import pytest

from crm_core.errors import CsvRejected
from crm_core.ingest import Profile
from tests.ingest.reading import codes, complaints, read_text


def test_f57_persian_arabic_and_full_width_digits_are_digits(tmp_path):
    came = complaints(tmp_path, "۱۲", "٣", "４５", column="reopens")

    assert came.values("reopens") == [12, 3, 45]


def test_f58_arabic_and_persian_yeh_and_kaf_are_one_letter_in_words(tmp_path):
    said = Profile("complaints", words={"status": {"تمام شده ي": "resolved"}})
    came = complaints(tmp_path, "تمام شده ی", "تمام شده ي", column="status", profile=said)

    assert came.values("status") == ["resolved"] * 2


def test_f58_in_texts_the_letters_stay_as_they_were_written(tmp_path):
    came = read_text(tmp_path, "شماره شكايت,تاريخ شكايت,summary", "1,2026-01-05,كتاب عالي")

    assert came.values("summary") == ["كتاب عالي"]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["12,50", "1.234,50", "1.234"], ["12.50", "1234.50", "1234.00"]),
        (["1,234.50", "12.5", "1234", ".5", "1,234"], ["1234.50", "12.50", "1234.00", "0.50", "1234.00"]),
        (["1.234.567", "1.234"], ["1234567.00", "1234.00"]),
        (["0.125", "1.250"], ["0.13", "1.25"]),
        (["1'234.50", "1\u2019234", "1 234"], ["1234.50", "1234.00", "1234.00"]),
        (["1\u00a0234,50", "1\u202f234\u202f567,5", "-3,20"], ["1234.50", "1234567.50", "-3.20"]),
        (["۱۲٬۳۴۵٫۶۷", "٣٫٥", "４５.1"], ["12345.67", "3.50", "45.10"]),
    ],
    ids=["comma", "point", "two points", "a zero in front", "apostrophes", "hard blanks", "Persian and full width"],
)
def test_f59_a_column_has_one_style_of_numbers(tmp_path, cells, values):
    came = complaints(tmp_path, *cells, column="refund")

    assert [str(value) for value in came.values("refund")] == values


def test_f59_amounts_that_all_mean_two_things_are_asked_and_the_answer_kept(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        complaints(tmp_path, "1.234", "5.678", column="refund")
    (tmp_path / "staged").rename(tmp_path / "first")
    said = Profile("complaints", formats={"refund": "decimal_comma"})
    came = complaints(tmp_path, "1.234", "5.678", column="refund", profile=said)

    assert (refused.value.code, refused.value.found) == (
        "amounts_ambiguous", "refund: 1.234 fits decimal_point and decimal_comma",
    )  # fmt: skip
    assert [int(value) for value in came.values("refund")] == [1234, 5678]
    assert Profile.from_json(came.counts["profile"]).formats["refund"] == "decimal_comma"


def test_f59_amounts_follow_the_others_of_their_file_and_say_so(tmp_path):
    came = read_text(tmp_path, "Created at;refund;compensation", "2026-01-05;1.234;0,50", "2026-01-05;;2,75")

    assert came.rows("refund::VARCHAR, compensation::VARCHAR") == [("1234.00", "0.50"), (None, "2.75")]
    assert "amounts_borrowed" in came.warned()


def test_f59_an_amount_that_says_it_only_behind_the_sample_counts(tmp_path):
    came = complaints(tmp_path, *["1.234"] * 20_001, "0,5", column="refund")

    assert [str(value) for value in came.values("refund")[-2:]] == ["1234.00", "0.50"]


@pytest.mark.parametrize("cell", ["12.7", "1e3", "0x1F", "1_000", "+5", "1,234", "--5", "five"])
def test_f66_only_plain_digits_are_a_whole_number(tmp_path, cell):
    came = complaints(tmp_path, cell, "0", "3.0", column="reopens")

    assert came.bad() == [(2, "reopens", "not_a_whole_number")]
    assert came.values("reopens") == [0, 3]


@pytest.mark.parametrize("cell", ["NaN", "inf", "-Infinity", "1e400", "12 kg", "1.2.3"])
def test_f67_what_is_no_number_is_quarantined(tmp_path, cell):
    lines = ("order_id,bought_at,revenue,quantity", f"1,2026-01-05,10,{cell}", "2,2026-01-05,0,0")
    came = read_text(tmp_path, *lines, table="purchases")

    assert came.bad() == [(2, "quantity", "not_a_number")]
    assert came.rows("quantity, revenue::VARCHAR") == [(0.0, "0.00")]


@pytest.mark.parametrize(
    ("column", "cell"), [("csat", "6"), ("recommend", "11"), ("recommend", "-1"), ("effort", "6"), ("csat", "0")]
)
def test_f67_an_answer_outside_its_scale_is_quarantined(tmp_path, column, cell):
    header = f"answer_id,answered_at,csat_scale,effort_version,{column}"
    came = read_text(tmp_path, header, f"1,2026-01-05,5,1,{cell}", "2,2026-01-05,5,1,5", table="survey_answers")

    assert came.bad() == [(2, column, "out_of_range")]


def test_f67_an_answer_of_zero_stays_zero(tmp_path):
    came = read_text(tmp_path, "answer_id,answered_at,recommend", "1,2026-01-05,0", table="survey_answers")

    assert came.values("recommend") == [0]


@pytest.mark.parametrize(("column", "cell"), [("reopens", "9" * 19), ("refund", "9" * 17), ("reopens", "-" + "9" * 40)])
def test_f68_too_large_is_said_to_be_too_large(tmp_path, column, cell):
    came = complaints(tmp_path, cell, column=column)

    assert came.bad() == [(2, column, "too_large")]


def test_f69_keys_keep_their_zeros_and_rounded_ones_are_quarantined(tmp_path):
    lines = (
        "Case Number,Created at",
        "00123,2026-01-05",
        "9.89E+11,2026-01-05",
        "'00456,2026-01-05",
        "12E45,2026-01-05",
    )
    came = read_text(tmp_path, *lines)

    assert came.values("complaint_id") == ["00123", "00456", "12E45"]
    assert came.bad() == [(3, "complaint_id", "key_in_scientific_notation")]


def test_f70_words_for_nothing_are_nothing_but_names_are_names(tmp_path):
    lines = ["Customer ID,Name,Country,employees", "1,Null,NA,NA", "2,None,-,#N/A", "3,NULL,NULL,NULL", "4,-,NA,None"]
    came = read_text(tmp_path, *lines, table="customers")

    assert came.rows("name, country, employees") == [
        ("Null", "NA", None), ("None", "-", None), ("NULL", "NULL", None), ("-", "NA", None),
    ]  # fmt: skip


def test_f71_yes_and_no_in_three_languages(tmp_path):
    words = ["yes", "NO", "是", "否", "بله", "خیر", "1", "0", "TRUE", "f"]
    came = complaints(tmp_path, *words, "maybe", column="source_sla_met")

    assert came.values("source_sla_met") == [True, False] * 5
    assert codes(came) == ["not_yes_or_no"]


def test_words_of_a_choice_are_known_by_the_contract_or_said_by_the_user(tmp_path):
    profile = Profile("complaints", words={"Status": {"Parked": "pending"}})
    came = complaints(tmp_path, "open", "CLOSED", "Parked", "بسته شده", "Zombie", column="Status", profile=profile)

    assert came.values("status") == ["open", "resolved", "pending", "resolved"]
    assert came.bad("column_name, code, found") == [("status", "unknown_word", "Zombie")]


def test_durations_are_seconds_or_a_clock(tmp_path):
    came = complaints(tmp_path, "90", "01:01:01", "1.5 h", column="paused_seconds")

    assert came.values("paused_seconds") == [90, 3661]
    assert codes(came) == ["not_a_duration"]


def test_all_faults_of_a_record_are_told_at_once(tmp_path):
    lines = ("Case Number,Created at,reopens,Status", "1,never,x,Zombie", "2,,1,open")
    came = read_text(tmp_path, *lines)

    assert came.bad("record, column_name, code") == [
        (1, "opened_at", "not_an_instant"), (1, "status", "unknown_word"), (1, "reopens", "not_a_whole_number"),
        (2, "opened_at", "missing"),
    ]  # fmt: skip
    assert came.counts["records"]["quarantined"] == 2
