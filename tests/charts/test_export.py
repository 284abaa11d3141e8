import struct
import tomllib
from pathlib import Path

import pytest
import vl_convert

from crm_core import charts
from crm_core.charts.export import CATEGORY, GRID, RAMP, undrawable
from crm_core.charts.look import AXIS_TEXT
from tests.charts import made_up

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
TABLE = made_up.grouped("index_points", [("a", 80.0, 79.0, 81.0, 50), ("b", 78.0, 77.0, 79.0, 50)])


def labelled(label: str):
    return charts.draw("dumbbell", TABLE, made_up.INDEX, made_up.words({"a": label}))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_outside_the_browser_have_the_colours_of_the_theme(theme: charts.Theme):
    colours = THEME[theme]

    assert CATEGORY[theme] == colours["chartCategoricalColors"]
    assert RAMP[theme] == colours["chartSequentialColors"]
    assert (GRID[theme], AXIS_TEXT[theme]) == (colours["borderColor"], colours["grayTextColor"])


def test_a_png_is_as_large_as_it_was_asked_to_be():
    chart = labelled("Store")

    small, large = (charts.to_png(chart, scale=scale) for scale in (1, 2))

    assert width(large) == pytest.approx(2 * width(small), abs=2)


def test_letters_are_really_drawn():
    assert charts.to_png(labelled("Store")) != charts.to_png(labelled("Stare"))


def test_persian_is_drawn_or_refused_never_left_out():
    missing = undrawable("فروشگاه")

    assert missing in ([], ["ARABIC"])


def test_letters_that_no_font_of_the_machine_has_are_refused_with_what_to_do():
    cuneiform = "\U00012000\U00012001"

    with pytest.raises(charts.ChartRefused) as refusal:
        charts.to_png(labelled(cuneiform))

    assert (refusal.value.code, refusal.value.found) == ("chart_font_missing", "CUNEIFORM")
    assert "Noto" in refusal.value.todo


def test_a_chart_in_a_font_that_is_not_there_is_refused_instead_of_drawn_without_words():
    with pytest.raises(charts.ChartRefused) as refusal:
        charts.to_png(labelled("Store"), fonts="No Such Family")

    assert "LATIN" in refusal.value.found


def test_a_long_sentence_is_folded_to_the_width_of_the_picture():
    plain = width(charts.to_png(charts.captioned(labelled("Store"), "Title", ["Short."])))

    long = charts.captioned(labelled("Store"), "A title of many words " * 9, ["And a sentence. " * 40, "商店" * 90])

    assert width(to_png_anyhow(long)) <= plain + 2 * charts.export.LINE


def to_png_anyhow(chart) -> bytes:
    """Draw a chart whose letters the machine may lack: as wide as with them."""
    return vl_convert.svg_to_png(charts.to_svg(chart), scale=charts.export.SCALE)


def test_an_svg_holds_its_texts_for_the_fonts_of_whoever_opens_it():
    assert "\U00012000" in charts.to_svg(labelled("\U00012000"))


def test_the_chart_itself_is_not_changed_by_an_export():
    chart = labelled("Store")
    before = chart.to_json()

    charts.to_svg(chart, "dark")

    assert chart.to_json() == before


def width(png: bytes) -> int:
    return int(struct.unpack(">I", png[16:20])[0])
