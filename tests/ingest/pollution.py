"""Puts every fault at every place of tables with our own columns and counts what `read_table` makes of them.

``python -m tests.ingest.pollution`` prints the report. Every record must come back exactly right, be set aside with
its line, or the file be refused; silently wrong and silently lost must be 0.
"""

import itertools
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_core.errors import CsvRejected
from tests.ingest.faults import IN_A_CELL, IN_A_FILE, IN_A_ROW, IN_THE_HEADER, Fault
from tests.ingest.reading import read_exactly
from tests.ingest.truth import ROWS, TABLES, Written, table

OUTCOMES = ("right", "rejected", "refused", "silently wrong", "silently lost")


@dataclass(frozen=True)
class Case:
    """One fault at one place of one table."""

    table: str
    name: str
    fault: Fault
    row: int
    column: int

    def file(self) -> Written:
        """The polluted file."""
        return self.fault(table(self.table), self.row, self.column)


def cases() -> Iterator[Case]:
    """Every fault at every place."""
    for name in TABLES:
        rows, columns = range(ROWS), range(len(table(name).columns))
        places = {
            "cell": (IN_A_CELL, tuple(itertools.product(rows, columns))),
            "row": (IN_A_ROW, tuple((row, 0) for row in rows)),
            "file": (IN_A_FILE, ((0, 0),)),
            "header": (IN_THE_HEADER, tuple((0, column) for column in columns)),
        }
        for faults, where in places.values():
            for (fault, what), (row, column) in itertools.product(faults.items(), where):
                yield Case(name, fault, what, row, column)


def outcome(case: Case) -> Counter[str]:
    """Records by what became of them."""
    file = case.file()
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows, rejects = read_exactly(Path(folder), file.content(), list(file.sheet.columns))
        except CsvRejected:
            return Counter({"refused": len(file.records)})
    returned = {int(line): tuple(row) for line, row in zip(rows.index, rows.to_numpy().tolist(), strict=True)}
    aside = {
        line
        for first, last in zip(rejects["line"], rejects["last_line"], strict=True)
        for line in range(first, last + 1)
    }
    found: Counter[str] = Counter()
    for (first, last), truth in zip(file.lines(), file.sheet.rows, strict=True):
        kept = [returned.pop(line) for line in range(first, last + 1) if line in returned]
        right = kept == [truth]
        lost = not kept and aside.isdisjoint(range(first, last + 1))
        found["silently lost" if lost else "right" if right else "silently wrong" if kept else "rejected"] += 1
    found["silently wrong"] += len(returned)
    return found


def subset(seed: int, n: int) -> list[Case]:
    """Some of the cases: each fault once at least, the others drawn."""
    everything = list(cases())
    random.Random(seed).shuffle(everything)  # noqa: S311 (no secret)
    once = {case.name: case for case in everything}
    return [*once.values(), *everything[: max(0, n - len(once))]]


def report(chosen: list[Case]) -> tuple[dict[str, Counter[str]], list[Case]]:
    """Outcomes by fault, and the cases with something silent."""
    found: dict[str, Counter[str]] = {}
    silent = []
    for case in chosen:
        one = outcome(case)
        found.setdefault(case.name, Counter()).update(one)
        if one["silently wrong"] or one["silently lost"]:
            silent.append(case)
    return found, silent


def main(n: int | None = None) -> None:
    """Print the report of all cases, or of some."""
    chosen = list(cases()) if n is None else subset(1, n)
    found, silent = report(chosen)
    print(f"{'':45}" + "".join(f"{name:>16}" for name in OUTCOMES))  # noqa: T201 (a report)
    for name, one in (*found.items(), (f"all, {len(chosen)} files", sum(found.values(), Counter()))):
        print(f"{name:45}" + "".join(f"{one[outcome]:16}" for outcome in OUTCOMES))  # noqa: T201 (a report)
    for case in silent:
        print(f"silent: {case.table} {case.name} row {case.row} column {case.column}")  # noqa: T201 (a report)
    sys.exit(bool(silent))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
