"""What holds for every number: its definition, its form, its counts, and that every engine says the same."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import altair as alt
import pandas as pd
import pytest

from crm_core import MISSING, Filters, Metric, Settings, Store, ask, charts
from crm_core.catalogue import COUNTS, SECTIONS, TEXTS, all_metrics, without_small_groups
from crm_core.database import open_store
from crm_core.errors import UnknownDimension, UnknownMetric
from crm_core.schema import TABLES
from crm_core.schema.dimensions import DIMENSIONS, TIMES
from crm_core.settings import Calendar, Hours, SlaTarget, TierRule
from tests import engines
from tests.charts import made_up as words
from tests.metrics.made_up import ONE_OF_EACH, shop
from tests.rows import known, put

METRICS = all_metrics()
CASES = [(name, by) for name, metric in METRICS.items() for by in (None, *metric.by)]

OF_CUSTOMERS = ("region", "country", "customer_kind")
"""Dimensions of which a customer has one value."""

ABOUT_EVERY_TABLE = ("data.quality",)
"""Numbers about tables that belong to no store, such as products: a filter leaves those whole."""

NEVER_MISSING = (
    ("satisfaction.coverage", "channel"),
    ("stores.visits", "store"),
    *(
        (f"channels.{name}", "channel")
        for name in ("answer_rate", "service_level", "speed", "handling", "time_to_answer")
    ),
)
"""Splits whose code every counted unit has: a person serves by telephone, chat, mail or in a store."""

OFFICE = Calendar("red", "Europe/Berlin", tuple(Hours(day, 32_400, 61_200) for day in range(1, 6)))
PROMISED = (
    SlaTarget(dt.date(2020, 1, 1), "high", first_response_seconds=7_200, resolution_seconds=172_800),
    SlaTarget(dt.date(2023, 6, 1), None, "delay", resolution_seconds=86_400, calendar="red"),
    SlaTarget(dt.date(2024, 1, 1), resolution_seconds=432_000),
)
CLUB = tuple(
    TierRule("club", tier, "net_spend", threshold, "at_once", dt.date(2020, 1, 1), window_days=120)
    for tier, threshold in (("Base", 0.0), ("Silver", 4.0), ("Gold", 9.0))
)
STAFF_ON = {
    "staff_data": True,
    "staff_managers": ("Ada",),
    "punctuality": True,
    "training_first": True,
    "conduct": True,
}
RULES = {"minimum_people": 1, "calendars": (OFFICE,), "sla_targets": PROMISED, "tier_rules": CLUB}
BERLIN = Settings(zone="Europe/Berlin", **RULES, **STAFF_ON)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[dict[str, Store]]:
    """The same made-up shop on each engine."""
    file = tmp_path_factory.mktemp("shop") / "loyalty.duckdb"
    with engines.postgres_database(postgres_server) as url:
        stores = {"duckdb": open_store(f"duckdb:///{file}"), "postgresql": open_store(url)}
        for store in stores.values():
            put(store, **shop())
        yield stores
        for store in stores.values():
            store.close()


@pytest.fixture(params=["duckdb", "postgresql"])
def filled(request: pytest.FixtureRequest, shops: dict[str, Store]) -> Store:
    return shops[request.param]


def answer(store: Store, name: str, by: str | None, filters: Filters | None = None) -> pd.DataFrame:
    return ask(name)(store, filters or known(), by=by, settings=BERLIN)


@cache
def of_shop(store: Store, name: str, by: str | None, filters: Filters | None = None) -> pd.DataFrame:
    """What the made-up shop answers, asked once: nobody changes it."""
    return answer(store, name, by, filters)


def nowhere(metric: Metric) -> Filters:
    """Filters that leave a metric nothing: a store that is not there, or days before all others."""
    by_store = DIMENSIONS["store"].path(metric.tables[0])
    return known(store=("nowhere",)) if by_store else known(end=dt.date(1990, 1, 1))


def assert_declared(table: pd.DataFrame, metric: Metric) -> None:
    expected = {
        column: "str" if unit in TEXTS else "Int64" if unit in COUNTS else "float64"
        for column, unit in metric.columns.items()
    }
    assert {column: str(dtype) for column, dtype in table.dtypes.items()} == expected
    assert table["group"].is_monotonic_increasing
    assert not table.duplicated(metric.keys).any() or "n" not in table


@pytest.mark.parametrize("name", METRICS)
def test_a_definition_has_its_sections_and_names_each_column(name):
    metric = ask(name)

    named = re.findall(r"^(\w+(?:, \w+)*) : ", metric.sections["Columns"], flags=re.MULTILINE)

    assert tuple(metric.sections) == SECTIONS
    assert all(metric.sections.values())
    assert metric.summary.endswith(".")
    assert [column for line in named for column in line.split(", ")] == list(metric.columns)


@pytest.mark.parametrize("name", METRICS)
def test_what_a_metric_declares_exists(name):
    metric = ask(name)
    table, cohort = metric.cohort.split(".")

    assert metric.name == name
    assert metric.chart in charts.CHARTS
    assert table == metric.tables[0]
    assert cohort in TABLES[table].column_names
    assert set(metric.tables) <= set(TABLES)
    assert set(metric.by) <= {*DIMENSIONS, *TIMES}
    assert metric.columns["group"] == "code"
    assert metric.unit not in TEXTS
    assert metric.better in ("higher", "lower", "neither")


@pytest.mark.parametrize("name", METRICS)
def test_the_tables_that_a_split_reads_are_declared(name):
    metric = ask(name)
    fact = metric.tables[0]

    reached = {path.table for by in metric.by if by in DIMENSIONS for path in DIMENSIONS[by].path(fact)} - {""}

    assert reached <= set(metric.tables)


@pytest.mark.parametrize("name", METRICS)
def test_a_personal_dimension_splits_only_what_says_how_many_it_counts(name):
    personal = [by for by in ask(name).by if by in DIMENSIONS and DIMENSIONS[by].personal]

    assert "n" in ask(name).columns or personal == []


@pytest.mark.parametrize(("name", "by"), CASES)
def test_every_answer_has_the_declared_form(filled, name, by):
    metric = ask(name)

    table, nothing = of_shop(filled, name, by), of_shop(filled, name, by, nowhere(metric))

    assert len(table) > 1 or by is None
    for one in (table, nothing):
        assert_declared(one, metric)
    assert nothing[metric.value].fillna(0).eq(0).all() or name in ABOUT_EVERY_TABLE
    assert nothing.empty or by is None
    assert len(nothing) == 1 or by is not None or metric.series or "n" not in metric.columns


@pytest.mark.parametrize("name", METRICS)
def test_no_rows_and_one_row_have_the_declared_form(store, name):
    metric = ask(name)
    before = [answer(store, name, by) for by in (None, *metric.by)]
    put(store, **ONE_OF_EACH)

    after = [answer(store, name, by) for by in (None, *metric.by)]

    for table in before + after:
        assert_declared(table, metric)
    assert all(table.empty for table in before[1:])
    assert all(len(table) for table in after)


@pytest.mark.parametrize(("name", "by"), CASES)
def test_every_engine_says_the_same_and_says_it_twice(shops, name, by):
    first, other = (of_shop(shops[engine], name, by) for engine in ("duckdb", "postgresql"))
    second = answer(shops["duckdb"], name, by)

    pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-9)
    pd.testing.assert_frame_equal(first, other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("name", "by"), [case for case in CASES if case[1] and "n" in METRICS[case[0]].columns])
def test_the_groups_add_up_to_the_whole(filled, name, by):
    metric = ask(name)
    whole, parts = of_shop(filled, name, None), of_shop(filled, name, by)

    once = metric.columns["n"] != "customers" or by in OF_CUSTOMERS
    for _, one in whole.iterrows():
        of_series = parts[parts[metric.series] == one[metric.series]] if metric.series else parts
        if once:
            assert of_series["n"].sum() == one["n"]
        else:  # a customer may stand in several groups
            assert of_series["n"].max() <= one["n"] <= of_series["n"].sum()
        assert of_series["left_out"].sum() == one["left_out"]
    assert (MISSING in set(parts["group"])) == (by not in TIMES and (name, by) not in NEVER_MISSING)


@pytest.mark.parametrize(("name", "by"), [case for case in CASES if case[1] in DIMENSIONS])
def test_a_group_is_what_the_filter_of_its_code_says(shops, name, by):
    metric = ask(name)
    parts = of_shop(shops["duckdb"], name, by)

    for code in parts["group"].unique():
        narrowed = answer(shops["duckdb"], name, None, known(**{by: (code,)})).drop(columns="group")
        part = parts[parts["group"] == code].drop(columns="group").reset_index(drop=True)
        pd.testing.assert_frame_equal(narrowed, part, rtol=1e-9, obj=f"{metric.name} of {by} {code}")


@pytest.mark.parametrize(("name", "by"), CASES)
def test_a_picture_is_built_from_every_answer(shops, name, by):
    metric = ask(name)
    table = of_shop(shops["duckdb"], name, by)
    hidden = (
        without_small_groups(table, metric.columns, 10)
        if by and metric.columns.get("n") == "customers" and not metric.series
        else table
    )
    tables = [hidden, of_shop(shops["duckdb"], name, by, nowhere(metric))]
    if metric.chart in ("curve", "comeback"):  # one picture is one curve
        tables = [table[table["group"] == table["group"].min()] for table in tables]
    if metric.series and by is not None:  # one picture is one series
        tables = [table[table[metric.series] == table[metric.series].min()] for table in tables]

    pictures = [charts.draw(metric.chart, table, metric, words.words(), before=table) for table in tables]

    assert all(isinstance(picture, alt.LayerChart) and picture.to_dict()["layer"] for picture in pictures)


@pytest.mark.parametrize("name", METRICS)
def test_an_undeclared_split_is_refused_with_those_there_are(shops, name):
    with pytest.raises(UnknownDimension) as refusal:
        answer(shops["duckdb"], name, "shoe_size")

    assert refusal.value.code == "dimension_unknown"
    assert refusal.value.expected == (", ".join(ask(name).by) or "no dimension at all")


def test_an_unknown_metric_is_refused_with_those_there_are():
    with pytest.raises(UnknownMetric) as refusal:
        ask("satisfaction.shoe_size")

    assert "satisfaction.index" in refusal.value.expected


@pytest.mark.parametrize("name", METRICS)
def test_rules_that_are_not_given_are_those_of_the_store(shops, name):
    metric = ask(name)

    implied, given = (metric(shops["duckdb"], known(), **rules) for rules in ({}, {"settings": Settings()}))

    pd.testing.assert_frame_equal(implied, given, rtol=1e-9)
    assert replace(Settings(), zone="UTC") == shops["duckdb"].settings(known().as_of)
