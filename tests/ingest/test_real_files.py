"""Two files as their owners wrote them, read without a line of code, to published numbers."""

from pathlib import Path

from crm_core.ingest import Profile
from tests.ingest.reading import read_file, read_text

DATA = Path(__file__).parents[1] / "data"

SAMPLE = (" 00004 0001 19970101  2   29.33", " 00004 0001 19970118  2   29.73", " 00004 0001 19970802  1   14.96")
"""First lines of the sample that Fader and Hardie fit (as shipped in lifetimes 0.11.3, MIT); it has no header."""


def test_the_casework_of_a_city_office_is_complaints(tmp_path):
    came = read_file(DATA / "nyc_council_casework_bronx.csv", tmp_path / "staged", "complaints")

    # 5,898 cases, 857 never closed, last event 2024-03-08 (R package nycomplaints)
    assert came.lines == {"header": 1, "good": 5898}
    assert came.rows("count(*), count(*) - count(resolved_at), max(resolved_at)::DATE::VARCHAR", "good.parquet") == [
        (5898, 857, "2024-03-08")
    ]
    assert (came.counts["precision"], came.counts["data_until"]) == ("day", "2024-03-08T00:00:00+00:00")
    assert came.counts["has_open"] is True
    assert "thin_end" in came.warned()


def test_the_purchases_of_a_music_shop_are_all_kept(tmp_path):
    profile = Profile("purchases", mapping={"dollar_value": "revenue"})
    came = read_file(DATA / "cdnow_master.txt", tmp_path / "staged", "purchases", profile)

    # 69,659 purchases (255 true twins among them), 23,570 customers, $2,500,315.63 (Fader and Hardie)
    assert came.lines == {"header": 1, "good": 69659}
    totals = "count(*), count(DISTINCT order_id), count(DISTINCT customer_id), sum(revenue)::VARCHAR, min(customer_id)"
    assert came.rows(totals) == [(69659, 69659, 23570, "2500315.63", "00001")]
    assert came.counts["twins"] == 255


def test_the_sample_without_header_is_read_by_place(tmp_path):
    mapping = {"column_1": "customer_id", "column_3": "bought_at", "column_4": "quantity", "column_5": "revenue"}
    came = read_text(tmp_path, *SAMPLE, table="purchases", profile=Profile("purchases", mapping=mapping))

    assert came.rows("customer_id, bought_at::DATE::VARCHAR, quantity, revenue::VARCHAR") == [
        ("00004", "1997-01-01", 2.0, "29.33"),
        ("00004", "1997-01-18", 2.0, "29.73"),
        ("00004", "1997-08-02", 1.0, "14.96"),
    ]
