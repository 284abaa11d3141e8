"""A selection of too few customers: every page counts them and says no more of them."""

import pytest

from tests.pages import shop
from tests.pages.seen import cards, lines, raised, title
from tests.pages.test_states import PAGES

FEW = 4
FIGURES = {
    "overview": ["Satisfaction", "Back within a year"],
    "satisfaction": ["Satisfaction"],
    "loyalty": ["Active customers", "Like us and buy"],
    "value": ["Top fifth brings", "Still to come, each"],
}
UNTOLD = "Too few customers to tell of some without telling of single ones"


def few_in_the_west() -> dict[str, list[dict[str, object]]]:
    """The shop with four customers of a region of their own."""
    people = [row | {"region": "west"} if place < FEW else row for place, row in enumerate(shop.customers())]
    return shop.shop() | {"customers": people}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_few_people_tells_nothing_of_them(workspace, open_page, page):
    shop.fill(workspace, **few_in_the_west())

    app = open_page(page, region="west")

    assert title(app) == page.replace("_", " ").capitalize()
    assert raised(app) == []
    told = FIGURES.get(page, [])
    assert [cards(app)[name] for name in told] == ["no data"] * len(told)
    assert not told or UNTOLD in lines(app)


def test_a_selection_that_leaves_few_out_says_why_nothing_is_told(workspace, open_page):
    shop.fill(workspace, **few_in_the_west())

    app = open_page("overview", region=["north", "south"])

    assert (title(app), raised(app)) == ("Overview", [])
    assert cards(app)["Satisfaction"] == "no data"
    assert UNTOLD in lines(app)
