"""Calls of a test: when each began, how long it waited, and what became of it."""

import datetime as dt

from tests.rows import Row

BEGAN = dt.datetime(2024, 2, 1, 9, tzinfo=dt.UTC)


def answered(waited: float, lasted: float = 100, **more: object) -> Row:
    """A call answered after so many seconds, that lasted so many more."""
    met = BEGAN + dt.timedelta(seconds=waited)
    own = {"started_at": BEGAN, "answered_at": met, "ended_at": met + dt.timedelta(seconds=lasted)}
    return own | {"channel": "phone", "abandoned": False} | more


def hung_up(waited: float, **more: object) -> Row:
    """A call given up after so many seconds."""
    own = {"started_at": BEGAN, "ended_at": BEGAN + dt.timedelta(seconds=waited)}
    return own | {"channel": "phone", "abandoned": True} | more
