"""Files with faults: a clear sentence, every line named, nothing lost, and a way to put it right."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import CHECK, LOAD, check, choose, download, headline, load, main, press, table, visit

FAULTY = b"""complaint_id,opened_at,resolved_at,severity
K1,2024-02-01,2024-02-03,low
K2,2024-02-30,,low
K3,2024-02-05,2024-02-01,high
K4,,2024-02-06,
K5,2024-02-06,,normal
"""
EITHER_WAY = b"complaint_id,opened_at\nK%d,03/04/2024\nK%d,05/06/2024\n"


@pytest.fixture
def data_page(empty_app, visitor) -> Page:
    """The Data page of an app without data."""
    return visit(visitor(base_url=empty_app), "/data")


@pytest.fixture
def untouched(untouched_app, visitor) -> Page:
    """The Data page of an app without data that a test leaves so."""
    return visit(visitor(base_url=untouched_app), "/data")


def test_bad_rows_are_counted_named_given_back_and_loaded_when_they_are_right(data_page):
    page = data_page
    choose(page, "faulty.csv", FAULTY)
    check(page)
    _tells_the_problems(page)
    load(page)
    set_aside = _gives_the_bad_rows_back(page)

    right = set_aside.replace(b'"K2","2024-02-30"', b'"K2","2024-02-29"')
    right = right.replace(b'"K3","2024-02-05"', b'"K3","2024-01-05"').replace(b'"K4",""', b'"K4","2024-02-04"')
    choose(page, "right.csv", right)
    check(page)
    load(page)

    assert "Loaded as Complaints: 3 records." in main(page)
    assert "right.csv as Complaints" in main(page)
    assert "3 records, 0 set aside." in main(page)
    assert "Data up to 29 February 2024 · 5 complaints, 2 open" in main(visit(page, "/complaints"))


def _tells_the_problems(page: Page) -> None:
    text = main(page)
    assert "2 records can be loaded as Complaints." in text
    for fault in (
        "No date and time: 1",
        "The later moment lies before the earlier one: 1",
        "A needed value is missing: 1",
    ):
        assert fault in text
    assert table(page, "What becomes of the lines") == [
        ["Names of columns, and lines before them", "1"],
        ["Loaded", "2"],
        ["Set aside", "3"],
        ["All lines of the file", "6"],
    ]
    assert [row[:2] for row in table(page, "Problem")] == [
        ["3", "opened_at"],
        ["4", "resolved_at"],
        ["5", "opened_at"],
    ]


def _gives_the_bad_rows_back(page: Page) -> bytes:
    button = page.locator(".st-key-card_upload").get_by_role("button", name="Download 3 set aside")
    name, content = download(page, button)
    assert name.startswith("set_aside_")
    assert name.endswith(".csv")
    assert [line.split(b",")[0] for line in content.splitlines()] == [
        b'\xef\xbb\xbf"quarantine_line"',
        b'"3"',
        b'"4"',
        b'"5"',
    ]
    return content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 and more", "The file is no CSV file. Found: an Excel workbook or a zip archive."),
        (b"", "The file is empty. Found: 0 bytes. Expected: a header and rows. What to do: export the file again."),
    ],
)
def test_what_is_no_file_of_rows_is_refused_in_one_sentence(untouched, content, sentence):
    choose(untouched, "refused.csv", content)

    card = untouched.locator(".st-key-card_error")
    assert card.locator("h3").inner_text() == "This can't be shown"
    assert sentence in card.inner_text()
    assert "What to do: " in card.inner_text()
    expect(untouched.get_by_role("button", name=CHECK)).to_have_count(0)


def test_a_column_that_is_missing_is_named_before_anything_is_read(untouched):
    choose(untouched, "short.csv", b"complaint_id,subject\nK1,late\n")

    assert "No column is said to be opened_at; no row can be without it." in main(untouched)
    expect(untouched.get_by_role("button", name=CHECK)).to_be_disabled()


def test_days_that_can_be_read_in_two_ways_are_asked_for_once(data_page):
    page = data_page
    choose(page, "one.csv", EITHER_WAY % (1, 2))
    assert "In opened_at, what is 03/04/2024?" in main(page)
    expect(page.get_by_role("button", name=CHECK)).to_be_disabled()

    page.get_by_text("Day, month, year").click()
    expect(page.get_by_role("button", name=CHECK)).to_be_enabled()
    check(page)
    load(page)
    choose(page, "two.csv", EITHER_WAY % (3, 4))
    asked_again = "what is 03/04/2024?" in main(page)
    check(page)
    load(page)

    # Read with the day first, the last day is 5 June, not 6 May.
    assert not asked_again
    assert "Data up to 5 June 2024 · 4 complaints, 4 open" in main(visit(page, "/complaints"))


def test_a_file_that_is_cancelled_leaves_nothing(untouched):
    choose(untouched, "own.csv", FAULTY)
    check(untouched)

    press(untouched, "Cancel")
    expect(untouched.get_by_role("button", name=LOAD)).to_have_count(0)
    settle(untouched)

    assert "own.csv" not in main(untouched)
    assert headline(visit(untouched, "/complaints")) == "Nothing here yet"
