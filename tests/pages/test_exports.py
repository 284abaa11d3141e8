"""What is taken away from a page is what it shows: the same rows, in the same order, with the same cells hidden."""

import io
from itertools import chain

import pandas as pd
import pytest

from crm_core import charts
from crm_core.charts.export import texts_of
from crm_core.reports import to_csv
from crm_core.text import word
from crm_core.text.formats import NO_BREAK
from pages._parts import menu, sheets, words
from pages._parts.markdown import escaped, plain
from tests.pages import shop
from tests.pages.conftest import arrive, opened
from tests.pages.seen import cards, headline, title
from tests.reports.opened import rows, table, workbook

PAGES = tuple(name for name in menu.PAGES if name not in ("data", "settings", "definitions"))
FULL = {"overview", "complaints", "satisfaction", "channels", "loyalty", "value"}
"""Pages of which the shop has something to show; the others show what they can."""

FEW = 3
WEST = "west"


def with_a_small_group() -> dict:
    """The shop, and three customers of a region of their own who answered too: fewer than 5 tell about persons."""
    rows = shop.shop()
    people = [{"customer_id": f"W{n}", "region": WEST} for n in range(FEW)]
    said = [row | {"customer_id": f"W{n}", "answer_id": f"W{n}"} for n, row in enumerate(shop.answers(FEW))]
    return rows | {"customers": rows["customers"] + people, "survey_answers": rows["survey_answers"] + said}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Every page as it was drawn, what it showed, and its workbook."""
    with opened(tmp_path_factory.mktemp("exports")) as store:
        shop.fill(store, **with_a_small_group())
        apps = {name: arrive(name) for name in PAGES}
        shown = {name: (app.session_state["view"], app.session_state["gathered"]) for name, app in apps.items()}
        yield {name: (app, *shown[name], workbook(sheets.of_page(*shown[name]))) for name, app in apps.items()}


def alike(shown: object, cell: object) -> bool:
    """Whether a cell of a workbook holds what the screen shows: nothing where there is nothing."""
    if shown is None or pd.isna(shown):
        return cell is None
    return cell == (shown if isinstance(shown, str) else pytest.approx(shown, rel=1e-12))


@pytest.mark.parametrize("name", PAGES)
def test_csv_workbook_and_screen_have_the_same_rows_in_the_same_order_with_the_same_cells_hidden(exported, name):
    app, view, page, book = exported[name]

    assert title(app) == word(f"{name}.title") == book.worksheets[0]["A1"].value
    assert page.sections or name not in FULL
    offered = [one.proto.label for one in app.get("download_button")]
    assert (word("export.page") in offered) == bool(page.sections)
    for section, sheet in zip(page.sections.values(), book.worksheets[1:], strict=False):
        screen = words.labelled(view, section)
        csv = pd.read_csv(io.BytesIO(to_csv(section.table)), keep_default_na=False, na_values=[""])
        cells = table(sheet, screen.columns[0], shown=True)[: len(screen) + 1]
        assert cells[0] == list(screen.columns), section.name
        assert all(map(alike, chain(*screen.itertuples(index=False, name=None)), chain(*cells[1:]))), section.name
        numbers = section.table.select_dtypes("number")
        assert csv[list(numbers)].astype("float64").equals(numbers.astype("float64").reset_index(drop=True))
        assert len(sheet._images) == section.pictured, section.name


def test_a_group_of_three_is_in_no_export_and_can_not_be_had_by_subtraction(exported):
    app, _, page, book = exported["satisfaction"]
    sheet = book.worksheets[1 + list(page.sections).index("satisfaction.region")]

    hidden = {row[0]: row[1:] for row in table(sheet, "Group")[1:]}
    csv = pd.read_csv(io.BytesIO(to_csv(page.sections["satisfaction.region"].table)), index_col="group")

    assert title(app) == "Satisfaction"
    # North and south have 20 customers each: one of them is hidden with the west.
    assert sorted(group for group, numbers in hidden.items() if any(numbers)) in (["north"], ["south"])
    assert not any(hidden[WEST])
    assert csv.loc[WEST].isna().all()


def test_a_page_in_excel_begins_with_its_sentences_and_its_figures(exported):
    app, _, _, book = exported["complaints"]
    first = book.worksheets[0]

    assert title(app) == "Complaints"
    assert rows(first)[1][0].replace(NO_BREAK, " ") == plain(headline(app))
    figures = {row[0]: row[1].replace(NO_BREAK, " ") for row in table(first, "Figure")[1:]}
    assert figures == {name: shown.replace("]", "").replace(NO_BREAK, " ") for name, shown in cards(app).items()}


def test_a_picture_says_what_it_shows_of_when_and_of_how_many(workspace, open_page):
    shop.fill(workspace, **shop.shop())

    app = open_page("satisfaction", region="north")
    view, section = app.session_state["view"], app.session_state["gathered"].sections["satisfaction.region"]
    said = " ".join(texts_of(charts.to_svg(sheets.picture(view, section)))).replace("\xa0", " ")

    assert title(app) == "Satisfaction"
    for part in ("9 Mar 2023 to 8 Mar 2024", "Region: north", "Data up to 8 March 2024", "20 customers"):
        assert part in said


def test_letters_that_no_font_has_are_explained_in_place_of_a_picture(workspace, open_page):
    cuneiform = "\U00012000\U00012001"
    told = [row | {"category": cuneiform} for row in shop.complaints()]
    shop.fill(workspace, **shop.shop() | {"complaints": told})

    app = open_page("complaints")
    view, section = app.session_state["view"], app.session_state["gathered"].sections["complaints.causes"]
    sheet = workbook(sheets.of_section(view, section)).worksheets[0]

    assert title(app) == "Complaints"
    assert sheet._images == []
    assert "The picture needs letters that no installed font has." in str(rows(sheet)[3][0])


@pytest.mark.parametrize("text", ["*Red* [a](http://b) :red[x] **b** \\", "a_b `c` ~~d~~ $e$", "10:30 www.a.b & <i>"])
def test_marked_up_text_reads_plain_as_it_was_written(text):
    assert plain(escaped(text)) == text
    assert plain(f":small[:gray[**{escaped(text)}**]]") == text
