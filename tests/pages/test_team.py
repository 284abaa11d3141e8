"""The page on teams: what is theirs, what only their cases make, and nothing about a person unless switched on."""

import datetime as dt

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
    assert cards(app)["Teams differ by"] == "0.0"
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
