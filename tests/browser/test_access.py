"""What a reader needs who doesn't see the page, or not all of it; and names that would like to be more than names."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.screenshots import PATHS, SCHEMES
from tests.browser.steps import check, choose, load, main, visit
from tests.pages.seen import NO_WIDTH

KNOWN = {"svg-img-alt", "presentation-role-conflict"}
"""Streamlit's own: the lines in figure cards, whose numbers stand in a chart below, and the frame of the file field."""

FILE_NAME = "![a](www.example.com) :red[x] $y$ <img src=x> :material/home: a -> b.csv"
HOSTILE = (
    "![a](http://127.0.0.2:9/pixel.png)",
    "<script>document.title='gone'</script>",
    "<img src=x onerror=document.title='gone'>",
    ":red[x] $y$ **z** www.example.com",
)
MADE = (
    "img:not([data-testid]), a[href*='example.com'], a[href*='127.0.0.2'], script, .katex, strong, [style*='color:red']"
)
"""What such names would have become inside a chip, a field or an entry."""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", [*PATHS.values(), "/complaints?region=nowhere"])
def test_axe_finds_nothing_to_complain_of(visitor, path, scheme):
    page = visitor(color_scheme=scheme)
    visit(page, path)

    found = Axe().run(page).response["violations"]

    told = {fault["id"]: [node["target"] for node in fault["nodes"]] for fault in found if fault["id"] not in KNOWN}
    assert told == {}


@pytest.mark.parametrize("name", PATHS)
def test_a_phone_shows_the_whole_width_of_a_page(visitor, name):
    page = visitor(viewport={"width": 390, "height": 844})

    visit(page, PATHS[name])

    wide = "() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth"
    assert page.locator("h2").is_visible()
    assert page.evaluate(wide) <= 390


def test_hostile_names_are_read_as_they_were_written(empty_app, visitor):
    page = visitor(base_url=empty_app)
    visit(page, "/data")
    choose(page, FILE_NAME, _complaints_about(HOSTILE))
    check(page)
    load(page)
    _is_literal(page, ".st-key-card_history", FILE_NAME)

    visit(page, "/complaints?period=all")
    page.get_by_test_id("stSidebar").get_by_text("What", exact=True).click()
    page.wait_for_timeout(500)  # the group slides open
    for name in HOSTILE:
        page.get_by_role("combobox", name="Complaint about").click()
        page.get_by_role("option", name=name).click()
        page.keyboard.press("Escape")
        expect(page.locator(".st-key-chips")).to_contain_text("Complaint about: ")
        _is_literal(page, ".st-key-chips", name)
        page.locator(".st-key-chip_category button").first.click()
        expect(page.locator(".st-key-chip_category")).to_have_count(0)

    assert "40 complaints, 0 open" in main(page)
    assert page.title() == "Complaints · Loyalty dashboard"


def _complaints_about(names: tuple[str, ...]) -> bytes:
    """Ten complaints about each."""
    quoted = [name.replace('"', '""') for name in names]
    rows = [f'K{n},2024-01-0{n % 9 + 1},2024-01-1{n % 9 + 1},"{quoted[n % len(quoted)]}"' for n in range(40)]
    return "\n".join(["complaint_id,opened_at,resolved_at,category", *rows]).encode()


def _is_literal(page: Page, place: str, name: str) -> None:
    """A name stands in a place letter by letter, and nothing was made of it."""
    found = page.locator(place)
    assert name in found.inner_text().replace(NO_WIDTH, "")
    made = found.locator(MADE).all()
    assert [one.evaluate("e => e.outerHTML") for one in made if one.inner_text().replace(NO_WIDTH, "") != name] == []
