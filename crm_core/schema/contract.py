"""What a table and a column promise: the words every other part derives from.

Templates, validation, mapping, the data dictionary and the database's tables are made from these two records;
nothing else in the product says what a column is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["key", "text", "choice", "several", "integer", "real", "money", "boolean", "instant", "day", "seconds"]
"""``key`` is text as its source wrote it; ``several`` is text with values separated by ``;``; ``money`` has two
decimals; ``instant`` is a moment in UTC; ``day`` is a calendar day; ``seconds`` is a duration in whole seconds."""

Privacy = Literal["open", "personal", "sensitive", "staff", "free_text"]
"""``personal`` names or reaches a person; ``sensitive`` is off until the workspace switches it on; ``staff`` is about
an employee; ``free_text`` was written by a person and may hold anything."""

Origin = Literal["loaded", "own", "settings", "derived"]
"""Who fills a table: the user's files, the product's actions, the settings page, or a computation."""


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    Parameters
    ----------
    name : str
        Column name in the database, templates and exports.
    type : Type
        What a value is.
    comment : str
        One sentence for a person who prepares a file.
    required : bool
        Whether a row can't exist without it.
    unit : str
        Unit of a number ("seconds", "points 1-10", "workspace currency"); empty for text and instants.
    low, high : float or None
        Allowed range, both ends included.
    choices : tuple of str
        The codes a ``choice`` column may hold.
    aliases : tuple of str
        Other names a file may give this column, in any language, as written there.
    words : dict of str to str, as pairs
        Other spellings of a choice, as (spelling, code).
    references : str or None
        The table whose key this column holds.
    privacy : Privacy
        How careful the product is with it.
    """

    name: str
    type: Type
    comment: str
    required: bool = False
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    references: str | None = None
    privacy: Privacy = "open"


@dataclass(frozen=True)
class Table:
    """One table of the data model.

    Parameters
    ----------
    name : str
        Table name.
    comment : str
        What one row is.
    columns : tuple of Column
        Its columns, in the order of the template.
    key : tuple of str
        Columns that identify a row within a source; a file without them gets keys from its content.
    origin : Origin
        Who fills it.
    happened : str or None
        The column that says when a row came into being: later rows do not exist for an earlier ``as_of``.
    later : tuple of str
        Instants recorded after ``happened``: missing when they lie after ``as_of``.
    planned : tuple of str
        Instants that may lie in the future (due, booked, expiring): never evidence of how far the data reach.
    needs_one_of : tuple of str
        At least one of these must be filled in every row.
    ordered : tuple of tuple of str
        Pairs (earlier, later): a row in which the later lies before the earlier is impossible.
    newest_by : tuple of str
        Columns that decide which of two rows with one key is newer, first filled one counts.
    """

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    origin: Origin = "loaded"
    happened: str | None = None
    later: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    needs_one_of: tuple[str, ...] = ()
    ordered: tuple[tuple[str, str], ...] = ()
    newest_by: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the contract's columns, in order."""
        return tuple(column.name for column in self.columns)


BOOKKEEPING: tuple[Column, ...] = (
    Column("source", "text", "The system the row came from; keys of two systems never meet."),
    Column("import_id", "key", "The import that brought the row.", references="imports"),
    Column("line", "integer", "First physical line of the row in its file.", unit="line"),
    Column("precision", "choice", "Whether the row's instants are known to the day only.", choices=("second", "day")),
)
"""Columns that every loaded table has besides its own."""
