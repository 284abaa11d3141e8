"""CPU time of two ways to the same answer, taken in turns, so that both meet the same machine."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 5
"""How often each side is measured; the first, cold round is not counted."""

Work = Callable[[], object]


@dataclass
class Pair:
    """Seconds of CPU that both sides took, round by round."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def sides(self) -> tuple[float, float]:
        """Median seconds of both sides."""
        return median(self.ours), median(self.theirs)

    @property
    def ratio(self) -> float:
        """Ours by theirs: the middle one of the rounds' own ratios, whose sides ran one after the other."""
        return median(ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True))


def cpu() -> float:
    """Return the seconds of CPU that this process, all its threads and its ended children have taken so far."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(work: Work) -> float:
    """Return the seconds of CPU that a piece of work takes."""
    before = cpu()
    work()
    return cpu() - before


def wall_of(work: Work) -> float:
    """Return the seconds on the clock that a piece of work takes."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def alternate(ours: Work, theirs: Work, rounds: int = ROUNDS) -> Pair:
    """Measure both sides in turns: A B A B; a first round warms both up and is not counted."""
    pair = Pair()
    ours()
    theirs()
    for _ in range(rounds):
        pair.ours.append(cpu_of(ours))
        pair.theirs.append(cpu_of(theirs))
    return pair
