"""The small files of other systems go in without a mapping by hand, and what is asked of them is answered rightly."""

import csv
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import crm_core
from crm_core import Filters, Store, ingest, schema
from crm_core.errors import CsvRejected
from tests.sample.test_exports import EXPORTS

LOADED = {
    "zendesk_tickets": "complaints", "freshdesk_tickets": "complaints", "salesforce_cases": "complaints",
    "hubspot_tickets": "complaints", "odoo_tickets": "complaints", "dynamics_cases": "complaints",
    "hubspot_survey_responses": "survey_answers", "chatwoot_csat": "survey_answers",
    "surveymonkey_responses": "survey_answers", "qualtrics_responses": "survey_answers",
    "shopify_orders": "purchases", "shopify_customers": "customers", "odoo_orders": "purchases",
    "dynamics_case_resolutions": "complaint_events",
}  # fmt: skip
OPEN = {"new", "open", "pending", "hold", "on hold", "in progress", "working", "escalated", "active", "waiting on us",
        "waiting on contact", "waiting on customer"}  # fmt: skip
AS_OF = dt.datetime(2026, 10, 31, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def loaded(duckdb_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, dict]]:
    """A store with every file in it, and the reports."""
    folder = tmp_path_factory.mktemp("exports")
    shutil.copy(duckdb_template, folder / "loyalty.duckdb")
    store = crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder)
    reports = {name: crm_core.load_csv(store, table, EXPORTS / f"{name}.csv") for name, table in LOADED.items()}
    yield store, reports
    store.close()


def lines(name: str, *, below: int = 1) -> list[dict[str, str]]:
    """Rows of a file by its first header row."""
    with (EXPORTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
        return [dict(zip(head, row, strict=True)) for row in rows[below - 1 :]]


def stored(store: Store, table: str, source: str, *columns: str) -> list[tuple]:
    found = schema.table(table)
    question = sa.select(*(found.c[name] for name in columns)).where(found.c.source == source, found.c.line > 0)
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(question.order_by(found.c.line))]


@pytest.mark.parametrize("name", LOADED)
def test_a_file_goes_in_whole_under_its_systems_name(loaded, name):
    store, reports = loaded
    report = reports[name]

    assert report.quarantined == 0
    assert report.good > 0
    assert sum(report.lines.values()) == report.lines_in == len((EXPORTS / f"{name}.csv").read_bytes().splitlines())
    assert {row[0].split(":")[0] for row in stored(store, LOADED[name], name.split("_")[0], *key(LOADED[name]))} == {
        name.split("_")[0]
    }


def key(table: str) -> tuple[str]:
    return schema.LOADED[table].key[:1]


def test_averages_are_refused(loaded):
    with pytest.raises(CsvRejected) as refused:
        crm_core.load_csv(loaded[0], "complaints", EXPORTS / "chatwoot_agent_summary.csv")

    assert refused.value.code == "summary"
    assert "Avg first response time" in refused.value.found


@pytest.mark.parametrize(
    ("name", "status"),
    [("zendesk_tickets", "Status"), ("freshdesk_tickets", "Status"), ("salesforce_cases", "Status"),
     ("hubspot_tickets", "Ticket status"), ("odoo_tickets", "Stage"), ("dynamics_cases", "Status")],
)  # fmt: skip
def test_as_many_cases_are_open_as_the_system_says(loaded, name, status):
    store, _ = loaded
    said = Counter(row[status].lower() in OPEN for row in lines(name))

    found = Counter(one in ("open", "pending") for (one,) in stored(store, "complaints", name.split("_")[0], "status"))

    assert found == said


def test_a_reopened_ticket_is_open_whatever_its_former_solve_says(tmp_path, duckdb_template):
    shutil.copy(duckdb_template, tmp_path / "loyalty.duckdb")
    store = crm_core.open_store(f"duckdb:///{tmp_path / 'loyalty.duckdb'}", folder=tmp_path)
    crm_core.load_csv(store, "complaints", EXPORTS / "zendesk_tickets.csv")
    tickets = lines("zendesk_tickets")
    waiting = [row for row in tickets if row["Status"] in ("New", "Open", "Pending", "Hold")]

    times = crm_core.ask("complaints.resolution_time")(store, Filters(as_of=AS_OF))
    store.close()

    assert [row["Solved at"] for row in waiting if row["Solved at"]]
    assert (times["n"].sum(), times["open"].sum()) == (len(tickets), len(waiting))


def test_the_first_reply_is_minutes_after_the_opening(loaded):
    expected = [
        (dt.datetime.fromisoformat(row["Created at"]) + dt.timedelta(minutes=int(minutes))).replace(tzinfo=dt.UTC)
        if (minutes := row["First reply time in minutes"])
        else None
        for row in lines("zendesk_tickets")
    ]

    found = [at and at.astimezone(dt.UTC) for (at,) in stored(loaded[0], "complaints", "zendesk", "first_response_at")]

    assert found == expected


def test_hours_of_business_stay_beside_the_instants(loaded):
    hours = [row["Time to close (hours)"] for row in lines("odoo_tickets")]

    found = [seconds for (seconds,) in stored(loaded[0], "complaints", "odoo", "source_resolution_seconds")]

    assert found == [round(3600 * float(one)) or None for one in hours]


def test_withdrawn_cases_of_salesforce_end_without_an_answer(loaded):
    ends = stored(loaded[0], "complaints", "salesforce", "status", "resolved_at", "closed_at")
    withdrawn = [row for row in ends if row[0] == "withdrawn"]

    assert len(withdrawn) == sum(row["Status"] == "Cancelled" for row in lines("salesforce_cases"))
    assert {(resolved is None, closed is None) for _, resolved, closed in withdrawn} == {(True, False)}


def test_shops_lines_bring_what_its_orders_say(loaded):
    """Subtotals stand on the first line of each order; #1018 was voided."""
    said = sum(float(row["Subtotal"]) for row in lines("shopify_orders") if row["Subtotal"])
    cancelled = sum(float(row["Subtotal"]) for row in lines("shopify_orders") if row["Cancelled at"])

    rows = stored(loaded[0], "purchases", "shopify", "revenue", "order_status")

    assert float(sum(revenue for revenue, _ in rows)) == pytest.approx(said, abs=1e-9)
    assert float(sum(revenue for revenue, status in rows if status == "cancelled")) == pytest.approx(
        cancelled, abs=1e-9
    )


def test_quotations_are_no_purchases(loaded):
    statuses = Counter(status for (status,) in stored(loaded[0], "purchases", "odoo", "order_status"))
    said = Counter(row["Status"] for row in lines("odoo_orders"))

    assert statuses == {
        "paid": said["Sales Order"], "draft": said["Quotation"] + said["Quotation Sent"],
        "cancelled": said["Cancelled"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "column", "below"),
    [("hubspot_survey_responses", "hs_value", 1), ("qualtrics_responses", "Q4", 3),
     ("surveymonkey_responses", "How likely are you to recommend us?", 2)],
)  # fmt: skip
def test_promoters_are_those_of_the_file(loaded, name, column, below):
    answers = [
        int(row[column]) for row in lines(name, below=below) if row[column] and row.get("Status") != "Survey Preview"
    ]

    found = stored(loaded[0], "survey_answers", name.split("_")[0], "recommend")

    assert [value for (value,) in found if value is not None] == answers


def test_previews_are_counted_and_never_loaded(loaded):
    _, reports = loaded

    assert reports["qualtrics_responses"].lines["excluded"] == 2
    assert ("excluded_preview", "2") in {(one["code"], one["found"]) for one in reports["qualtrics_responses"].warnings}


def test_ratings_have_their_systems_scale_and_their_conversation(loaded):
    ratings = lines("chatwoot_csat")

    found = stored(loaded[0], "survey_answers", "chatwoot", "csat", "csat_scale", "complaint_id")

    assert found == [
        (int(row["Rating"]), "5", "chatwoot:" + row["Link to the conversation"].split("/")[-1]) for row in ratings
    ]


def test_a_zendesk_file_holds_ratings_too(loaded):
    store, _ = loaded
    said = Counter(row["Satisfaction Score"] for row in lines("zendesk_tickets"))

    report = crm_core.load_csv(store, "survey_answers", EXPORTS / "zendesk_tickets.csv")

    points = Counter(csat for (csat,) in stored(store, "survey_answers", "zendesk", "csat"))
    assert points == {2: said["Good"], 1: said["Bad"]}
    assert report.lines["excluded"] == said["Offered"] + said["Not Offered"]


@pytest.mark.parametrize(
    ("name", "number", "person"),
    [("zendesk_tickets", "Requester id", "Requester"), ("freshdesk_tickets", "Contact ID", "Full name")],
)
def test_a_file_of_tickets_names_who_wrote_them(loaded, name, number, person):
    store, _ = loaded
    source = name.split("_")[0]
    last = {f"{source}:{row[number]}": row[person] for row in lines(name)}

    report = crm_core.load_csv(store, "customers", EXPORTS / f"{name}.csv")

    assert report.quarantined == 0
    assert dict(stored(store, "customers", source, "customer_id", "name")) == last


def test_resolutions_that_were_taken_back_are_no_ends(loaded):
    ends = stored(loaded[0], "complaint_events", "dynamics", "complaint_id", "kind")

    assert ends == [
        (f"dynamics:{row['IncidentId']}", "resolved")
        for row in lines("dynamics_case_resolutions")
        if row["StateCode"] == "2"
    ]


def test_named_people_and_goods_are_known_by_their_names(loaded):
    store, _ = loaded
    names = {name for table in ("staff", "stores", "products") for (name,) in named(store, table)}

    assert {"Grace Foster", "Lyon", "Aria Speaker", "P23"} <= names


def named(store: Store, table: str) -> list[tuple]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(schema.table(table).c.name))]


def test_who_ordered_by_address_is_the_customer_who_has_it(loaded):
    store, _ = loaded
    numbers = {row["Email"]: row["Customer ID"].strip("'") for row in lines("shopify_customers")}
    buyers = {row["Email"] for row in lines("shopify_orders")}

    identity = schema.table("customer_identity")
    with store.engine.connect() as connection:
        found = dict(map(tuple, connection.execute(sa.select(identity.c.customer_id, identity.c.survivor_id))))

    assert {f"shopify:{one}": found[f"shopify:{one}"] for one in buyers} == {
        f"shopify:{one}": f"shopify:{numbers[one]}" for one in buyers
    }


def test_the_same_export_again_adds_nothing(loaded):
    store, reports = loaded

    again = crm_core.load_csv(store, "purchases", EXPORTS / "shopify_orders.csv")

    assert again.import_id == reports["shopify_orders"].import_id
    assert again.already_imported is not None


def test_another_currency_is_refused_by_its_name(loaded, tmp_path):
    store, _ = loaded
    text = (EXPORTS / "shopify_orders.csv").read_text(encoding="utf-8").replace(",USD,", ",EUR,")
    before = len(ingest.history(store))

    with pytest.raises(CsvRejected) as refused:
        crm_core.load_csv(store, "purchases", text.encode())

    assert (refused.value.code, refused.value.found, refused.value.expected) == (
        "currency_other",
        "EUR (34 rows)",
        "USD",
    )
    assert len(ingest.history(store)) == before
