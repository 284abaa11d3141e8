"""Measure: ``python -m benchmarks [--customers N] [--only questions ingest ...]``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks import (
    customers,
    export,
    forecasts,
    hours,
    ingest,
    models,
    questions,
    retailer,
    segments,
    survival,
    tiers,
)
from benchmarks.table import Line, show

CUSTOMERS = 1_000_000
FOLDER = Path("/tmp/loyalty-bench")  # noqa: S108 (several gigabytes that nobody backs up)
GROUPS = (
    "questions",
    "kept",
    "customers",
    "forecasts",
    "segments",
    "pages",
    "visitors",
    "survival",
    "models",
    "ingest",
    "export",
)

OF_THE_RETAILER = {
    "customers": customers.compare,
    "forecasts": forecasts.compare,
    "segments": segments.compare,
    "export": export.compare,
}
"""What is asked of the retailer alone."""


def main() -> None:
    """Measure what was asked for and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, help="size of the retailer")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the large files are made and kept")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS, help="what to measure")
    parser.add_argument("--metrics", default="", help="beginning of the names of the metrics to measure")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    notes: list[str] = []
    lines = [told for group in asked.only for told in _measured(group, asked, notes)]
    show(lines, notes)


def _measured(group: str, asked: argparse.Namespace, notes: list[str]) -> Iterator[Line]:
    if group == "ingest":
        yield from _told(ingest.compare(asked.folder, ingest.rows_for(asked.customers)))
    elif group == "survival":
        yield from _told(survival.compare(asked.folder))
    elif group == "models":
        yield from _told(models.compare(asked.folder))
    elif group == "pages":
        from benchmarks import pages  # here: Streamlit is not needed for the others

        sizes = (pages.SAMPLE_CUSTOMERS, asked.customers)
        yield from _told(pages.compare(*(retailer.made(asked.folder, size) for size in sizes)))
    elif group == "visitors":
        from benchmarks import pages, visitors  # here: as above

        yield from _told(visitors.compare(retailer.made(asked.folder, pages.SAMPLE_CUSTOMERS)))
    elif group in OF_THE_RETAILER:
        with retailer.opened(retailer.made(asked.folder, asked.customers)) as store:
            yield from _told(OF_THE_RETAILER[group](store))
    elif group == "kept":
        yield from _kept(asked)
    else:
        yield from _questions(asked, notes)


def _questions(asked: argparse.Namespace, notes: list[str]) -> Iterator[Line]:
    with retailer.opened(retailer.made(asked.folder, asked.customers)) as store:
        notes += [questions.noise(store), f"Without SQL by hand: {', '.join(questions.not_asked())}"]
        yield from _told(questions.compare(store, asked.metrics))


def _kept(asked: argparse.Namespace) -> Iterator[Line]:
    with retailer.opened(retailer.made(asked.folder, asked.customers)) as store:
        yield from _told(hours.compare(store))
        yield from _told(tiers.compare(store))


def _told(lines: Iterator[Line]) -> Iterator[Line]:
    """Say each line as soon as it is there."""
    for line in lines:
        print("  ".join(line.cells()), flush=True)
        yield line


if __name__ == "__main__":
    main()
