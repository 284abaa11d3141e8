"""What a page takes of the server's time: its script, run in this process as the server runs it for a visitor."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.table import Line, seconds
from benchmarks.timing import alternate, cpu_of
from pages._parts import answers

FIRST, REPEATED = 3.0, 1.2
"""Most seconds of CPU of a first look, and most CPU of a repeated one as a multiple of that at sample size."""

OVER_EMPTY = 0.15
"""Most seconds of CPU of a warm page at sample size beyond an empty one."""

SAMPLE_CUSTOMERS = 5_000
PAGES = ("overview", "satisfaction", "complaints", "loyalty", "value", "data")
ROUTER = Path(__file__).parents[1] / "pages" / "_router.py"
PATIENCE = 600
"""Seconds after which a page is given up."""

_EMPTY = "import streamlit as st\nst.title('Nothing')"


def compare(small: Path, large: Path) -> Iterator[Line]:
    """Yield the lines of every page: a first look at the large retailer, a repeated one, a warm one at sample size.

    The first look is a visitor's after a start; the server has made its round since the last change of the data. What
    the round itself takes, with nothing kept, stands beside it.
    """
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    warm = {}
    with visited(small):
        for page in PAGES:
            look(page)
            pair = alternate(lambda page=page: look(page), _empty)
            ours, theirs = pair.sides
            warm[page] = ours
            what = f"{page}, warm, sample size, beyond an empty page"
            yield Line(what, seconds(ours), f"{seconds(theirs)} empty", ours - theirs, OVER_EMPTY, unit="s")
    shutil.rmtree(large.parent / "files" / answers.FOLDER, ignore_errors=True)
    with visited(large):
        look("definitions")
        alone = {page: cpu_of(lambda page=page: look(page)) for page in PAGES}
    with visited(large):
        look("definitions")
        for page in PAGES:
            first = cpu_of(lambda page=page: look(page))
            before = f"{seconds(alone[page])} with nothing kept"
            yield Line(f"{page}, first look after a start, large", seconds(first), before, first, FIRST, unit="s")
            again = min(cpu_of(lambda page=page: look(page)) for _ in range(3))
            beside = f"{seconds(warm[page])} at sample size"
            yield Line(f"{page}, repeated, large", seconds(again), beside, again / warm[page], REPEATED)


def look(page: str) -> None:
    """Run a page for a new visitor; what it could not show is an error here."""
    visit = AppTest.from_file(ROUTER, default_timeout=PATIENCE)
    visit.switch_page(str(ROUTER.with_name(f"{page}.py")))
    visit.run()
    assert not visit.exception, visit.exception[0].value


def _empty() -> None:
    AppTest.from_string(_EMPTY, default_timeout=PATIENCE).run()


@contextmanager
def visited(database: Path) -> Iterator[None]:
    """Let the pages open this database for a while."""
    settings = {"DATABASE": f"duckdb:///{database}", "WORK_FOLDER": str(database.parent / "files"), "SAMPLE": "no"}
    os.environ.update({f"LOYALTY_{name}": value for name, value in settings.items()})
    from pages._parts import workspace  # after the settings: it opens what they name

    store = workspace.opened()
    yield
    store.close()
    st.cache_resource.clear()
    st.cache_data.clear()
