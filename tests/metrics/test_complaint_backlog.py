"""The oldest cases and the weekly flow, from rows by hand."""

import datetime as dt

from crm_core import MISSING, Filters, Settings, ask
from crm_core.settings import Calendar, Hours, SlaTarget
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


OFFICE = Calendar("office", "UTC", tuple(Hours(day, 9 * 3600, 17 * 3600) for day in range(1, 6)))
EIGHT_HOURS = Settings(calendars=(OFFICE,), sla_targets=(SlaTarget(dt.date(2020, 1, 1), resolution_seconds=8 * 3600),))


def falling(store, filters: Filters | None = None, settings: Settings = EIGHT_HOURS) -> dict[str, int]:
    table = ask("complaints.falling_due")(store, filters or known(), settings=settings)
    assert len(table) == 7
    return {day: n for day, n in zip(table["day"], table["due"], strict=True) if n}


def test_open_cases_fall_due_on_the_day_their_time_runs_out(store):
    rows = [  # it is Friday, 8 March, noon
        {"opened_at": "2024-03-08 11:00:00"},  # at 19:00, by the clock
        {"opened_at": "2024-03-08 11:00:00", "team": "office"},  # six hours today: Monday
        {"opened_at": "2024-03-07 17:00:00", "team": "office"},  # used up at closing time, today
        {"opened_at": "2024-03-01 11:00:00"},  # late already
        {"opened_at": "2024-03-08 11:00:00", "resolved_at": "2024-03-08 11:30:00"},
        {"opened_at": "2024-03-07", "precision": "day"},  # of eight hours' promise its day is over: late
        {"opened_at": "2024-03-08", "precision": "day"},  # has all of today
        {"opened_at": "2024-03-08 06:00:00", "due_at": "2024-03-15 01:00:00"},
    ]
    put(store, complaints=numbered(rows))

    assert falling(store) == {"2024-03-08": 4, "2024-03-11": 1}  # the last one: eight hours, whatever its due date


def test_a_cases_own_due_date_counts_where_nothing_is_promised(store):
    due = [{"opened_at": "2024-03-01", "due_at": f"2024-03-{day} 00:00:01"} for day in ("08", "09", "14", "15")]
    put(store, complaints=numbered(due))

    assert falling(store, settings=Settings()) == {"2024-03-09": 1, "2024-03-14": 1}


def test_a_day_that_is_over_is_not_ahead(store):
    put(store, complaints=numbered([{"opened_at": "2024-03-08 20:00:00"}]))

    found = falling(store, known(as_of=at("2024-03-09") - dt.timedelta(microseconds=1)))

    assert found == {"2024-03-09": 1}


def test_causes_are_counted_per_thousand_orders_with_what_they_cost(store):
    rows = [
        {"opened_at": "2024-02-02", "root_cause": "carrier", "category": "delay", "compensation": 5},
        {"opened_at": "2024-02-03", "root_cause": "carrier", "category": "delay", "refund": 20, "compensation": 1},
        {"opened_at": "2024-02-04", "category": "price"},
        {"opened_at": "2024-02-05", "root_cause": "carrier", "status": "duplicate"},
        {"opened_at": "2024-01-31", "root_cause": "carrier"},
        {"opened_at": "2024-02-05", "root_cause": "carrier", "kind": "praise"},
    ]
    put(
        store, complaints=numbered(rows), purchases=[{"order_id": f"O{n}", "bought_at": "2024-02-10"} for n in range(4)]
    )
    february = known(start=dt.date(2024, 2, 1), end=dt.date(2024, 2, 29))

    by_cause = ask("complaints.causes")(store, february).set_index("group")
    by_subject = ask("complaints.causes")(store, february, cause="category")

    assert by_cause["per_1000_orders"].to_dict() == {MISSING: 250, "carrier": 500}
    assert by_cause.loc["carrier", ["compensation", "refund", "given"]].tolist() == [6, 20, 26]
    assert by_cause.loc[MISSING, ["compensation", "refund", "given"]].isna().all()
    assert by_cause.loc["carrier", ["orders", "n", "left_out"]].tolist() == [4, 2, 1]
    assert by_subject[["group", "n"]].to_numpy().tolist() == [[MISSING, 0], ["delay", 2], ["price", 1]]
