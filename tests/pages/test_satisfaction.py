"""Satisfaction: what the page says of steps, teams, those asked, and published scores."""

import datetime as dt

from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.rows import Row

CODES = ("approach", "probe", "present", "listen", "close")


def visits(count: int, store: str, listen: int) -> list[Row]:
    """Answers after a visit: every step 4 or 5, but for listening."""
    return [
        {
            "answer_id": f"V{store}{n}",
            "customer_id": f"{store}-{n}",
            "store_id": store,
            "touchpoint": "store_visit",
            "answered_at": shop.FIRST + n * shop.DAY,
            **dict.fromkeys(CODES, 4 + n % 2),
            "listen": listen - n % 2,
        }
        for n in range(count)
    ]


def content(count: int, team: int, satisfied: int) -> list[Row]:
    """Answers on a scale of 5 after a contact with one team, so many of them satisfied."""
    return [
        {
            "answer_id": f"A{team}-{n}",
            "customer_id": f"T{team}-{n}",
            "staff_id": f"E{team}",
            "touchpoint": "support",
            "answered_at": shop.FIRST + n * shop.DAY,
            "csat": 5 if n < satisfied else 2,
            "csat_scale": "5",
        }
        for n in range(count)
    ]


def invitations(count: int) -> list[Row]:
    days = {"sent_at": shop.FIRST, "touchpoint": "support"}
    return [days | {"invitation_id": f"N{n}", "customer_id": f"C{n}"} for n in range(count)]


def teams() -> dict[str, list[Row]]:
    """Two teams: 36 of 40 and 12 of 40 are satisfied."""
    staff = [
        {"staff_id": f"E{team}", "name": f"Person {team}", "team": name} for team, name in ((1, "Red"), (2, "*Blue*"))
    ]
    return {"staff": staff, "survey_answers": content(40, 1, 36) + content(40, 2, 12)}


def test_where_only_contacts_are_rated_the_headline_is_their_share_with_its_scale(workspace, open_page):
    shop.fill(workspace, survey_answers=content(40, 1, 30))

    app = open_page("satisfaction")

    # 30 of 40: Wilson, 95 %: 59.8 to 85.8 %
    assert title(app) == "Satisfaction"
    assert raised(app) == []
    assert headline(app) == (
        "**75.0%** of the answers say satisfied, on a scale of 5 points (59.8% to 85.8%; 40 customers), "
        "no earlier period to compare."
    )
    assert cards(app)["Satisfied, scale of 5"] == "75.0%"
    assert cards(app)["Satisfaction"] == "no data"


def test_the_page_tells_who_was_asked_the_weakest_step_and_the_store_that_falls_behind(workspace, open_page):
    visited = [row for n in range(1, 6) for row in visits(40, f"S{n}", 2 if n == 1 else 5)]
    named = [{"store_id": f"S{n}", "name": "_Lyon_" if n == 1 else f"Shop {n}"} for n in range(1, 6)]
    invited = {"survey_invitations": invitations(40)}
    shop.fill(workspace, stores=named, **invited, survey_answers=visited + shop.answers())

    app = open_page("satisfaction")

    # Listen is 1.5 in one store and 4.5 in four, 3.9 in all; every other step is 4.5.
    behind = r"Furthest behind the other stores: Listen in \_Lyon\_, 1.5 of 5 against 4.5 elsewhere, over 24 months."
    assert title(app) == "Satisfaction"
    assert raised(app) == []
    assert "Listen is the weakest step" in sections(app)
    assert any(line.endswith(behind) for line in lines(app))
    assert "Data up to 8 March 2024 · 240 answers · 0% of those asked answered" in lines(app)
    assert cards(app)["Answered the survey"] == "0.0%"


def test_teams_have_their_share_and_nothing_published_says_what_to_load(workspace, open_page):
    shop.fill(workspace, **teams())

    app = open_page("satisfaction")

    assert title(app) == "Satisfaction"
    assert raised(app) == []
    assert cards(app)["Satisfied, scale of 5"] == "60.0%"  # 48 of 80
    assert "Which team's customers are satisfied?" in sections(app)
    assert "Load survey invitations to see it" in lines(app)
    assert "Load benchmarks to see where others stand." in lines(app)


def scored(count: int) -> list[Row]:
    """Visits to five stores; the index rises by 10 points with each point of listening, which one store does badly."""
    rows = []
    for n in range(count):
        behind, store = n % 5 == 0, f"S{n % 5 + 1}"
        rated = {code: 3 + (n * place // 3) % 3 for place, code in enumerate(CODES, 1)}
        rated["listen"] = (1 if behind else 3) + n // 5 % 3
        index = 2 + rated["listen"] + n % 2
        rows.append(
            {"answer_id": f"D{n}", "customer_id": f"D-{n}", "store_id": store, "touchpoint": "store_visit"}
            | {"answered_at": shop.FIRST + (n % 60) * shop.DAY, **rated}
            | dict.fromkeys(("satisfaction", "expectations", "ideal"), index)
        )
    return rows


def test_what_to_fix_first_is_shown_with_what_the_store_behind_could_gain(workspace, open_page):
    named = [{"store_id": f"S{n}", "name": f"Shop {n}"} for n in range(1, 6)]
    shop.fill(workspace, stores=named, survey_answers=scored(300))

    app = open_page("satisfaction")

    assert title(app) == "Satisfaction"
    assert raised(app) == []
    assert "What to fix first?" in sections(app)
    assert "Would they recommend us?" not in sections(app)
    # Listening is 2 points lower there, a point is worth 100 / 9 points of the index, plus or minus chance.
    (said,) = [line for line in lines(app) if line.startswith("Share of the differences in satisfaction")]
    assert "If Listen in Shop 1 rose to the best quarter of stores: +22" in said


def test_without_enough_complete_answers_the_old_picture_stays(workspace, open_page):
    shop.fill(workspace, survey_answers=scored(199))

    app = open_page("satisfaction")

    assert title(app) == "Satisfaction"
    assert raised(app) == []
    assert "What to fix first?" not in sections(app)
    assert "Would they recommend us?" in sections(app)


FEBRUARY = dt.datetime(2024, 2, 20, tzinfo=dt.UTC)


def asked_again(now: tuple[int, int], before: tuple[int, int], team: int) -> list[Row]:
    """So many answers about a team, so many of them satisfied, in February and in the one before."""
    later = [row | {"answered_at": FEBRUARY} for row in content(now[0], team, now[1])]
    names = ("answer_id", "customer_id")
    earlier = [row | {name: f"Y{row[name]}" for name in names} for row in content(before[0], team, before[1])]
    return later + [row | {"answered_at": FEBRUARY - 365 * shop.DAY} for row in earlier]


def test_a_total_that_falls_though_each_team_improves_is_explained(workspace, open_page):
    # Red rises from 480 of 600 to 192 of 200, blue from 60 of 200 to 300 of 600: all together from 67.5 to 61.5 %.
    said = asked_again((200, 192), (600, 480), 1) + asked_again((600, 300), (200, 60), 2)
    shop.fill(workspace, staff=teams()["staff"], survey_answers=said)

    app = open_page("satisfaction", period="last_28_days")

    (text,) = [line for line in lines(app) if line.startswith("Satisfied answers on a scale of 5")]
    assert raised(app) == []
    assert "Fewer are satisfied because more answers are about \\*Blue\\*" in sections(app)
    assert text.endswith(
        "Each team improved; the total fell by 6.0 points because more answers are about \\*Blue\\*, 75% now and 25% "
        "before."
    )


def test_a_total_that_could_have_fallen_by_chance_is_not_explained(workspace, open_page):
    said = asked_again((10, 9), (30, 24), 1) + asked_again((30, 15), (10, 3), 2)
    shop.fill(workspace, staff=teams()["staff"], survey_answers=said)

    app = open_page("satisfaction", period="last_28_days")

    (text,) = [line for line in lines(app) if line.startswith("Satisfied answers on a scale of 5")]
    assert text.rstrip().endswith("no claim.")


def test_a_total_that_falls_by_sizes_alone_does_not_blame_the_teams(workspace, open_page):
    # Red stays at nine of ten, blue at three of ten, and most answers are about blue now: from 75 to 45 %.
    said = asked_again((100, 90), (300, 270), 1) + asked_again((300, 90), (100, 30), 2)
    shop.fill(workspace, staff=teams()["staff"], survey_answers=said)

    app = open_page("satisfaction", period="last_28_days")

    (text,) = [line for line in lines(app) if line.startswith("Satisfied answers on a scale of 5")]
    assert "The total fell by 30.0 points because more answers are about \\*Blue\\*" in text
    assert text.endswith("team by team they did not get worse beyond chance.")
