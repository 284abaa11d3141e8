"""Old lateness is deleted, and a person comments what is recorded of them."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from crm_core import Settings, Store, ask, schema
from crm_core.actions import Author, staff
from crm_core.errors import SettingsError
from tests.rows import AS_OF, at, known, put

ON = Settings(staff_data=True, staff_managers=("Ada",), punctuality=True, late_months=12)


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(schema.table(table))).mappings()]


def shift(key: str, day: str) -> dict[str, object]:
    planned = at(f"{day} 08:00:00")
    return {"shift_id": key, "staff_id": "A", "planned_start": planned, "arrived_at": at(f"{day} 08:30:00"),
            "excused": False}  # fmt: skip


def test_lateness_is_deleted_after_its_months_and_the_log_says_how_much_and_nothing_of_it(store):
    put(store, shifts=[shift("old", "2023-09-08"), shift("first", "2023-09-09"), shift("new", "2024-03-01")])
    before = ask("team.punctuality")(store, known(), settings=ON)

    deleted = staff.delete_old_lateness(store, AS_OF, Author("Ada", "Its months are over"))
    again = staff.delete_old_lateness(store, AS_OF)

    left = {row["shift_id"]: (row["arrived_at"] is not None, row["excused"]) for row in rows(store, "shifts")}
    assert left == {"old": (False, None), "first": (True, False), "new": (True, False)}
    assert (deleted, again) == (1, 0)
    assert before.loc[0, "late_arrivals"] == 3
    assert (
        ask("team.punctuality")(store, known(), settings=ON).loc[0, "late_arrivals"] == 2
    )  # twelve months show no more
    noted = [row for row in rows(store, "audit_log") if row["what"] == "staff.lateness"]
    assert [json.loads(row["rows"]) for row in noted] == [{"n": 1}]  # the second time there was nothing
    assert noted[0]["who"] == "Ada"


def test_a_person_comments_a_row_about_them(store):
    put(store, shifts=[shift("H1", "2024-03-01")])

    staff.comment(store, "shifts", "H1", " The train. ", "Ann")

    found = staff.comments(store, "shifts", ["H1", "H2"])
    assert found[["subject_id", "text", "written_by"]].to_numpy().tolist() == [["H1", "The train.", "Ann"]]
    assert staff.comments(store, "conduct_notes", ["H1"]).empty


def test_a_comment_says_something_by_somebody_about_a_row_that_is_there(store):
    with pytest.raises(SettingsError) as refused:
        staff.comment(store, "shifts", "H1", " ", " ")
    with pytest.raises(SettingsError) as elsewhere:
        staff.comment(store, "customers", "C1", "Hello", "Ann")

    codes = [one.code for one in refused.value.problems]
    assert codes == ["comment_length", "comment_nameless", "comment_nowhere"]
    assert elsewhere.value.code == "comment_nowhere"
    assert rows(store, "notes") == []
