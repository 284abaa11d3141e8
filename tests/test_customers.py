"""A customer is found by whatever somebody remembers, written in whatever way."""

import datetime as dt

import pytest
import sqlalchemy as sa

import crm_core
from crm_core import Store, schema
from crm_core.customers import search
from crm_core.database.words import keep_words
from tests import engines
from tests.rows import AS_OF, Row, put

PEOPLE: list[Row] = [
    {"customer_id": "C-100", "name": "Zoë Ångström-Weiß", "email": "Zoe@Work.example", "phone": "+49 (170) 123-45"},
    {"customer_id": "C-101", "name": "كريم يگانهٔ علی‌رضا", "phone": "۰۹۱۲ ۳۴۵۶"},
    {"customer_id": "C-102", "name": "李明华"},
    {"customer_id": "C-103", "name": "Weiss Zoe", "birth_date": "2008-03-08"},
    {"customer_id": "C-104", "name": "Zoe Weiss", "birth_date": "2008-03-09"},  # 15 until tomorrow
    {"customer_id": "C-105", "name": "Zoe Weiss", "joined_on": "2024-03-09"},  # nobody knows yet
    {"customer_id": "100", "name": "Oak 100% \\ _ Ltd", "kind": "enterprise"},
]


def fill(store: Store) -> None:
    put(store, customers=PEOPLE)
    with store.write("words") as connection:
        keep_words(connection)


def found(store: Store, text: str, **more: int) -> list[str]:
    return search(store, text, AS_OF, **more)["customer_id"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zoe angstrom", ["C-100"]),
        ("ÅNGSTRÖM zoé", ["C-100"]),
        ("weiß", ["C-100", "C-103"]),
        ("Ｚｏｅ Ｗｅｉｓｓ", ["C-100", "C-103"]),
        ("zoe@work.example", ["C-100"]),
        ("0170 12345", ["C-100"]),
        ("0049-170/123 45", ["C-100"]),
        ("+49 170 123 45", ["C-100"]),
        ("کریم یگانه", ["C-101"]),
        ("كَريـم", ["C-101"]),
        ("علی رضا", ["C-101"]),
        ("0912 3456", ["C-101"]),
        ("٠٩١٢٣٤٥٦", ["C-101"]),
        ("明", ["C-102"]),
        ("c-102", ["C-102"]),
        ("100", ["100", "C-100"]),
        ("%", []),
        ("100%", ["100", "C-100"]),
        ("'; drop table customers; --", []),
        ("  ", []),
        ("nobody", []),
    ],
)
def test_spelling_makes_no_difference(many: Store, text: str, expected: list[str]):
    assert found(many, text) == expected


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The people in a store of their own on each engine: nobody changes it."""
    folder = tmp_path_factory.mktemp("people")
    if request.param == "duckdb":
        with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}") as store:
            fill(store)
            yield store
        return
    server = request.getfixturevalue("postgres_server")
    with engines.postgres_database(server) as url, crm_core.open_store(url, folder=folder) as store:
        fill(store)
        yield store


def test_children_and_who_joins_later_are_not_found_and_no_more_than_asked_for(many):
    assert found(many, "zoe weiss") == ["C-103", "C-100"][::-1]
    assert found(many, "c", limit=2) == ["C-100", "C-101"]
    assert search(many, "c", AS_OF + dt.timedelta(days=1))["customer_id"].tolist()[-2:] == ["C-104", "C-105"]


def test_who_was_merged_stands_for_the_survivor_once(store):
    fill(store)
    put(store, customer_identity=[{"customer_id": "C-103", "survivor_id": "C-100"}])

    assert found(store, "weiss zoe") == ["C-100"]


def words(store: Store) -> dict[str, str]:
    rows = schema.table("customer_words")
    return store.read(sa.select(rows.c.customer_id, rows.c.words)).set_index("customer_id")["words"].to_dict()


def test_words_follow_imports_and_what_is_taken_back(store, tmp_path):
    first, second, orders = (tmp_path / f"{name}.csv" for name in ("first", "second", "orders"))
    first.write_text("customer_id,name\nC1,Ann\nC2,Ben\n", encoding="utf-8")
    second.write_text("customer_id,name,updated_at\nC1,Anna,2024-02-01\n", encoding="utf-8")
    orders.write_text("order_id,customer_id,bought_at,revenue\nO1,C9,2024-02-01,10\n", encoding="utf-8")
    brought = [crm_core.load_csv(store, name, path) for name, path in (
        ("customers", first), ("customers", second), ("purchases", orders))]  # fmt: skip

    after = words(store)
    for report in brought[:0:-1]:
        crm_core.ingest.undo(store, report.import_id)

    assert {name: text.split() for name, text in after.items()} == {
        "C1": ["c1", "anna"],
        "C2": ["c2", "ben"],
        "C9": ["c9", "c9"],  # known by an order alone
    }
    assert {name: text.split() for name, text in words(store).items()} == {"C1": ["c1", "ann"], "C2": ["c2", "ben"]}


def test_a_database_of_before_gets_its_words_when_it_is_opened(tmp_path):
    url = f"duckdb:///{tmp_path / 'old.duckdb'}"
    version = schema.table("schema_version")
    with crm_core.open_store(url) as store:
        put(store, customers=PEOPLE)
        with store.write("an older one") as connection:
            connection.exec_driver_sql("DROP TABLE customer_words")
            connection.execute(sa.update(version).values(version=version.c.version - 1))

    with crm_core.open_store(url) as store:
        assert found(store, "angstrom") == ["C-100"]


def test_words_lie_unpacked_in_the_embedded_file_and_names_do_not(tmp_path):
    with crm_core.open_store(f"duckdb:///{tmp_path / 'many.duckdb'}") as store:
        put(store, customers=[{"customer_id": f"C{n}", "name": f"Somebody of the name {n}"} for n in range(5_000)])
        with store.write("words") as connection:
            keep_words(connection)
        store.checkpoint()
        with store.engine.connect() as connection:
            packed = connection.exec_driver_sql(
                "SELECT column_name, compression FROM pragma_storage_info('customer_words') "
                "WHERE segment_type = 'VARCHAR' AND column_name IN ('words', 'name')"
            )
            found = {name: how for name, how in packed}

    assert found["words"] == "Uncompressed" != found["name"]


def test_what_tells_customers_apart_follows_their_rows(store, tmp_path):
    for place, city in enumerate(("Rome", "Oslo"), start=1):
        path = tmp_path / f"{city}.csv"
        path.write_text(f"customer_id,name,city,updated_at\nC1,Ann,{city},2024-02-0{place}\n", encoding="utf-8")
        crm_core.load_csv(store, "customers", path)

    assert search(store, "ann", AS_OF)[["customer_id", "name", "city"]].values.tolist() == [["C1", "Ann", "Oslo"]]
