"""Business rules that are rows of tables: which of them hold at a moment."""

import datetime as dt

from crm_core.database import open_store
from crm_core.settings import Calendar, Hours, SlaTarget, Target
from tests.rows import at, put


def test_a_calendar_has_its_hours_and_holidays_sorted(store):
    put(
        store,
        calendars=[{"name": "Care", "time_zone": "Europe/Vienna"}, {"name": "Desk", "time_zone": "UTC"}],
        calendar_hours=[
            {"calendar": "Care", "weekday": 1, "opens": 46_800, "closes": 61_200},
            {"calendar": "Care", "weekday": 1, "opens": 28_800, "closes": 43_200},
        ],
        holidays=[{"calendar": "Care", "day": "2024-12-25"}, {"calendar": "Care", "day": "2024-05-01"}],
    )

    found = store.settings(at("2024-01-01")).calendars

    assert found == (
        Calendar(
            "Care",
            "Europe/Vienna",
            (Hours(1, 28_800, 43_200), Hours(1, 46_800, 61_200)),
            (dt.date(2024, 5, 1), dt.date(2024, 12, 25)),
        ),
        Calendar("Desk", "UTC"),
    )


def test_promises_of_the_past_are_kept_and_those_of_the_future_unknown(store):
    days = ("2023-01-01", "2024-01-01", "2025-01-01")
    rule = {"severity": "high", "category": "delay"}
    put(store, sla_targets=[{"resolution_seconds": n, "valid_from": day} | rule for n, day in enumerate(days)])

    found = store.settings(at("2024-06-01")).sla_targets

    assert found == (
        SlaTarget(dt.date(2023, 1, 1), "high", "delay", resolution_seconds=0),
        SlaTarget(dt.date(2024, 1, 1), "high", "delay", resolution_seconds=1),
    )


def test_a_scheme_of_tiers_is_replaced_whole(store):
    rule = {"basis": "visits", "downgrade": "at_once", "window_days": 365}
    put(
        store,
        tier_rules=[
            {"scheme": "club", "tier": "Silver", "threshold": 5, "valid_from": "2023-01-01"} | rule,
            {"scheme": "club", "tier": "Gold", "threshold": 9, "valid_from": "2024-01-01"} | rule,
            {"scheme": "club", "tier": "Base", "threshold": 0, "valid_from": "2024-01-01"} | rule,
            {"scheme": "card", "tier": "Card", "threshold": 0, "valid_from": "2022-01-01"} | rule,
        ],
    )

    before, after = (store.settings(at(day)).tier_rules for day in ("2023-06-01", "2024-01-01"))

    assert [(one.scheme, one.tier) for one in before] == [("card", "Card"), ("club", "Silver")]
    assert [(one.scheme, one.tier) for one in after] == [("card", "Card"), ("club", "Base"), ("club", "Gold")]


def test_a_target_is_the_newest_of_its_number_and_group(store):
    put(
        store,
        targets=[
            {"metric": "satisfaction.index", "group": "", "value": 70, "valid_from": "2023-01-01"},
            {"metric": "satisfaction.index", "group": "", "value": 75, "valid_from": "2024-01-01"},
            {"metric": "satisfaction.index", "group": "", "value": 80, "valid_from": "2025-01-01"},
            {"metric": "satisfaction.index", "group": "S1", "value": 60, "valid_from": "2023-01-01"},
        ],
    )

    found = store.settings(at("2024-06-01")).targets

    assert found == (
        Target("satisfaction.index", "", 75, dt.date(2024, 1, 1)),
        Target("satisfaction.index", "S1", 60, dt.date(2023, 1, 1)),
    )


def test_a_database_from_before_hours_had_a_day_takes_hours_with_one(store, store_url, tmp_path):
    old = {"calendar": "Care", "weekday": 1, "opens": 28_800, "closes": 43_200}
    put(store, calendars=[{"name": "Care", "time_zone": "UTC"}])
    with store.write("as version 3 made it") as connection:
        connection.exec_driver_sql("DROP INDEX IF EXISTS key_calendar_hours")
        connection.exec_driver_sql("ALTER TABLE calendar_hours DROP COLUMN valid_from")
        columns, values = ", ".join(old), ", ".join(map(repr, old.values()))
        connection.exec_driver_sql(f"INSERT INTO calendar_hours ({columns}) VALUES ({values})")  # noqa: S608 (ours)
        if not store.embedded:
            connection.exec_driver_sql(
                "CREATE UNIQUE INDEX key_calendar_hours ON calendar_hours (calendar, weekday, opens)"
            )
        connection.exec_driver_sql("UPDATE schema_version SET version = 3")
    store.close()

    with open_store(store_url, folder=tmp_path / "files") as again:
        put(again, calendar_hours=[old | {"closes": 64_800, "valid_from": "2024-03-01"}])
        found = again.settings(at("2024-06-01")).calendars[0].hours

    assert found == (Hours(1, 28_800, 43_200), Hours(1, 28_800, 64_800, dt.date(2024, 3, 1)))
