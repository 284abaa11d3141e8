"""Files of ten systems go in on the Data page without a mapping by hand, to numbers that the files themselves say."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import settle
from tests.browser.steps import CHECK, check, choose, go, load, main, visit
from tests.sample.test_known_exports import EXPORTS, OPEN, lines

SECONDS = 480  # each file is looked at, checked and loaded, and the machine may be busy
TICKETS = {
    "freshdesk_tickets": ("tickets from Freshdesk or Freshservice", "Status", 30),
    "salesforce_cases": ("cases from Salesforce", "Status", 28),
    "hubspot_tickets": ("tickets from HubSpot", "Ticket status", 25),
    "odoo_tickets": ("tickets from Odoo", "Stage", 26),
    "dynamics_cases": ("cases from Dynamics 365", "Status", 24),
}
OTHERS = {
    "dynamics_case_resolutions": ("case resolutions from Dynamics 365", 9),
    "shopify_orders": ("orders from Shopify", 34),
    "shopify_customers": ("customers from Shopify", 18),
    "odoo_orders": ("orders from Odoo", 20),
    "chatwoot_csat": ("ratings of conversations from Chatwoot", 22),
    "qualtrics_responses": ("survey answers from Qualtrics", 24),
    "surveymonkey_responses": ("survey answers from SurveyMonkey", 24),
    "hubspot_survey_responses": ("survey answers from HubSpot", 24),
}


@pytest.mark.timeout(SECONDS)
def test_tickets_of_six_systems_reach_a_chart_without_a_mapping_by_hand(empty_app, visitor):
    page = visitor(base_url=empty_app)
    visit(page, "/data")
    tickets = lines("zendesk_tickets")
    waiting = sum(row["Status"].lower() in OPEN for row in tickets)

    _goes_in(page, "zendesk_tickets", "tickets from Zendesk", len(tickets))
    _complaints_are(page, len(tickets), waiting)
    go(page, "Data", "Data")
    for name, (kind, status, n) in TICKETS.items():
        _goes_in(page, name, kind, n)
        first = [row for row in lines(name) if not row.get("Parent Case") and row.get("Status Reason") != "Merged"]
        tickets += first  # the others repeat a case
        waiting += sum(row[status].lower() in OPEN for row in first)
    _complaints_are(page, len(tickets), waiting)


@pytest.mark.timeout(SECONDS)
def test_orders_and_answers_go_in_without_a_mapping_by_hand_and_averages_do_not(empty_app, visitor):
    page = visitor(base_url=empty_app)
    visit(page, "/data")
    for name, (kind, n) in OTHERS.items():
        _goes_in(page, name, kind, n)

    _averages_are_refused(page)
    _promoters_are_those_of_three_surveys(page)


def _goes_in(page: Page, name: str, kind: str, n: int) -> None:
    choose(page, f"{name}.csv", EXPORTS / f"{name}.csv")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"Recognised as {kind}.")
    check(page)
    assert f"{n} records can be loaded as" in main(page)
    load(page)


def _complaints_are(page: Page, n: int, waiting: int) -> None:
    """The chart is drawn, and the line under the headline counts as the systems do."""
    page.get_by_role("link", name="See how long complaints take").click()
    expect(page.locator("h1")).to_have_text("Complaints")
    expect(page.locator("h2")).to_contain_text(f"{waiting} are still open")
    settle(page)
    assert f"{n} complaints, {waiting} open" in main(page)
    expect(page.locator('[data-testid="stVegaLiteChart"] svg').first).to_be_visible()


def _averages_are_refused(page: Page) -> None:
    choose(page, "chatwoot_agent_summary.csv", EXPORTS / "chatwoot_agent_summary.csv")
    expect(page.get_by_test_id("stMain")).to_contain_text(
        "This is a summary of averages; medians and open cases can't be had from it."
    )
    expect(page.get_by_role("button", name=CHECK)).to_have_count(0)


def _promoters_are_those_of_three_surveys(page: Page) -> None:
    """9 and 10 promote, 0 to 6 detract, the last answer of each person counts; HubSpot's answers name nobody."""
    last = {number: row["hs_value"] for number, row in enumerate(lines("hubspot_survey_responses"))}
    monkeys = lines("surveymonkey_responses", below=2)
    last |= {row["Email Address"]: row["How likely are you to recommend us?"] for row in monkeys}
    answers = [row for row in lines("qualtrics_responses", below=3) if row["Status"] != "Survey Preview" and row["Q4"]]
    last |= {row["ExternalReference"]: row["Q4"] for row in answers}
    given = list(map(int, last.values()))
    promoters = sum(one >= 9 for one in given)
    score = 100 * (promoters - sum(one <= 6 for one in given)) / len(given)

    go(page, "Experience", "Satisfaction")
    settle(page)

    assert f"{promoters} of {len(given)} customers" in main(page)
    assert f"{score:.0f} more in a hundred would recommend us than would not" in main(page)
