"""Who looks after the made-up shop's customers, who of them leaves, and when its products were launched."""

import numpy as np

from tests.metrics.made_up_answers import pick
from tests.rows import Row

LEAVING: tuple[Row, ...] = ({}, {"left_on": "2024-02-20"}, {"left_on": "2024-04-20"})
"""Last days of work of the members of staff."""

LAUNCHED: tuple[Row, ...] = (
    {"launched_on": "2023-06-01"},
    {"launched_on": "2023-09-01"},
    {},
    {"launched_on": "2024-02-01"},
)
"""First days of sale of the products."""


def looked_after(rows: dict[str, list[Row]], random: np.random.Generator) -> None:
    """Say so of the shop's rows."""
    rows["customers"] = [row | _owned(random) for row in rows["customers"]]
    rows["staff"] = [row | more for row, more in zip(rows["staff"], LEAVING, strict=True)]
    rows["products"] = [row | more for row, more in zip(rows["products"], LAUNCHED, strict=True)]


def _owned(random: np.random.Generator) -> Row:
    """Whose a customer is, whether a key account, and an enterprise's name."""
    return {
        "owner_id": pick(random, ("A0", "A1", "A2", "A9", None)),
        "key_account": pick(random, (True, False, None)),
        "name": pick(random, ("Oak & Co", "某公司", None)),
    }
