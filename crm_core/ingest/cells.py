"""What a cell must look like to be a value: for each type its cleaned text, its value and what can be wrong with it.

A cast alone is too kind: '12.7' would become 13 and '0x1F' 31. So a pattern decides first, then the cast, then the
range. All of it is SQL over text columns; the usual spelling of a value takes the shortest way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm_core.ingest import calendars, literals
from crm_core.ingest.amounts import DECIMAL_POINT
from crm_core.ingest.calendars import JALALI_ORDERS, SERIALS
from crm_core.ingest.days import ENDS_IN_ZONE
from crm_core.ingest.words import BLANKS, DIGITS, INVISIBLE, NULL_WORDS, PLAIN_DIGITS
from crm_core.schema.contract import Column

_BLANKS = " \t\r\n" + BLANKS
_TEXT_BLANKS = " " + BLANKS  # a tab in front of a text is data
_ARMOUR = "^'([=+@\\t\\r\\n-])"
_KEY_ARMOUR = "^'([0-9=+@\\t\\r\\n-])"
_TYPES = {
    "key": "VARCHAR", "text": "VARCHAR", "choice": "VARCHAR", "several": "VARCHAR", "integer": "BIGINT",
    "seconds": "BIGINT", "real": "DOUBLE", "money": "DECIMAL(18,2)", "boolean": "BOOLEAN", "day": "DATE",
    "instant": "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip
EARLIEST, LATEST = "1900-01-01", "2100-01-01"
"""Days outside are no days of a business: 0001-01-01 and 9999-12-31 stand for something else, 1403 is another year."""


@dataclass(frozen=True)
class Context:
    """What all cells of a file have in common.

    Attributes
    ----------
    source : str
        The system; goes in front of keys unless it is "own".
    zone : str
        Zone of instants without an offset.
    now : str
        ISO instant; what is recorded after it lies in the future.
    """

    source: str
    zone: str
    now: str

    @property
    def prefix(self) -> str:
        """SQL that puts the source in front of a key."""
        return "" if self.source == "own" else f"{literals.text(self.source + ':')} || "


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong.

    Attributes
    ----------
    code, condition, expected : str
        Its code, the SQL condition, and what was expected.
    implied : bool
        Whether another condition of the cell holds wherever this one does: it only tells more.
    """

    code: str
    condition: str
    expected: str
    implied: bool = False


@dataclass(frozen=True)
class Cell:
    """How one column of the contract is read from one column of the file.

    Attributes
    ----------
    column : Column
        The contract's column.
    place : int
        The file's column, from 1.
    forms : tuple of str
        Forms of days and instants, for strptime.
    reading : str
        How days are read: one of `days.ORDERS`, or of `calendars.JALALI_ORDERS` or `calendars.SERIALS`.
    style : str
        decimal_point or decimal_comma.
    words : dict of str to str
        What the file's words mean, said by the user.
    planned : bool
        Whether it may lie in the future.
    """

    column: Column
    place: int
    forms: Sequence[str] = ()
    reading: str = ""
    style: str = DECIMAL_POINT
    words: Mapping[str, str] = field(default_factory=dict)
    planned: bool = False

    @property
    def trimmed(self) -> str:
        """SQL of the cell's text without blanks around it, over ``c<place>``."""
        return f"CASE WHEN {self.untidy()} THEN {self.tidied} ELSE c{self.place} END"

    def untidy(self, *, plain: bool = False) -> str:
        """SQL of whether blanks stand around the text, a sign in front, or letters that may be digits or invisible.

        Parameters
        ----------
        plain : bool
            Whether the whole file holds no blank but those of ASCII.
        """
        raw = f"c{self.place}"
        untidy = f"{raw} < '.' OR ends_with({raw}, ' ') OR ends_with({raw}, chr(9))"
        return untidy if plain else f"{untidy} OR strlen({raw}) <> length({raw})"

    @property
    def clean(self) -> str:
        """SQL of the text without words for nothing, over `raw`; digits in front spare the search for such words."""
        nulls = self._null_words()
        longest = max(len(word.encode()) for word in nulls)
        unlike = f"({self.raw} < '0' OR {self.raw} >= ':') AND strlen({self.raw}) <= {longest}"
        return f"CASE WHEN {unlike} AND {among(self.raw, ('', *nulls))} THEN NULL ELSE {self.raw} END"

    @property
    def tidied(self) -> str:
        """SQL of the text without blanks around it, armour, and with plain digits where it is no free text."""
        raw, kind = f"c{self.place}", self.column.type
        if kind in ("text", "several"):
            return f"regexp_replace(trim({raw}, {literals.text(_TEXT_BLANKS)}), {literals.text(_ARMOUR)}, '\\1')"
        seen = f"trim(translate({raw}, {literals.text(DIGITS + INVISIBLE)}, '{PLAIN_DIGITS}'), '{_BLANKS}')"
        return f"regexp_replace({seen}, {literals.text(_KEY_ARMOUR)}, '\\1')" if kind == "key" else seen

    def _null_words(self) -> tuple[str, ...]:
        if self.column.type == "choice":
            meant = {*self.column.choices, *dict(self.column.words), *self.words}
            return tuple(word for word in NULL_WORDS if word not in meant and word.lower() not in meant)
        return NULL_WORDS

    @property
    def raw(self) -> str:
        """Name of the trimmed text in the statement."""
        return literals.name(f"r_{self.column.name}")

    @property
    def text(self) -> str:
        """Name of the cleaned text in the statement."""
        return literals.name(f"t_{self.column.name}")

    @property
    def quick(self) -> str:
        """Name of the value of a cell in the usual spelling in the statement."""
        return literals.name(f"q_{self.column.name}")

    @property
    def odd(self) -> str:
        """Name of whether the cell is in another spelling in the statement."""
        return literals.name(f"o_{self.column.name}")

    @property
    def local(self) -> str:
        """Name of an instant's local time in the statement."""
        return literals.name(f"l_{self.column.name}")

    @property
    def value(self) -> str:
        """Name of the value in the statement."""
        return literals.name(f"v_{self.column.name}")

    @property
    def worded(self) -> bool:
        """Whether its text is its value, or nearly so: a key or a text."""
        return self.column.type in ("key", "text", "several")

    @property
    def dated(self) -> bool:
        """Whether it is a day or an instant."""
        return self.column.type in ("day", "instant")

    def local_time(self) -> str:
        """SQL of a day or instant as it stands there, without zone. Words like 'infinity' hold no digit."""
        if self.reading in (*JALALI_ORDERS, *SERIALS):
            return calendars.local_time(self.text, self.reading)
        forms = f"[{literals.texts(self.forms)}]"
        digits = f"({self.text} >= '0' AND {self.text} < ':') OR regexp_matches({self.text}, '[0-9]')"
        zoned = f"ends_with({self.text}, 'Z') OR regexp_matches({self.text}, '{ENDS_IN_ZONE}')"
        return f"CASE WHEN ({digits}) AND NOT ({zoned}) THEN try_strptime({self.text}, {forms}) END"

    def faults(self, context: Context) -> tuple[Fault, ...]:
        """What can be wrong with this cell alone, over cleaned text and value."""
        text, value = self.text, self.value
        found = [Fault("missing", f"{text} IS NULL", "a value")] if self.column.required else []
        if self.column.type not in ("text", "several"):
            code, expected = self._unreadable()
            if self.column.type in ("integer", "money", "seconds"):
                large = f"{text} IS NOT NULL AND {value} IS NULL AND regexp_full_match({text}, '-?[0-9.,]{{16,}}')"
                found.append(Fault("too_large", large, "fewer digits", implied=True))
            found.append(Fault(code, f"{text} IS NOT NULL AND {value} IS NULL", expected))
        return (*found, *self._bounds(context))

    def _unreadable(self) -> tuple[str, str]:
        kind = self.column.type
        if kind == "choice":
            return "unknown_word", ", ".join(self.column.choices)
        return _UNREADABLE[kind]

    def _bounds(self, context: Context) -> list[Fault]:
        value, column = self.value, self.column
        found = []
        if column.low is not None:
            found.append(Fault("out_of_range", f"{value} < {column.low!r}", f"at least {column.low:g}"))
        if column.high is not None:
            found.append(Fault("out_of_range", f"{value} > {column.high!r}", f"at most {column.high:g}"))
        if self.dated:
            calendar = f"{value} < '{EARLIEST}' OR {value} >= '{LATEST}'"
            found.append(Fault("out_of_calendar", calendar, f"a day from {EARLIEST[:4]} to {int(LATEST[:4]) - 1}"))
            if not self.planned:
                moment = context.now if column.type == "instant" else context.now[:10]
                found.append(Fault("in_the_future", f"{value} > '{moment}'", f"not after {moment}"))
        if column.type == "instant" and context.zone != "UTC":
            found.append(Fault("time_in_gap", _gap(self, context), f"a time that exists in {context.zone}"))
        return found


def sql_type(column: Column) -> str:
    """Return the engine's type of a column."""
    return _TYPES[column.type]


_UNREADABLE = {
    "key": ("key_in_scientific_notation", "all digits of the key, as text"),
    "integer": ("not_a_whole_number", "digits alone, as 12"),
    "seconds": ("not_a_duration", "whole seconds, or hours:minutes:seconds"),
    "real": ("not_a_number", "a number, as 12.5"),
    "money": ("not_a_number", "an amount, as 12.50"),
    "boolean": ("not_yes_or_no", "yes or no"),
    "instant": ("not_an_instant", "a day and time, as 2026-01-31 14:30"),
    "day": ("not_a_day", "a day, as 2026-01-31"),
}


def among(text: str, words: Iterable[str]) -> str:
    """Return a search in a short list; IN would make the engine plan a join for it."""
    return f"list_contains([{literals.texts(words)}], {text})"


def _gap(cell: Cell, context: Context) -> str:
    """A time the clock skipped; a day alone begins when it begins, even where midnight is skipped."""
    local, zone = cell.local, literals.text(context.zone)
    skipped = f"timezone({zone}, timezone({zone}, {local})) <> {local}"
    return f"{local} IS NOT NULL AND {local} <> date_trunc('day', {local}) AND {skipped}"
