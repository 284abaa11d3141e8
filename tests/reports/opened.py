"""A workbook as a reader of it finds it, by another library than the one that wrote it."""

import io

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def workbook(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def rows(sheet: Worksheet) -> list[list[object]]:
    """The values of a sheet from its first row to its last, control characters as they were."""
    return [
        [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row]
        for row in sheet.iter_rows()
    ]


def as_shown(sheet: Worksheet) -> list[list[object]]:
    """The values of a sheet as a reader sees them: shares in per cent, days without a time."""
    found = rows(sheet)
    for row, cells in zip(found, sheet.iter_rows(), strict=True):
        for place, cell in enumerate(cells):
            if cell.number_format == "0.0%" and cell.value is not None:
                row[place] = cell.value * 100
            if cell.number_format == "yyyy-mm-dd" and cell.value is not None:
                row[place] = cell.value.date().isoformat()
    return found


def table(sheet: Worksheet, heading: str, *, shown: bool = False) -> list[list[object]]:
    """The row that begins with a heading and everything below it, as wide as that row; as cells hold it, or show it."""
    found = as_shown(sheet) if shown else rows(sheet)
    start = next(place for place, row in enumerate(found) if row and row[0] == heading)
    width = sum(value is not None for value in found[start])
    return [row[:width] for row in found[start:]]
