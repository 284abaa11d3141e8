"""Key accounts: what they bring, whom to call and whom to hand over, in words."""

from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.rows import Row

STAFF: list[Row] = [{"staff_id": "E1"}, {"staff_id": "E2", "left_on": "2024-03-01"}]


def people() -> list[Row]:
    """The shop's forty customers: ten key accounts, the first five and fifteen others of an owner who has left."""
    return [
        row
        | {
            "key_account": place < 10,
            "owner_id": "E2" if place < 5 or place >= 25 else "E1",
            "kind": "enterprise" if place < 2 else "person",
            "name": f"Name {place}",
        }
        for place, row in enumerate(shop.customers())
    ]


def test_what_key_accounts_bring_stands_first_with_whom_to_call_and_whom_to_hand_over(workspace, open_page):
    shop.fill(workspace, **shop.shop() | {"customers": people(), "staff": STAFF})

    app = open_page("key_accounts")

    # Everybody brought 100: 10 of 40 are a quarter, 20 of 40 a half. Of the ten, all complaints are settled.
    assert title(app) == "Key accounts"
    assert raised(app) == []
    assert headline(app).startswith("Key accounts bring **25.0%** of the sales in the last 12 months (14.2% to 40.2%; ")
    said = "**20** customers have an owner who has left or is leaving; they brought **50.0%** of"
    assert any(line.startswith(said) for line in lines(app))
    assert cards(app) == {
        "Key accounts bring": "25.0%",
        "Looked after": "40.0%",
        "Key accounts to call": "0",
        "Most on one person": "50.0%",
        "To hand over": "50.0%",
    }
    assert "No key account of this selection gives a reason to call." in lines(app)
    assert sections(app)[-1] == "Whom to hand over"


def test_the_reasons_to_call_are_told_in_words_and_persons_by_number(workspace, open_page):
    late = [{"customer_id": "C0", "opened_at": "2024-01-01", "due_at": "2024-01-05"}] * 2
    low = [{"customer_id": name, "answered_at": "2024-03-01", "recommend": 2} for name in ("C0", "C3")]
    shop.fill(
        workspace,
        **shop.shop()
        | {"customers": people(), "staff": STAFF, "complaints": late, "survey_answers": [*shop.answers(), *low]},
    )

    app = open_page("key_accounts")

    assert title(app) == "Key accounts"
    assert raised(app) == []
    listed = app.dataframe[0].value
    reasons = listed.set_index("Customer")["Why"].to_dict()
    assert reasons["C0"] == "2 complaints past their promise and score 2 of 10, and nobody came back to it"
    assert reasons["C3"] == "score 2 of 10, and nobody came back to it"
    assert listed.set_index("Customer")["Name"].to_dict() == {"C0": "Name 0", "C3": ""}
    assert [*listed.columns[:3]] == ["Customer", "Name", "Why"]
    assert "Owner" not in listed.columns
    assert any(
        line.startswith("**2** of 10 key accounts have a reason to be called, with $200 at") for line in lines(app)
    )


def test_where_nobody_is_marked_and_nobody_owns_the_page_says_what_to_fill(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("key_accounts")

    assert title(app) == "Key accounts"
    assert raised(app) == []
    assert set(cards(app).values()) == {"no data", "0"}
    assert "Fill the column key_account of the customers to see what key accounts bring." in lines(app)
    assert "No customer of this selection has an owner on record" in lines(app)


def test_a_selection_without_key_accounts_is_said_to_have_none_and_not_to_lack_a_column(workspace, open_page):
    rows = [row | {"region": "keys" if place < 10 else "others"} for place, row in enumerate(people())]
    shop.fill(workspace, **shop.shop() | {"customers": rows, "staff": STAFF})

    app = open_page("key_accounts", region="others")

    assert title(app) == "Key accounts"
    assert raised(app) == []
    assert headline(app) == "No key account of this selection bought anything in the last 12 months."
    assert "No customer of this selection is a key account" in lines(app)
    assert not any("key_account" in line for line in lines(app))


def test_a_filter_that_leaves_few_people_shows_no_numbers_of_them(workspace, open_page):
    rows = [row | {"region": "tiny" if place < 3 else "north"} for place, row in enumerate(people())]
    shop.fill(workspace, **shop.shop() | {"customers": rows, "staff": STAFF})

    app = open_page("key_accounts", region="tiny")

    assert title(app) == "Key accounts"
    assert raised(app) == []
    shown = cards(app)
    assert {shown[name] for name in ("Key accounts bring", "Looked after", "Most on one person", "To hand over")} == {
        "no data"
    }
    assert headline(app) == "Only 3 customers bought in the last 12 months: too few to say what key accounts bring."
