"""The page on teams: what is theirs, what only their cases make, and nothing about a person unless switched on."""

import datetime as dt

from crm_core import Store
from crm_core.actions import Author
from crm_core.actions import settings as rules
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.rows import Row

HOUR = dt.timedelta(hours=1)
TEAMS = [{"staff_id": f"E{n}", "name": f"Person {n}", "team": ("east", "west", "south")[n % 3]} for n in range(3)]


def complaints() -> list[Row]:
    """East has 40 short ones and 5 long ones, west the other way round; south has too few."""
    kinds = [("east", "delay", 40), ("east", "repair", 5), ("west", "delay", 5), ("west", "repair", 40)]
    took = {"delay": 5, "repair": 100}
    return [
        {"complaint_id": f"{team}{kind}{n}", "team": team, "category": kind, "opened_at": shop.FIRST + n * shop.DAY,
            "resolved_at": shop.FIRST + n * shop.DAY + (took[kind] + n % 5) * HOUR, "staff_id": "E0"}
        for team, kind, count in [*kinds, ("south", "delay", 3)] for n in range(count)
    ]  # fmt: skip


def answers() -> list[Row]:
    """Forty answers about each of three people, 30 of them satisfied."""
    return [
        {"answer_id": f"{one}{n}", "customer_id": f"{one}{n}", "staff_id": one, "touchpoint": "visit",
            "csat_scale": "5", "csat": 5 if n % 4 else 2, "answered_at": shop.FIRST + n * shop.DAY}
        for one in ("E0", "E1", "E2") for n in range(40)
    ]  # fmt: skip


def test_the_team_with_the_long_complaints_is_told_from_a_slow_one(workspace, open_page):
    shop.fill(workspace, staff=TEAMS, complaints=complaints(), survey_answers=answers())

    app = open_page("team")

    assert (title(app), raised(app)) == ("Team", [])
    # Half of west's 45: 23 are settled once 18 of 40 repairs are: 102 hours, as everybody's repairs.
    assert headline(app) == (
        "**west** takes longest: half of its complaints in the last 12 months are settled within **4.2 days**. "
        "It is not slow: with the same kinds of complaint everybody would need 4.2 days."
    )
    assert "In how satisfied their customers are, 3 teams differ less than chance would make them." in lines(app)
    assert cards(app)["Teams differ by"] == "0.0 points"
    assert sections(app) == [
        "Who is slow, and who has the long cases?",
        "Are some teams' customers more satisfied?",
        "Whose customers are asked?",
        "Whose customers answer?",
    ]


def test_a_file_of_complaints_alone_or_of_answers_alone_fills_its_half(workspace, open_page):
    shop.fill(workspace, staff=TEAMS, survey_answers=answers())

    app = open_page("team")

    assert (title(app), raised(app)) == ("Team", [])
    assert headline(app) == "In how satisfied their customers are, 3 teams differ less than chance would make them."
    assert "Load complaints that name a team to see it." in lines(app)


def notes() -> dict[str, list[Row]]:
    late = [
        {"shift_id": f"H{n}", "staff_id": "E0", "planned_start": shop.FIRST + n * shop.DAY,
            "arrived_at": shop.FIRST + n * shop.DAY + dt.timedelta(minutes=10)} for n in range(3)
    ]  # fmt: skip
    written = [{"note_id": "D1", "staff_id": "E1", "noted_on": "2024-02-01", "kind": "praise", "text": "Stayed."}]
    return {"shifts": late, "conduct_notes": written}


def switched_on(store: Store, **standards: bool) -> None:
    values = {"staff_data": True, "staff_managers": ("Ada",), **standards}
    rules.set_values(store, values, dt.date(2024, 1, 1), Author("Ada", "A new shop"))


def everything(app) -> str:
    """All that a visitor can read: lines, tables and choices."""
    tables = " ".join(str(one.value.to_numpy().tolist()) for one in app.dataframe)
    return " ".join([*lines(app), *sections(app), tables, *(str(one.options) for one in app.selectbox)])


def listed(app, *columns: str) -> list[list[object]]:
    """The rows of the one table that has these columns."""
    (only,) = [one.value for one in app.dataframe if {*columns} <= {*one.value.columns}]
    return only[list(columns)].to_numpy().tolist()


def test_nothing_about_a_person_is_shown_while_it_is_off_whatever_the_address_says(workspace, open_page):
    shop.fill(workspace, staff=TEAMS, complaints=complaints(), survey_answers=answers(), **notes())

    app = open_page("team", staff="E0", person="E0", scope="E0")
    app.session_state["rows_team_settled"] = True
    app.run()

    assert (title(app), raised(app)) == ("Team", [])
    assert "Nothing is shown of single persons: it is off in the settings, under Staff." in lines(app)
    assert not {"Person 0", "Person 1", "Person 2", "E0", "E1", "E2", "Stayed."} & set(everything(app).split("'"))
    assert app.query_params == {}


def test_persons_are_listed_by_name_with_what_was_recorded_where_it_is_on(workspace, open_page):
    shop.fill(workspace, staff=TEAMS, complaints=complaints(), survey_answers=answers(), **notes())
    switched_on(workspace, punctuality=True, conduct=True)

    app = open_page("team")

    assert (title(app), raised(app)) == ("Team", [])
    assert listed(app, "Name", "Satisfied", "Satisfied answers expected") == [
        ["Person 0", 30, 30.0],
        ["Person 1", 30, 30.0],
        ["Person 2", 30, 30.0],
    ]
    assert listed(app, "Name", "Late, not excused", "Standard reached") == [["Person 0", 3, "reached"]]
    assert listed(app, "Name", "Note") == [["Person 1", "Stayed."]]
    assert not any("Shifts before it" in one.value for one in app.dataframe)  # this standard is not in use


def test_a_person_says_something_about_a_row_and_it_stands_under_the_list(workspace, open_page):
    shop.fill(workspace, staff=TEAMS, complaints=complaints(), survey_answers=answers(), **notes())
    switched_on(workspace, punctuality=True)
    app = open_page("team")

    app.text_area(key="text_shifts").set_value("The train.")
    app.text_input(key="who_shifts").set_value("Person 0")
    app.button(key="save_shifts").click().run()

    assert (title(app), raised(app)) == ("Team", [])
    assert listed(app, "Row", "Note", "Said by") == [["H2", "The train.", "Person 0"]]
