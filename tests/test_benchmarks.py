"""The benchmarks ask both sides the same: at a small size their answers are equal. Nothing is timed here."""

import pytest

import crm_core
from benchmarks import complaints_file, ingest, models, questions
from benchmarks.by_hand import QUESTIONS
from crm_core.ingest.validate import check
from crm_core.sample import Size
from crm_core.sample.filling import fill
from crm_core.stats import fit_bg_nbd


@pytest.fixture(scope="module")
def retailer(tmp_path_factory):
    path = tmp_path_factory.mktemp("retailer") / "small.duckdb"
    with crm_core.open_store(f"duckdb:///{path}") as store:
        fill(store, Size.benchmark(150))
        yield store


BY_MONTH = [name for name in QUESTIONS if "month" in crm_core.ask(name).by]


def test_the_metrics_without_sql_are_named():
    assert "loyalty.tiers" in questions.not_asked()
    assert not set(questions.not_asked()) & set(QUESTIONS)


@pytest.mark.parametrize(
    ("name", "by"), [*((name, None) for name in QUESTIONS), *((name, "month") for name in BY_MONTH)]
)
def test_a_metric_and_its_sql_by_hand_give_the_same(retailer, name, by):
    metric, text = crm_core.ask(name), questions.sql(retailer, name, by)

    questions.same(metric, questions.ours(retailer, metric, by), questions.frame(retailer, text))


def test_both_readers_take_the_good_rows_of_the_large_file(tmp_path):
    file = complaints_file.made(tmp_path, 3_100)
    ingest.staged(tmp_path, file)
    ingest.typed(tmp_path, file)

    with ingest.copied(tmp_path, file) as (engine, copy, plan):
        checked = check(engine, copy, plan)
        good = engine.execute(f"SELECT count(*) FROM '{checked}'").fetchone()

    # Of 3,100 rows those numbered 7, 1,007, 2,007 and 3,007 are broken.
    assert good == (3_096,)


def test_the_likelihood_of_a_fit_is_that_of_the_published_formula():
    rows = models.histories(2_000)

    found = fit_bg_nbd(rows["x"], rows["t_x"], rows["T"])

    by_formula = models.log_likelihood(rows, found.r, found.alpha, found.a, found.b)
    assert found.log_likelihood == pytest.approx(by_formula, abs=1e-6)


def test_the_made_up_customers_of_the_benchmark_buy_like_those_they_are_made_after():
    rows = models.histories(20_000)

    found = fit_bg_nbd(rows["x"], rows["t_x"], rows["T"])

    assert [found.r, found.alpha] == pytest.approx([models.R, models.ALPHA], rel=0.1)
