"""A small shop as of 8 March 2024 whose headlines can be worked out by hand."""

import datetime as dt

from crm_core import Store
from tests.rows import AS_OF, Row, put

PEOPLE = 40
SETTLED = 30
DAY = dt.timedelta(days=1)
FIRST = dt.datetime(2024, 1, 10, 12, tzinfo=dt.UTC)
CATEGORIES = ("delivery", "price")
TOPICS = ("billing", "repair")
REGIONS = ("north", "south")
LOADED: Row = {
    "source": "own", "file_hash": "0" * 64, "data_from": "2023-01-01", "data_until": AS_OF, "state": "committed",
    "imported_at": AS_OF, "lines_in": 2, "lines_header": 1, "lines_blank": 0, "lines_good": 1, "lines_quarantined": 0,
    "lines_duplicate": 0, "lines_superseded": 0, "lines_excluded": 0, "records_good": 1, "records_quarantined": 0,
}  # fmt: skip


def fill(
    store: Store, *, file_name: str = "a.csv", has_open: bool | None = True, mapping: str = "{}", **tables: list[Row]
) -> None:
    """Put rows into tables, with the entry in the ledger that says how far they reach."""
    said: Row = {"file_name": file_name, "has_open": has_open, "mapping": mapping}
    entries = [LOADED | {"import_id": f"import-{name}", "table_name": name} | said for name in tables]
    put(store, **tables, imports=entries)


def customers(count: int = PEOPLE) -> list[Row]:
    return [{"customer_id": f"C{n}", "region": REGIONS[n % 2], "country": "NL"} for n in range(count)]


def stores(count: int = 2) -> list[Row]:
    return [{"store_id": f"S{n}", "name": f"Shop {n}", "region": REGIONS[n % 2]} for n in range(count)]


def complaints(count: int = PEOPLE, settled: int = SETTLED, stores: int = 2) -> list[Row]:
    """One a day from 10 January at noon; the first ones are settled after exactly two days, the others are open."""
    return [
        {
            "complaint_id": f"K{n}",
            "customer_id": f"C{n}",
            "store_id": f"S{n % stores}",
            "category": CATEGORIES[n % 2],
            "opened_at": FIRST + n * DAY,
            "resolved_at": FIRST + (n + 2) * DAY if n < settled else None,
        }
        for n in range(count)
    ]


def answers(count: int = PEOPLE, stores: int = 2) -> list[Row]:
    """Whole relationship: half of the people give 7, half 9, so the index is 100 (3 * 8 - 3) / 27 = 77.8."""
    points = (7, 9)
    return [
        {
            "customer_id": f"C{n}",
            "store_id": f"S{n % stores}",
            "answered_at": FIRST + n * DAY,
            **dict.fromkeys(("satisfaction", "expectations", "ideal", "recommend"), points[n // 2 % 2]),
        }
        for n in range(count)
    ]


def purchases(count: int = 400, stores: int = 2) -> list[Row]:
    """Ten orders a day from 10 January."""
    return [
        {
            "order_id": f"O{n}",
            "customer_id": f"C{n % PEOPLE}",
            "store_id": f"S{n % stores}",
            "bought_at": FIRST + n // 10 * DAY,
            "revenue": 10,
        }
        for n in range(count)
    ]


def contacts(count: int = PEOPLE, stores: int = 2) -> list[Row]:
    """A call a day from 10 January at noon: of four, three are answered after 20 seconds, one hangs up after 50."""
    return [
        {
            "interaction_id": f"I{n}",
            "customer_id": f"C{n}",
            "store_id": f"S{n % stores}",
            "channel": "phone",
            "topic": TOPICS[n % 2],
            "started_at": FIRST + n * DAY,
            "abandoned": n % 4 == 3,
            "answered_at": None if n % 4 == 3 else FIRST + n * DAY + dt.timedelta(seconds=20),
            "ended_at": FIRST + n * DAY + dt.timedelta(seconds=50 if n % 4 == 3 else 140),
        }
        for n in range(count)
    ]


def shop(stores_open: int = 2) -> dict[str, list[Row]]:
    """Every table that the pages look at."""
    return {
        "customers": customers(),
        "stores": stores(stores_open),
        "complaints": complaints(stores=stores_open),
        "survey_answers": answers(stores=stores_open),
        "purchases": purchases(stores=stores_open),
        "interactions": contacts(stores=stores_open),
    }
