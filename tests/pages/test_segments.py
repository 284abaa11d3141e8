"""The page on segments: built, counted, saved, held beside each other, and silent about few people."""

from crm_core.actions import selections
from crm_core.segments import read
from tests.pages import shop
from tests.pages.seen import headline, lines, raised, sections, title
from tests.pages.test_segment_filter import CHESS, rows

NINE = "falconry"
WORDS = "Fewer than 10 customers, or too few are left without them: nothing is shown of so few people."


def texts(app) -> str:
    """Everything that a visitor can read or choose on the page."""
    chosen = [str(option) for one in (*app.multiselect, *app.selectbox) for option in one.options]
    tables = [one.value.to_csv() for one in app.dataframe]
    return "\n".join([headline(app), *lines(app), *sections(app), *chosen, *tables])


def test_the_largest_hobbies_stand_beside_each_other_at_first(workspace, open_page):
    shop.fill(workspace, **rows())

    app = open_page("segments")

    # 15 play chess and 16 drink tea: fewer than 30.
    assert (title(app), raised(app)) == ("Segments", [])
    assert headline(app) == "These segments are too small to be held against everybody."
    assert [one.label for one in app.tabs] == ["Satisfaction", "Complaints", "Loyalty"]
    assert {"Satisfaction", "Complaints per 1,000", "Share of the buyers"} <= {*sections(app)}


def test_nothing_on_the_page_tells_of_nine_falconers(workspace, open_page):
    shop.fill(workspace, **rows())

    first = open_page("segments")
    asked = open_page("segments", segment=f'["and",["hobbies","any_of","{NINE}"]]')
    rest = open_page("segments", segment=f'["and",["hobbies","none_of","{NINE}"]]')

    assert NINE not in texts(first)
    assert [WORDS in lines(app) for app in (first, asked, rest)] == [False, True, True]
    assert not any("9 customers" in line or "31 customers" in line for app in (asked, rest) for line in lines(app))


def test_a_segment_is_built_counted_saved_and_compared(workspace, open_page):
    shop.fill(workspace, **rows())
    app = open_page("segments")

    which = next(one for one in app.multiselect if one.key.startswith("segment_") and "which" in one.key)
    which.set_value(["chess"]).run()
    counted = [line for line in lines(app) if line.endswith("customers**")]
    app.text_input(key="segment_name").set_value("Players").run()
    app.button(key="segment_save").click().run()
    app.selectbox(key="segments_choice").set_value("own").run()

    assert (title(app), raised(app)) == ("Segments", [])
    assert counted == ["**15 customers**"]
    assert selections.saved_segments(workspace) == {"Players": read(CHESS)}
    assert app.multiselect(key="segments_chosen").value == ["Players"]
    assert "Customers: Players 15" in lines(app)


def test_a_link_with_a_segment_fills_the_builder_and_groups_are_kept(workspace, open_page):
    shop.fill(workspace, **rows())
    text = '["or",["and",["hobbies","any_of","chess"],["region","any_of","north"]],["hobbies","any_of","tea"]]'

    app = open_page("segments", segment=text)

    whats = [one.value for one in app.selectbox if one.key.endswith("_what")]
    assert (title(app), raised(app)) == ("Segments", [])
    assert whats == ["hobbies", "region", "hobbies"]
    assert app.query_params == {"segment": text}
    assert "**31 customers**" in lines(app) or WORDS in lines(app)


def test_a_saved_segment_is_put_into_the_builder_and_forgotten(workspace, open_page):
    shop.fill(workspace, **rows())
    selections.save_segment(workspace, "Players", read(CHESS))
    app = open_page("segments")

    app.button(key="segment_load_0").click().run()
    loaded = [line for line in lines(app) if line.endswith("customers**")]
    app.button(key="segment_delete_0").click().run()

    assert (title(app), raised(app)) == ("Segments", [])
    assert loaded == ["**15 customers**"]
    assert selections.saved_segments(workspace) == {}


def test_segments_that_are_made_from_a_figure_are_not_said_to_differ_in_it(workspace, open_page):
    shop.fill(workspace, **rows())

    app = open_page("segments")
    app.selectbox(key="segments_choice").set_value("dealing").run()

    # Everybody bought on ten days: all are returning, and the rest of everybody is nobody.
    making = "These segments are made from this, or from something close to it: they differ by their making."
    assert (title(app), raised(app)) == ("Segments", [])
    assert "Customers: Returning 40" in lines(app)
    assert sum(making in line for line in lines(app)) == 3


def test_the_surest_difference_is_the_headline_and_marked_as_more_than_chance(workspace, open_page):
    likings = [{"hobbies": "tea" if n < shop.PEOPLE else "chess"} for n in range(4 * shop.PEOPLE)]
    answers = [
        {"customer_id": f"C{n}", "answered_at": shop.FIRST}
        | dict.fromkeys(("satisfaction", "expectations", "ideal", "recommend"), 9 - (n >= shop.PEOPLE) * 4 + n % 2)
        for n in range(4 * shop.PEOPLE)
    ]
    people = [row | liking for row, liking in zip(shop.customers(4 * shop.PEOPLE), likings, strict=True)]
    shop.fill(workspace, customers=people, survey_answers=answers)

    app = open_page("segments")

    # Forty give 9 or 10, 120 give 5 or 6: the index is 94.4 and 50, of all 61.1.
    assert (title(app), raised(app)) == ("Segments", [])
    assert headline(app).endswith("The surest: tea, Satisfaction **94.4**, everybody 61.1.")
    assert any("More than chance: tea and chess." in line for line in lines(app))
