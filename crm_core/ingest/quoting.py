"""What a well-formed record is: cells that are quoted as a whole or hold no quote at all.

Python's reader alone is too kind: it takes a quote in the middle of a cell for a letter, so a stray one would shift
the text of its record without a word.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from functools import lru_cache

from crm_core.ingest.layout import Shape

_LARGEST_CELL = 2**31 - 1
_LONGEST_TRIED = 100_000  # characters of a line in which a single quote is looked for
_QUOTES_TRIED = 50


def parse(lines: Sequence[str], shape: Shape) -> list[str] | None:
    """Return the cells of one record that may span several lines, None where it is not exactly one record."""
    text = "\n".join(lines)
    if shape.quote not in text and len(lines) == 1:
        cells = text.split(shape.delimiter)
        return [cell.lstrip(" ") for cell in cells] if shape.spaced else cells
    if not _grammar(shape.delimiter, shape.quote, shape.spaced).fullmatch(text):
        return None
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(
        (line + "\n" for line in lines),
        delimiter=shape.delimiter, quotechar=shape.quote, strict=True, skipinitialspace=shape.spaced,
    )  # fmt: skip
    try:
        records = list(reader)
    except csv.Error:
        return None
    return records[0] if len(records) == 1 else None


def write(cells: Sequence[str], shape: Shape) -> bytes:
    """Return the record with every cell in quotes, in UTF-8, without a line end."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=shape.delimiter, quotechar=shape.quote, lineterminator="", quoting=csv.QUOTE_ALL
    )
    writer.writerow(cells)
    return text.getvalue().encode()


def without_one_quote(line: str, shape: Shape) -> list[str] | None:
    """Return the cells of a line that would be a whole record but for a single quote, None if it would not."""
    if len(line) > _LONGEST_TRIED:
        return None
    places = [found.start() for found in re.finditer(re.escape(shape.quote), line)]
    for place in places[:_QUOTES_TRIED]:
        cells = parse([line[:place] + line[place + 1 :]], shape)
        if cells is not None and len(cells) == shape.width:
            return cells
    return None


@lru_cache(maxsize=64)
def _grammar(delimiter: str, quote: str, spaced: bool) -> re.Pattern[str]:
    mark, between = re.escape(quote), re.escape(delimiter)
    blanks = " *+" if spaced else ""
    cell = f"(?:{blanks}{mark}(?:[^{mark}]++|{mark}{mark})*+{mark}|[^{mark}{between}\n]*+)"
    return re.compile(f"{cell}(?:{between}{cell})*+")
