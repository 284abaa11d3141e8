"""Files of known systems: told by the whole header, read as their system writes them, and never by guessing."""

import pytest

import crm_core
from crm_core.errors import CsvRejected
from crm_core.ingest import Profile
from crm_core.ingest.systems.export import all_exports
from crm_core.ingest.systems.making import WAYS
from crm_core.schema import LOADED
from tests.ingest.arriving import rows
from tests.ingest.knowing import first_look, known
from tests.ingest.reading import read_text
from tests.sample.test_exports import EXPORTS

ZENDESK = "Id,Requester id,Submitter,Status,Ticket type,Created at,Updated at,Solved at,First reply time in minutes"
FRESHDESK = "Ticket ID,Subject,Status,Type,Created time,Resolved time,Closed time,Resolution status"
SALESFORCE = "Case Number,Status,Case Origin,Date/Time Opened,Date/Time Closed,Deleted"
ODOO = "Ticket IDs Sequence,Subject,Helpdesk Team,Tags,Stage,create_date,Close date"


def test_every_declaration_names_columns_of_its_contract_and_known_ways_of_making_them():
    wrong = []
    for one in all_exports():
        targets = {*one.columns, *one.made, *one.words}
        wrong += [f"{one.code}: {name}" for name in targets - set(LOADED[one.table].column_names)]
        wrong += [f"{one.code}: {made.how}" for made in one.made.values() if made.how not in WAYS]
        for target, words in one.words.items():
            choices = LOADED[one.table].column(target).choices
            wrong += [f"{one.code}: {word}" for word, code in words.items() if code not in choices]

    assert wrong == []
    assert len({one.code for one in all_exports()}) == len(all_exports()) > 15


def test_no_kind_of_file_is_told_by_few_names():
    assert {one.code: len(one.known_by) for one in all_exports() if len(one.known_by) < 4} == {
        "dynamics.case_resolutions": 3
    }


@pytest.mark.parametrize("missing", ["Id", "Requester id", "Submitter", "Ticket type", "Created at", "Solved at"])
def test_a_header_that_lacks_one_of_its_systems_names_is_no_systems(tmp_path, missing):
    header = [name for name in ZENDESK.split(",") if name != missing]

    assert first_look(tmp_path, ",".join(header)).system == ""


def test_a_header_of_mostly_foreign_names_is_no_systems(tmp_path):
    assert first_look(tmp_path, ",".join([ZENDESK, *(f"Own {n}" for n in range(40))])).system == ""


@pytest.mark.parametrize("table", LOADED)
def test_a_table_under_its_own_names_is_no_systems(tmp_path, table):
    assert first_look(tmp_path, ",".join(LOADED[table].column_names), table=None).system == ""


def test_labels_and_names_inside_salesforce_are_the_same_columns(tmp_path):
    inside = "CaseNumber,Status,Origin,CreatedDate,ClosedDate,IsDeleted"
    label = known(tmp_path, SALESFORCE, "1,Closed,Web,2026-01-05 10:00,2026-01-06 10:00,0")
    name = known(tmp_path, inside, "1,Closed,Web,2026-01-05T10:00:00.000Z,2026-01-06T10:00:00.000Z,false")

    columns = "complaint_id, status, channel, opened_at::VARCHAR, resolved_at::VARCHAR"
    assert label.rows(columns) == name.rows(columns)
    assert name.values("resolved_at::VARCHAR") == ["2026-01-06 10:00:00+00"]


def test_the_first_reply_is_the_opening_and_its_minutes_in_the_files_zone(tmp_path):
    came = known(tmp_path, ZENDESK, "1,9,A,Open,Incident,2026-03-29 01:30:00,,,45", time_zone="Europe/Berlin")

    # 01:30 in Berlin is 00:30 UTC; 45 minutes later the clocks there have gone from 2 to 3
    assert came.rows("opened_at::VARCHAR, first_response_at::VARCHAR") == [
        ("2026-03-29 00:30:00+00", "2026-03-29 01:15:00+00")
    ]


def test_without_minutes_there_is_no_first_reply(tmp_path):
    came = known(tmp_path, ZENDESK, "1,9,A,Open,Incident,2026-03-02 01:30:00,,,")

    assert came.values("first_response_at") == [None]


def test_a_plain_closing_time_is_an_end_without_answer_only_where_the_status_says_withdrawn(tmp_path):
    came = known(
        tmp_path, SALESFORCE,
        "1,Closed,Web,2026-01-05 10:00,2026-01-06 10:00,0",
        "2,Cancelled,Web,2026-01-05 10:00,2026-01-07 10:00,0",
        "3,Working,Web,2026-01-05 10:00,2026-01-08 10:00,0",
    )  # fmt: skip

    assert came.rows("status, resolved_at::DATE::VARCHAR, closed_at::DATE::VARCHAR") == [
        ("resolved", "2026-01-06", None), ("withdrawn", None, "2026-01-07"), ("open", "2026-01-08", None),
    ]  # fmt: skip


def test_freshdesks_closing_time_stands_in_where_none_says_resolved(tmp_path):
    came = known(
        tmp_path, FRESHDESK,
        "1,late,Resolved,Problem,2026-01-05 10:00,2026-01-06 10:00,2026-01-09 10:00,Within SLA",
        "2,late,Closed,Problem,2026-01-05 10:00,,2026-01-07 10:00,SLA Violated",
    )  # fmt: skip

    assert came.rows("resolved_at::DATE::VARCHAR, source_sla_met") == [("2026-01-06", True), ("2026-01-07", False)]


def test_deleted_records_are_left_out_counted_and_listed(tmp_path):
    came = known(
        tmp_path, SALESFORCE,
        "1,Closed,Web,2026-01-05 10:00,2026-01-06 10:00,1",
        "2,Closed,Web,2026-01-05 10:00,nonsense,1",
        "3,New,Web,2026-01-05 10:00,,0",
    )  # fmt: skip

    assert came.lines == {"header": 1, "good": 1, "excluded": 2}
    assert came.counts["records"]["excluded"] == 2
    assert {"code": "excluded_deleted", "found": "2", "expected": "2, 3"} in came.counts["warnings"]


def test_an_excluded_record_of_several_lines_counts_with_all_of_them(tmp_path):
    header = FRESHDESK.replace("Subject", "Subject,Description")
    came = known(
        tmp_path, header,
        '1,late,"one\ntwo\nthree",Deleted,Problem,2026-01-05 10:00,,,',
        "2,late,one,Open,Problem,2026-01-05 10:00,,,",
    )  # fmt: skip

    assert came.lines == {"header": 1, "good": 1, "excluded": 3}


def test_every_type_is_a_complaint_until_somebody_says_otherwise(tmp_path):
    rows = [f"{n},9,A,Open,{kind},2026-03-02 01:30:00,,," for n, kind in enumerate(("Incident", "Task", ""), 1)]
    plain = known(tmp_path, ZENDESK, *rows)
    said = known(tmp_path, ZENDESK, *rows, words={"Ticket type": {"Incident": "complaint", "Task": "request"}})

    assert plain.values("kind") == ["complaint", "complaint", None]
    assert said.values("kind") == ["complaint", "request", None]
    assert ("kinds_counted", "Incident (1), Task (1)") in {(w["code"], w["found"]) for w in plain.counts["warnings"]}
    assert ("kinds_counted", "Incident (1)") in {(w["code"], w["found"]) for w in said.counts["warnings"]}


def test_tags_on_lines_of_their_own_belong_to_the_ticket_above(tmp_path):
    came = known(
        tmp_path, ODOO,
        "7,Late,North,late,Solved,2026-01-05 10:00:00,2026-01-06 10:00:00",
        ",,,angry,,,",
        "8,Broken,North,,New,2026-01-07 10:00:00,",
    )  # fmt: skip

    assert came.rows("complaint_id, tags") == [("odoo:7", "late;angry"), ("odoo:8", None)]
    assert came.lines == {"header": 1, "good": 2, "excluded": 1}


def test_f101_header_rows_of_survey_tools_are_no_answers_however_many_lines_they_take(tmp_path):
    came = known(
        tmp_path,
        "StartDate,EndDate,Status,Progress,Finished,RecordedDate,ResponseId,Q1,Q2",
        'Start Date,End Date,Response Type,Progress,Finished,Recorded Date,Response ID,Satisfied?,"Anything\nelse?"',
        ",".join('"{""ImportId"":""x""}"' for _ in range(9)),
        "2026-01-05 10:00:00,2026-01-05 10:01:00,IP Address,100,True,2026-01-05 10:01:01,R_1,9,fine",
        "2026-01-05 10:00:00,2026-01-05 10:01:00,Survey Preview,100,True,2026-01-05 10:01:01,R_2,1,test",
        table="survey_answers",
    )

    assert came.rows("answer_id, satisfaction, comment, completed") == [("qualtrics:R_1", 9, "fine", True)]
    assert came.lines == {"header": 4, "good": 1, "excluded": 1}


def test_f101_options_of_a_question_take_its_name_from_the_row_above(tmp_path):
    came = known(
        tmp_path,
        "Respondent ID,Collector ID,Start Date,End Date,How likely are you to recommend us?,What did you use?,",
        ",,,,Response,Store,App",
        "1,5,01/25/2026 10:00:00 AM,01/25/2026 10:02:00 AM,0,Store,",
        table="survey_answers",
    )

    assert came.counts["header"][-2:] == ["What did you use?", "What did you use?: App"]
    assert came.values("recommend") == [0]
    assert {one["column"]: one["how"] for one in came.counts["matches"]}["Start Date"] == "passed_over"


def test_answers_that_fit_several_scales_wait_for_somebody_who_knows(tmp_path):
    lines = (
        "Respondent ID,Collector ID,Start Date,End Date,How satisfied are you?,Anything else?",
        ",,,,Response,Open-Ended Response",
        "1,5,01/25/2026 10:00:00 AM,01/25/2026 10:02:00 AM,4,fine",
    )
    unsaid = known(tmp_path, *lines, table="survey_answers")
    asked = first_look(tmp_path, *lines, table="survey_answers").questions
    said = known(tmp_path, *lines, table="survey_answers", formats={"How satisfied are you?": "points_5"})

    assert "scale_unknown" in unsaid.warned()
    assert [(one.code, one.guess, one.found) for one in asked] == [("scale", "points_5", "4")]
    assert said.rows("csat, csat_scale, satisfaction") == [(4, "5", None)]


@pytest.mark.parametrize(
    "lines",
    [
        ("Agent reports from 01-Oct", "Agent name,Assigned conversations,Avg first response time", "Ann,4,5"),
        ("Team name,Avg resolution time,Resolution Count", "North,7 hours,33"),
        ("Status;Median age;Average age", "Open;5;6"),
        ("Case Owner,Record Count", "Ann,12", "Grand Total,12"),
    ],
)  # fmt: skip
def test_f103_a_summary_is_refused_with_what_to_export_instead(tmp_path, lines):
    with pytest.raises(CsvRejected) as refused:
        read_text(tmp_path, *lines)

    assert refused.value.code == "summary"


def test_f103_one_average_in_a_list_of_cases_makes_no_summary(tmp_path):
    came = read_text(
        tmp_path, "Case Number,Created at,Average Hours to Respond", "1,2026-01-05,3", "2,2026-01-05,Average"
    )

    assert len(came.values("complaint_id")) == 2


def test_f103_customers_with_their_averages_are_no_summary(tmp_path):
    came = read_text(
        tmp_path, "Customer ID,Name,Average order value,Average days between orders", "7,Ann,12.5,30", table="customers"
    )

    assert came.values("customer_id") == ["7"]


def test_f103_averages_by_day_are_a_summary_though_they_have_a_date(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        read_text(tmp_path, "Date,Avg first response time,Avg resolution time", "2026-01-05,5 minutes,7 hours")

    assert refused.value.code == "summary"


def test_f103_a_list_of_broken_promises_without_instants_is_refused(tmp_path):
    lines = ("Conversation ID,SLA Policy,Assignee,Team,Inbox,Labels,Breached Events", "1,Gold,Ann,,Web,,frt")

    with pytest.raises(CsvRejected) as refused:
        first_look(tmp_path, *lines, table=None)

    assert refused.value.code == "no_instants"


def test_f104_an_unknown_status_is_asked_and_until_then_quarantined(tmp_path):
    lines = (SALESFORCE, "1,Parked,Web,2026-01-05 10:00,,0", "2,New,Web,2026-01-05 10:00,,0")
    unsaid = known(tmp_path, *lines)
    asked = first_look(tmp_path, *lines, table="complaints").questions
    said = known(tmp_path, *lines, words={"Status": {"Parked": "pending"}})

    assert unsaid.bad() == [(2, "status", "unknown_word")]
    assert [(one.code, one.column, one.found) for one in asked] == [("word", "Status", "Parked")]
    assert said.values("status") == ["pending", "open"]


def test_f105_an_apostrophe_before_digits_and_numbers_is_armour_and_not_part_of_a_key(tmp_path):
    came = known(
        tmp_path,
        "Customer ID,First Name,Last Name,Email,Phone,Default Address Zip,Total Spent,Total Orders",
        "'770100000000,Anna,Parker,a@x.example,'+61400000000,'02100,1,2",
        table="customers",
    )

    assert came.rows("customer_id, name, phone, postcode") == [
        ("shopify:770100000000", "Anna Parker", "+61400000000", "02100")
    ]


def test_what_the_user_says_goes_before_what_the_system_writes(tmp_path):
    mapping = {"Case Origin": "category", "Date/Time Closed": None}
    came = known(tmp_path, SALESFORCE, "1,Closed,Web,2026-01-05 10:00,2026-01-06 10:00,0", mapping=mapping)

    assert came.rows("category, channel, resolved_at") == [("Web", None, None)]


def test_an_import_tells_its_system_its_grain_and_what_it_left_out(store):
    report = crm_core.load_csv(store, "survey_answers", EXPORTS / "qualtrics_responses.csv")

    imports = rows(store, "imports", "source", "grain", "lines_excluded", "lines_header", "lines_in")
    assert imports == [("qualtrics", "answer", 2, 4, report.lines_in)]


def test_how_a_systems_file_was_read_is_remembered_with_what_was_said_of_it(store):
    header = f"{ZENDESK}\n"
    words = {"Ticket type": {"Incident": "complaint", "Task": "request"}}
    january = f"{header}1,9,A,Open,Task,2026-01-02 01:30:00,,,\n".encode()
    february = f"{header}2,9,A,Open,Task,2026-02-02 01:30:00,,,\n".encode()
    crm_core.load_csv(store, "complaints", january, Profile("complaints", "zendesk", "zendesk.tickets", words=words))

    crm_core.load_csv(store, "complaints", february)

    assert rows(store, "complaints", "complaint_id", "kind") == [("zendesk:1", "request"), ("zendesk:2", "request")]
