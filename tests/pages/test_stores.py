"""What the page on stores says in every state of its data."""

import datetime as dt

from pages._parts import sheets
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.reports.opened import table, workbook

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
STEPS = ("approach", "probe", "present", "listen", "close")


def visited(count: int = 80) -> dict[str, list[shop.Row]]:
    """Of two shops half the visitors each; the second listens badly, and is rated for it."""
    answers = []
    for n in range(count):
        worse, even = n % 2 == 1, n // 2 % 2
        marks = dict.fromkeys(STEPS, 4 + even) | ({"listen": 2 + even} if worse else {})
        points = dict.fromkeys(("satisfaction", "expectations", "ideal"), (8 if not worse else 4) + even)
        own = {"touchpoint": "visit", "store_id": f"S{n % 2}", "customer_id": f"C{n}", "answered_at": shop.FIRST + DAY}
        answers.append({"answer_id": f"V{n}", "pressure_free": not worse} | own | points | marks)
    return {"customers": shop.customers(count), "stores": shop.stores(), "survey_answers": answers}


def met(count: int = 40) -> list[shop.Row]:
    """Appointments 40 days and more before the end; of four, three wait five minutes, to one nobody comes."""
    rows = []
    for n in range(count):
        agreed = shop.FIRST + n % 10 * MINUTE
        held = {"arrived_at": agreed, "started_at": agreed + 5 * MINUTE, "ended_at": agreed + 20 * MINUTE}
        own = {"appointment_id": f"A{n}", "customer_id": f"C{n}", "store_id": f"S{n % 2}", "booked_for": agreed}
        rows.append(own | ({"no_show": True} if n % 4 == 3 else held))
    return rows


def test_the_page_says_how_visits_are_rated_and_which_step_of_which_store_falls_behind(workspace, open_page):
    shop.fill(workspace, **visited(), appointments=met())

    app = open_page("stores")

    # Own scores of 100: 77.8 and 88.9 in the first shop, 33.3 and 44.4 in the second: 61.1 together.
    assert (title(app), raised(app)) == ("Stores", [])
    assert headline(app).startswith("After a visit to a store customers rate us **61.1** of 100")
    said = " ".join(lines(app))
    assert "Listen in Shop 1" in said
    assert (
        "half wait less than **5 minutes** (interval not known; 30 appointments); to 25.0% of them nobody came" in said
    )
    assert "no store is rated beyond what chance explains" not in said
    assert cards(app) == {
        "After a visit": "61.1",
        "Felt no pressure": "50.0%",
        "Half wait less than": "5 minutes",
        "Solved at first visit": "no data",
        "Content afterwards": "no data",
    }
    assert sections(app) == [
        "Every store at a glance", "Is any store really rated differently?", "How is each step done, store by store?",
        "How long do customers wait at appointments?", "Do customers feel free of pressure?",
    ]  # fmt: skip


def test_appointments_alone_make_a_page(workspace, open_page):
    shop.fill(workspace, appointments=met())

    app = open_page("stores")

    assert (title(app), raised(app)) == ("Stores", [])
    assert headline(app) == "Nobody rated a visit to a store in the last 12 months."
    assert cards(app)["Half wait less than"] == "5 minutes"
    assert cards(app)["After a visit"] == "no data"


def test_one_store_alone_can_be_looked_at(workspace, open_page):
    shop.fill(workspace, **visited(), appointments=met())

    app = open_page("stores", store="S1")

    assert (title(app), raised(app)) == ("Stores", [])
    assert "**38.9** of 100" in headline(app)
    # It is held against the other one all the same.
    assert "Listen in Shop 1" in " ".join(lines(app))
    card = app.session_state["gathered"].sections["stores.scorecard"]
    assert (card.table["group"].tolist(), card.accented) == (["S0", "S1"], ("S1",))


def test_few_visits_are_not_judged(workspace, open_page):
    shop.fill(workspace, **visited(6))

    app = open_page("stores")

    assert (title(app), raised(app)) == ("Stores", [])
    assert headline(app) == "Only 6 customers rated a visit in the last 12 months: too few for a score."


def test_a_selection_of_nothing_says_so(workspace, open_page):
    shop.fill(workspace, **visited(), appointments=met())

    app = open_page("stores", region="nowhere")

    assert (title(app), raised(app)) == ("Stores", [])
    assert sections(app) == ["Nothing in this selection"]


def test_what_is_taken_away_as_excel_has_a_sheet_for_each_picture_with_the_rows_shown(workspace, open_page):
    shop.fill(workspace, **visited(), appointments=met())
    app = open_page("stores")
    page = app.session_state["gathered"]

    book = workbook(sheets.of_page(app.session_state["view"], page))

    assert title(app) == "Stores" == book.worksheets[0]["A1"].value
    assert [*page.sections] == [
        "stores.scorecard", "stores.different", "stores.steps", "stores.waits", "stores.asked"
    ]  # fmt: skip
    assert len(book.worksheets) == len(page.sections) + 2  # the page itself, and the definitions
    shown = [row[0] for row in table(book.worksheets[1], "Group")[1:]]
    assert shown[:2] == ["Shop 0", "Shop 1"]
