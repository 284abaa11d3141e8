"""What is known of one kind of file that one system writes: declared as data, in one TOML file for each system."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from crm_core.ingest.words import fold

SYSTEMS = ("zendesk", "freshdesk", "salesforce", "hubspot", "chatwoot", "surveymonkey", "qualtrics", "shopify",
           "odoo", "dynamics")  # fmt: skip
"""Systems whose files are recognised; each has a TOML file of its name beside this module."""

_FOLDER = Path(__file__).parent
EITHER = "|"
"""Between two spellings of a column's name: as its label, and as its system calls it inside."""


@dataclass(frozen=True)
class Made:
    """A column of the contract that is made from one or more cells.

    Attributes
    ----------
    how : str
        Name of the way it is made; `crm_core.ingest.systems.making` knows them all.
    of : tuple of str
        The file's columns it is made of, those that the file has.
    value : str
        A fixed value, or a separator.
    column, among : str, tuple of str
        Only in rows in which this column holds one of these words.
    plus : int
        Added to a whole number.
    words : dict of str to str
        What words mean, by folded word.
    """

    how: str
    of: tuple[str, ...] = ()
    value: str = ""
    column: str = ""
    among: tuple[str, ...] = ()
    plus: int = 0
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Without:
    """Rows that are no records: previews, tests, spam, deleted ones; counted and listed, never loaded.

    Attributes
    ----------
    reason : str
        Key of the words for it.
    column : str
        The file's column that tells.
    among : tuple of str
        Words that tell; an empty one is an empty cell.
    """

    reason: str
    column: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class OrderLines:
    """Columns from which the money of order lines is computed, where the order's own stand on its first line alone."""

    order: str
    quantity: str
    price: str
    line_discount: str
    discount: str
    tax: str
    refund: str
    subtotal: str
    shipping: str
    total: str


@dataclass(frozen=True)
class Export:
    """One kind of file.

    Attributes
    ----------
    code : str
        System and kind, as ``zendesk.tickets``.
    source : str
        What goes in front of its keys.
    table : str
        The contract it is read as.
    grain : str
        What one row is: a case, an order, a line, an answer, a customer, an event.
    known_by : tuple of tuple of str
        Names that its header has, all of them; of each the spellings.
    columns : dict of str to tuple of str
        Names in the file by the contract's column; the first one that is there counts.
    made : dict of str to Made
        Contract columns that are made.
    passed_over : tuple of str
        Names that the system writes and nothing here needs, or that must not be kept, as addresses of computers.
    words : dict of str to dict of str to str
        Codes by word, for columns of choices, beside the contract's own words.
    without : tuple of Without
        Rows that are no records.
    fill_down : tuple of str
        Columns that stand on the first line of an order alone.
    group : str
        The column whose equal values make an order; for a file that leaves it empty on further lines, these lines.
    joined : tuple of str
        Of further lines with an empty key: columns whose values belong to the line above.
    header_rows : int
        Most rows that the header takes.
    questions : bool
        Whether the other columns are questions of a survey, told by their words.
    also : tuple of str
        Codes of what else the same file holds.
    refused : bool
        Whether such a file can't be loaded: it holds no instants.
    notice : str
        Code of what is worth saying of every such file.
    lines : OrderLines or None
        How the money of its lines is computed.
    """

    code: str
    source: str
    table: str
    grain: str
    known_by: tuple[tuple[str, ...], ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made: Mapping[str, Made] = field(default_factory=dict)
    passed_over: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    without: tuple[Without, ...] = ()
    fill_down: tuple[str, ...] = ()
    group: str = ""
    joined: tuple[str, ...] = ()
    header_rows: int = 1
    questions: bool = False
    also: tuple[str, ...] = ()
    refused: bool = False
    notice: str = ""
    lines: OrderLines | None = None

    @property
    def system(self) -> str:
        """Name of the system's own file here."""
        return self.code.split(".")[0]

    @property
    def read(self) -> tuple[str, ...]:
        """Names of columns that are read for what is made of them, or passed over on purpose."""
        listed = [name for names in self.known_by for name in names]
        listed += [name for made in self.made.values() for name in (*made.of, *made.column.split(EITHER))]
        listed += [name for one in self.without for name in one.column.split(EITHER)]
        listed += [*self.passed_over, *self.fill_down, *(vars(self.lines).values() if self.lines else ())]
        return tuple(name for name in listed if name)

    @property
    def names(self) -> frozenset[str]:
        """Every name that such a file may have in its header, folded."""
        return frozenset(map(fold, (*self.read, *(name for names in self.columns.values() for name in names))))


def export(code: str) -> Export:
    """Return a kind of file by its code; KeyError if there is none."""
    return {one.code: one for one in exports_of(code.split(".")[0])}[code]


def all_exports() -> tuple[Export, ...]:
    """Return every kind of file that is known."""
    return tuple(one for system in SYSTEMS for one in exports_of(system))


@lru_cache(maxsize=len(SYSTEMS))
def exports_of(system: str) -> tuple[Export, ...]:
    """Return what one system writes; nothing for a system that is not known."""
    if system not in SYSTEMS:
        return ()
    declared = tomllib.loads((_FOLDER / f"{system}.toml").read_text(encoding="utf-8"))
    return tuple(_export(system, declared["source"], one) for one in declared["export"])


def _export(system: str, source: str, declared: dict[str, Any]) -> Export:
    parts = dict(declared)
    kind = parts.pop("kind")
    parts |= {
        "known_by": tuple(tuple(name.split(EITHER)) for name in parts["known_by"]),
        "columns": {target: tuple(names) for target, names in parts.pop("columns", {}).items()},
        "made": {target: _made(one) for target, one in parts.pop("made", {}).items()},
        "words": {target: _folded(words) for target, words in parts.pop("words", {}).items()},
        "without": tuple(Without(**_tuples(one)) for one in parts.pop("without", ())),
    }
    if "lines" in parts:
        parts["lines"] = OrderLines(**parts["lines"])
    return Export(code=f"{system}.{kind}", source=source, **_tuples(parts))


def _made(declared: dict[str, Any]) -> Made:
    parts = dict(declared)
    return Made(words=_folded(parts.pop("words", {})), **_tuples(parts))


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): code for word, code in words.items()}


def _tuples(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in parts.items()}


def present(names: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """Return the file's columns that have one of these names, in the order of the names, whatever their case."""
    by_fold = {fold(column): column for column in reversed(columns)}
    found = (by_fold.get(fold(name)) for name in names)
    return tuple(dict.fromkeys(name for name in found if name is not None))
