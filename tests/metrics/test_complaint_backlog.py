"""The oldest cases and the weekly flow, from rows by hand."""

import datetime as dt

from crm_core import Filters, Settings, ask
from crm_core.settings import SlaTarget
from tests.metrics.cases import numbered
from tests.rows import at, known, put


def test_the_oldest_open_cases_come_first_whatever_the_period(store):
    rows = [
        {"opened_at": "2024-03-07 12:00:00", "category": "delay", "severity": "high", "team": "red", "store_id": "S1"},
        {"opened_at": "2024-01-08 12:00:00", "status": "pending"},
        {"opened_at": "2023-01-01", "resolved_at": "2023-01-02"},
        {"opened_at": "2023-01-01", "kind": "question"},
        {"opened_at": "2024-03-06 12:00:00", "precision": "day"},
    ]
    put(store, complaints=numbered(rows))
    rules = Settings(sla_targets=(SlaTarget(dt.date(2024, 3, 1), resolution_seconds=43_200),))

    found = ask("complaints.oldest")(store, known(start=dt.date(2024, 3, 7)), settings=rules)

    assert found[["case", "age_days"]].to_numpy().tolist() == [["K1", 60], ["K4", 2], ["K0", 1]]
    assert found["promise_used_pct"].fillna(-1).round().tolist() == [-1, 400, 200]
    assert found.iloc[-1][["opened", "category", "severity", "store", "team"]].tolist() == [
        "2024-03-07", "delay", "high", "S1", "red"]  # fmt: skip


def test_the_list_is_as_long_as_asked_for(store):
    put(store, complaints=numbered([{"opened_at": f"2024-02-{day:02}"} for day in range(1, 20)]))

    assert len(ask("complaints.oldest")(store, known())) == 10
    assert ask("complaints.oldest")(store, known(), limit=2)["case"].tolist() == ["K0", "K1"]


def test_a_week_has_what_came_in_what_went_out_and_what_stays(store):
    rows = [
        {"opened_at": "2023-12-01"},  # before the period, open
        {"opened_at": "2023-12-01", "resolved_at": "2024-02-20"},
        {"opened_at": "2024-02-12 00:00:00", "closed_at": "2024-02-18 23:59:59", "status": "withdrawn"},
        {"opened_at": "2024-02-19"},
        {"opened_at": "2024-02-19", "status": "resolved"},  # over without saying when
    ]
    put(store, complaints=numbered(rows))
    fortnight = Filters(as_of=at("2024-02-27"), start=dt.date(2024, 2, 14))

    found = ask("complaints.flow")(store, fortnight)

    assert found.drop(columns="group").to_numpy().tolist() == [
        ["2024-02-12", 1, 1, 2],
        ["2024-02-19", 1, 1, 2],
        ["2024-02-26", 0, 0, 2],
    ]


def test_the_backlog_is_what_the_ages_add_up_to(store):
    rows = [{"opened_at": f"2024-0{1 + n % 2}-{1 + n:02}", "category": "ab"[n % 2]} for n in range(20)]
    rows = [row | ({"resolved_at": "2024-02-25"} if n % 3 else {}) for n, row in enumerate(rows)]
    put(store, complaints=numbered(rows))

    flow = ask("complaints.flow")(store, known(), by="category").groupby("group")["open"].last()
    ages = ask("complaints.ageing")(store, known(), by="category")
    last = ages[ages["at"] == ages["at"].max()].groupby("group")["open"].sum()

    assert flow.to_dict() == last.to_dict()
