"""The block as numbers: where lines begin and end, how many quotes and cells each has. No line is touched in Python."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crm_core.ingest.decode import Positions

Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

LINE_END, SPACE, TAB, CARRIAGE_RETURN = 10, 32, 9, 13


@dataclass(frozen=True)
class Shape:
    """How records of a file are written.

    Attributes
    ----------
    delimiter, quote : str
        One character each; a space as delimiter stands for runs of spaces.
    width : int
        Cells of a record.
    spaced : bool
        Blanks behind a delimiter are no part of the cell.
    escaped : bool
        A backslash stands in front of quotes that are data.
    exact : bool
        A line of delimiters alone is set aside, not passed over; what could be a piece of another record is too.
    """

    delimiter: str
    quote: str
    width: int
    spaced: bool = False
    escaped: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Layout:
    """What is known of each line of a block.

    Attributes
    ----------
    begins, ends : array of int
        Where the line begins in the text and where its LF stands.
    plain : array of bool
        The line is one record of the right width; the engine reads it as it is.
    blank : array of bool
        Nothing but delimiters or nothing at all.
    odd : array of int
        Lines with an odd number of quotes, in order.
    """

    begins: Positions
    ends: Positions
    plain: Flags
    blank: Flags
    odd: Positions


def survey(text: bytes, shape: Shape) -> Layout:
    """Return the layout of a block's text, in which every line ends with LF."""
    data = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(data == LINE_END)
    begins = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    delimiters = np.flatnonzero(data == ord(shape.delimiter))
    if shape.quote.encode() not in text:
        right = _width_is(delimiters, begins, ends, shape.width - 1)
        blank = _blank(data, begins, ends, right, shape)
        return Layout(begins, ends, right & ~blank, blank, ends[:0])
    quotes = np.flatnonzero(data == ord(shape.quote))
    before = np.searchsorted(quotes, begins)
    count = np.searchsorted(quotes, ends) - before
    first = np.searchsorted(delimiters, begins)
    found = np.searchsorted(delimiters, ends) - first
    quoted = np.flatnonzero(count)
    found[quoted] -= _inside(delimiters, first[quoted], found[quoted], quotes, before=before[quoted])
    right = (found == shape.width - 1) & (count % 2 == 0)
    right[_malformed(data, quotes, before, ends, shape)] = False
    if shape.spaced:
        right &= count == 0
    blank = _blank(data, begins, ends, right & (count == 0), shape)
    return Layout(begins, ends, right & ~blank, blank, np.flatnonzero(count % 2))


def _width_is(delimiters: Positions, begins: Positions, ends: Positions, expected: int) -> Flags:
    """Which lines hold the expected number of delimiters."""
    lines = len(ends)
    if expected and lines and len(delimiters) == lines * expected:
        grid = delimiters.reshape(lines, expected)  # the usual case: every line has as many
        if (grid[:, 0] >= begins).all() and (grid[:, -1] < ends).all():
            return np.ones(lines, dtype=np.bool_)
    found: Flags = np.searchsorted(delimiters, ends) - np.searchsorted(delimiters, begins) == expected
    return found


def _blank(data: Bytes, begins: Positions, ends: Positions, right: Flags, shape: Shape) -> Flags:
    """Empty lines, and lines of delimiters alone as spreadsheets write them behind the last row."""
    length = ends - begins
    blank: Flags = (length == 0) | (right & (length == shape.width - 1))
    return blank


def _inside(
    delimiters: Positions, first: Positions, found: Positions, quotes: Positions, *, before: Positions
) -> Positions:
    """How many delimiters of each line stand inside quotes, by the parity of the quotes before them in their line.

    Of each line with quotes: its first delimiter's place among all, how many it has, and the quotes before the line.
    """
    line = np.repeat(np.arange(len(found)), found)
    within = np.arange(len(line)) - np.repeat(np.cumsum(found) - found, found)
    places = delimiters[first[line] + within]
    inside = (np.searchsorted(quotes, places) - before[line]) % 2 == 1
    return np.bincount(line[inside], minlength=len(found))


def _malformed(data: Bytes, quotes: Positions, before: Positions, ends: Positions, shape: Shape) -> Positions:
    """Lines with a quote that neither opens nor closes a cell nor doubles another."""
    line = np.searchsorted(ends, quotes)
    opening = (np.arange(len(quotes)) - before[line]) % 2 == 0
    neighbour = data[np.where(opening, quotes - 1, quotes + 1)]
    neighbour[opening & (quotes == 0)] = LINE_END
    fine = np.isin(neighbour, [LINE_END, ord(shape.delimiter), ord(shape.quote)])
    return line[~fine]
