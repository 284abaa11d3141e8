"""The page of a manager's day: what is due, what is late, who needs a call, as a page and as a file."""

import datetime as dt

from crm_core.actions import Author
from crm_core.actions import settings as rules
from crm_core.settings import SlaTarget
from pages._parts import my_day
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.rows import Row

STAFF = [{"staff_id": "E", "name": "Ann", "team": "east"}]
PROMISE = SlaTarget(dt.date(2020, 1, 1), resolution_seconds=5 * 86_400)


def tasks() -> dict[str, list[Row]]:
    """One complaint falls due today at six, one is late; one customer gave a low score, one a good one."""
    cases = [
        {"complaint_id": "K1", "opened_at": "2024-03-03 18:00:00", "team": "care", "severity": "high"},
        {"complaint_id": "K2", "opened_at": "2024-02-20", "staff_id": "E"},
    ]
    people = [{"customer_id": "C1", "owner_id": "E"}, {"customer_id": "C2"}]
    said = [{"customer_id": f"C{n}", "csat": points, "csat_scale": "5", "answered_at": "2024-03-08 12:00:00"}
            for n, points in ((1, 2), (2, 5))]  # fmt: skip
    bought = [{"order_id": f"O{n}", "customer_id": f"C{n}", "bought_at": "2024-03-08 12:00:00"} for n in (1, 2)]
    return {"staff": STAFF, "complaints": cases, "customers": people, "survey_answers": said, "purchases": bought}


def listed(app) -> list[list[str]]:
    names = ["What", "Whom", "Why", "Due", "Owner"]
    return [row for one in app.dataframe for row in one.value.reindex(columns=names, fill_value="").to_numpy().tolist()]


def test_the_day_says_what_to_do_and_whose_it_is_without_naming_anybody(workspace, open_page):
    shop.fill(workspace, **tasks())
    rules.put_promises(workspace, [PROMISE])

    app = open_page("my_day")

    assert (title(app), raised(app)) == ("My day", [])
    assert headline(app) == (
        "**1** complaint falls due by 9 March 2024. **1** is past its promise. "
        "**1** customer gave a low score that nobody came back to."
    )
    assert cards(app) == {"Fall due": "1", "Late": "1", "Key accounts": "0", "Low scores": "1", "To win back": "0"}
    # Until noon of the eighth K1 has used 4.75 of 5 days, K2 17.5.
    assert listed(app) == [
        ["Settle", "Case K1", "High: open since 3 Mar 2024, 95% of the promised time", "8 Mar 2024", "care"],
        ["Settle, late", "Case K2", "open since 20 Feb 2024, 3 times the promised time", "", "east"],
        ["Call", "C1", "score 2 of 5, and nobody came back to it", "", "east"],
    ]
    assert sections(app)[:2] == ["What will be late, and what is", "Who needs a call"]
    assert "Ann" not in str([one.value.to_numpy().tolist() for one in app.dataframe])


def test_the_owner_is_named_where_staff_data_are_on(workspace, open_page):
    shop.fill(workspace, **tasks())
    rules.put_promises(workspace, [PROMISE])
    on = {"staff_data": True, "staff_managers": ("Ada",)}
    rules.set_values(workspace, on, dt.date(2024, 1, 1), Author("Ada", "A new shop"))

    app = open_page("my_day")

    assert (title(app), raised(app)) == ("My day", [])
    persons = [one.value["Person"].tolist() for one in app.dataframe]
    assert persons == [["", "E"], ["E"]]


def test_the_lists_are_short_and_the_file_holds_all(workspace, open_page, monkeypatch):
    monkeypatch.setattr(my_day, "SHOWN", 1)
    shop.fill(workspace, **tasks())
    rules.put_promises(workspace, [PROMISE])

    app = open_page("my_day")

    assert (title(app), raised(app)) == ("My day", [])
    assert len(listed(app)) == 2
    assert any(line.startswith("1 of 2, all of them in the download: those that fall due") for line in lines(app))
    assert [one.label for one in app.get("download_button")][0] == "All tasks as one file"
