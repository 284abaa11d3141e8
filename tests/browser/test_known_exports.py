"""Files of ten systems go in on the Data page without a mapping by hand, to numbers that the files themselves say."""

from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import CHECK, check, choose, go, headline, load, main, visit
from tests.sample.test_known_exports import EXPORTS, lines

TICKETS = {
    "freshdesk_tickets": ("tickets from Freshdesk or Freshservice", 30),
    "salesforce_cases": ("cases from Salesforce", 28),
    "hubspot_tickets": ("tickets from HubSpot", 25),
    "odoo_tickets": ("tickets from Odoo", 26),
    "dynamics_cases": ("cases from Dynamics 365", 24),
    "dynamics_case_resolutions": ("case resolutions from Dynamics 365", 9),
}
OTHERS = {
    "shopify_orders": ("orders from Shopify", 34),
    "shopify_customers": ("customers from Shopify", 18),
    "odoo_orders": ("orders from Odoo", 20),
    "chatwoot_csat": ("ratings of conversations from Chatwoot", 22),
    "qualtrics_responses": ("survey answers from Qualtrics", 24),
    "surveymonkey_responses": ("survey answers from SurveyMonkey", 24),
    "hubspot_survey_responses": ("survey answers from HubSpot", 24),
}


def test_files_of_other_systems_reach_charts_without_a_mapping_by_hand(empty_app, visitor):
    page = visitor(base_url=empty_app)
    visit(page, "/data")

    _recognised(page, "zendesk_tickets", "tickets from Zendesk")
    expect(page.get_by_test_id("stMain")).to_contain_text("Which types in Ticket type are complaints?")
    _goes_in(page, 36)
    _complaints_are_those_of_zendesk(page)
    go(page, "Data", "Data")
    for name, (kind, n) in {**TICKETS, **OTHERS}.items():
        _recognised(page, name, kind)
        _goes_in(page, n)
    _averages_are_refused(page)
    _promoters_are_those_of_three_surveys(page)


def _recognised(page: Page, name: str, kind: str) -> None:
    choose(page, f"{name}.csv", EXPORTS / f"{name}.csv")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"Recognised as {kind}.")


def _goes_in(page: Page, n: int) -> None:
    check(page)
    assert f"{n} records can be loaded as" in main(page)
    load(page)


def _complaints_are_those_of_zendesk(page: Page) -> None:
    tickets = lines("zendesk_tickets")
    waiting = [row for row in tickets if row["Status"] in ("New", "Open", "Pending", "Hold")]
    page.get_by_role("link", name="See how long complaints take").click()
    expect(page.locator("h1")).to_have_text("Complaints")
    expect(page.locator("h2")).to_contain_text(f"{len(waiting)} are still open")
    settle(page)
    assert f"{len(tickets)} complaints, {len(waiting)} open" in main(page)
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()


def _averages_are_refused(page: Page) -> None:
    choose(page, "chatwoot_agent_summary.csv", EXPORTS / "chatwoot_agent_summary.csv")
    expect(page.get_by_test_id("stMain")).to_contain_text(
        "This is a summary of averages; medians and open cases can't be had from it."
    )
    expect(page.get_by_role("button", name=CHECK)).to_have_count(0)


def _promoters_are_those_of_three_surveys(page: Page) -> None:
    """9 and 10 promote, 0 to 6 detract; previews and unanswered ones are none."""
    scores = [row["hs_value"] for row in lines("hubspot_survey_responses")]
    scores += [row["How likely are you to recommend us?"] for row in lines("surveymonkey_responses", below=2)]
    scores += [row["Q4"] for row in lines("qualtrics_responses", below=3) if row["Status"] != "Survey Preview"]
    given = [int(score) for score in scores if score]
    score = 100 * (sum(one >= 9 for one in given) - sum(one <= 6 for one in given)) / len(given)
    go(page, "Experience", "Satisfaction")
    settle(page)
    assert headline(page)
    assert f"{score:.0f}" in main(page)
    assert f"{len(given)} answers" in main(page)
