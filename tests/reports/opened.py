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


def table(sheet: Worksheet, heading: str) -> list[list[object]]:
    """The heading that begins with a text and everything below it, without empty cells on the right."""
    found = rows(sheet)
    start = next(place for place, row in enumerate(found) if row and row[0] == heading)
    width = sum(value is not None for value in found[start])
    return [row[:width] for row in found[start:]]
