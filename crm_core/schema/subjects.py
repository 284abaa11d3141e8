"""All contracts of the data model, without a database: what reads a file needs no more."""

from __future__ import annotations

from crm_core.schema import actions, buying, complaints, derived, imports, people, rules, service, surveys, voice
from crm_core.schema.contract import Table

TABLES: dict[str, Table] = {
    contract.name: contract
    for subject in (people, buying, service, complaints, surveys, voice, actions, imports, rules, derived)
    for contract in subject.TABLES
}
"""Every table of the data model by its name."""

LOADED: dict[str, Table] = {name: contract for name, contract in TABLES.items() if contract.origin == "loaded"}
"""The tables that users load; each has the bookkeeping columns and a twin for replaced rows."""
