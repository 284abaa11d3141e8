import psycopg
import pytest

from tests import engines


def test_a_test_gets_an_empty_database_of_its_own_and_nobody_else_sees_its_tables(postgres_url, postgres_server):
    address = postgres_url.replace("+psycopg", "")

    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE mine (a int)")
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    with engines.postgres_database(postgres_server) as other, psycopg.connect(other.replace("+psycopg", "")) as second:
        others = second.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()

    assert (tables, others) == ((1,), (0,))


def test_a_machine_without_postgresql_fails_with_one_sentence(monkeypatch):
    monkeypatch.setattr(engines.shutil, "which", lambda *_, **__: None)

    with pytest.raises(pytest.fail.Exception) as failure:
        engines.binary("initdb")

    assert str(failure.value) == engines.NO_SERVER
