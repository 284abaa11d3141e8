"""The shipped sample, read by plain pandas: nothing of the generator's own arithmetic is used to check it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from crm_core import schema

SHIPPED = Path(__file__).parents[2] / "sample_data"
MOMENTS = ("instant", "day")
FLAGS = {"yes": True, "no": False}


@cache
def read(name: str) -> pd.DataFrame:
    contract = schema.LOADED[name]
    raw = pd.read_csv(SHIPPED / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])
    for column in raw.columns:
        kind = contract.column(column).type
        if kind in MOMENTS:
            raw[column] = pd.to_datetime(raw[column], utc=kind == "instant")
        elif kind in ("integer", "real", "money", "seconds"):
            raw[column] = pd.to_numeric(raw[column])
        elif kind == "boolean":
            raw[column] = raw[column].map(FLAGS).astype("boolean")
    return raw


@pytest.fixture
def sample() -> Callable[[str], pd.DataFrame]:
    """Read one table of the shipped sample, with its contract's types."""
    return lambda name: read(name).copy()


@pytest.fixture(scope="session")
def stated() -> dict[str, str]:
    """Return the values that the README states, by the truth's name."""
    lines = (SHIPPED / "README.md").read_text(encoding="utf-8").splitlines()
    start = lines.index("| truth | what | value | unit |") + 2
    cells = [line.strip("|").split("|") for line in lines[start : lines.index("## Files") - 1]]
    return {name.strip(): value.strip() for name, _, value, _ in cells}
