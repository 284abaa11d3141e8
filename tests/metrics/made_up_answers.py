"""What became of the made-up shop's contacts, and its manuals."""

from typing import Any

import numpy as np

from tests.rows import Row

MANUALS: tuple[Row, ...] = (
    {"manual_updated_on": "2023-05-01", "revised_on": "2023-05-01"},
    {"manual_updated_on": "2023-05-01", "revised_on": "2023-05-02"},
    {"manual_updated_on": "2021-05-01"},
    {},
)
"""Days of the products' manuals and revisions."""


def pick(random: np.random.Generator, values: Any) -> Any:
    return values[int(random.integers(len(values)))]


def about(random: np.random.Generator) -> Row:
    """What a contact was about and what became of it; half of the customers call often enough to call twice."""
    known = {"customer_id": f"C{int(random.integers(8))}"} if random.integers(2) else {}
    return known | {
        "topic": pick(random, ("setup", "billing", None)),
        "solved": pick(random, (True, True, False, None)),
    }


def judged(random: np.random.Generator) -> Row:
    """Whether an answer was drawn for a check and was right, and a search useful; some say one without the other."""
    drawn = pick(random, (True, True, False, None))
    return {
        "answer_checked": drawn,
        "answer_correct": pick(random, (True, True, False, None)),
        "useful": pick(random, (True, True, False, None)),
    }


def leaning(customers: list[Row], seed: int = 61) -> list[Row]:
    """Say of each customer of what they are fond, and what they need."""
    random = np.random.default_rng(seed)
    hobbies, needs = (
        ("chess", "chess;tea", "tea; sailing", "sailing", "", None),
        ("ease", "ease;status", "status", None),
    )
    return [one | {"hobbies": pick(random, hobbies), "needs": pick(random, needs)} for one in customers]
