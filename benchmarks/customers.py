"""Finding a customer among all, and opening one: warm, on the CPU and on the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

import sqlalchemy as sa

import crm_core
from benchmarks.table import Line, seconds
from benchmarks.timing import cpu_of, wall_of
from crm_core import schema
from crm_core.customers import search
from crm_core.database import Store
from crm_core.profiles import profile

SEARCH_AIM, PROFILE_AIM = 0.1, 0.2
"""Most seconds of the server's time."""

ROUNDS = 5
ASKED = ("keller", "anna keller", "王超", "moreau122882@example.com", "+88 800 007 919", "C00180")
"""What is looked for: names, an e-mail address, a telephone number and a number of the made-up retailer."""


def compare(store: Store) -> Iterator[Line]:
    """Yield a line for each question, and one each for a customer without and with an open complaint."""
    as_of = crm_core.horizon(store, ("purchases",))
    assert as_of is not None, "the retailer has no rows"
    settings = store.settings(as_of)
    for text in ASKED:
        yield from _lines(f"search: {text}", lambda text=text: search(store, text, as_of), SEARCH_AIM)
    for name, customer in _customers(store).items():
        yield from _lines(name, lambda one=customer: profile(store, one, as_of, settings), PROFILE_AIM)


def _lines(name: str, work: Callable[[], object], aim: float) -> Iterator[Line]:
    work()
    used, passed = (median(measure(work) for _ in range(ROUNDS)) for measure in (cpu_of, wall_of))
    yield Line(f"{name}, warm, CPU", seconds(used), "", used, aim, unit="s")
    yield Line(f"{name}, warm, on the clock", seconds(passed), "", passed, aim, unit="s")


def _customers(store: Store) -> dict[str, str]:
    """Choose a customer with an open complaint and one who never complained."""
    cases, people = schema.table("complaints"), schema.table("customers")
    waiting = sa.select(cases.c.customer_id).where(cases.c.status == "open", cases.c.customer_id.is_not(None))
    never = people.c.customer_id.not_in(sa.select(cases.c.customer_id).where(cases.c.customer_id.is_not(None)))
    unknown = people.c.birth_date.is_(None)
    questions = {
        "profile with an open complaint": waiting.limit(1),
        "profile without a complaint": sa.select(people.c.customer_id).where(never, unknown).limit(1),
    }
    with store.analytics.connect() as connection:
        return {name: str(connection.scalar(question)) for name, question in questions.items()}
