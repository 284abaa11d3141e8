"""What the tables themselves hold: rows, filled cells, keys that lead nowhere, instants out of order."""

from __future__ import annotations

from crm_core import schema
from crm_core.relations import LOADED_TABLES, columns_of
from crm_core.schema.contract import Table


def _known(contract: Table) -> str:
    happened = contract.happened
    if happened is None:
        return "true"
    kind = next(one.type for one in contract.columns if one.name == happened)
    moment = "{until}::DATE" if kind == "day" else "{until}"
    return f"({happened} <= {moment} or {happened} is null)"


def _rows(name: str) -> str:
    return f"select '{name}' as \"table\", count(*) as rows from {name} where {_known(schema.TABLES[name])}"


_FRESHNESS = f"""
with counted as ({" union all ".join(_rows(name) for name in LOADED_TABLES)}),
covered as (
    select table_name as "table", max(data_until) as data_until from imports where state = 'committed' group by all
)
select '' as "group", "table", rows, (epoch_us({{until}}) - epoch_us(data_until)) / 86400e6 as days_since
from counted left join covered using ("table") where rows > 0 order by all"""


def _quality(name: str) -> str:
    """Return all columns of one table with what is filled and what leads nowhere, in one pass over the rows."""
    contract = schema.TABLES[name]
    referred = {one.name: one.references for one in contract.columns if one.references in schema.LOADED}
    later = {after: [b for b, a in contract.ordered if a == after] for _, after in contract.ordered}
    columns = columns_of(name, ())
    lists: dict[str, list[str]] = {"filled": [], "orphans": [], "out_of_order": []}
    for column in columns:
        known = f" filter ({column} <= {{until}})" if column in contract.later else ""
        lists["filled"].append(f"count({column}){known}")
        lists["orphans"].append(_lost(column, referred[column]) if column in referred else "0")
        before = [f"count(*) filter ({column} < {earlier})" for earlier in later.get(column, [])]
        lists["out_of_order"].append(" + ".join(before) or "0")
    values = ", ".join(f"unnest([{', '.join(parts)}]) as {what}" for what, parts in lists.items())
    names = ", ".join(f"'{column}'" for column in columns)
    told = f'select \'{name}\' as "table", unnest([{names}]) as "column", count(*) as rows, {values}'
    return f"{told} from {name} where {_known(contract)}"


def _lost(column: str, table: str) -> str:
    key = schema.TABLES[table].key[0]
    own = f"select {key} from {table} where line > 0 and {key} is not null"
    return f"count(*) filter ({column} is not null and {column} not in ({own}))"


_QUALITY = (
    f"with told as ({' union all '.join(_quality(name) for name in LOADED_TABLES)})"
    """
select '' as "group", "table", "column", rows, filled, 100 * filled / rows as filled_pct, orphans, out_of_order
from told where rows > 0 order by all"""
)
_RECONCILE = """
select '' as "group", count(source_resolution_seconds) as n from complaints
where opened_at <= {until} group by all having count(source_resolution_seconds) > 0"""

TABLES: dict[str, tuple[str, str]] = {
    "data.freshness": ("", _FRESHNESS),
    "data.quality": ("", _QUALITY),
    "data.reconcile": ("", _RECONCILE),
}
