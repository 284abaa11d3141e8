"""Templates and the dictionary are made from the contracts alone."""

import csv
import io
import re

import pytest

from crm_core import schema
from crm_core.schema.templates import csv_template, data_dictionary

PATTERNS = {
    "integer": r"-?\d+",
    "real": r"-?\d+(\.\d+)?",
    "money": r"-?\d+\.\d\d",
    "seconds": r"\d+",
    "boolean": r"yes|no",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "day": r"\d{4}-\d\d-\d\d",
}


@pytest.mark.parametrize("contract", schema.LOADED.values(), ids=schema.LOADED)
def test_a_template_reads_back_as_one_row_that_its_contract_accepts(contract):
    rows = list(csv.DictReader(io.StringIO(csv_template(contract))))

    (row,) = rows

    assert tuple(row) == contract.column_names
    for column in contract.columns:
        value = row[column.name]
        assert value or not column.required, column.name
        if value:
            assert re.fullmatch(PATTERNS.get(column.type, r".+"), value), column.name
            assert not column.choices or value in column.choices, column.name
            assert column.low is None or float(value) >= column.low, column.name
            assert column.high is None or float(value) <= column.high, column.name
    assert not contract.needs_one_of or any(row[name] for name in contract.needs_one_of)


def test_the_dictionary_explains_every_column_of_every_loaded_table():
    text = data_dictionary()

    for name, contract in schema.LOADED.items():
        section = text.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
        for column in contract.columns:
            assert f"| {column.name} | {column.comment}" in section
    assert "| satisfaction | Overall satisfaction. | integer | points 1-10, 1 to 10 |  |" in text
