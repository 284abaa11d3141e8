"""How fresh and how good the data are, on rows by hand."""

import pandas as pd

from crm_core import Filters, Settings, ask
from tests.pages.shop import LOADED
from tests.rows import at, known, put

NOW = Filters(as_of=at("2024-03-10"))
CASES = [
    {
        "complaint_id": "K1",
        "opened_at": "2024-02-01",
        "resolved_at": "2024-02-03",
        "customer_id": "C1",
        "category": "a",
    },
    {"complaint_id": "K2", "opened_at": "2024-02-05", "resolved_at": "2024-02-04", "customer_id": "C9"},
    {"complaint_id": "K3", "opened_at": "2024-02-06", "customer_id": "C2"},
    {"complaint_id": "K4", "opened_at": "2024-02-07"},
]


def entry(number: int, **changes: object) -> dict[str, object]:
    return (
        LOADED
        | {"import_id": f"I{number}", "table_name": "complaints", "file_name": "a.csv", "has_open": True}
        | changes
    )


def test_how_far_a_table_reaches_is_said_by_its_imports_in_force(store):
    put(
        store,
        complaints=CASES,
        imports=[
            entry(1, data_from="2024-01-01", data_until="2024-02-28", imported_at="2024-03-01"),
            entry(2, data_from="2024-02-01", data_until="2024-03-07 23:30:00", imported_at="2024-03-09"),
            entry(3, data_from="2020-01-01", data_until="2024-03-10", state="undone"),
        ],
    )

    answer = ask("data.freshness")(store, NOW, settings=Settings(zone="Europe/Vienna"))

    # 23:30 UTC is the next day in Vienna; from then to 10 March 0:00 UTC are two days and half an hour
    expected = ["", "complaints", 4, "2024-01-01", "2024-03-08", "2024-03-09", 2 + 0.5 / 24]
    assert answer.iloc[0].tolist() == expected
    assert len(answer) == 1


def test_a_table_that_no_import_knows_has_rows_and_no_end(store):
    put(store, complaints=CASES)

    row = ask("data.freshness")(store, NOW).iloc[0]

    assert row["rows"] == 4
    assert row[["data_from", "data_until", "last_import", "days_since"]].isna().all()


def test_each_column_says_how_full_it_is_and_what_is_wrong_in_it(store):
    put(
        store,
        complaints=CASES,
        customers=[{"customer_id": "C1"}, {"customer_id": "C2", "line": 0}],  # C2 is made up from a reference
        imports=[entry(1, records_good=4, records_quarantined=2), entry(2, state="undone")],
        rejected_rows=[fault("I1", 1, "opened_at"), fault("I1", 1, "status"), fault("I1", 2, "opened_at"),
            fault("I2", 1, "opened_at")],
    )  # fmt: skip

    answer = ask("data.quality")(store, NOW)

    cases = answer[answer["table"] == "complaints"].set_index("column")
    shown = cases.loc[["category", "customer_id", "resolved_at", "opened_at"]].drop(columns=["group", "table"])
    expected = pd.DataFrame(
        {
            "rows": [4, 4, 4, 4],
            "filled": [1, 3, 2, 4],
            "filled_pct": [25.0, 75.0, 50.0, 100.0],
            "orphans": [0, 2, 0, 0],  # C9 is unknown, C2 is made up
            "out_of_order": [0, 0, 1, 0],  # K2
            "quarantined": [0, 0, 0, 2],
            "quarantined_pct": [0.0, 0.0, 0.0, 100 * 2 / 6],
        },
        index=pd.Index(["category", "customer_id", "resolved_at", "opened_at"], name="column", dtype="str"),
    )
    pd.testing.assert_frame_equal(shown, expected, check_dtype=False)


def test_a_sensitive_column_is_told_of_only_when_it_is_switched_on(store):
    put(store, customers=[{"customer_id": "C1"}])

    off, on = (set(ask("data.quality")(store, NOW, settings=rules)["column"]) for rules in (Settings(), ON))

    assert on - off == {"belief"}


def test_rows_of_the_future_are_not_counted(store):
    put(store, complaints=CASES)

    assert ask("data.freshness")(store, known(as_of=at("2024-02-05 12:00:00")))["rows"].tolist() == [2]


ON = Settings(sensitive_columns=("belief",))


def fault(import_id: str, record: int, column: str) -> dict[str, object]:
    place = {"record": record, "first_line": record + 1, "last_line": record + 1, "byte_offset": 0}
    return {"import_id": import_id, "column_name": column, "code": "not_a_date"} | place


def test_one_table_alone_says_the_same_as_among_all(store):
    put(store, complaints=CASES, customers=[{"customer_id": "C1"}], imports=[entry(1)])

    every, one = ask("data.quality")(store, NOW), ask("data.quality")(store, NOW, table="complaints")

    expected = every[every["table"] == "complaints"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one, expected)
    assert set(every["table"]) == {"complaints", "customers"}
