"""A segment in the address narrows every page, has a chip, and is refused where it would tell of few people."""

import pytest

from crm_core.actions import selections
from crm_core.segments import read
from tests.pages import shop
from tests.pages.conftest import ROUTER
from tests.pages.seen import headline, lines, raised, sections, title

CHESS = '["and",["hobbies","any_of","chess"]]'
FEW = ['["and",["hobbies","any_of","falconry"]]', '["and",["hobbies","none_of","falconry"]]']


def rows() -> dict[str, list[shop.Row]]:
    """Of 40 customers nine are falconers; half of the others play chess."""
    hobbies = [{"hobbies": "falconry" if n < 9 else ("chess", "tea")[n % 2]} for n in range(shop.PEOPLE)]
    people = [row | hobby for row, hobby in zip(shop.customers(), hobbies, strict=True)]
    return shop.shop() | {"customers": people}


def test_a_segment_of_a_link_narrows_any_page_and_its_chip_clears_it(workspace, open_page):
    shop.fill(workspace, **rows())

    app = open_page("complaints", segment=CHESS)
    opened = title(app), headline(app), app.button(key="chip_segment").label
    app.switch_page(str(ROUTER.with_name("satisfaction.py"))).run()
    there = headline(app), app.query_params["segment"]
    app.button(key="chip_segment").click().run()

    # 31 customers are no falconers, those with even numbers from 10 to 38 play chess: 15.
    assert opened == (
        "Complaints",
        "15 complaints in the last 12 months: read them, don't count them.",
        r"Segment: Hobbies\: chess ✕".replace("\\:", "\N{WORD JOINER}\\:"),
    )
    assert there == ("Only 15 customers answered in the last 12 months: too few for a score.", CHESS)
    assert "segment" not in app.query_params
    assert raised(app) == []


def test_a_saved_segment_is_offered_by_its_name(workspace, open_page):
    shop.fill(workspace, **rows())
    selections.save_segment(workspace, "Players", read(CHESS))

    app = open_page("complaints")
    app.sidebar.multiselect(key="filter_segment").set_value([CHESS]).run()

    assert title(app) == "Complaints"
    assert app.sidebar.multiselect(key="filter_segment").options == ["Players"]
    assert app.button(key="chip_segment").label == "Segment: Players ✕"
    assert app.query_params == {"segment": CHESS}


@pytest.mark.parametrize("text", FEW)
def test_a_page_with_a_segment_of_few_people_shows_nothing_but_that(workspace, open_page, text):
    shop.fill(workspace, **rows())

    app = open_page("complaints", segment=text)
    before = title(app), raised(app), headline(app), sections(app)
    app.button(key="few_clear").click().run()

    assert before == ("Complaints", [], "", ["Too few people"])
    assert "segment" not in app.query_params
    assert headline(app).startswith("Half of the complaints")


def test_a_segment_that_can_not_be_read_is_left_away(workspace, open_page):
    shop.fill(workspace, **rows())

    app = open_page("complaints", segment='["and",["belief","any_of","x"]]')

    assert (title(app), raised(app)) == ("Complaints", [])
    assert "segment" not in app.query_params
    assert not any("belief" in line for line in lines(app))
