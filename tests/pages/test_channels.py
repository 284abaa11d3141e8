"""Channels: from contacts one by one, from reports of intervals, and for mail alone."""

import datetime as dt

from crm_core.text import formats
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.rows import Row


def figures(app) -> dict[str, str]:
    """Figure cards by their names, without breaks that are none."""
    return {name.replace(formats.NO_BREAK, " "): value for name, value in cards(app).items()}


def reports() -> list[Row]:
    """Forty days of one queue: 20 offered each, 19 answered, 15 of them in 20 seconds, 1 given up later."""
    return [
        {
            "queue": "sales", "channel": "phone", "starts_at": shop.FIRST + n * shop.DAY, "t_seconds": 20,
            "ends_at": shop.FIRST + n * shop.DAY + dt.timedelta(minutes=30), "offered": 20, "answered": 19,
            "answered_in_t": 15, "abandoned": 1, "abandoned_in_t": 0, "talk_seconds": 3800, "wrap_up_seconds": 760,
        }
        for n in range(40)
    ]  # fmt: skip


def solved(count: int = 40) -> list[Row]:
    """A month after a first contact, calls of customers who never call again: 140 seconds from asking to the end."""
    return [{"interaction_id": "first", "started_at": "2023-12-01", "channel": "manual"}, *shop.contacts(count)]


def test_calls_are_told_with_those_who_hung_up(workspace, open_page):
    shop.fill(workspace, interactions=solved())

    app = open_page("channels")

    assert title(app) == "Channels"
    assert raised(app) == []
    # All answers come at 20 s and nobody had hung up by then: half, and everybody who was answered, waited 20 s.
    # The ten who gave up were not helped, however long ago: 30 of 40 issues, of 40 customers.
    half = "Half wait less than **20 seconds** (20 to 20 seconds), hang-ups counted. "
    enough = "One contact was enough for **75.0%** of the issues begun in the last 12 months (59.8% to 85.8%; "
    assert half + enough + "40 customers), no earlier period to compare." in lines(app)
    shown = figures(app)
    # In time: 30 of 40, for the ten gave up after 50 s. From asking to the end: 140 s.
    assert shown["Answered"] == "75.0%"
    assert shown["Answered in 20 seconds"] == "75.0%"
    assert shown["Half wait less than"] == "20 seconds"
    assert shown["Solved at first contact"] == "75.0%"
    assert shown["Half have an answer in"] == "2.3 minutes"
    assert "40 contacts, 10 gave up" in lines(app)
    assert sections(app) == [
        "Are they answered in time?",
        "Where do they wait longest?",
        "How soon is a common question answered?",
        "When do they ask?",
        "Which team solves at first contact?",
        "Are the answers right?",
    ]


def test_reports_of_a_telephone_system_fill_what_they_know(workspace, open_page):
    shop.fill(workspace, contact_intervals=reports())

    app = open_page("channels")

    assert title(app) == "Channels"
    assert raised(app) == []
    # 760 of 800 answered: Wilson 93.3 to 96.3; 600 of 800 in time
    assert headline(app).startswith(
        "**95.0%** of those who called or opened a chat in the last 12 months were answered"
    )
    assert figures(app)["Answered in 20 seconds"] == "75.0%"
    assert figures(app)["Half wait less than"] == "no data"
    assert "Load contacts one by one to see how long everybody waits." in lines(app)


def test_a_filter_of_mail_alone_looks_at_mail(workspace, open_page):
    later = dt.timedelta(hours=2)
    mails = [row | {"channel": "email", "answered_at": row["started_at"] + later, "ended_at": row["started_at"] + later,
                    "abandoned": False} for row in shop.contacts()]  # fmt: skip
    shop.fill(workspace, interactions=[*shop.contacts(4), *mails[4:]])

    app = open_page("channels", channel="email")

    assert title(app) == "Channels"
    assert raised(app) == []
    assert headline(app).startswith("**100.0%** of those who sent a mail in the last 12 months were answered")
    assert figures(app)["Answered in 1 day"] == "100.0%"
    assert any(line.startswith("Half have an answer within **2 hours**") for line in lines(app))


def test_where_too_few_can_be_followed_nothing_is_claimed(workspace, open_page):
    nameless = [row | {"interaction_id": f"N{n}", "customer_id": None} for n, row in enumerate(shop.contacts())]
    shop.fill(workspace, interactions=[*solved(), *nameless])

    app = open_page("channels")

    assert raised(app) == []
    # 40 of 81 contacts have a customer and a topic.
    assert figures(app)["Solved at first contact"] == "75.0%"
    assert "Customer and topic known of only 49% of the contacts" in lines(app)
    assert not any("One contact was enough" in line for line in lines(app))


def test_right_answers_searches_and_old_manuals_stand_below(workspace, open_page):
    checked = [row | {"answer_checked": True, "answer_correct": n < 36} for n, row in enumerate(solved())]
    searches = [
        {"interaction_id": f"F{n}", "customer_id": f"F{n}", "channel": "search", "topic": "setup", "useful": n < 30}
        | {"started_at": shop.FIRST + n * shop.DAY}
        for n in range(40)
    ]
    products = [
        {"product_id": "P1", "name": "_Lamp_", "category": "lamps", "manual_updated_on": "2020-01-01"},
        {"product_id": "P2", "name": "Shade", "category": "lamps", "manual_updated_on": "2024-01-01"},
    ]
    sold = [row | {"product_id": f"P{n % 2 + 1}"} for n, row in enumerate(shop.purchases())]
    shop.fill(workspace, interactions=checked + searches, products=products, purchases=sold)

    app = open_page("channels")

    assert raised(app) == []
    (said,) = [line for line in lines(app) if line.startswith("Answers found right in random checks")]
    # 30 of 40 searches had a useful result, and nobody asked afterwards: Wilson, 95 %.
    assert "Of the searches **75.0%** helped (59.8% to 85.8%)" in said
    (manuals,) = [line for line in lines(app) if line.startswith("The manual is current")]
    assert manuals.startswith("The manual is current for 50.0% of the 2 products sold (9.5% to 90.5%)")
    assert [frame.value["Name"].tolist() for frame in app.dataframe if "Name" in frame.value] == [["_Lamp_"]]


def test_a_published_time_stands_beside_ours(workspace, open_page):
    own = {"company": "*Them*", "industry": "Lamps", "metric": "time_to_answer", "unit": "minutes", "value": 5}
    period = {"period_start": "2023-01-01", "period_end": "2023-12-31", "citation": "A paper"}
    shop.fill(workspace, interactions=solved(), benchmarks=[own | period, own | period | {"topic": "billing"}])

    app = open_page("channels")

    assert title(app) == "Channels"
    assert raised(app) == []
    assert r"published: 5 minutes (\*Them\*)" in lines(app)
    assert any("and as published elsewhere (ring)" in line for line in lines(app))
