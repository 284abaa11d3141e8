"""The contracts say what the data model says, and agree with themselves."""

import pytest

from crm_core import schema
from crm_core.schema.surveys import ECSI_ITEMS

# The data model's own lists: name? means that the cell may be empty.
DATA_MODEL = {
    "customers": "customer_id? kind? name? email? phone? birth_date? gender? city? region? country? language? "
    "income_band? "
    "hobbies? needs? belief? sector? employees? revenue_band? acquisition_channel? referred_by? switched_from? "
    "joined_on? "
    "owner_id? key_account? marketing_consent? affinities? postcode? updated_at?",
    "consents": "customer_id purpose channel given_at withdrawn_at? given_through? wording?",
    "staff": "staff_id? name team? role? store_id? hired_on? training_completed_on? left_on?",
    "stores": "store_id? name city? region? country? opened_on? calendar?",
    "shifts": "shift_id? staff_id planned_start planned_end? arrived_at? excused?",
    "conduct_notes": "note_id? staff_id noted_on kind text",
    "products": "product_id? name category? seller? own_brand? launched_on? revised_on? manual_updated_on?",
    "purchases": "order_id? line_no? customer_id? product_id? bought_at channel? store_id? staff_id? quantity? "
    "revenue "
    "discount? tax? cost? profit? currency? trial? order_status? returned_at? returned_quantity? refunded?",
    "points": "points_id? customer_id happened_at kind points qualifying order_id? expires_on?",
    "registrations": "registration_id? customer_id product_id registered_at registered_via?",
    "memberships": "membership_id? customer_id programme started_on ended_on?",
    "attendances": "attendance_id? customer_id programme topic store_id? held_at attended",
    "interactions": "interaction_id? customer_id? channel? topic? started_at answered_at? ended_at? queued_at? "
    "hold_seconds? "
    "wrap_up_seconds? transferred? queue? team? abandoned? solved? staff_id? store_id? product_id? answer_checked? "
    "answer_correct? useful?",
    "contact_intervals": "queue channel starts_at ends_at offered answered answered_in_t abandoned abandoned_in_t "
    "t_seconds "
    "talk_seconds? wrap_up_seconds?",
    "appointments": "appointment_id? customer_id store_id staff_id? product_id? booked_for arrived_at? cancelled? "
    "no_show? "
    "started_at? ended_at? problem? solution? solved?",
    "complaints": "complaint_id? kind? customer_id? email? category? subcategory? severity? channel? opened_at "
    "first_response_at? resolved_at? closed_at? due_at? updated_at? status? duplicate_of? outcome? root_cause? "
    "staff_id? "
    "team? store_id? product_id? order_id? reopens? replies? paused_seconds? refund? compensation? tags? summary? "
    "source_first_response_seconds? source_resolution_seconds? source_sla_met?",
    "complaint_events": "event_id? complaint_id happened_at kind staff_id?",
    "survey_invitations": "invitation_id? customer_id survey touchpoint sent_at staff_id? store_id? "
    "interaction_id? bounced "
    "opted_out",
    "survey_answers": "answer_id? invitation_id? complaint_id? order_id? sent_at? answer_channel? completed? "
    "quote_allowed? "
    "solved? pressure_free? hands_on? respect? weight? customer_id? answered_at touchpoint? staff_id? store_id? "
    "satisfaction? expectations? ideal? recommend? buy_again? product_id? appointment_id? csat? csat_scale? effort? "
    "effort_version? approach? probe? present? listen? close? comment? language? "
    + " ".join(
        f"{block}{number}?"
        for block, last in (
            ("image", 5), ("expectation", 3), ("quality", 7), ("value", 2), ("satisfaction", 3), ("complaints", 1),
            ("loyalty", 3),
        )
        for number in range(1, last + 1)
    ),
    "ideas": "idea_id? customer_id? posted_at title body status duplicate_of? reply? curated_by? curated_at? score?",
    "idea_votes": "idea_id customer_id voted_at",
    "idea_comments": "comment_id? idea_id customer_id? posted_at body",
    "benchmarks": "company industry country? metric channel? topic? period_start period_end value unit n? margin? "
    "citation",
}  # fmt: skip

OWN = {
    "customer_keys": "source kind key customer_id",
    "suppressions": "hash reason at",
    "customer_matches": "survivor_id merged_id rule score decided_by decided_at",
    "customer_identity": "customer_id survivor_id",
    "follow_ups": "follow_up_id reason customer_id complaint_id answer_id owner_id due_at opened_at "
    "first_contact_at done_at "
    "outcome note asked_again_answer_id",
    "segments": "name conditions created_by created_at",
    "campaigns": "name segment created_at sent_at hold_out_share",
    "campaign_members": "customer_id arm sent_at responded_at excluded_reason",
    "targets": "metric group value valid_from",
    "event_notes": "date text scope",
    "calendars": "name time_zone",
    "calendar_hours": "weekday opens closes",
    "holidays": "day",
    "sla_targets": "severity category first_response_seconds resolution_seconds calendar valid_from",
    "tier_rules": "scheme tier basis threshold window_days downgrade valid_from",
    "imports": "import_id source grain time_zone data_from data_until",
    "rejected_rows": "import_id first_line last_line byte_offset column_name code found expected raw",
    "import_profiles": "header_hash table_name mapping created_at",
    "table_versions": "table_name n",
    "audit_log": "at who what rows",
    "settings": "key value valid_from",
    "schema_version": "version",
    "customer_month": "customer_id month tier value",
    "customer_active": "customer_id month probability_active",
    "kept_months": "table_name month",
    "notes": "note_id text",
    "mail_queue": "mail_id",
    "opt_outs": "customer_id",
}

LOADED = pytest.mark.parametrize("contract", schema.LOADED.values(), ids=schema.LOADED)
EVERY = pytest.mark.parametrize("contract", schema.TABLES.values(), ids=schema.TABLES)


def fold(name):
    return "".join(letter for letter in name.casefold() if letter.isalnum())


@pytest.mark.parametrize("name", DATA_MODEL)
def test_a_loaded_table_has_exactly_the_columns_of_the_data_model_with_their_obligations(name):
    wanted = DATA_MODEL[name].split()

    columns = schema.LOADED[name].columns

    assert {column.name if column.required else f"{column.name}?" for column in columns} == set(wanted)
    assert len(columns) == len(wanted)


def test_no_table_is_loaded_that_the_data_model_does_not_name():
    assert set(schema.LOADED) == set(DATA_MODEL)


@pytest.mark.parametrize("name", OWN)
def test_a_table_of_our_own_has_the_columns_of_the_data_model(name):
    assert set(OWN[name].split()) <= set(schema.TABLES[name].column_names)


@EVERY
def test_a_reference_points_to_a_table(contract):
    assert {column.references for column in contract.columns} - {None} <= set(schema.TABLES)


@EVERY
def test_every_column_that_a_rule_names_exists_once(contract):
    pairs = [name for pair in contract.ordered for name in pair]
    named = {*contract.key, *contract.later, *contract.planned, *contract.needs_one_of, *contract.newest_by, *pairs}

    names = contract.column_names

    assert named | ({contract.happened} - {None}) <= set(names)
    assert len(set(names)) == len(names)


@EVERY
def test_later_and_planned_columns_and_ordered_pairs_are_moments(contract):
    pairs = [name for pair in contract.ordered for name in pair]
    moments = {*contract.later, *contract.planned, *contract.newest_by, *pairs, contract.happened} - {None}

    types = {contract.column(name).type for name in moments}

    assert types <= {"instant", "day"}


@EVERY
def test_no_other_name_stands_at_two_columns_of_a_table(contract):
    owners = {}

    clashes = [
        (name, owners[fold(name)], column.name)
        for column in contract.columns
        for name in (column.name, *column.aliases)
        if owners.setdefault(fold(name), column.name) != column.name
    ]

    assert clashes == []


@EVERY
def test_no_name_is_given_twice_for_a_column(contract):
    for column in contract.columns:
        folded = [fold(name) for name in column.aliases]

        assert len(folded) == len(set(folded)), column.name


@EVERY
def test_choices_have_codes_and_every_other_spelling_leads_to_one_of_them(contract):
    for column in contract.columns:
        spellings = [fold(spelling) for spelling, _ in column.words]

        assert bool(column.choices) == (column.type == "choice"), column.name
        assert {code for _, code in column.words} <= set(column.choices), column.name
        assert len(spellings) == len(set(spellings)), column.name
        assert not set(spellings) & {fold(code) for code in column.choices}, column.name


@LOADED
def test_a_row_of_a_loaded_table_has_a_moment_at_which_it_came_into_being(contract):
    assert contract.happened is not None


@LOADED
def test_a_key_that_the_product_can_make_is_never_required(contract):
    made = [contract.column(name) for name in contract.key if not contract.column(name).references]

    surrogate = [column for column in made if column.type == "key"]

    assert not any(column.required for column in surrogate)


@EVERY
def test_numbers_and_durations_have_a_unit_and_ranges_are_ranges(contract):
    for column in contract.columns:
        if column.type in ("integer", "real", "money", "seconds"):
            assert column.unit, column.name
        if column.low is not None and column.high is not None:
            assert column.low < column.high, column.name


@EVERY
def test_every_table_and_column_is_explained_in_a_sentence(contract):
    assert contract.comment.endswith(".")
    assert all(column.comment.endswith((".", "?")) for column in contract.columns)


def test_names_that_files_really_use_lead_to_their_columns():
    heads = {
        ("complaints", "Unique Key"): "complaint_id",
        ("complaints", "Open Date"): "opened_at",
        ("complaints", "Close Date"): "resolved_at",
        ("complaints", "Date/Time Closed"): "resolved_at",
        ("complaints", "Complaint Type"): "category",
        ("complaints", "Descriptor"): "subcategory",
        ("complaints", "Office"): "team",
        ("complaints", "投诉编号"): "complaint_id",
        ("complaints", "تاریخ شکایت"): "opened_at",
        ("purchases", "dollars"): "revenue",
        ("purchases", "number_of_cds"): "quantity",
        ("purchases", "date"): "bought_at",
        ("survey_answers", "RecordedDate"): "answered_at",
        ("survey_answers", "满意度"): "satisfaction",
        ("customers", "شناسه مشتری"): "customer_id",
    }

    for (table, head), wanted in heads.items():
        found = [c.name for c in schema.TABLES[table].columns if fold(head) in {fold(n) for n in (c.name, *c.aliases)}]

        assert found == [wanted], (table, head)


def test_a_plain_closed_moment_is_never_a_withdrawal():
    complaints = schema.TABLES["complaints"]

    names = {fold(name) for name in complaints.column("closed_at").aliases}

    assert not names & {
        fold(name) for name in ("Close Date", "Closed Date", "Closed", "Date/Time Closed", "Closed Time")
    }


def test_the_ecsi_model_has_its_twenty_four_items():
    assert len(ECSI_ITEMS) == 24


def test_belief_is_the_one_sensitive_column():
    sensitive = [
        (table.name, column.name)
        for table in schema.TABLES.values()
        for column in table.columns
        if column.privacy == "sensitive"
    ]

    assert sensitive == [("customers", "belief")]


def test_a_day_that_is_agreed_on_may_lie_in_the_future():
    agreed = {
        "appointments": "booked_for", "complaints": "due_at", "memberships": "ended_on", "points": "expires_on",
        "products": "launched_on", "shifts": "planned_start", "staff": "left_on", "stores": "opened_on",
    }  # fmt: skip

    assert all(name in schema.LOADED[table].planned for table, name in agreed.items())
    assert "bought_at" not in schema.LOADED["purchases"].planned
