"""Kaplan-Meier from a million complaints against lifelines, in an environment of its own: it needs an older pandas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.environment import python_with, told_by
from benchmarks.table import Line, seconds
from benchmarks.timing import cpu_of
from crm_core.stats import kaplan_meier

AIM = 20
"""Least number of times our curve is faster."""

CLOSE = 1e-9
CASES = 1_000_000
ROUNDS = 21
"""How often each side is measured, after a cold round: one of ours takes milliseconds."""

SHARE_OPEN = 0.2
MIDDLE_MINUTES = 4_000
"""Half of the cases end within so many minutes, before some are cut off as still open."""

NEEDS = ("lifelines>=0.30,<0.31", "pandas<3")

_THEIRS = """
import json, resource, sys, warnings
warnings.simplefilter("ignore")
import pandas as pd
from lifelines import KaplanMeierFitter

def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

rows = pd.read_csv(sys.argv[1])
took = []
for _ in range(int(sys.argv[2]) + 1):
    before = cpu()
    fitted = KaplanMeierFitter().fit(rows["minutes"], rows["ended"])
    curve, middle = fitted.survival_function_["KM_estimate"], fitted.median_survival_time_
    took.append(cpu() - before)
curve.to_csv(sys.argv[3])
print(json.dumps(took[1:]))
"""


def compare(folder: Path) -> Iterator[Line]:
    """Yield the one line; both curves must be equal at every duration."""
    rows = cases()
    source, target = folder / "durations.csv", folder / "curve.csv"
    rows.to_csv(source, index=False)
    theirs = json.loads(told_by(python_with(folder, "lifelines", *NEEDS), _THEIRS, source, ROUNDS, target))
    curve = kaplan_meier(rows["minutes"], rows["ended"]).table
    their_curve = pd.read_csv(target, index_col=0)["KM_estimate"]
    np.testing.assert_allclose(curve["survival"], their_curve.loc[curve["t"]], rtol=CLOSE, atol=1e-12)
    ours = [cpu_of(lambda: kaplan_meier(rows["minutes"], rows["ended"]).quantile(0.5)) for _ in range(ROUNDS + 1)][1:]
    sides = median(ours), median(theirs)
    what = f"Kaplan-Meier of {CASES:,} complaints to the minute, times as fast"
    yield Line(what, f"{sides[0]:.4f} s", f"{seconds(sides[1])} lifelines", sides[1] / sides[0], AIM, at_least=True)


def cases() -> pd.DataFrame:
    """Return made-up complaints: the minutes they took, as times subtracted give them, and whether they had ended."""
    chance = np.random.default_rng(1)
    takes = np.exp(np.log(MIDDLE_MINUTES) + 1.05 * chance.standard_normal(CASES)).round()
    watched = np.where(chance.random(CASES) < SHARE_OPEN, (takes * chance.random(CASES)).round(), takes)
    return pd.DataFrame({"minutes": watched, "ended": watched == takes})
