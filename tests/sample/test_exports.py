"""The small files in the dress of other systems show what makes each of them difficult."""

import csv
from pathlib import Path

import pandas as pd
import pytest

EXPORTS = Path(__file__).parents[2] / "sample_data" / "exports"
# First line's distinguishing names, as the vendors' documentation and exports have them.
HEADERS = {
    "zendesk_tickets": (
        "Summation column",
        "Id",
        "Requester",
        "Full resolution time in minutes",
        "Product area [list]",
    ),
    "freshdesk_tickets": ("Ticket ID", "Due by Time", "Initial response time", "Resolution time (in hrs)"),
    "salesforce_cases": ("Case Number", "Date/Time Opened", "Date/Time Closed", "Case Origin"),
    "hubspot_tickets": ("Ticket ID", "Create date", "Close date", "Time to close (HH:mm:ss)"),
    "hubspot_survey_responses": ("Survey Type", "hs_value", "Response Group", "hs_submission_timestamp"),
    "chatwoot_csat": ("Agent Name", "Rating", "Feedback Comment", "Link to the conversation", "Recorded date"),
    "shopify_orders": ("Name", "Financial Status", "Lineitem quantity", "Discount Amount", "Refunded Amount"),
    "shopify_customers": ("Customer ID", "Accepts Email Marketing", "Default Address City"),
    "qualtrics_responses": ("StartDate", "RecordedDate", "ResponseId", "Q4_NPS_GROUP"),
    "surveymonkey_responses": ("Respondent ID", "Collector ID", "End Date", "Custom Data 1"),
    "odoo_tickets": ("Ticket IDs Sequence", "Helpdesk Team", "Stage", "SLA Deadline"),
    "odoo_orders": ("Order Reference", "Order Date", "Untaxed Amount"),
    "dynamics_cases": ("Case Title", "Status Reason", "First Response Sent", "Resolve By"),
}


def rows(name: str) -> list[list[str]]:
    with (EXPORTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(EXPORTS / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", HEADERS)
def test_an_export_has_its_systems_header_and_some_rows(name: str):
    lines = rows(name)

    assert set(HEADERS[name]) <= set(lines[0])
    assert {len(line) for line in lines} == {len(lines[0])}
    assert 15 <= len(lines) - 1 <= 40


def test_a_reopened_zendesk_ticket_keeps_its_former_solve():
    tickets = table("zendesk_tickets")

    again = tickets[tickets.Status.isin(["New", "Open", "Pending", "Hold"]) & (tickets["Solved at"] != "")]

    assert len(again) > 0
    assert (tickets["Satisfaction Score"] == "Offered").any()


def test_a_freshdesk_ticket_may_be_closed_without_a_resolved_time():
    tickets = table("freshdesk_tickets")

    assert ((tickets["Resolved time"] == "") & (tickets["Closed time"] != "")).any()
    assert tickets.Description.str.contains("\n").any()


def test_a_salesforce_case_may_be_closed_as_it_is_opened():
    cases = table("salesforce_cases")

    assert (cases["Date/Time Opened"] == cases["Date/Time Closed"]).sum() == 1
    assert (cases.Status == "Cancelled").any()


def test_shopify_writes_what_belongs_to_the_order_on_its_first_line_alone():
    lines = table("shopify_orders")
    first = lines["Financial Status"] != ""
    value = lines["Lineitem quantity"].astype(int) * lines["Lineitem price"].astype(float)
    value -= lines["Lineitem discount"].astype(float)

    orders = value.groupby(lines.Name).sum() - pd.to_numeric(lines["Discount Amount"]).groupby(lines.Name).first()

    assert first.sum() == lines.Name.nunique() < len(lines)
    assert orders.to_numpy() == pytest.approx(
        lines[first].set_index("Name").Subtotal.astype(float)[orders.index], abs=0.011
    )
    assert (lines["Cancelled at"] != "").sum() == 1
    assert lines["Billing Phone"][first].str.startswith("'+").all()


def test_survey_tools_write_two_and_three_header_lines():
    monkey, qualtrics = rows("surveymonkey_responses"), rows("qualtrics_responses")

    assert "Open-Ended Response" in monkey[1]
    assert qualtrics[2][0] == '{"ImportId":"startDate"}'
    assert "preview" in {line[15] for line in qualtrics[3:]}


def test_odoo_quotations_are_no_purchases_and_dynamics_keeps_resolutions_apart():
    orders, ends = table("odoo_orders"), table("dynamics_case_resolutions")
    cases = table("dynamics_cases")

    assert {"Quotation", "Quotation Sent", "Cancelled", "Sales Order"} == set(orders.Status)
    assert set(ends.IncidentId) <= set(cases.ID)
    assert {"2", "3"} == set(ends.StateCode)
    assert not [name for name in cases.columns if "solved on" in name.lower()]


def test_a_chatwoot_summary_is_there_to_be_refused():
    lines = rows("chatwoot_agent_summary")

    assert lines[0][0].startswith("Agent reports from")
    assert {"Avg first response time", "Avg resolution time"} <= set(lines[1])
