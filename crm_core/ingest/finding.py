"""Where the header of a table with known names stands, whatever separates its cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crm_core.errors import CsvRejected
from crm_core.ingest.dialect import CONFIRMED, DELIMITERS, QUOTE, SEARCHED, cells_of, separator_line
from crm_core.ingest.layout import Shape
from crm_core.ingest.profile import Profile
from crm_core.ingest.quoting import parse
from crm_core.ingest.spelling import respell, spelled
from crm_core.ingest.words import fold

_RARE = ("^", "~", ":")
_TRIED = 200  # lines whose width is compared


@dataclass(frozen=True)
class Found:
    """A header and how the records below it are written.

    Attributes
    ----------
    shape : Shape
        Delimiter, quote, width and habits.
    line : int
        Lines above the header.
    header : int
        Lines above the first record.
    names : tuple of str
        The header's cells as written.
    places : tuple of int
        The file's column for each expected name, from 1.
    said : int
        1 where the first line is ``sep=;``, else 0.
    headed : bool
        Whether there is a header.
    """

    shape: Shape
    line: int
    header: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    said: int
    headed: bool = True


def find_names(lines: Sequence[str], names: Sequence[str], profile: Profile) -> Found:
    """Return where the names stand.

    Parameters
    ----------
    lines : sequence of str
        The file's first lines.
    names : sequence of str
        Expected names, all different.
    profile : Profile
        What was said about delimiter, quote and lines to skip; ``header_lines=0`` takes the columns by their place.

    Raises
    ------
    CsvRejected
        Code ``header_missing``, ``required_column_missing`` or ``repeated_column``.
    """
    said = separator_line(lines[0])
    sure = profile.delimiter or said
    first = profile.skip if profile.skip is not None else 1 if said else 0
    found: list[Found] = []
    for delimiter in (sure,) if sure else (*DELIMITERS, *_RARE):
        shape = Shape(delimiter, profile.quote or QUOTE, len(names), exact=True)
        one = _placed(lines, names, shape, first) if profile.header_lines == 0 else _headed(lines, names, shape, first)
        if one is not None:
            found.append(replace(one, said=int(said is not None), shape=_with_habits(lines, one, profile)))
    if not found:
        raise _missing(lines, names, first)
    best = max(found, key=lambda one: _whole(lines, one))
    return replace(best, places=_places(best, names))


def _headed(lines: Sequence[str], names: Sequence[str], shape: Shape, first: int) -> Found | None:
    """Return the first line that holds every expected name between these delimiters."""
    wanted = set(map(fold, names))
    for line in range(first, min(first + SEARCHED, len(lines))):
        cells = cells_of(lines[line].strip("\ufeff"), shape.delimiter, shape.quote)
        if wanted <= set(map(fold, cells)):
            width = replace(shape, width=len(cells))
            return Found(width, line, line + 1, tuple(cells), (), 0)
    return None


def _placed(lines: Sequence[str], names: Sequence[str], shape: Shape, first: int) -> Found | None:
    """No header: columns in the order of the names, where the usual width is theirs."""
    widths = Counter(len(cells_of(line, shape.delimiter, shape.quote)) for line in _below(lines, first))
    if not widths or widths.most_common(1)[0][0] != len(names):
        return None
    return Found(shape, first, first, tuple(names), (), 0, headed=False)


def _below(lines: Sequence[str], start: int) -> Iterator[str]:
    return (line for line in lines[start : start + _TRIED] if line.strip())


def _with_habits(lines: Sequence[str], found: Found, profile: Profile) -> Shape:
    return spelled(lines[found.line : found.line + CONFIRMED], found.shape, said=bool(profile.quote))


def _whole(lines: Sequence[str], found: Found) -> float:
    """Share of the lines below the header that are records of its width."""
    below = list(_below(lines, found.header))
    respelled = (respell(line.encode(), found.shape)[0].decode() for line in below)
    cells = (parse([line], found.shape) for line in respelled)
    return sum(one is not None and len(one) == found.shape.width for one in cells) / max(1, len(below))


def _places(found: Found, names: Sequence[str]) -> tuple[int, ...]:
    """Return the place of each name: as it is written, else by what remains of it when folded.

    Raises
    ------
    CsvRejected
        Code ``repeated_column``: a name stands twice, and nobody knows which one is meant.
    """
    places = []
    for name in names:
        same = [place for place, cell in enumerate(found.names, 1) if cell == name]
        alike = same or [place for place, cell in enumerate(found.names, 1) if fold(cell) == fold(name)]
        if len(alike) != 1 or alike[0] in places:
            raise CsvRejected("repeated_column", found=", ".join(found.names), expected=f"one column called {name}")
        places.append(alike[0])
    return tuple(places)


def _missing(lines: Sequence[str], names: Sequence[str], first: int) -> CsvRejected:
    """Say which names are missing from the line that has most of them."""
    best: list[str] = []
    for line in lines[first : first + SEARCHED]:
        for delimiter in DELIMITERS:
            cells = list(map(fold, cells_of(line, delimiter)))
            have = [name for name in names if fold(name) in cells]
            best = max(best, have, key=len)
    lacking = ", ".join(name for name in names if name not in best)
    code = "required_column_missing" if best else "header_missing"
    return CsvRejected(code, found=lines[first][:200] if first < len(lines) else "", expected=lacking)
