"""A target is set on the Settings page, seen on a chart, and taken back."""

from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import go, main, press, visit


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    settle(page)


def drawn(page: Page) -> str:
    """All texts of the charts."""
    return " ".join(page.locator("svg.marks text").all_text_contents())


def ask_for_a_target(page: Page, figure: str, value: str) -> None:
    """Fill the form of a target in. The list is long: what is far down is not there yet, and a redraw closes it."""
    page.get_by_text("Set a target").click()
    settle(page)
    box, wanted = page.get_by_role("combobox", name="Figure"), page.get_by_role("option", name=figure, exact=True)
    for _ in range(5):
        box.click()
        box.fill("")
        box.press_sequentially(figure[:6])
        page.wait_for_timeout(1_500)
        if wanted.count():
            break
    wanted.click()
    page.get_by_role("spinbutton", name="Target").fill(value)
    page.locator(".st-key-change_target").get_by_role("button", name="Show what would change").click()


def test_a_target_is_set_seen_on_a_chart_and_undone(fresh_app, visitor):
    page = visitor(base_url=fresh_app)
    visit(page, "/settings")
    tab(page, "Targets and events")

    ask_for_a_target(page, "Satisfaction", "81.5")
    expect(page.get_by_role("button", name="Switch it on")).to_be_visible()
    settle(page)
    before = "No headline number would move. Nothing is changed yet." in main(page)
    press(page, "Switch it on")
    expect(page.get_by_text("Satisfaction: 81.5")).to_be_visible()
    go(page, "Experience", "Satisfaction")
    seen, card = drawn(page), main(page)
    go(page, "Data", "Settings")
    tab(page, "What was changed")
    press(page, "Undo")
    expect(page.get_by_text("Taken back:").first).to_be_visible()
    go(page, "Experience", "Satisfaction")

    assert before
    assert "Target 81.5" in seen
    assert "Target 81.5: −3.7 points" in card  # 77.8 of 100
    assert "Target 81.5" not in drawn(page)
