"""Which system wrote a file, told by its whole header and never by one name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from crm_core.errors import CsvRejected
from crm_core.ingest.profile import CORRECTION
from crm_core.ingest.systems.export import Export, all_exports, exports_of, present
from crm_core.ingest.words import fold

_KNOWN = 0.5  # share of a header's names that the system must be known to write; the rest are a firm's own fields


def recognised(columns: Sequence[str], tables: Collection[str]) -> Export | None:
    """Return the kind of file that a header belongs to, None where none or more than one fits as well.

    Parameters
    ----------
    columns : sequence of str
        Distinct names of the file's columns.
    tables : collection of str
        Contracts in question.
    """
    fitting = [one for one in all_exports() if one.table in tables and _fits(one, columns)]
    beside = {code for one in fitting for code in one.also}
    first = [one for one in fitting if one.code not in beside]
    counts = {one.code: _known(one, columns) for one in first}
    best = [one for one in first if counts[one.code] == max(counts.values())]
    return best[0] if len(best) == 1 else None


def refuse_kind(export: Export, columns: Sequence[str]) -> None:
    """Raise CsvRejected for a file of a known kind that can't be loaded.

    Raises
    ------
    CsvRejected
        Code ``no_instants`` for a list without them; ``order_in_part`` for corrected lines of orders, whose amounts
        can't be told without the other lines.
    """
    if export.refused:
        raise CsvRejected("no_instants", found=", ".join(columns), expected="one row for each case, with its dates")
    if export.lines is not None and any(column.startswith(CORRECTION) for column in columns):
        raise CsvRejected(
            "order_in_part",
            found="some lines of orders",
            expected="every line of each order",
            todo="correct the lines in the whole export and load that: what is there already adds nothing",
        )


@lru_cache(maxsize=1)
def every_name() -> frozenset[str]:
    """Return every name that some known file may have in its header, folded."""
    return frozenset().union(*(one.names for one in all_exports()))


def _fits(export: Export, columns: Sequence[str]) -> bool:
    if not all(present(names, columns) for names in export.known_by):
        return False
    if export.questions:
        return True
    names = frozenset().union(*(one.names for one in exports_of(export.system)))
    return sum(fold(column) in names for column in columns) >= _KNOWN * len(columns)


def _known(export: Export, columns: Sequence[str]) -> int:
    return sum(fold(column) in export.names for column in columns)
