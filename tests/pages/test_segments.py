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

    # 15 play chess and 16 drink tea. Every second answer of each is a 9: what differs is chance.
    assert (title(app), raised(app)) == ("Segments", [])
    assert headline(app).startswith("Nothing tells these segments from everybody beyond chance; ")
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
