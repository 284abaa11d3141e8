"""Before its cells are checked, a known system's file gets the columns that are made, and loses what is no record.

Beside the engine's copy stand two more files: ``prepared.parquet`` with the copy's columns and one more for each made
one, and ``excluded.parquet`` with the first line and the reason of each record that is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import duckdb

from crm_core.ingest import literals
from crm_core.ingest.copy import EXCLUDED, PREPARED, Copy
from crm_core.ingest.days import MONTH_FIRST, YEAR_FIRST, count_orders, forms
from crm_core.ingest.engine import scan
from crm_core.ingest.mapping import Match
from crm_core.ingest.profile import Profile
from crm_core.ingest.systems import order_lines
from crm_core.ingest.systems.export import Export, present
from crm_core.ingest.systems.making import Cells, made
from crm_core.ingest.systems.matching import ORDER_LINES, spellings
from crm_core.ingest.words import fold

CONTINUED = "continued"
"""Reason of a line that only continues the record above it; its values are in that record."""

_SAMPLE = 20_000  # records that tell how instants are written
_GROUP = "record_number"


@dataclass(frozen=True)
class Prepared:
    """A copy with its made columns.

    Attributes
    ----------
    copy : Copy
        The copy; reading it gives the made columns too.
    differing : tuple of (str, str, str)
        Orders whose lines don't sum to the file's own sum: order, sum of lines, the file's sum.
    with_tax : int
        Orders whose prices include the tax.
    """

    copy: Copy
    differing: tuple[tuple[str, str, str], ...] = ()
    with_tax: int = 0


def prepare(
    engine: duckdb.DuckDBPyConnection, copy: Copy, kind: Export, *, matches: Sequence[Match], profile: Profile
) -> Prepared:
    """Write prepared.parquet and excluded.parquet.

    Parameters
    ----------
    engine : DuckDBPyConnection
        The child's engine.
    copy : Copy
        The copy of the file.
    kind : Export
        What kind of file it is.
    matches : sequence of Match
        Columns of the file, in order, and the made ones.
    profile : Profile
        Zone, formats and words.
    """
    columns = [one.column for one in matches if one.made is None]
    source = _Source(engine, copy, kind, columns, profile)
    base = source.base()
    extra = ", ".join(
        f"{source.value(one)} AS c{len(columns) + nth}"
        for nth, one in enumerate((one for one in matches if one.made is not None), 1)
    )
    rows = f"(SELECT *, {source.reason()} AS reason FROM {base})"  # noqa: S608 (our names)
    raw = ", ".join(f"c{place}" for place in range(1, len(columns) + 1))
    kept = f"SELECT line, {raw}{', ' + extra if extra else ''} FROM {rows} WHERE reason = '' ORDER BY line"  # noqa: S608 (our names)
    engine.execute(f"COPY ({kept}) TO {literals.to_parquet(copy.folder / PREPARED)}")
    out = f"SELECT line, reason FROM {rows} WHERE reason <> '' ORDER BY line"  # noqa: S608 (our names)
    engine.execute(f"COPY ({out}) TO {literals.to_parquet(copy.folder / EXCLUDED)}")
    return Prepared(replace(copy, prepared=True), source.differing(base), source.with_tax(base))


@dataclass(frozen=True)
class _Source:
    """The copy, and what is known of its columns."""

    engine: duckdb.DuckDBPyConnection
    copy: Copy
    kind: Export
    columns: Sequence[str]
    profile: Profile

    @cached_property
    def cells(self) -> Cells:
        """Where the cells stand; asked once, since their instants' forms are told from the rows."""
        down = set(present(self.kind.fill_down, self.columns)) if self.order else set()
        joined = set(self.joined)
        texts = {
            column: f"{'f' if column in down or column in joined else 'c'}{place}"
            for place, column in enumerate(self.columns, 1)
        }
        return Cells(texts, self.profile.time_zone, self._forms(), self.profile.words)

    @property
    def order(self) -> str:
        """SQL of the order's key, empty where lines don't belong to orders."""
        found = present(spellings(self.kind.group), self.columns) if self.kind.fill_down else ()
        return f"trim({self._cell(found[0])})" if found else ""

    @property
    def joined(self) -> tuple[str, ...]:
        return present(self.kind.joined, self.columns)

    def base(self) -> str:
        """SQL of the rows with what is filled down or joined, and the amounts of order lines."""
        rows = scan(self.copy)
        if self.order:
            filled = ", ".join(self._filled(self.order))
            rows = f"(SELECT *, {filled} FROM {rows})"  # noqa: S608 (our names)
            if self.kind.lines is not None:
                amounts = order_lines.values(self.kind.lines, self.cells, order=self.order)
                rows = f"(SELECT *, {amounts} FROM {rows})"  # noqa: S608 (our names)
        elif self.joined:
            number = f"count(nullif(trim({self._key}), '')) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING) AS {_GROUP}"
            rows = f"(SELECT *, {number} FROM {rows})"  # noqa: S608 (our names)
            rows = f"(SELECT *, {', '.join(self._strung())} FROM {rows})"  # noqa: S608 (our names)
        return rows

    def value(self, one: Match) -> str:
        """SQL of the text of a made column."""
        assert one.made is not None  # noqa: S101 (only made columns come here)
        if one.made.how == ORDER_LINES and self.kind.lines is not None:
            return order_lines.money(one.made.value, self.kind.lines, self.cells)
        return made(one.made, self.cells)

    def reason(self) -> str:
        """SQL of why a row is no record, empty where it is one."""
        cases = [
            f"WHEN {self.cells.is_among(column, one.among)} THEN {literals.text(one.reason)}"
            for one in self.kind.without
            for column in present(spellings(one.column), self.columns)
        ]
        if self.joined and not self.order:
            others = [column for column in self.columns if column not in self.joined]
            nothing = " AND ".join(f"coalesce(trim({self._cell(column)}), '') = ''" for column in others)
            cases.append(f"WHEN {_GROUP} > 0 AND {nothing} THEN '{CONTINUED}'")
        return f"CASE {' '.join(cases)} ELSE '' END" if cases else "''"

    def differing(self, base: str) -> tuple[tuple[str, str, str], ...]:
        """Orders whose lines don't sum to what the file says."""
        lines = self.kind.lines
        if lines is None or lines.subtotal not in self.columns:
            return ()
        query = order_lines.differing(lines, self.cells, self.order, source=base)
        return tuple(self.engine.execute(query).fetchall())

    def with_tax(self, base: str) -> int:
        """Count the orders whose prices include the tax."""
        lines = self.kind.lines
        if lines is None:
            return 0
        query = order_lines.with_tax_inside(lines, self.cells, self.order, source=base)
        return int(self.engine.execute(query).fetchall()[0][0])

    @property
    def _key(self) -> str:
        return self._cell(present(spellings(self.kind.group), self.columns)[0])

    def _cell(self, column: str) -> str:
        return f"c{self.columns.index(column) + 1}"

    def _filled(self, order: str) -> Iterator[str]:
        window = f"(PARTITION BY {order} ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        for column in present(self.kind.fill_down, self.columns):
            cell = self._cell(column)
            yield f"first_value(nullif(trim({cell}), '') IGNORE NULLS) OVER {window} AS f{cell[1:]}"

    def _strung(self) -> Iterator[str]:
        window = f"(PARTITION BY {_GROUP} ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
        for column in self.joined:
            cell = self._cell(column)
            yield f"string_agg(nullif(trim({cell}), ''), ',') OVER {window} AS f{cell[1:]}"

    def _forms(self) -> Mapping[str, Sequence[str]]:
        """Forms of the instants to which minutes are added."""
        starts = {one.of[0] for one in self.kind.made.values() if one.how == "minutes_after"}
        return {column: self._forms_of(column) for column in present(sorted(starts), self.columns)}

    def _forms_of(self, column: str) -> Sequence[str]:
        first = scan(self.copy, self.copy.head(_SAMPLE))
        query = f"SELECT coalesce({self._cell(column)}, '') FROM {first} ORDER BY line"  # noqa: S608 (our names)
        values = [text for (text,) in self.engine.execute(query).fetchall()]
        count = count_orders(values)
        likely = count.order or (MONTH_FIRST if count.both or count.same else YEAR_FIRST)
        return forms(values, self.profile.formats.get(column, likely))


def with_words(profile: Profile, kind: Export, matches: Sequence[Match]) -> Profile:
    """Return the profile with what the system's own words mean; what the user said goes before."""
    words = {column: dict(said) for column, said in profile.words.items()}
    for one in matches:
        known = kind.words.get(one.target or "", {})
        if known:
            said = {fold(word): code for word, code in words.get(one.column, {}).items()}
            words[one.column] = {**known, **said, **words.get(one.column, {})}
    return replace(profile, words=words)
