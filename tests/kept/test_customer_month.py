"""Kept tiers are those worked out from scratch, whatever was loaded, taken back or decided in between."""

import datetime as dt
from dataclasses import asdict, replace

import pandas as pd
import pytest
import sqlalchemy as sa

import crm_core
from crm_core import Settings, Store, kept, schema
from crm_core.actions import Author
from crm_core.actions import settings as changing
from crm_core.ingest import undo
from crm_core.kept import marks
from crm_core.kept.tiers import asked, scheme
from crm_core.relations.tiers import tier_at
from tests.relations.clubs import club, end_of, rule
from tests.rows import put

FIRST = "order_id,customer_id,bought_at,revenue,returned_at\n"
SCHEMES = {
    "window alone": club(),
    "kept by less": tuple(replace(one, keep_threshold=one.threshold / 2, soft_landing=True) for one in club()),
}
MOMENTS = ("2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-13", "2024-05-20")


def lines(first_order: int, last_order: int, customers: int = 7) -> bytes:
    """Orders of seven customers, one every second day from New Year's Eve on, every fifth of them returned."""
    rows = []
    for n in range(first_order, last_order):
        day = dt.date(2023, 12, 31) + dt.timedelta(days=2 * n)
        back = (day + dt.timedelta(days=20)).isoformat() if n % 5 == 0 and n < 50 else ""
        rows.append(f"O{n},C{n * n % customers},{day},{35 + n * 7 % 90},{back}")
    return (FIRST + "\n".join(rows) + "\n").encode()


def with_rules(store: Store, rules) -> None:
    put(store, tier_rules=[{name: value for name, value in asdict(one).items() if value is not None} for one in rules])


def at(store: Store, moment: dt.datetime, *, from_scratch: bool) -> pd.DataFrame:
    settings = store.settings(moment)
    if from_scratch:
        found = tier_at(asked(store, settings, moment, scheme(settings)))
    else:
        found = kept.tiers_at(store, settings, moment)
    frame = store.read(sa.select(*found.c).order_by(found.c.customer_id))
    return frame[frame["place"].gt(0) | frame["purchases"].gt(0)].reset_index(drop=True)


def assert_true(store: Store) -> None:
    for day in MOMENTS:
        found, expected = (at(store, end_of(day), from_scratch=one) for one in (False, True))
        pd.testing.assert_frame_equal(found, expected, rtol=1e-9, obj=day)


def months(store: Store) -> int:
    return len(store.read(sa.select(schema.table("customer_month").c.month).distinct()))


@pytest.mark.parametrize("name", SCHEMES)
def test_kept_tiers_follow_imports_undo_and_changed_rules(store, name):
    with_rules(store, SCHEMES[name])
    crm_core.load_csv(store, "purchases", lines(0, 50))
    assert_true(store)
    assert months(store) == 5  # December to 7 April

    late = crm_core.load_csv(store, "purchases", lines(50, 70))
    assert_true(store)
    assert months(store) == 6  # to 17 May

    again = crm_core.load_csv(store, "purchases", lines(20, 60, customers=3))  # the same orders, by other customers
    assert_true(store)

    undo(store, again.import_id)
    undo(store, late.import_id)
    assert_true(store)
    assert months(store) == 5

    rules = tuple(replace(one, threshold=one.threshold * 0.6, keep_threshold=None) for one in SCHEMES[name])
    changing.put_scheme(store, rules, dt.date(2023, 1, 1), Author("A manager"))
    assert_true(store)


def test_what_is_kept_is_read_and_not_worked_out_again(store):
    with_rules(store, club())
    crm_core.load_csv(store, "purchases", lines(0, 50))
    with store.write("a mark of our own") as connection:
        rows = schema.table("customer_month")
        connection.execute(sa.update(rows).values(value=-1.0))

    read = at(store, end_of("2024-02-29"), from_scratch=False)
    other = kept.tiers_at(store, Settings(tier_rules=(rule("Base", 0), rule("Gold", 1))), end_of("2024-02-29"))

    assert set(read["value"]) == {-1.0}
    assert -1.0 not in set(store.read(sa.select(other.c.value))["value"])  # other rules are worked out
    assert kept.refresh(store) == 0


def test_tiers_are_kept_for_the_moment_that_questions_about_them_are_of(store):
    with_rules(store, club())
    crm_core.load_csv(store, "purchases", lines(0, 50))  # until 7 April
    points = b"points_id,customer_id,happened_at,kind,points,qualifying\nP1,C1,2024-03-20T10:00:00Z,earn,5,yes\n"
    crm_core.load_csv(store, "points", points)

    as_of = crm_core.horizon(store, crm_core.ask("loyalty.tiers").tables)

    assert as_of == dt.datetime(2024, 3, 20, 10, tzinfo=dt.UTC)
    with store.engine.connect() as connection:
        assert marks.run(connection).known_until == as_of


def test_a_stale_month_is_worked_out_until_it_is_kept_again(store):
    with_rules(store, club())
    crm_core.load_csv(store, "purchases", lines(0, 50))
    row = {"customer_id": "C9", "order_id": "O99", "bought_at": "2024-02-10", "revenue": 500, "import_id": "import-9"}
    put(store, purchases=[row], customers=[{"customer_id": "C9"}])
    with store.write("a mark") as connection:
        kept.mark_import(connection, "purchases", "import-9")

    before = at(store, end_of("2024-02-29"), from_scratch=False)
    worked_out = kept.refresh(store)

    assert before.set_index("customer_id").loc["C9", "tier"] == "Gold"
    assert worked_out == 3  # February to April
    assert_true(store)


def test_a_lock_by_hand_makes_all_months_stale(store):
    with_rules(store, club())
    crm_core.load_csv(store, "purchases", lines(0, 50))
    before = at(store, end_of("2024-02-29"), from_scratch=False)
    lock = {"customer_id": "C1", "scheme": "club", "tier": "Base", "reason": "a card lent to others"}
    put(store, tier_locks=[lock | {"locked_from": "2024-01-15", "locked_until": "2024-02-15"}])
    with store.write("a mark") as connection:
        kept.mark_change(connection, {"tier_locks"})

    kept.refresh(store)

    assert_true(store)
    january, february = (at(store, end_of(day), from_scratch=False) for day in ("2024-01-31", "2024-02-29"))
    assert january.set_index("customer_id").loc["C1", "tier"] == "Base"
    assert before.set_index("customer_id").loc["C1", "tier"] == "Gold"
    pd.testing.assert_frame_equal(february, before)


def test_customers_linked_by_their_address_change_what_is_kept(store):
    with_rules(store, club())
    head = "order_id,customer_id,bought_at,revenue\n"
    crm_core.load_csv(store, "purchases", f"{head}1,ann@x.example,2024-01-05,60\n2,77,2024-01-06,60\n".encode())
    apart = at(store, end_of("2024-01-31"), from_scratch=False)

    crm_core.load_csv(store, "customers", b"customer_id,name,email\n77,Ann,ann@x.example\n")

    linked = at(store, end_of("2024-01-31"), from_scratch=False)
    assert (len(apart), len(linked)) == (2, 1)
    pd.testing.assert_frame_equal(linked, at(store, end_of("2024-01-31"), from_scratch=True))


def test_without_a_scheme_nothing_is_kept(store):
    crm_core.load_csv(store, "purchases", lines(0, 5))

    assert kept.refresh(store) == 0
    assert kept.tiers_at(store, Settings(), end_of("2024-01-31")) is None
    assert months(store) == 0
