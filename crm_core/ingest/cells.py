"""What a cell must look like to be a value: for each type its cleaned text, its value and what can be wrong with it.

A cast alone is too kind: '12.7' would become 13 and '0x1F' 31. So a pattern decides first, then the cast, then the
range. All of it is SQL over text columns; the usual spelling of a value takes the shortest way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm_core.ingest import literals
from crm_core.ingest.amounts import DECIMAL_COMMA, DECIMAL_POINT
from crm_core.ingest.words import DIGITS, INVISIBLE, NO, NULL_KEYS, NULL_WORDS, PLAIN_DIGITS, YES, fold
from crm_core.schema import Column

_BLANKS = " \t\r\n\u00a0\u3000\ufeff"
_TEXT_BLANKS = " \u00a0\u3000\ufeff"  # a tab in front of a text is data
_WHOLE = "-?[0-9]{1,18}([.]0+)?"
_AMOUNTS = {
    DECIMAL_POINT: "-?([0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?|[0-9]+[.]?[0-9]*|[.][0-9]+)",
    DECIMAL_COMMA: "-?([0-9]{1,3}([.][0-9]{3})+(,[0-9]*)?|[0-9]+,?[0-9]*|,[0-9]+)",
}
_SHORT_AMOUNT = "-?[0-9]+([.][0-9]+)?"
_SCIENTIFIC = "-?[0-9]+([.][0-9]+)?[eE][+-]?[0-9]{1,3}"
_CLOCK = "([0-9]{1,5}):([0-5][0-9]):([0-5][0-9])"
_OFFSET = (
    "([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]((?:[01][0-9]|2[0-3]):[0-5][0-9])(:[0-5][0-9](?:[.][0-9]+)?)?"
    " ?(Z|z|UTC|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})"
)
_ARMOUR = "^'([=+@\\t\\r\\n-])"
_KEY_ARMOUR = "^'([0-9=+@\\t\\r\\n-])"
_ROUNDED_KEY = "[0-9]([.][0-9]+)?E[+][0-9]+"
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


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong: a code, the SQL condition, and what was expected."""

    code: str
    condition: str
    expected: str


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
    style: str = DECIMAL_POINT
    words: Mapping[str, str] = field(default_factory=dict)
    planned: bool = False

    @property
    def trimmed(self) -> str:
        """SQL of the cell's text without blanks around it, over ``c<place>``."""
        raw = f"c{self.place}"
        odd = f"{raw} < '.' OR ends_with({raw}, ' ') OR ends_with({raw}, chr(9)) OR strlen({raw}) <> length({raw})"
        return f"CASE WHEN {odd} THEN {self._slow(raw)} ELSE {raw} END"

    @property
    def clean(self) -> str:
        """SQL of the text without words for nothing, over `raw`; digits in front spare the search for such words."""
        nulls = self._null_words()
        if not nulls:
            return f"nullif({self.raw}, '')"
        longest = max(len(word.encode()) for word in nulls)
        unlike = f"({self.raw} < '0' OR {self.raw} >= ':') AND strlen({self.raw}) <= {longest}"
        return f"CASE WHEN {unlike} AND {_among(self.raw, ('', *nulls))} THEN NULL ELSE {self.raw} END"

    def _slow(self, raw: str) -> str:
        kind = self.column.type
        if kind in ("text", "several"):
            return f"regexp_replace(trim({raw}, {literals.text(_TEXT_BLANKS)}), {literals.text(_ARMOUR)}, '\\1')"
        seen = f"trim(translate({raw}, {literals.text(DIGITS + INVISIBLE)}, '{PLAIN_DIGITS}'), '{_BLANKS}')"
        return f"regexp_replace({seen}, {literals.text(_KEY_ARMOUR)}, '\\1')" if kind == "key" else seen

    def _null_words(self) -> tuple[str, ...]:
        kind = self.column.type
        if kind in ("text", "several"):
            return ()
        if kind == "choice":
            meant = {*self.column.choices, *dict(self.column.words), *self.words}
            return tuple(word for word in NULL_WORDS if word not in meant and word.lower() not in meant)
        return NULL_KEYS if kind == "key" else NULL_WORDS

    @property
    def raw(self) -> str:
        """Name of the trimmed text in the statement."""
        return literals.name(f"r_{self.column.name}")

    @property
    def text(self) -> str:
        """Name of the cleaned text in the statement."""
        return literals.name(f"t_{self.column.name}")

    @property
    def local(self) -> str:
        """Name of an instant's local time in the statement."""
        return literals.name(f"l_{self.column.name}")

    @property
    def value(self) -> str:
        """Name of the value in the statement."""
        return literals.name(f"v_{self.column.name}")

    @property
    def dated(self) -> bool:
        """Whether it is a day or an instant."""
        return self.column.type in ("day", "instant")

    def local_time(self) -> str:
        """SQL of a day or instant as it stands there, without zone. Words like 'infinity' hold no digit."""
        forms = f"[{literals.texts(self.forms)}]"
        digits = f"{self.text} < ':' OR regexp_matches({self.text}, '[0-9]')"
        return f"CASE WHEN {digits} THEN try_strptime({self.text}, {forms}) END"

    def read(self, context: Context) -> str:
        """SQL of the value over the cleaned text, null where the text is no such value."""
        reader = _READERS.get(self.column.type)
        return reader(self, context) if reader else self.text

    def faults(self, context: Context) -> tuple[Fault, ...]:
        """What can be wrong with this cell alone, over cleaned text and value."""
        text, value = self.text, self.value
        found = [Fault("missing", f"{text} IS NULL", "a value")] if self.column.required else []
        if self.column.type not in ("text", "several"):
            code, expected = self._unreadable()
            if self.column.type in ("integer", "money", "seconds"):
                large = f"{text} IS NOT NULL AND {value} IS NULL AND regexp_full_match({text}, '-?[0-9.,]{{16,}}')"
                found.append(Fault("too_large", large, "fewer digits"))
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
                future = f"{value} > '{moment}' AND {value} < '{LATEST}'"
                found.append(Fault("in_the_future", future, f"not after {moment}"))
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


def _among(text: str, words: Iterable[str]) -> str:
    """Return a search in a short list; IN would make the engine plan a join for it."""
    return f"list_contains([{literals.texts(words)}], {text})"


def _key(cell: Cell, context: Context) -> str:
    prefix = "" if context.source == "own" else f"{literals.text(context.source + ':')} || "
    rounded = f"contains({cell.text}, 'E+') AND regexp_full_match({cell.text}, '{_ROUNDED_KEY}')"
    return f"CASE WHEN {rounded} THEN NULL ELSE {prefix}{cell.text} END"


def _choice(cell: Cell, context: Context) -> str:
    column = cell.column
    words = {fold(code): code for code in column.choices}
    words = {fold(word): code for word, code in (*column.words, *cell.words.items())} | words
    words |= {fold(word): code for word, code in cell.words.items()}
    letters = f"replace(replace(replace(lower({cell.text}), 'ي', 'ی'), 'ى', 'ی'), 'ك', 'ک')"
    folded = f"regexp_replace({letters}, '[^\\p{{L}}\\p{{N}}]', '', 'g')"
    known = f"map_extract_value({literals.mapping(words)}, {folded})"
    return f"CASE WHEN {_among(cell.text, column.choices)} THEN {cell.text} ELSE {known} END"


def _boolean(cell: Cell, context: Context) -> str:
    word = f"lower({cell.text})"
    return f"CASE WHEN {_among(word, YES)} THEN true WHEN {_among(word, NO)} THEN false END"


def _whole(cell: Cell, context: Context) -> str:
    text = cell.text
    return f"CASE WHEN regexp_full_match({text}, '{_WHOLE}') THEN try_cast({text} AS BIGINT) END"


def _seconds(cell: Cell, context: Context) -> str:
    text = cell.text
    parts = [f"try_cast(regexp_extract({text}, '{_CLOCK}', {number}) AS BIGINT)" for number in (1, 2, 3)]
    clock = f"3600 * {parts[0]} + 60 * {parts[1]} + {parts[2]}"
    whole = f"regexp_full_match({text}, '{_WHOLE}') THEN try_cast({text} AS BIGINT)"
    return f"CASE WHEN {whole} WHEN regexp_full_match({text}, '{_CLOCK}') THEN {clock} END"


def _amount(cell: Cell, context: Context) -> str:
    text, kind = cell.text, sql_type(cell.column)
    plain = f"replace({text}, ',', '')"
    if cell.style == DECIMAL_COMMA:
        plain = f"replace(replace({text}, '.', ''), ',', '.')"
    short = f"WHEN regexp_full_match({text}, '{_SHORT_AMOUNT}') THEN try_cast({text} AS {kind}) "
    long = f"WHEN regexp_full_match({text}, '{_AMOUNTS[cell.style]}') THEN try_cast({plain} AS {kind}) "
    if cell.column.type == "money":
        return f"CASE {short if cell.style == DECIMAL_POINT else ''}{long}END"
    power = f"WHEN regexp_full_match({text}, '{_SCIENTIFIC}') THEN try_cast({text} AS {kind}) "
    number = f"CASE {short if cell.style == DECIMAL_POINT else ''}{long}{power}END"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _instant(cell: Cell, context: Context) -> str:
    text, local = cell.text, cell.local
    moment = f"make_timestamptz(epoch_us({local}))"
    if context.zone != "UTC":
        moment = _first_of_two(local, literals.text(context.zone))
    seconds = f"coalesce(nullif(regexp_extract({text}, '{_OFFSET}', 3), ''), ':00')"
    parts = f"regexp_replace({text}, '{_OFFSET}', '\\1 \\2') || {seconds} || regexp_extract({text}, '{_OFFSET}', 4)"
    offset = f"CASE WHEN regexp_full_match({text}, '{_OFFSET}') THEN try_cast({parts} AS TIMESTAMPTZ) END"
    return f"CASE WHEN {local} IS NOT NULL THEN {moment} ELSE {offset} END"


def _first_of_two(local: str, zone: str) -> str:
    """An hour that the clock shows twice: the first one; the engine alone would take the second."""
    moment = f"timezone({zone}, {local})"
    earlier = [f"{moment} - INTERVAL {step}" for step in ("'2 hours'", "'1 hour'", "'30 minutes'")]
    cases = " ".join(f"WHEN timezone({zone}, {one}) = {local} THEN {one}" for one in earlier)
    return f"CASE {cases} ELSE {moment} END"


def _gap(cell: Cell, context: Context) -> str:
    """A time the clock skipped; a day alone begins when it begins, even where midnight is skipped."""
    local, zone = cell.local, literals.text(context.zone)
    skipped = f"timezone({zone}, timezone({zone}, {local})) <> {local}"
    return f"{local} IS NOT NULL AND {local} <> date_trunc('day', {local}) AND {skipped}"


def _day(cell: Cell, context: Context) -> str:
    return f"cast({cell.local} AS DATE)"


_READERS = {
    "key": _key, "choice": _choice, "boolean": _boolean, "integer": _whole, "seconds": _seconds, "real": _amount,
    "money": _amount, "instant": _instant, "day": _day,
}  # fmt: skip
