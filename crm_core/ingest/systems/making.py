"""The ways in which a column is made from cells: each gives SQL of a text, which is checked like any other cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crm_core.ingest import literals
from crm_core.ingest.systems.export import Made

COMPLAINT = "complaint"
_ARMOUR = "^'([0-9+].*)$"
_WHOLE = "^-?[0-9]+$"


@dataclass(frozen=True)
class Cells:
    """Where the cells of a file stand, and what is known of them.

    Attributes
    ----------
    texts : dict of str to str
        SQL of a cell's text by the file's column.
    zone : str
        Zone of instants without an offset.
    forms : dict of str to tuple of str
        Forms of days and instants, for strptime, by column.
    words : dict of str to dict of str to str
        What the user said that words mean, by column.
    """

    texts: Mapping[str, str]
    zone: str = "UTC"
    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Return SQL of a cell's text without blanks around it; empty where there is none."""
        return f"coalesce(trim({self.texts[column]}), '')"

    def is_among(self, column: str, words: Sequence[str]) -> str:
        """Return SQL: whether a cell holds one of these words, in any case."""
        return f"lower({self.text(column)}) IN ({literals.texts(word.lower() for word in words)})"


def made(recipe: Made, cells: Cells) -> str:
    """Return SQL of the text that is made."""
    return _WAYS[recipe.how](recipe, cells)


def number(text: str) -> str:
    """Return SQL of a text as an exact number; missing where it is none."""
    return f"try_cast(replace(nullif({text}, ''), ',', '') AS DECIMAL(18, 4))"


def _filled(recipe: Made, cells: Cells) -> list[str]:
    return [f"nullif({cells.text(column)}, '')" for column in recipe.of]


def _first_of(recipe: Made, cells: Cells) -> str:
    return f"coalesce({', '.join(_filled(recipe, cells))}, '')"


def _joined(recipe: Made, cells: Cells) -> str:
    return f"concat_ws({literals.text(recipe.value)}, {', '.join(_filled(recipe, cells))})"


def _bare(recipe: Made, cells: Cells) -> str:
    """Take off the apostrophe that keeps a spreadsheet from reading digits as a number."""
    plain = [f"regexp_replace({text}, {literals.text(_ARMOUR)}, '\\1')" for text in _filled(recipe, cells)]
    return f"coalesce({', '.join(plain)}, '')"


def _list(recipe: Made, cells: Cells) -> str:
    parts = f"str_split({_first_of(recipe, cells)}, {literals.text(recipe.value)})"
    return f"array_to_string(list_filter(list_transform({parts}, lambda x: trim(x)), lambda x: x <> ''), ';')"


def _address(recipe: Made, cells: Cells) -> str:
    """Return the first of several addresses, in small letters: a key by which a customer is known."""
    return f"lower(trim(regexp_extract({_first_of(recipe, cells)}, '^[^;,]*')))"


def _last_part(recipe: Made, cells: Cells) -> str:
    return f"regexp_extract({_first_of(recipe, cells)}, '([^/]+)/*$', 1)"


def _day_of(recipe: Made, cells: Cells) -> str:
    text = _first_of(recipe, cells)
    return f"coalesce(nullif(regexp_extract({text}, '^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T', 1), ''), {text})"


def _minutes(recipe: Made, cells: Cells) -> str:
    """Sum the cells, in seconds; a cell that is no number stands as it is and is quarantined for it."""
    texts = [cells.text(column) for column in recipe.of]
    total = " + ".join(f"coalesce({number(text)}, 0)" for text in texts)
    odd = [f"WHEN {text} <> '' AND {number(text)} IS NULL THEN {text}" for text in texts]
    nothing = " AND ".join(f"{text} = ''" for text in texts)
    seconds = f"CAST(CAST(round(60 * ({total})) AS BIGINT) AS VARCHAR)"
    return f"CASE {' '.join(odd)} WHEN {nothing} THEN '' ELSE {seconds} END"


def _hours(recipe: Made, cells: Cells) -> str:
    """Hours in seconds; such a field can't be empty, so that 0 says that there was nothing to measure."""
    text = _first_of(recipe, cells)
    seconds = f"CAST(CAST(round(3600 * {number(text)}) AS BIGINT) AS VARCHAR)"
    return f"CASE WHEN {number(text)} = 0 THEN '' WHEN {number(text)} IS NULL THEN {text} ELSE {seconds} END"


def _minutes_after(recipe: Made, cells: Cells) -> str:
    """An instant and some minutes, in UTC; no text where one of the two is none."""
    start, minutes = recipe.of
    text = cells.text(start)
    local = f"try_strptime({text}, [{literals.texts(cells.forms[start])}])"
    moment = f"coalesce(timezone({literals.text(cells.zone)}, {local}), try_cast({text} AS TIMESTAMPTZ))"
    later = f"{moment} + to_seconds(CAST(60 * {number(cells.text(minutes))} AS DOUBLE))"
    return f"coalesce(strftime(timezone('UTC', {later}), '%Y-%m-%d %H:%M:%S') || '+00', '')"


def _where(recipe: Made, cells: Cells) -> str:
    text = cells.text(recipe.of[0])
    plus = f"CAST(CAST({text} AS BIGINT) + {recipe.plus} AS VARCHAR)"
    value = f"CASE WHEN regexp_matches({text}, '{_WHOLE}') THEN {plus} ELSE {text} END" if recipe.plus else text
    return f"CASE WHEN {_condition(recipe, cells)} THEN {value} ELSE '' END"


def _constant(recipe: Made, cells: Cells) -> str:
    return f"CASE WHEN {_condition(recipe, cells)} THEN {literals.text(recipe.value)} ELSE '' END"


def _instead(recipe: Made, cells: Cells) -> str:
    other = _first_of(recipe, cells)
    return f"CASE WHEN {_condition(recipe, cells)} THEN {literals.text(recipe.value)} ELSE {other} END"


def _condition(recipe: Made, cells: Cells) -> str:
    if not recipe.among:
        return "true"
    return cells.is_among(recipe.column, recipe.among) if recipe.column else "false"


def _unless_filled(recipe: Made, cells: Cells) -> str:
    flag, other = (cells.text(column) for column in recipe.of)
    return f"CASE WHEN {flag} <> '' THEN {literals.text(recipe.value)} ELSE {other} END"


def _words(recipe: Made, cells: Cells) -> str:
    """What known words mean; an unknown one stands as it is and is quarantined or asked."""
    text = _first_of(recipe, cells)
    folded = f"regexp_replace(lower({text}), '[^\\p{{L}}\\p{{N}}]', '', 'g')"
    return f"coalesce(map_extract_value({literals.mapping(recipe.words)}, {folded}), {text})"


def _kind(recipe: Made, cells: Cells) -> str:
    """Every type of ticket is a complaint, but for those that the user said are none."""
    column = recipe.of[0]
    text = cells.text(column)
    said = f"{cells.is_among(column, tuple(cells.words[column]))} THEN {text}" if cells.words.get(column) else ""
    return f"CASE WHEN {text} = '' THEN '' {f'WHEN {said} ' if said else ''}ELSE '{COMPLAINT}' END"


_WAYS: Mapping[str, Callable[[Made, Cells], str]] = {
    "first_of": _first_of, "joined": _joined, "bare": _bare, "list": _list, "address": _address,
    "last_part": _last_part, "day_of": _day_of, "minutes": _minutes, "hours": _hours,
    "minutes_after": _minutes_after, "where": _where, "constant": _constant, "instead": _instead,
    "unless_filled": _unless_filled, "words": _words, "kind": _kind,
}  # fmt: skip
WAYS = tuple(_WAYS)
"""Names of all ways in which a column can be made, but for the money of order lines."""
