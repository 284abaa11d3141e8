"""What leads to what: lines as wide as they are strong, grey where it could be chance."""

from crm_core import charts
from tests.charts import made_up

PATHS = made_up.leading(
    [
        ("image", "satisfaction", 0.2, 0.1, 0.3, 40),
        ("quality", "satisfaction", 0.4, 0.3, 0.5, 40),
        ("value", "satisfaction", 0.02, -0.1, 0.14, 40),
    ]
)


def lines(table) -> list[dict]:
    spec = charts.draw("paths", table, made_up.LEADING, made_up.words()).to_dict()
    name = next(layer["data"]["name"] for layer in spec["layer"] if layer["mark"]["type"] == "rule")
    return spec["datasets"][name]


def test_a_line_twice_as_strong_is_twice_as_wide():
    weak, strong, _ = lines(PATHS)

    assert strong["width"] == 2 * weak["width"]


def test_an_effect_that_could_be_chance_is_grey_and_never_invisible():
    drawn = lines(PATHS)

    assert [line["role"] for line in drawn] == ["main", "main", "muted"]
    assert min(line["width"] for line in drawn) >= 1


def test_an_effect_over_other_constructs_alone_has_no_line():
    indirect = PATHS.assign(direct=float("nan"))

    assert lines(indirect) == []
