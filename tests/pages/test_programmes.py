"""What the page on programmes says in every state of its data."""

import datetime as dt

from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title

DAY = dt.timedelta(days=1)
HELD = dt.datetime(2023, 9, 1, 10, tzinfo=dt.UTC)


def took_part(count: int = 60) -> dict[str, list[shop.Row]]:
    """Of 240 customers 60 come to a workshop on 1 September 2023 and buy the day after; 15 more book and stay away."""
    people = [{"customer_id": f"C{n}", "joined_on": "2023-01-01", "region": "north"} for n in range(4 * count)]
    for person in people[: count // 2]:
        person["switched_from"] = "Orbis"
    places = [
        {"customer_id": f"C{n}", "programme": "workshop", "topic": "photos", "held_at": HELD, "attended": n < count}
        for n in range(count + count // 4)
    ]
    bought = [{"order_id": f"O{n}", "customer_id": f"C{n}", "bought_at": HELD + DAY} for n in range(count)]
    late = {"order_id": "last", "customer_id": "C1", "bought_at": dt.datetime(2024, 3, 7, tzinfo=dt.UTC)}
    return {"customers": people, "attendances": places, "purchases": [*bought, late]}


def test_the_page_says_what_a_programme_goes_with_who_came_and_who_stayed(workspace, open_page):
    members = [{"customer_id": "C1", "programme": "Club", "started_on": "2024-01-05"}]
    shop.fill(workspace, **took_part(), memberships=members)

    app = open_page("programmes")

    # All 60 buy the day after, of the others nobody: 100 points.
    assert (title(app), raised(app)) == ("Programmes", [])
    assert headline(app).startswith("Of those who took part in **Workshop** for the first time, **100.0%** bought")
    assert "of alike customers, 0.0%: 100.0 points more" in headline(app)
    assert cards(app) == {
        "Places taken": "80.0%",
        "More than alike ones": "100.0 points",
        "Members": "1",
        "Switched and stayed": "0.0%",
    }
    said = " ".join(lines(app))
    assert "**80.0%** of the places booked in the last 12 months were taken" in said
    # The 30 switchers bought on day 244 after joining: none in the second 90 days.
    assert sections(app) == [
        "Do they buy again more than alike customers?", "Are the places taken?", "Do those from another maker stay?",
        "Which places stay empty?", "Members",
    ]  # fmt: skip


def test_what_a_store_does_not_narrow_is_said_to_be_about_all(workspace, open_page):
    members = [{"customer_id": "C1", "programme": "Club", "started_on": "2024-01-05"}]
    rows = took_part()
    rows["attendances"] = [row | {"store_id": "S1"} for row in rows["attendances"]]
    shop.fill(workspace, **rows, memberships=members, stores=[{"store_id": "S1", "name": "Lyon"}])

    everywhere = lines(open_page("programmes"))
    in_lyon = lines(open_page("programmes", store="S1"))

    # Two figures, their two cards, and the sentence about those from another maker.
    assert [sum("Not narrowed by Store." in line for line in found) for found in (everywhere, in_lyon)] == [0, 5]


def test_few_who_took_part_are_not_compared(workspace, open_page):
    shop.fill(workspace, **took_part(8))

    app = open_page("programmes")

    assert (title(app), raised(app)) == ("Programmes", [])
    assert headline(app) == "Too few customers took part in the last 12 months to say more."
    assert cards(app)["More than alike ones"] == "no data"


def test_members_alone_make_a_page(workspace, open_page):
    shop.fill(workspace, memberships=[{"customer_id": "C1", "programme": "Club", "started_on": "2024-01-05"}])

    app = open_page("programmes")

    assert (title(app), raised(app)) == ("Programmes", [])
    assert cards(app)["Members"] == "1"


def test_a_selection_of_nothing_says_so(workspace, open_page):
    shop.fill(workspace, **took_part())

    app = open_page("programmes", region="nowhere")

    assert (title(app), raised(app)) == ("Programmes", [])
    assert sections(app) == ["Nothing in this selection"]
