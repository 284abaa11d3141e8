"""While staff data are off no number names a member of staff, nor do the records behind it."""

from collections.abc import Iterator

import pandas as pd
import pytest

from crm_core import Settings, Store, ask
from crm_core.catalogue import all_metrics
from crm_core.database import open_store
from crm_core.rows import rows_behind
from tests.metrics.made_up import shop
from tests.rows import known, put

METRICS = all_metrics()
BY_OWNER = ("accounts.handover_list", "accounts.hangs_on")
"""Lists of customers by who looks after them: a hand-over says from whom."""

BEHIND = {metric.cohort.partition(".")[0]: name for name, metric in METRICS.items()}
"""One number for each table that records stand in."""

FREE = Settings(minimum_people=1, minimum_people_personal=1, minimum_n=1)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, set[str]]]:
    """The made-up shop, and the numbers and names of its staff."""
    rows = shop()
    with open_store(f"duckdb:///{tmp_path_factory.mktemp('shop') / 'loyalty.duckdb'}") as store:
        put(store, **rows)
        yield store, {"A9", *(one["staff_id"] for one in rows["staff"])}


def told(table: pd.DataFrame) -> set[object]:
    return set(table.astype(object).to_numpy().ravel())


@pytest.mark.parametrize("name", [name for name in METRICS if name not in BY_OWNER])
def test_no_number_names_a_member_of_staff(made_up, name):
    store, staff = made_up

    assert not told(ask(name)(store, known(), settings=FREE)) & staff


@pytest.mark.parametrize("name", BEHIND.values())
def test_no_record_behind_a_number_names_one(made_up, name):
    store, staff = made_up

    frame, _ = rows_behind(ask(name), store, known(), settings=FREE)

    assert not told(frame) & staff
