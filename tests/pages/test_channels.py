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
    assert "Half wait less than **20 seconds** (20 to 20 seconds), hang-ups counted." in lines(app)
    shown = figures(app)
    # In time: 30 of 40, for the ten gave up after 50 s. From asking to the end: 140 s.
    assert shown["Answered"] == "75.0%"
    assert shown["Answered in 20 seconds"] == "75.0%"
    assert shown["Half wait less than"] == "20 seconds"
    assert shown["Half have an answer in"] == "2.3 minutes"
    assert "40 contacts, 10 gave up" in lines(app)
    assert sections(app) == [
        "Are they answered in time?",
        "Where do they wait longest?",
        "How soon is a common question answered?",
        "When do they ask?",
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
