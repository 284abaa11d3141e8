"""Everything that can go wrong with a file on its way, each fault as a function of the file and of a place in it."""

from collections.abc import Callable

from tests.ingest.truth import Sheet, Written, write

Fault = Callable[[Sheet, int, int], Written]

BAD_BYTES = ("\udcff", "\udce9", "\udc80", "\udcc3(", "\x00", "\x07", "\x1a", "\ufffd", "\ufeff")
"""Put into a cell; surrogates stand for single bytes."""


def cells(sheet: Sheet, row: int) -> list[str]:
    """One record's cells as they are written."""
    return [sheet.cell(text) for text in sheet.rows[row]]


def with_record(sheet: Sheet, row: int, text: str) -> Written:
    """The file with one record written otherwise."""
    file = write(sheet)
    file.records[row] = text
    return file


def changed(change: Callable[[str, Sheet], str]) -> Fault:
    """One cell as it is written becomes another text."""

    def fault(sheet: Sheet, row: int, column: int) -> Written:
        written = cells(sheet, row)
        written[column] = change(written[column], sheet)
        return with_record(sheet, row, sheet.delimiter.join(written) + sheet.end)

    return fault


def middle(sign: str) -> Callable[[str, Sheet], str]:
    """Put a sign into the middle of a cell."""
    return lambda cell, sheet: cell[: len(cell) // 2] + sign + cell[len(cell) // 2 :]


def outside(sign: str) -> Callable[[str, Sheet], str]:
    """Put a sign into the middle of a cell, in front of it where it stands in quotes."""
    return lambda cell, sheet: sign + cell if cell.startswith(sheet.quote) else middle(sign)(cell, sheet)


def a_cell_short(sheet: Sheet, row: int, column: int) -> Written:
    written = cells(sheet, row)
    del written[column]
    return with_record(sheet, row, sheet.delimiter.join(written) + sheet.end)


def a_cell_too_many(sheet: Sheet, row: int, column: int) -> Written:
    written = cells(sheet, row)
    written.insert(column, "more")
    return with_record(sheet, row, sheet.delimiter.join(written) + sheet.end)


def other_delimiter(sign: str) -> Fault:
    def fault(sheet: Sheet, row: int, column: int) -> Written:
        return with_record(sheet, row, sheet.written(delimiter=sign).line(sheet.rows[row]) + sheet.end)

    return fault


def cut_off(sheet: Sheet, row: int, column: int) -> Written:
    """The record ends in the middle of a cell."""
    written = cells(sheet, row)[: column % (len(sheet.columns) - 1) + 1]  # a last cell cut off is a shorter text
    written[-1] = written[-1][: len(written[-1]) // 2]
    return with_record(sheet, row, sheet.delimiter.join(written) + sheet.end)


def no_line_end(sheet: Sheet, row: int, column: int) -> Written:
    return with_record(sheet, row, sheet.line(sheet.rows[row]))


def all_quotes_gone(sheet: Sheet, row: int, column: int) -> Written:
    return with_record(sheet, row, sheet.delimiter.join(sheet.rows[row]) + sheet.end)


def escaped_with_backslash(sheet: Sheet, row: int, column: int) -> Written:
    written = [
        f'"{text.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"' for text in sheet.rows[row]
    ]
    return with_record(sheet, row, sheet.delimiter.join(written) + sheet.end)


def in_apostrophes(sheet: Sheet, row: int, column: int) -> Written:
    return with_record(sheet, row, sheet.written(quote="'", always=True).line(sheet.rows[row]) + sheet.end)


def two_strays(sheet: Sheet, row: int, column: int) -> Written:
    """A quote opens in this record and closes in the next."""
    file = write(sheet)
    for number, around in ((row, '"{}'), ((row + 1) % len(sheet.rows), '{}"')):
        written = cells(sheet, number)
        written[column] = around.format(written[column])
        file.records[number] = sheet.delimiter.join(written) + sheet.end
    return file


def between(text: Callable[[Sheet], str]) -> Fault:
    """Lines of something else in front of a record."""

    def fault(sheet: Sheet, row: int, column: int) -> Written:
        file = write(sheet)
        if row:
            file.records[row - 1] += text(sheet)
        else:
            file.head += text(sheet)
        return file

    return fault


def below(text: Callable[[Sheet], str]) -> Fault:
    def fault(sheet: Sheet, row: int, column: int) -> Written:
        file = write(sheet)
        file.after = text(sheet)
        return file

    return fault


def above(text: Callable[[Sheet], str]) -> Fault:
    def fault(sheet: Sheet, row: int, column: int) -> Written:
        file = write(sheet)
        file.before = text(sheet)
        return file

    return fault


def header(change: Callable[[Sheet, int], str]) -> Fault:
    def fault(sheet: Sheet, row: int, column: int) -> Written:
        file = write(sheet)
        file.head = change(sheet, column)
        return file

    return fault


def encoded(name: str, mark: bytes = b"") -> Fault:
    """The whole file in another encoding; what it has no letter for is asked about."""

    def fault(sheet: Sheet, row: int, column: int) -> Written:
        plain = tuple(tuple(text.encode(name, "replace").decode(name) for text in cells) for cells in sheet.rows)
        file = write(sheet.written(rows=plain))
        file.encoding, file.mark = name, mark
        return file

    return fault


def spelled(**how: object) -> Fault:
    """The whole file written in another way."""
    return lambda sheet, row, column: write(sheet.written(**how))


def one_end(end: str) -> Fault:
    """One record ends in another way than the others."""
    return lambda sheet, row, column: with_record(sheet, row, sheet.line(sheet.rows[row]) + end)


def second_table(sheet: Sheet) -> str:
    other = sheet.line([f"other {name}" for name in sheet.columns]) + sheet.end
    return sheet.end + other + "".join(sheet.line(row) + sheet.end for row in sheet.rows[:3])


def sum_line(sheet: Sheet) -> str:
    return sheet.delimiter.join(["Total", *("" for _ in sheet.columns[2:]), "9"]) + sheet.end


IN_A_CELL: dict[str, Fault] = {
    "F15 stray quote in front": changed(lambda cell, sheet: '"' + cell),
    "F15 stray quote behind": changed(lambda cell, sheet: cell + '"'),
    "F15 stray quote inside": changed(middle('"')),
    "F15 two stray quotes": changed(lambda cell, sheet: middle('"')(cell, sheet) + '"'),
    "F15 quotes in two records": two_strays,
    "F13 a cell short": a_cell_short,
    "F14 a cell too many": a_cell_too_many,
    "F13 cut off": cut_off,
    "F28 line end without quotes": changed(outside("\n")),
    "F28 two line ends without quotes": changed(outside("\n\n")),
    "F24 carriage return without quotes": changed(outside("\r")),
    "F28 line end in front without quotes": changed(lambda cell, sheet: "\n" + cell),
    "F22 backslash in front of a quote": changed(outside('\\"')),
    "F22 backslash in front of the delimiter": changed(middle("\\,")),
    "F14 delimiter without quotes": changed(outside(",")),
    **{f"F44 F45 F53 {ascii(sign)} in a cell": changed(middle(sign)) for sign in BAD_BYTES},
}
IN_A_ROW: dict[str, Fault] = {
    "F16 semicolons": other_delimiter(";"),
    "F16 tabs": other_delimiter("\t"),
    "F24 CRLF at the end": one_end("\r\n"),
    "F24 CR at the end": one_end("\r"),
    "F14 no line end": no_line_end,
    "F15 all quotes gone": all_quotes_gone,
    "F21 apostrophes": in_apostrophes,
    "F22 backslashes": escaped_with_backslash,
    "F05 a blank line above": between(lambda sheet: sheet.end),
    "F05 a line of delimiters above": between(lambda sheet: sheet.delimiter * (len(sheet.columns) - 1) + sheet.end),
    "F10 the header again": between(lambda sheet: sheet.line(sheet.columns) + sheet.end),
    "F10 the header in capitals again": between(lambda sheet: sheet.line(sheet.columns).upper() + sheet.end),
    "F103 a heading between": between(lambda sheet: "Region North" + sheet.end),
    "F103 a heading with delimiters": between(lambda s: "Region North" + s.delimiter * (len(s.columns) - 1) + s.end),
    "F103 a sum between": between(sum_line),
}
IN_A_FILE: dict[str, Fault] = {
    "F04 no final line end": lambda sheet, row, column: with_record(sheet, -1, sheet.line(sheet.rows[-1])),
    "F06 no header": header(lambda sheet, column: ""),
    "F09 lines above": above(lambda sheet: "Report of cases\nprinted, on 2026-02-01\n\n"),
    "F09 lines above with as many cells": above(lambda s: s.delimiter.join("x" * len(s.columns)) + "\n"),
    "F10 a second table below": below(second_table),
    "F103 a sum below": below(sum_line),
    "F103 a footer below": below(lambda sheet: "Exported by Ann" + sheet.end),
    "F103 a footer below a blank line": below(lambda sheet: sheet.end + "9 rows" + sheet.end),
    "F17 semicolons": spelled(delimiter=";"),
    "F17 tabs": spelled(delimiter="\t"),
    "F17 bars": spelled(delimiter="|"),
    "F21 apostrophes": spelled(quote="'"),
    "F21 apostrophes everywhere": spelled(quote="'", always=True),
    "F17 quotes everywhere": spelled(always=True),
    "F24 CRLF": spelled(end="\r\n"),
    "F24 CR": spelled(end="\r"),
    "F32 sep=": above(lambda sheet: "sep=,\n"),
    "F46 byte order mark": encoded("utf-8", b"\xef\xbb\xbf"),
    "F47 UTF-16 LE": encoded("utf-16-le"),
    "F47 UTF-16 BE with a mark": encoded("utf-16-be", b"\xfe\xff"),
    **{f"F49 to F52 {name}": encoded(name) for name in ("gb18030", "cp1256", "cp1252", "cp1250", "shift_jis", "big5")},
}
IN_THE_HEADER: dict[str, Fault] = {
    "F33 a name twice": header(lambda s, c: s.line([*s.columns[:c], s.columns[c - 1], *s.columns[c + 1 :]]) + s.end),
    "F33 a column twice": header(lambda s, c: s.line([*s.columns, s.columns[c]]) + s.end),
    "F34 a name missing": header(lambda s, c: s.line([*s.columns[:c], *s.columns[c + 1 :]]) + s.end),
    "F34 a name empty": header(lambda s, c: s.line([*s.columns[:c], "", *s.columns[c + 1 :]]) + s.end),
    "F35 another name": header(lambda s, c: s.line([*s.columns[:c], "other", *s.columns[c + 1 :]]) + s.end),
    "F37 capitals": header(lambda s, c: s.line([*s.columns[:c], s.columns[c].upper(), *s.columns[c + 1 :]]) + s.end),
    "F15 a stray quote in a name": header(
        lambda s, c: s.line(s.columns).replace(s.columns[c], f'"{s.columns[c]}') + s.end
    ),
    "F16 semicolons in the header": header(lambda s, c: ";".join(s.columns) + s.end),
}
