"""What the made-up shop's telephone system reports."""

import datetime as dt

import numpy as np

from tests.metrics.made_up_answers import pick
from tests.rows import AS_OF, Row


def reports(random: np.random.Generator, count: int = 24) -> list[Row]:
    """Half-hours of two queues on several days, some without times."""
    rows = []
    for place in range(count):
        starts = moment(random).replace(minute=0, second=0) + dt.timedelta(days=place)
        answered, abandoned = int(random.integers(1, 20)), int(random.integers(4))
        own = {"queue": pick(random, ("sales", "help")), "channel": pick(random, ("phone", "chat", "email"))}
        counts = {
            "offered": answered + abandoned + int(random.integers(2)),
            "answered": answered,
            "abandoned": abandoned,
        }
        within = {
            "answered_in_t": answered // 2,
            "abandoned_in_t": abandoned // 2,
            "t_seconds": pick(random, (20, 20, 30)),
        }
        times = {
            "talk_seconds": pick(random, (150 * answered, None)),
            "wrap_up_seconds": pick(random, (answered, None)),
        }
        rows.append(own | counts | within | times | {"starts_at": starts, "ends_at": starts + dt.timedelta(minutes=30)})
    return rows


def moment(random: np.random.Generator) -> dt.datetime:
    """Some time in the 420 days before, or a few days after, what is known."""
    return AS_OF - dt.timedelta(seconds=int(random.integers(-5 * 86_400, 420 * 86_400)))
