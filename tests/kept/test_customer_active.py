"""How likely customers still buy, kept by month end: what the model says of the histories known then."""

import datetime as dt

import numpy as np
import pandas as pd
import sqlalchemy as sa

import crm_core
from crm_core import kept, schema, stats
from crm_core.errors import FitFailed
from crm_core.ingest import undo
from crm_core.relations import activity
from tests.kept.test_customer_month import with_rules
from tests.relations.clubs import club, end_of

HEAD = "order_id,customer_id,bought_at,revenue,returned_at\n"
FIRST, LAST = dt.date(2022, 12, 5), dt.date(2024, 3, 20)
MONTHS = [f"{end:%Y-%m-%d}" for end in pd.date_range("2023-03-31", "2024-02-29", freq="ME")] + ["2024-03-20"]
ENDS = ("2023-06-30", "2023-12-31", "2024-02-29", "2024-03-20")


def orders(seed: int, customers: int = 120) -> pd.DataFrame:
    """Purchases of customers who buy at rates of their own until they leave; some come back whole a month later."""
    random, rows = np.random.default_rng(seed), []
    for customer in range(customers):
        rate, leaving = random.gamma(0.9, 1 / 40), random.beta(0.8, 2.4)
        day = FIRST + dt.timedelta(days=int(random.integers(0, 300)))
        while day <= LAST:
            back = day + dt.timedelta(days=30) if random.random() < 0.1 else None
            rows.append((f"C{seed}-{customer}", day, back))
            if random.random() < leaving:
                break
            day += dt.timedelta(days=1 + int(random.exponential(1 / rate)))
    rows.append((f"C{seed}-last", LAST, None))
    return pd.DataFrame(rows, columns=["customer", "day", "back"])


def as_csv(bought: pd.DataFrame, prefix: str) -> bytes:
    lines = [
        f"{prefix}{place},{row.customer},{row.day},10,{'' if pd.isna(row.back) else row.back}"
        for place, row in enumerate(bought.itertuples())
    ]
    return (HEAD + "\n".join(lines) + "\n").encode()


def from_scratch(bought: pd.DataFrame, day: str) -> pd.Series | None:
    """The model on the purchases known at the end of a day, by plain pandas."""
    last = dt.date.fromisoformat(day)
    known = bought[(bought["day"] <= last) & ~(bought["back"].notna() & (bought["back"] <= last))]
    days = known.drop_duplicates(["customer", "day"]).groupby("customer")["day"].agg(["min", "max", "size"])
    recency, age = ((days[end] - days["min"]).map(lambda span: span.days) for end in ("max", "min"))
    age = days["min"].map(lambda first: (last - first).days)
    history = (days["size"] - 1.0, recency.astype(float), age.astype(float))
    try:
        model = stats.fit_bg_nbd(*history)
    except FitFailed:
        return None
    return pd.Series(model.probability_active(*history), index=days.index)


def read(store, day: str) -> pd.Series | None:
    moment = end_of(day)
    found = kept.active_at(store, store.settings(moment), moment)
    if found is None:
        return None
    table = store.read(sa.select(*found.c).order_by(found.c.customer_id))
    return table.set_index("customer_id")["probability_active"] if len(table) else None


def kept_rows(store) -> pd.DataFrame:
    return store.read(sa.select(*schema.table("customer_active").c))


def assert_true(store, bought: pd.DataFrame) -> None:
    for day in ENDS:
        expected, found = from_scratch(bought, day), read(store, day)
        assert (expected is None) == (found is None)
        if expected is not None:
            pd.testing.assert_series_equal(
                found.sort_index(), expected.sort_index(), rtol=1e-6, check_names=False, obj=day
            )


def test_what_is_kept_is_what_the_model_says_of_the_histories_known_then(store):
    first, more = orders(1), orders(2, customers=20)
    crm_core.load_csv(store, "purchases", as_csv(first, "O"))
    assert_true(store, first)
    known = [month for month in MONTHS if from_scratch(first, month) is not None]
    assert 8 < len(known) < len(MONTHS)  # of some months too few came back for a model
    assert kept_rows(store)["month"].nunique() == len(known)
    assert kept_rows(store)["probability_active"].between(0, 1).all()

    later = crm_core.load_csv(store, "purchases", as_csv(more, "P"))
    assert_true(store, pd.concat([first, more]))

    undo(store, later.import_id)
    assert_true(store, first)
    assert not kept_rows(store).duplicated(["customer_id", "month"]).any()


def test_a_kept_month_is_read_and_any_other_moment_is_worked_out(store):
    bought = orders(1)
    crm_core.load_csv(store, "purchases", as_csv(bought, "O"))
    with store.write("a mark of our own") as connection:
        connection.execute(sa.update(schema.table("customer_active")).values(probability_active=0.125))

    assert set(read(store, "2024-02-29")) == {0.125}
    assert 0.125 not in set(read(store, "2024-02-10"))
    pd.testing.assert_series_equal(
        read(store, "2024-02-10").sort_index(), from_scratch(bought, "2024-02-10"), rtol=1e-6, check_names=False
    )


def test_where_nobody_came_back_nothing_is_kept_and_nothing_said(store):
    lines = "\n".join(f"O{n},C{n},2024-01-{n + 1:02},10," for n in range(20))
    crm_core.load_csv(store, "purchases", (HEAD + lines + "\n").encode())

    moment = end_of("2024-01-31")

    assert kept_rows(store).empty
    assert kept.active_at(store, store.settings(moment), moment) is None


def test_tiers_stand_as_they_did_beside_it(store):
    with_rules(store, club())
    crm_core.load_csv(store, "purchases", as_csv(orders(1), "O"))

    tiers = store.read(sa.select(*schema.table("customer_month").c))

    assert tiers["tier"].notna().all()
    last = [table[table["month"] == "2024-03-01"] for table in (kept_rows(store), tiers)]
    assert set(last[1]["customer_id"]) < set(last[0]["customer_id"])  # who bought over a year ago has no tier to keep


def test_the_formula_in_the_database_is_that_of_the_model(store):
    model, day = activity.Leaving(0.24, 30.0, 0.79, 2.4), dt.date(2020, 1, 1)
    histories = [(1, 0), (2, 5), (40, 300), (9_000, 399), (90_000, 10)]  # purchase days, days to the last one
    parts = [
        sa.select(
            sa.literal(count, sa.BigInteger()).label("purchase_days"),
            sa.literal(day, sa.Date()).label("first_day"),
            sa.literal(day + dt.timedelta(days=until), sa.Date()).label("last_day"),
        )
        for count, until in histories
    ]
    people = sa.union_all(*parts).subquery("people")
    alive = activity.probability_active(people, model, day + dt.timedelta(days=400)).label("alive")

    found = store.read(sa.select(alive).order_by(people.c.purchase_days))["alive"]

    counts, until = np.array(histories, dtype="float64").T
    expected = stats.BgNbd(model.r, model.alpha, model.a, model.b, 0.0).probability_active(counts - 1, until, 400.0)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-300)
