"""One row for each key; rows without a key are told apart by content and occurrence."""

from crm_core.ingest import Profile
from tests.ingest.reading import read_text

ORDERS = "customer_id,bought_at,revenue"


def test_f72_the_newest_of_different_rows_with_one_key_wins_and_the_others_are_listed(tmp_path):
    lines = (
        "Case Number,Created at,Subject,updated_at",
        "1,2026-01-05,newest,2026-01-09",
        "1,2026-01-05,older,2026-01-08",
        "1,2026-01-05,newest,2026-01-09",
        "2,2026-01-05,other,2026-01-09",
    )
    came = read_text(tmp_path, *lines)

    assert came.rows("complaint_id, summary, line") == [("1", "newest", 4), ("2", "other", 5)]
    assert came.rows("line, summary, reason, kept_line", "superseded.parquet") == [
        (2, "newest", "duplicate", 4), (3, "older", "superseded", 4),
    ]  # fmt: skip
    assert came.lines == {"header": 1, "good": 2, "duplicate": 1, "superseded": 1}


def test_f72_without_a_time_of_change_the_later_line_wins(tmp_path):
    came = read_text(tmp_path, "Case Number,Created at,Subject", "1,2026-01-05,first", "1,2026-01-05,second")

    assert came.values("summary") == ["second"]


def test_two_equal_lines_without_a_key_are_two_purchases(tmp_path):
    came = read_text(tmp_path, ORDERS, "1,2026-01-05,10", "1,2026-01-05,10", "2,2026-01-05,10", table="purchases")

    keys = came.values("order_id")
    assert keys[1] == keys[0] + "-2"
    assert len(set(keys)) == 3
    assert came.values("line_no") == [1, 1, 1]
    assert came.counts["twins"] == 1
    assert {"twins_kept", "keys_generated"} <= came.warned()


def test_the_same_lines_make_the_same_keys_in_whatever_order_rows_and_columns_stand(tmp_path):
    first = read_text(tmp_path, ORDERS, "1,2026-01-05,10", "2,2026-01-05,20", "1,2026-01-05,10", table="purchases")
    (tmp_path / "staged").rename(tmp_path / "first")
    lines = ("revenue,customer_id,bought_at", "20,2,2026-01-05", "10,1,2026-01-05", "10,1,2026-01-05")
    again = read_text(tmp_path, *lines, table="purchases")

    assert {row["order_id"] for row in _orders(tmp_path / "first")} == set(again.values("order_id"))
    assert len(first.counts["good_examples"]) == 3


def _orders(folder):
    import duckdb

    with duckdb.connect() as engine:
        rows = engine.execute(f"SELECT order_id FROM '{folder / 'good.parquet'}'").fetchall()  # noqa: S608
    return [{"order_id": row[0]} for row in rows]


def test_keys_of_two_systems_made_from_equal_content_differ(tmp_path):
    own = read_text(tmp_path, ORDERS, "1,2026-01-05,10", table="purchases").values("order_id")
    (tmp_path / "staged").rename(tmp_path / "first")
    profile = Profile("purchases", source="shop")
    other = read_text(tmp_path, ORDERS, "1,2026-01-05,10", table="purchases", profile=profile)

    assert other.rows("customer_id, left(order_id, 5)") == [("shop:1", "shop:")]
    assert other.values("order_id")[0].removeprefix("shop:") != own[0]


def test_lines_of_an_order_are_numbered_by_occurrence(tmp_path):
    lines = ("order_id,bought_at,revenue", "A,2026-01-05,10", "A,2026-01-05,20", "B,2026-01-05,5", "A,2026-01-05,10")
    came = read_text(tmp_path, *lines, table="purchases")

    assert came.rows("order_id, line_no") == [("A", 1), ("A", 2), ("B", 1), ("A", 3)]
    assert came.lines == {"header": 1, "good": 4}


def test_a_row_whose_key_is_blank_gets_one_while_the_others_keep_theirs(tmp_path):
    came = read_text(tmp_path, "Case Number,Created at", "1,2026-01-05", ",2026-01-05", ",2026-01-05")

    keys = came.values("complaint_id")
    assert keys[0] == "1"
    assert len(keys[1]) == 32
    assert keys[2] == keys[1] + "-2"


def test_f74_line_ends_change_no_key(tmp_path):
    from tests.ingest.reading import read_bytes

    first = read_bytes(tmp_path, b"customer_id,bought_at,revenue\n1,2026-01-05,10\n", "purchases").values("order_id")
    (tmp_path / "staged").rename(tmp_path / "first")
    again = read_bytes(tmp_path, b"customer_id,bought_at,revenue\r\n1,2026-01-05,10\r\n", "purchases")

    assert again.values("order_id") == first
