"""The sample's files keep to their contracts, their size and their seed."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from crm_core import schema
from crm_core.sample import Size, write_sample
from crm_core.sample.draws import open_generator
from tests.sample.conftest import SHIPPED

Sample = Callable[[str], pd.DataFrame]
NAMES = sorted(path.stem for path in SHIPPED.glob("*.csv"))
DESIGN = {
    "customers": 5_000, "stores": 24, "staff": 160, "products": 60, "purchases": 40_000, "interactions": 30_000,
    "complaints": 6_000, "survey_answers": 9_000, "attendances": 3_000, "ideas": 300,
}  # fmt: skip
START, END = pd.Timestamp("2023-11-01", tz="UTC"), pd.Timestamp("2026-11-01", tz="UTC")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".md")}


@pytest.mark.parametrize("name", DESIGN)
def test_a_table_has_the_designs_number_of_rows(name: str, sample: Sample):
    assert len(sample(name)) == pytest.approx(DESIGN[name], rel=0.1)


def test_the_shipped_files_are_those_the_generator_writes(tmp_path: Path):
    write_sample(tmp_path)

    assert files(tmp_path) == files(SHIPPED)
    assert sum(len(text) for text in files(SHIPPED).values()) <= 15_000_000


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_rows(tmp_path: Path):
    for folder, seed in (("one", 3), ("two", 3), ("three", 4)):
        write_sample(tmp_path / folder, 400, seed)

    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert files(tmp_path / "one")["purchases.csv"] != files(tmp_path / "three")["purchases.csv"]


def test_any_size_follows_the_same_rules(tmp_path: Path):
    rows = write_sample(tmp_path, 40)

    people = pd.read_csv(tmp_path / "customers.csv")
    assert rows["customers"] == 40
    assert rows["purchases"] > 100
    assert people.hobbies.str.contains("falconry").sum() == 9


def test_a_benchmark_has_its_own_proportions(tmp_path: Path):
    rows = write_sample(tmp_path, size=Size.benchmark(2_000))

    assert rows["purchases"] == pytest.approx(40_000, rel=0.15)
    assert rows["complaints"] == pytest.approx(10_000, rel=0.15)
    assert rows["survey_answers"] == pytest.approx(20_000, rel=0.15)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_to_its_contract(name: str, sample: Sample):
    contract, rows = schema.LOADED[name], sample(name)

    for column in (contract.column(column) for column in rows.columns):
        values = rows[column.name].dropna()
        assert len(values) > 0, column.name
        assert not column.required or len(values) == len(rows), column.name
        assert not column.choices or set(values) <= set(column.choices), column.name
        assert column.low is None or values.min() >= column.low, column.name
        assert column.high is None or values.max() <= column.high, column.name
    assert not rows.duplicated([key for key in contract.key if key in rows.columns]).any()
    assert {column.name for column in contract.columns if column.required} <= set(rows.columns)


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_impossible(name: str, sample: Sample):
    contract, rows = schema.LOADED[name], sample(name)
    recorded = [contract.happened, *contract.later]
    instants = [c for c in recorded if c in rows.columns and c not in contract.planned and "_at" in c]

    for earlier, later in contract.ordered:
        if {earlier, later} <= set(rows.columns):
            assert not (rows[later] < rows[earlier]).any(), (earlier, later)
    for instant in instants:
        assert rows[instant].min() >= START, instant
        assert rows[instant].max() < END, instant


@pytest.mark.parametrize("name", NAMES)
def test_every_key_leads_to_a_row(name: str, sample: Sample):
    rows = sample(name)

    for column in schema.LOADED[name].columns:
        if column.name in rows.columns and column.references in NAMES:
            keys = sample(column.references)[schema.LOADED[column.references].key[0]]
            assert rows[column.name].dropna().isin(keys).all(), column.name


def test_a_case_tells_the_same_in_its_status_its_instants_and_its_events(sample: Sample):
    cases, events = sample("complaints"), sample("complaint_events")

    by_status = cases.groupby("status")[["resolved_at", "closed_at"]].agg(lambda column: column.notna().mean())
    last = events[events.kind == "resolved"].groupby("complaint_id").happened_at.agg(["max", "count"])
    reopened = cases[cases.reopens > 0].set_index("complaint_id").join(last)
    settled = reopened[reopened.status.isin(["resolved", "rejected"])]

    assert by_status.loc[["resolved", "rejected"]].to_numpy().tolist() == [[1.0, 0.0]] * 2
    assert by_status.loc[["withdrawn", "duplicate"]].to_numpy().tolist() == [[0.0, 1.0]] * 2
    assert by_status.loc[["open", "pending"]].to_numpy().tolist() == [[0.0, 0.0]] * 2
    assert set(events.complaint_id) == set(reopened.index)
    assert (settled["max"] == settled.resolved_at).all()
    assert (settled["count"] == 2).all()
    assert (reopened[reopened.resolved_at.isna()]["count"] == 1).all()


def test_duplicates_point_to_an_earlier_case_of_the_same_customer(sample: Sample):
    cases = sample("complaints").set_index("complaint_id")
    again = cases[cases.status == "duplicate"]

    first = cases.loc[again.duplicate_of]

    assert len(again) > 30
    assert (first.customer_id.to_numpy() == again.customer_id.to_numpy()).all()
    assert (first.opened_at.to_numpy() < again.opened_at.to_numpy()).all()
    assert not (first.status == "duplicate").any()


def test_names_and_comments_are_written_in_three_scripts(sample: Sample):
    scripts = {"zh": "[一-鿿]", "fa": "[؀-ۿ]", "en": "[A-Za-z]"}

    people_of = dict(iter(sample("customers").groupby("language")))
    answers_of = dict(iter(sample("survey_answers").groupby("language")))

    for language, letters in scripts.items():
        people, comments = people_of[language], answers_of[language].comment.dropna()
        assert people.name.str.contains(letters).all()
        assert len(comments) > 100
        assert comments.str.contains(letters).all()


def test_trade_has_its_seasons(sample: Sample):
    lines = sample("purchases")
    whole = lines[lines.bought_at >= pd.Timestamp("2024-01-01", tz="UTC")]

    months = whole[whole.bought_at < pd.Timestamp("2026-01-01", tz="UTC")].groupby(whole.bought_at.dt.month).size()

    assert months.idxmax() == 12
    assert months[12] > 1.4 * months[2]


def test_an_appointment_of_the_coming_days_has_not_happened(sample: Sample):
    rows = sample("appointments")

    coming = rows[rows.booked_for >= END]

    assert len(coming) > 0
    assert coming[["arrived_at", "started_at", "ended_at", "solved"]].isna().all().all()


def test_leavers_sell_nothing_after_they_left(sample: Sample):
    left = sample("staff").dropna(subset=["left_on"])[["staff_id", "left_on"]]

    lines = sample("purchases").merge(left, on="staff_id")

    assert len(left) == 2
    assert len(lines) > 100
    assert (lines.bought_at.dt.tz_localize(None).dt.normalize() <= lines.left_on).all()


def test_the_benchmarks_are_the_published_ones_and_2005_is_a_gap(sample: Sample):
    rows = sample("benchmarks")
    years = rows.period_end.dt.year
    apple = rows.company == "Apple"

    scores = dict(zip(years[apple], rows.value[apple], strict=True))

    # American Customer Satisfaction Index, personal computers.
    assert scores == {2004: 81, 2006: 83, 2007: 79, 2008: 85, 2009: 84, 2010: 86, 2011: 87}
    assert 2005 not in set(years)
    assert rows.citation.str.len().min() > 20


def test_draws_are_even_and_do_not_follow_each_other():
    with open_generator(Path("unused"), Size.of(5_000), 1) as connection:
        mean, deviation, follows, normal = connection.execute(
            "select avg(u(i, 'a')), stddev_pop(u(i, 'a')), corr(u(i, 'a'), u(i + 1, 'a')), stddev_pop(z(i, 'a')) "
            "from range(200000) r(i)"
        ).fetchone()

    assert mean == pytest.approx(0.5, abs=0.003)
    assert deviation == pytest.approx(12**-0.5, abs=0.002)
    assert follows == pytest.approx(0, abs=0.01)
    assert normal == pytest.approx(1, abs=0.01)
