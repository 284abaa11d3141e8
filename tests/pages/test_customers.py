"""Customers: found by what somebody remembers, opened by a link, never a child."""

from crm_core import Store
from crm_core.database.words import keep_words
from crm_core.profiles import SHOWN
from pages._parts.markdown import escaped
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.rows import Row

PEOPLE: list[Row] = [
    {"customer_id": "C1", "name": "Ann [link](http://x.example)", "kind": "person", "joined_on": "2023-01-01"},
    {"customer_id": "C2", "name": "Anna Bell", "kind": "person", "city": "Lyon"},
    {"customer_id": "C3", "name": "Annette", "birth_date": "2012-01-01"},
]


def fill(store: Store, **more: list[Row]) -> None:
    shop.fill(store, **shop.shop() | {"customers": PEOPLE} | more)
    with store.write("words") as connection:
        keep_words(connection)


def test_those_who_are_found_are_listed_and_a_child_is_none_of_them(workspace, open_page):
    fill(workspace)
    app = open_page("customers")
    before = title(app), headline(app), len(app.dataframe)

    app.text_input(key="customers_search").set_value("ANN").run()

    assert before == ("Customers", "Find a customer, and see all that is known of it.", 0)
    assert raised(app) == []
    assert app.dataframe[0].value["Customer"].tolist() == ["C1", "C2"]
    assert "2 found. Choose one to open it." in lines(app)


def test_the_only_one_found_is_opened_and_stands_in_the_address(workspace, open_page):
    fill(workspace)

    app = open_page("customers", region="north")
    app.text_input(key="customers_search").set_value("bell lyon anna").run()
    app.text_input(key="customers_search").set_value("C2").run()

    # The city is no word to find by; the number is. Ten orders of 10, one complaint settled after two days.
    assert title(app) == "Customers"
    assert raised(app) == []
    assert app.query_params == {"region": "north", "customer": "C2"}
    assert sections(app)[0] == "Anna Bell"
    assert cards(app) == {
        "Brought in a year": "$100", "Tier": "no data", "Still buys": "no data", "Points left": "no data",
        "Open complaints": "0",
    }  # fmt: skip


def test_a_new_search_closes_who_was_open_before(workspace, open_page):
    fill(workspace)

    app = open_page("customers", customer="C2")
    before = sections(app)[0]
    app.text_input(key="customers_search").set_value("nobody like this").run()

    assert title(app) == "Customers"
    assert raised(app) == []
    assert before == "Anna Bell"
    assert app.query_params == {}
    assert sections(app) == []
    assert any(line.startswith("Nobody is found.") for line in lines(app))


def test_a_link_opens_a_customer_cold_and_its_name_is_text(workspace, open_page):
    fill(workspace)

    app = open_page("customers", customer="C1")

    assert title(app) == "Customers"
    assert raised(app) == []
    assert sections(app)[0] == escaped(PEOPLE[0]["name"])
    assert "C1 · Person · customer since 1 January 2023" in lines(app)
    kinds = app.dataframe[-1].value["What"].unique().tolist()
    assert kinds == ["Order", "Answer", "Complaint", "Contact"]


def test_kinds_and_sheets_narrow_what_is_shown(workspace, open_page):
    many = [{"customer_id": "C1", "order_id": f"X{n}", "bought_at": f"2023-0{1 + n % 9}-01"} for n in range(70)]
    fill(workspace, purchases=many)
    app = open_page("customers", customer="C1")

    app.number_input(key="customers_sheet").set_value(2).run()
    second = app.dataframe[-1].value
    app.button_group(key="customers_kinds").set_value(["complaint"]).run()

    assert title(app) == "Customers"
    assert raised(app) == []
    assert len(second) == 73 - SHOWN  # 70 orders, a complaint, an answer, a contact
    assert app.dataframe[-1].value["What"].tolist() == ["Complaint"]


def test_who_is_not_there_or_a_child_is_not_shown(workspace, open_page):
    fill(workspace)

    for customer in ("nobody", "C3"):
        app = open_page("customers", customer=customer)

        assert title(app) == "Customers"
        assert raised(app) == []
        assert sections(app) == []
        assert "There is no such customer to be shown." in lines(app)


def test_another_customer_begins_at_the_first_sheet_with_all_kinds(workspace, open_page):
    many = [{"customer_id": "C1", "order_id": f"X{n}", "bought_at": f"2023-0{1 + n % 9}-01"} for n in range(70)]
    fill(workspace, purchases=many)
    app = open_page("customers", customer="C1")
    app.number_input(key="customers_sheet").set_value(2).run()

    app.text_input(key="customers_search").set_value("anna bell").run()

    assert title(app) == "Customers"
    assert raised(app) == []
    assert sections(app)[0] == "Anna Bell"
    assert app.dataframe[-1].value["What"].tolist() == ["Answer", "Complaint", "Contact"]
