"""Every page in every state that its data can be in: what the headline says, and that nothing breaks."""

import pytest

from crm_core.catalogue import all_metrics
from pages._parts.menu import PAGES
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title

STATES = {
    "rows": shop.shop(),
    "nothing": {},
    "filtered to nothing": shop.shop(),
    "one store": shop.shop(stores_open=1),
    "one row": {"complaints": shop.complaints(1, settled=0), "survey_answers": shop.answers(1)},
    "complaints alone": {"complaints": shop.complaints()},
    "answers alone": {"survey_answers": shop.answers()},
    "too few": {"complaints": shop.complaints(6, settled=3), "survey_answers": shop.answers(5)},
}
ADDRESSES = {"filtered to nothing": {"region": "nowhere"}, "one store": {"store": "S0"}}

# 40 complaints, 30 settled after exactly 2 days: F(2) = .75, so half need 2 days, and so do both ends of the interval.
HALF = "settled within **2 days** (2 to 2 days)"
OPEN = f"Half of the complaints opened in the last 12 months are {HALF}, open ones counted; **10** are still open."
# 100 (3 * 8 - 3) / 27 = 77.8; own scores 66.7 and 88.9, twenty each: s = 11.25, t(39) = 2.023, half width 3.6.
INDEX = "**77.8** of 100 (74.2 to 81.4; 40 customers), no earlier period to compare."
FEW_ANSWERED = "Only 5 customers answered in the last 12 months: too few for a score."
ONE_ANSWERED = "Only 1 customer answered in the last 12 months: too few for a score."
NOBODY = "Nobody in this selection answered in the last 12 months."
NOTHING = "Nothing here yet"
# Everybody bought for the first time from 10 to 13 January, less than 90 days before 8 March.
TOO_EARLY = "Nobody's first purchase is 90 days old yet: too early to say who comes back."
NEEDS_PURCHASES = "Load purchases to see who comes back and who stays."
NEEDS_VALUE = "Load purchases to see what customers bring."
EXPECTED = "The top fifth of the customers brings **20.0%** of the revenue in the last 12 months (20.0% to 20.0%)."
NEEDS_VISITS = "Load answers given after visits, or appointments, to see how stores do."
NO_VISIT = "Nobody rated a visit to a store in the last 12 months."
NEEDS_PLACES = "Load places in workshops or memberships to see who comes and what it goes with."
NEEDS_SALES = "Load purchases to see what key accounts bring."
NOBODY_MARKED = (
    "No customer is marked as a key account: fill the column key_account of the customers to see what they bring."
)
NEEDS_CONTACTS = "Load contacts to see who is answered and how soon."
NO_TASK = "Nothing falls due by 9 March 2024, nothing is late, and nobody waits for a call."
NO_TEAM = "No team of this selection has an answer or a complaint in the last 12 months."
# 30 of 40 calls are answered; Wilson: 59.8 to 85.8.
CALLED = (
    "**75.0%** of those who called or opened a chat in the last 12 months were answered (59.8% to 85.8%; 40 contacts)"
)
NO_HOBBIES = "There is no segment to hold against everybody: choose another comparison, or segments of your own."
HEADLINES = {
    "overview": {
        "rows": f"Customers rate us {INDEX}",
        "nothing": NOTHING,
        "filtered to nothing": NOBODY,
        "one store": f"Customers rate us {INDEX}",
        "one row": ONE_ANSWERED,
        "complaints alone": f"Half of the complaints are {HALF}; **10** are still open.",
        "answers alone": f"Customers rate us {INDEX}",
        "too few": FEW_ANSWERED,
    },
    "complaints": {
        "rows": OPEN,
        "nothing": NOTHING,
        "filtered to nothing": "No complaint in this selection was opened in the last 12 months.",
        "one store": OPEN,
        "one row": "1 complaint in the last 12 months: read it, don't count it.",
        "complaints alone": OPEN,
        "answers alone": NOTHING,
        "too few": "6 complaints in the last 12 months: read them, don't count them.",
    },
    "satisfaction": {
        "rows": f"The index is {INDEX}",
        "nothing": NOTHING,
        "filtered to nothing": NOBODY,
        "one store": f"The index is {INDEX}",
        "one row": ONE_ANSWERED,
        "complaints alone": NOTHING,
        "answers alone": f"The index is {INDEX}",
        "too few": FEW_ANSWERED,
    },
    "channels": dict.fromkeys(STATES, NEEDS_CONTACTS)
    | {
        "rows": f"{CALLED}, no earlier period to compare.",
        "nothing": NOTHING,
        "filtered to nothing": "Nobody in this selection called or opened a chat in the last 12 months.",
        "one store": f"{CALLED}, no earlier period to compare.",
    },
    "team": dict.fromkeys(STATES, NO_TEAM) | {"nothing": NOTHING},
    "my_day": dict.fromkeys(STATES, NO_TASK) | {"nothing": NOTHING},
    "loyalty": dict.fromkeys(STATES, NEEDS_PURCHASES)
    | {
        "rows": TOO_EARLY,
        "nothing": NOTHING,
        "filtered to nothing": "No known customer in this selection bought anything in the last 12 months.",
        "one store": TOO_EARLY,
    },
    "value": dict.fromkeys(STATES, NEEDS_VALUE)
    | {
        "rows": EXPECTED,
        "nothing": NOTHING,
        "filtered to nothing": "No known customer in this selection bought anything in the last 12 months.",
        "one store": EXPECTED,
    },
    "stores": dict.fromkeys(STATES, NO_VISIT) | {"nothing": NOTHING, "complaints alone": NEEDS_VISITS},
    "programmes": dict.fromkeys(STATES, NEEDS_PLACES) | {"nothing": NOTHING},
    "key_accounts": dict.fromkeys(STATES, NEEDS_SALES)
    | {
        "rows": NOBODY_MARKED,
        "nothing": NOTHING,
        "filtered to nothing": "No known customer in this selection bought anything in the last 12 months.",
        "one store": NOBODY_MARKED,
    },
    "segments": dict.fromkeys(STATES, NO_HOBBIES) | {"nothing": NOTHING},
    "customers": dict.fromkeys(STATES, "Find a customer, and see all that is known of it."),
    "data": dict.fromkeys(STATES, "Load a file, see what was read, and take it back if you like."),
    "settings": dict.fromkeys(
        STATES, "The rules that numbers depend on, since when they hold, and what a change would do."
    ),
    "definitions": dict.fromkeys(
        STATES, f"One definition per number: {len(all_metrics())} numbers, and what every column of a file means."
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_its_data_allow(workspace, open_page, page, state):
    shop.fill(workspace, **STATES[state])

    app = open_page(page, **ADDRESSES.get(state, {}))

    assert title(app) == page.replace("_", " ").capitalize()
    assert raised(app) == []
    assert headline(app) == HEADLINES[page][state]


def test_a_page_without_data_offers_a_file_and_compares_with_nothing(open_page):
    app = open_page("complaints")

    assert title(app) == "Complaints"
    assert cards(app) == {}
    said = ["Load a file, or bring the sample retailer back, to see this page filled."]
    assert lines(app)[1:] == [*said, "Choose a filter to save what is chosen."]  # the last one is the sidebar's
    assert "compared" not in lines(app)[0]
    assert app.button(key="empty_load").label == "Load a file"


@pytest.mark.parametrize(
    ("page", "records"),
    [
        ("overview", "answers or complaints"),
        ("complaints", "complaints"),
        ("satisfaction", "answers"),
        ("channels", "calls, chats or mails"),
        ("loyalty", "purchases of known customers"),
        ("value", "purchases of known customers"),
        ("key_accounts", "purchases of known customers"),
    ],
)
def test_a_selection_of_nothing_says_so_and_offers_everything(workspace, open_page, page, records):
    shop.fill(workspace, **shop.shop())
    app = open_page(page, region="nowhere")
    before = title(app), sections(app), cards(app), lines(app)[-1]

    app.button(key="empty_widen").click().run()

    body = f"9 Mar 2023 to 8 Mar 2024: no {records} with these filters. Widen the period or clear a filter."
    name = page.replace("_", " ").capitalize()
    assert before == (name, ["Nothing in this selection"], {}, body)
    assert title(app) == name
    assert app.query_params == {"period": "all"}
    assert cards(app) != {}


def test_what_is_not_loaded_is_not_called_nought(workspace, open_page):
    shop.fill(workspace, survey_answers=shop.answers())

    app = open_page("overview")

    assert title(app) == "Overview"
    assert cards(app) == {
        "Satisfaction": "77.8",
        "Complaints per 1,000": "no data",
        "Half settled within": "no data",
        "Promise kept": "no data",
        "Back within a year": "no data",
    }
    assert lines(app).count("Load complaints to see it") == 3
    assert "Load complaints to see how long they really take." in lines(app)
    assert "Data up to 8 March 2024 · 40 answers" in lines(app)


def test_a_rate_needs_purchases_and_says_so(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints())

    app = open_page("complaints")

    assert title(app) == "Complaints"
    assert cards(app)["Complaints per 1,000"] == "no data"
    assert "Load purchases to see it" in lines(app)
    assert any(line.endswith("Load purchases to see complaints per 1,000 orders.") for line in lines(app))
    assert "Data up to 8 March 2024 · 40 complaints, 10 open" in lines(app)


def test_a_promise_that_nobody_made_is_no_hundred_per_cent(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints())

    app = open_page("complaints")

    assert title(app) == "Complaints"
    assert cards(app)["Promise kept"] == "no data"
    assert "Set promised times in the settings to see it" in lines(app)
    assert any(line.endswith("Open now: **10 complaints**.") for line in lines(app))


def test_overdue_and_open_is_missed_and_told(workspace, open_page):
    due = [row | {"due_at": row["opened_at"] + 3 * shop.DAY} for row in shop.complaints()]
    shop.fill(workspace, complaints=due)

    app = open_page("complaints")

    # 30 are settled after two days, in time; the ten open ones are all older than three days.
    assert title(app) == "Complaints"
    assert cards(app)["Promise kept"] == "75.0%"
    assert "40 due, 10 of them still open" in lines(app)
    assert any(line.endswith("Open now: **10 complaints**, 10 of them late.") for line in lines(app))


def test_too_few_are_shown_in_grey_with_what_is_needed(workspace, open_page):
    shop.fill(workspace, survey_answers=shop.answers(5), complaints=shop.complaints(6, settled=3))

    app = open_page("overview")

    # Three of six are open: not more than half, and fewer than ten are settled.
    assert title(app) == "Overview"
    assert lines(app).count("Too few: 5 customers, 30 needed") == 1
    assert cards(app)["Half settled within"] == "not reached"
    assert "Fewer than 10 are settled" in lines(app)


def test_one_record_is_written_as_one(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints(1, settled=0), survey_answers=shop.answers(1))

    overview, data = open_page("overview"), open_page("data")

    assert (title(overview), title(data)) == ("Overview", "Data")
    assert "Data up to 8 March 2024 · 1 complaint, 1 open · 1 answer" in lines(overview)
    assert r"**a\.csv** as Complaints, 8 Mar 2024: 1 record, 0 set aside." in lines(data)


def test_a_file_of_closed_cases_alone_is_doubted(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints(settled=40), has_open=False)

    app = open_page("complaints")

    doubt = "The file holds no open complaint; if the export left them out, the times are too good."
    assert title(app) == "Complaints"
    assert doubt in lines(app)


def test_cases_that_ended_when_they_were_last_changed_are_doubted(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints(), mapping='{"modifiedon": "resolved_at"}')

    app = open_page("complaints")

    doubt = (
        "Complaints of some file count as settled when they were last changed: later edits make their times too long."
    )
    assert title(app) == "Complaints"
    assert doubt in lines(app)


def test_a_comparison_is_judged_only_where_there_is_something_before(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints(), survey_answers=shop.answers())

    app = open_page("overview")

    assert title(app) == "Overview"
    assert not any("beyond chance" in line for line in lines(app))
    assert "There is no earlier period with enough in it to compare with." in lines(app)
