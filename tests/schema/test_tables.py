"""The database's tables are made from the contracts."""

import pytest
import sqlalchemy as sa

from crm_core import schema


@pytest.mark.parametrize("contract", schema.LOADED.values(), ids=schema.LOADED)
def test_a_loaded_table_has_its_bookkeeping_and_a_twin_for_replaced_rows(contract):
    bookkeeping = ("source", "import_id", "line", "precision")

    names = tuple(schema.table(contract.name).columns.keys())

    assert names == contract.column_names + bookkeeping
    assert tuple(schema.replaced(contract.name).columns.keys()) == (*names, "replaced_by")


def test_database_types_follow_the_contract(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'types.db'}")
    wanted = {
        "customer_id": "VARCHAR", "bought_at": "TIMESTAMP WITH TIME ZONE", "line_no": "BIGINT",
        "quantity": "DOUBLE PRECISION", "revenue": "NUMERIC(18, 2)", "trial": "BOOLEAN", "channel": "VARCHAR",
    }  # fmt: skip

    schema.METADATA.create_all(engine)

    table = schema.table("purchases")
    assert {
        name: table.c[name].type.compile(sa.create_mock_engine("postgresql://", None).dialect) for name in wanted
    } == wanted
    assert set(sa.inspect(engine).get_table_names()) == set(schema.METADATA.tables)
    engine.dispose()
