"""Answers whose highest value another column of the same row states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_core.ingest.cells import Cell, Fault

_HIGHEST = {
    ("csat", "csat_scale"): {"2": 2, "3": 3, "5": 5, "7": 7, "10": 10},
    ("effort", "effort_version"): {"1": 5, "2": 7},
}
"""For (answer, scale): the highest answer by the scale's code."""


def scale_faults(cells: Mapping[str, Cell]) -> Iterator[tuple[str, Fault]]:
    """Yield the rules that hold an answer to the scale in its row, each with the answer's column."""
    for (answer, scale), highest in _HIGHEST.items():
        if answer in cells and scale in cells:
            for code, most in highest.items():
                above = f"{cells[scale].value} = '{code}' AND {cells[answer].value} > {most}"
                yield answer, Fault("out_of_range", above, f"at most {most} on scale {code}")
