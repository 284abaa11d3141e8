"""One line for each thing measured: both sides, what came out, what was aimed at."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADS = ("what", "ours", "against", "result", "aim", "met")


@dataclass(frozen=True)
class Line:
    """One measured thing.

    Attributes
    ----------
    what : str
        What is done.
    ours, against : str
        Both sides, with units.
    result : float
        A ratio, or seconds or megabytes where there is no other side.
    aim : float
        The most it should be; the least, where `at_least`.
    unit : str
        Unit of the result; empty for a ratio.
    at_least : bool
        Whether more is better.
    """

    what: str
    ours: str
    against: str
    result: float
    aim: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the result is what was aimed at."""
        return self.result >= self.aim if self.at_least else self.result <= self.aim

    def cells(self) -> tuple[str, ...]:
        """Return the line as texts."""
        unit = f" {self.unit}" if self.unit else ""
        sign = ">=" if self.at_least else "<="
        result, aim = f"{self.result:.2f}{unit}", f"{sign} {self.aim:g}{unit}"
        return self.what, self.ours, self.against, result, aim, "yes" if self.met else "NO"


def seconds(value: float) -> str:
    """Return seconds of CPU as text."""
    return f"{value:.3f} s"


def show(lines: Iterable[Line], notes: Sequence[str] = ()) -> None:
    """Print the table as Markdown, after what is to be known about the machine."""
    print(f"Python {platform.python_version()}, {platform.machine()}")
    for note in notes:
        print(note)
    print()
    rows = [HEADS, *(line.cells() for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("| " + " | ".join("-" * width for width in widths) + " |")
