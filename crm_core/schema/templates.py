"""What a person who prepares files needs: a template per table and the dictionary of all of them."""

from __future__ import annotations

import csv
import io

from crm_core.schema.contract import Column, Table
from crm_core.schema.subjects import LOADED

_EXAMPLES = {"instant": "2026-01-15T09:30:00Z", "day": "2026-01-15", "boolean": "no", "seconds": "60"}


def csv_template(table: Table) -> str:
    """Return a CSV text for one table: the header and one example row that its contract accepts.

    Cells that can't be invented without telling a story (links within the table, later instants, sensitive
    attributes) are left empty.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerow([_example(table, column) for column in table.columns])
    return text.getvalue()


def data_dictionary() -> str:
    """Return the dictionary of all tables that users load, as Markdown, derived from the contracts."""
    return "\n".join(_section(table) for table in LOADED.values())


def _example(table: Table, column: Column) -> str:
    if column.references == table.name or column.privacy == "sensitive":
        return ""
    if column.name in table.later and not column.required:
        return ""
    if column.choices:
        return column.choices[-1] if column.choices[0].isdigit() else column.choices[0]
    if column.type in ("integer", "real"):
        return str(_number(column))
    if column.type == "money":
        return "129.90" if column.required else "12.90"
    return _EXAMPLES.get(column.type) or _words(column)


def _number(column: Column) -> int:
    if column.high is None:
        return 1
    return round(((column.low or 0) + 3 * column.high) / 4)


def _words(column: Column) -> str:
    if column.type == "key":
        return f"{(column.references or column.name)[0].upper()}-1001"
    if column.name == "email":
        return "someone@example.com"
    return "first;second" if column.type == "several" else f"Example {column.name.replace('_', ' ')}"


def _section(table: Table) -> str:
    rows = [_row(column) for column in table.columns]
    one_of = f"At least one of: {', '.join(table.needs_one_of)}.\n" if table.needs_one_of else ""
    return "\n".join(
        (
            f"## {table.name}\n",
            f"{table.comment} Key: {', '.join(table.key)}.\n{one_of}",
            "| column | what it holds | type | unit, range or codes | required |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
        )
    )


def _row(column: Column) -> str:
    link = f" (key of {column.references})" if column.references else ""
    required = "yes" if column.required else ""
    return f"| {column.name} | {column.comment}{link} | {column.type} | {_allowed(column)} | {required} |"


def _allowed(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    if column.low is None and column.high is None:
        return column.unit
    bounds = (
        f"{column.low:g}" if column.low is not None else "",
        f"{column.high:g}" if column.high is not None else "",
    )
    limits = f"{bounds[0]} to {bounds[1]}" if all(bounds) else f"at least {bounds[0]}"
    return f"{column.unit}, {limits}".removeprefix(", ")
