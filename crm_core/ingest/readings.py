"""One reading for each column that can be read in several ways: said, told by its values or its neighbours, or asked.

If any value fits only one reading, that one holds for the column and values that contradict it are quarantined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from crm_core.errors import CsvRejected
from crm_core.ingest import literals
from crm_core.ingest.amounts import BOTH, DECIMAL_COMMA, DECIMAL_POINT, STYLES, StyleCount, count_styles, only
from crm_core.ingest.calendars import JALALI, JALALI_ORDERS, SERIALS, is_persian, is_serial, system_of
from crm_core.ingest.cells import Cell
from crm_core.ingest.copy import Copy
from crm_core.ingest.days import DAY_FIRST, MONTH_FIRST, ORDERS, UNSURE, YEAR_FIRST, OrderCount, count_orders
from crm_core.ingest.engine import scan
from crm_core.ingest.profile import Profile
from crm_core.ingest.words import DIGITS, PLAIN_DIGITS

SAMPLE = 20_000  # records looked at first; the whole column only where they don't say
_LATEST = "2100-01-01"


@dataclass(frozen=True)
class Columns:
    """Where to look, and what the user said.

    Attributes
    ----------
    engine, copy : DuckDBPyConnection, Copy
        The whole file.
    profile : Profile
        With the formats the user gave.
    names : dict of str to str
        The file's column by the contract's.
    values : dict of int to list of str
        The first values of the columns in question, by place.
    now : str
        ISO instant after which nothing recorded lies.
    """

    engine: duckdb.DuckDBPyConnection
    copy: Copy
    profile: Profile
    names: Mapping[str, str]
    values: Mapping[int, list[str]]
    now: str

    def said(self, cell: Cell, known: Sequence[str]) -> str | None:
        """Return the format the user gave for a column."""
        said = self.profile.formats.get(self.names[cell.column.name])
        if said is not None and said not in known:
            raise CsvRejected("format_unknown", found=said, expected=", ".join(known))
        return said

    def count_orders(self, cell: Cell) -> OrderCount:
        """Count the orders in the sample, in the whole column where it does not say."""
        values = self.values[cell.place]
        count = count_orders(values)
        open_still = count.both + count.day_first + count.same > 0 or not any(values)
        if count.order is not None or len(values) < SAMPLE or not open_still:
            return count
        parts = [f"try_cast(regexp_extract(value, '^{UNSURE}$', {n}) AS INTEGER)" for n in (1, 2)]
        both = "a <= 12 AND b <= 12 AND"
        counts = "a > 12 AND b <= 12", "b > 12 AND a <= 12", f"{both} a <> b", f"{both} a = b"
        return OrderCount(*self._count(cell, f"{parts[0]} AS a, {parts[1]} AS b", counts))

    def count_styles(self, cell: Cell) -> StyleCount:
        """Count the styles in the sample, in the whole column where it does not say."""
        values = self.values[cell.place]
        count = count_styles(values)
        if count.style is not None and (count.point or count.comma or len(values) < SAMPLE or any(values)):
            return count
        if len(values) < SAMPLE:
            return count
        patterns = (literals.text(pattern) for pattern in (only(DECIMAL_POINT), only(DECIMAL_COMMA), BOTH))
        return StyleCount(*self._count(cell, "value", [f"regexp_full_match(value, {one})" for one in patterns]))

    def _count(self, cell: Cell, parts: str, conditions: Sequence[str]) -> tuple[int, ...]:
        sums = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions)
        plain = f"trim(translate(c{cell.place}, {literals.text(DIGITS)}, '{PLAIN_DIGITS}'))"
        inner = f"SELECT {parts} FROM (SELECT {plain} AS value FROM {scan(self.copy)})"  # noqa: S608 (our names)
        rows = self.engine.execute(f"SELECT {sums} FROM ({inner})").fetchall()  # noqa: S608 (our names)
        return tuple(rows[0])

    def about(self, cell: Cell, readings: Sequence[str]) -> dict[str, str]:
        """Return what is to be said of a column that fits several readings."""
        column = self.names[cell.column.name]
        example = next((value for value in self.values[cell.place] if value), "")
        return {
            "found": f"{column}: {example} fits {' and '.join(readings)}",
            "expected": "one value that fits only one of them",
            "todo": f"say for {column} which one it is",
        }


@dataclass
class _Told:
    """What each column is read as, and which of them only follow the others."""

    found: dict[str, str] = field(default_factory=dict)
    unsure: list[Cell] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def note(self, cell: Cell, reading: str | None, *, evident: bool = True) -> None:
        if reading is None:
            self.unsure.append(cell)
            return
        self.found[cell.column.name] = reading
        self.told |= {reading.removeprefix(JALALI)} if evident else set()

    def follow(self, readings: Sequence[str], prefix: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Let the unsure columns follow the others, where these agree, and return them."""
        agreed = self.told & set(readings)
        if len(agreed) != 1:
            return ()
        for cell in self.unsure:
            name = cell.column.name
            self.found[name] = (prefix or {}).get(name, "") + next(iter(agreed))
        return tuple(cell.column.name for cell in self.unsure)

    def asked(self) -> Cell | None:
        """Return the first column that nothing tells how to read."""
        return next((cell for cell in self.unsure if cell.column.name not in self.found), None)


def read_days(columns: Columns, cells: Sequence[Cell]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the reading of each column of days or instants, and those that follow the others of the file.

    Raises
    ------
    CsvRejected
        Code ``day_order_ambiguous``, ``serial_ambiguous`` or ``format_unknown``.
    """
    serial = [cell for cell in cells if columns.said(cell, (*ORDERS, *JALALI_ORDERS, *SERIALS)) is None]
    serial = [cell for cell in serial if is_serial(columns.values[cell.place])]
    systems, orders = _Told(), _Told()
    prefix: dict[str, str] = {}
    for cell in cells:
        name, said = cell.column.name, columns.profile.formats.get(columns.names[cell.column.name])
        if cell in serial:
            systems.note(cell, system_of(columns.values[cell.place], _LATEST if cell.planned else columns.now))
            continue
        if said is None and is_persian(columns.values[cell.place]):
            prefix[name] = JALALI
        _note_order(orders, cell, said, columns.count_orders(cell) if said is None else OrderCount(), prefix)
    followers = systems.follow(SERIALS) + orders.follow((MONTH_FIRST, DAY_FIRST), prefix)
    if (asked := systems.asked()) is not None:
        raise CsvRejected("serial_ambiguous", **columns.about(asked, SERIALS))
    if (asked := orders.asked()) is not None:
        before = prefix.get(asked.column.name, "")
        raise CsvRejected("day_order_ambiguous", **columns.about(asked, (before + MONTH_FIRST, before + DAY_FIRST)))
    return orders.found | systems.found, followers


def _note_order(told: _Told, cell: Cell, said: str | None, count: OrderCount, prefix: Mapping[str, str]) -> None:
    before = prefix.get(cell.column.name, "")
    if said or count.order:
        told.note(cell, said or before + str(count.order))
    elif count.both or count.day_first:
        told.note(cell, None)
    else:
        told.note(cell, before + (MONTH_FIRST if count.same else YEAR_FIRST), evident=False)


def read_amounts(columns: Columns, cells: Sequence[Cell]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the style of each column of amounts, and those that follow the others of the file.

    Raises
    ------
    CsvRejected
        Code ``amounts_ambiguous`` or ``format_unknown``.
    """
    told = _Told()
    for cell in cells:
        said = columns.said(cell, STYLES)
        count = columns.count_styles(cell) if said is None else StyleCount()
        told.note(cell, said or count.style, evident=bool(said or count.point or count.comma))
    followers = told.follow(STYLES)
    if (asked := told.asked()) is not None:
        raise CsvRejected("amounts_ambiguous", **columns.about(asked, STYLES))
    return told.found, followers
