"""From a cell's cleaned text to its value: the pattern first, then the cast; null where the text is no such value."""

from __future__ import annotations

from crm_core.ingest import literals
from crm_core.ingest.amounts import ARABIC_DECIMAL, DECIMAL_COMMA, DECIMAL_POINT, GROUPING
from crm_core.ingest.cells import Cell, Context, among, sql_type
from crm_core.ingest.words import NO, YES, fold

_WHOLE = "-?[0-9]{1,18}([.]0+)?"
_AMOUNTS = {
    DECIMAL_POINT: f"-?([0-9]{{1,3}}([,{GROUPING}][0-9]{{3}})+([.{ARABIC_DECIMAL}][0-9]*)?"
    f"|[0-9]+[.{ARABIC_DECIMAL}]?[0-9]*|[.][0-9]+)",
    DECIMAL_COMMA: f"-?([0-9]{{1,3}}([.{GROUPING}][0-9]{{3}})+([,{ARABIC_DECIMAL}][0-9]*)?"
    f"|[0-9]+[,{ARABIC_DECIMAL}]?[0-9]*|,[0-9]+)",
}
_SCIENTIFIC = "-?[0-9]+([.][0-9]+)?[eE][+-]?[0-9]{1,3}"
_CLOCK = "([0-9]{1,5}):([0-5][0-9]):([0-5][0-9])"
_OFFSET = (
    "([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]((?:[01][0-9]|2[0-3]):[0-5][0-9])(:[0-5][0-9](?:[.][0-9]+)?)?"
    " ?(Z|z|UTC|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})"
)
_ROUNDED_KEY = "[0-9]([.][0-9]+)?E[+][0-9]+"


def value_of(cell: Cell, context: Context) -> str:
    """Return SQL of a cell's value over its cleaned text."""
    reader = _READERS.get(cell.column.type)
    return reader(cell, context) if reader else cell.text


def address_key(address: str, context: Context) -> str:
    """Return SQL of the key of a customer of whom only the address is known, over SQL of the address."""
    return f"CASE WHEN contains({address}, '@') THEN {context.prefix}lower({address}) END"


def _key(cell: Cell, context: Context) -> str:
    rounded = f"{cell.text} < ':' AND contains({cell.text}, 'E+') AND regexp_full_match({cell.text}, '{_ROUNDED_KEY}')"
    return f"CASE WHEN {rounded} THEN NULL ELSE {context.prefix}{cell.text} END"


def _choice(cell: Cell, context: Context) -> str:
    column = cell.column
    words = {fold(code): code for code in column.choices}
    words = {fold(word): code for word, code in (*column.words, *cell.words.items())} | words
    words |= {fold(word): code for word, code in cell.words.items()}
    letters = f"replace(replace(replace(lower({cell.text}), 'ي', 'ی'), 'ى', 'ی'), 'ك', 'ک')"
    folded = f"regexp_replace({letters}, '[^\\p{{L}}\\p{{N}}]', '', 'g')"
    known = f"map_extract_value({literals.mapping(words)}, {folded})"
    return f"CASE WHEN {among(cell.text, column.choices)} THEN {cell.text} ELSE {known} END"


def _boolean(cell: Cell, context: Context) -> str:
    word = f"lower({cell.text})"
    return f"CASE WHEN {among(word, YES)} THEN true WHEN {among(word, NO)} THEN false END"


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
    decimal, thousands = (",", ".") if cell.style == DECIMAL_COMMA else (".", ",")
    signs = decimal + ARABIC_DECIMAL + thousands + GROUPING  # what has no partner in the second list is taken away
    plain = f"translate({text}, {literals.text(signs)}, '..')"
    long = f"WHEN regexp_full_match({text}, {literals.text(_AMOUNTS[cell.style])}) THEN try_cast({plain} AS {kind}) "
    if cell.column.type == "money":
        return f"CASE {long}END"
    power = f"WHEN regexp_full_match({text}, '{_SCIENTIFIC}') THEN try_cast({text} AS {kind}) "
    number = f"CASE {long}{power}END"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _instant(cell: Cell, context: Context) -> str:
    text, local = cell.text, cell.local
    moment = f"make_timestamptz(epoch_us({local}))"
    if context.zone != "UTC":
        moment = _first_of_two(local, literals.text(context.zone))
    seconds = f"coalesce(nullif(regexp_extract({text}, '{_OFFSET}', 3), ''), ':00')"
    behind = f"replace(regexp_extract({text}, '{_OFFSET}', 4), 'UTC', 'Z')"
    parts = f"regexp_replace({text}, '{_OFFSET}', '\\1 \\2') || {seconds} || {behind}"
    offset = f"CASE WHEN regexp_full_match({text}, '{_OFFSET}') THEN try_cast({parts} AS TIMESTAMPTZ) END"
    return f"CASE WHEN {local} IS NOT NULL THEN {moment} ELSE {offset} END"


def _first_of_two(local: str, zone: str) -> str:
    """An hour that the clock shows twice: the first one; the engine alone would take the second."""
    moment = f"timezone({zone}, {local})"
    earlier = [f"{moment} - INTERVAL {step}" for step in ("'2 hours'", "'1 hour'", "'30 minutes'")]
    cases = " ".join(f"WHEN timezone({zone}, {one}) = {local} THEN {one}" for one in earlier)
    return f"CASE {cases} ELSE {moment} END"


def _day(cell: Cell, context: Context) -> str:
    return f"cast({cell.local} AS DATE)"


_READERS = {
    "key": _key, "choice": _choice, "boolean": _boolean, "integer": _whole, "seconds": _seconds, "real": _amount,
    "money": _amount, "instant": _instant, "day": _day,
}  # fmt: skip
