"""Fits: purchase histories against lifetimes, path models against plspm, and shares of many drivers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from scipy.special import betaln, gammaln

from benchmarks.environment import python_with, told_by
from benchmarks.table import Line, seconds
from benchmarks.timing import Work, cpu_of
from crm_core import stats
from crm_core.stats import ECSI, fit_bg_nbd, path_model, relative_importance

CUSTOMERS, MANY = 23_570, 1_000_000
"""Customers of the published CDNOW data, and of a large company."""

R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426
"""Parameters that Fader, Hardie and Lee (2005) found for CDNOW, weeks: the made-up customers buy like those."""

WEEKS = (27.0, 39.0)
"""From the first purchase to now."""

ANSWERS = 100_000
DRIVERS, PARTS = 12, 256
ROUNDS = 5

AIM_HISTORIES, AIM_MANY, AIM_PATHS, AIM_DRIVERS = 4, 20.0, 100, 5.0
"""Least times faster; most seconds; least times faster; most seconds."""

NO_WORSE = 1e-3
"""Log-likelihood by which ours may fall short of theirs: digits of a sum over all customers."""

CLOSE = 1e-6
OLD = ("pandas<2.2", "numpy<2", "scipy<1.13", "setuptools<81")

ITEMS = {"image": 5, "expectation": 3, "quality": 7, "value": 2, "satisfaction": 3, "complaints": 1, "loyalty": 3}
"""Questions of each construct (Tenenhaus et al. 2005)."""

_LIFETIMES = """
import json, resource, sys, warnings
warnings.simplefilter("ignore")
import pandas as pd
from lifetimes import BetaGeoFitter
rows = pd.read_csv(sys.argv[1])
took = []
for _ in range(int(sys.argv[2]) + 1):
    used = resource.getrusage(resource.RUSAGE_SELF)
    fitted = BetaGeoFitter().fit(rows["x"], rows["t_x"], rows["T"])
    after = resource.getrusage(resource.RUSAGE_SELF)
    took.append(after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime)
print(json.dumps([took[1:], [float(fitted.params_[name]) for name in ("r", "alpha", "a", "b")]]))
"""

_PLSPM = """
import json, resource, sys, warnings
warnings.simplefilter("ignore")
import pandas as pd
from plspm.config import MV, Config, Structure
from plspm.mode import Mode
from plspm.plspm import Plspm
from plspm.scheme import Scheme
rows, items, paths = pd.read_csv(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
structure = Structure()
for end in items:
    starts = [start for start, other in paths if other == end]
    if starts:
        structure.add_path(starts, [end])
config = Config(structure.path(), scaled=True)
for name, count in items.items():
    config.add_lv(name, Mode.A, *[MV(f"{name}{place + 1}") for place in range(count)])
used = resource.getrusage(resource.RUSAGE_SELF)
fitted = Plspm((rows - rows.mean()) / rows.std(), config, Scheme.PATH, iterations=1000, tolerance=1e-10)
after = resource.getrusage(resource.RUSAGE_SELF)
found = fitted.path_coefficients()
print(json.dumps([after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime,
                  [float(found.loc[end, start]) for start, end in paths]]))
"""


def compare(folder: Path) -> Iterator[Line]:
    """Yield a line for each fit; both sides must find the same."""
    yield from _histories(folder)
    yield _paths(folder)
    yield _drivers()


def _histories(folder: Path) -> Iterator[Line]:
    rows = histories(CUSTOMERS)
    source = folder / "histories.csv"
    rows.to_csv(source, index=False)
    python = python_with(folder, "lifetimes", "lifetimes==0.11.3", *OLD)
    theirs, parameters = json.loads(told_by(python, _LIFETIMES, source, ROUNDS))
    given = rows["x"], rows["t_x"], rows["T"]
    assert fit_bg_nbd(*given).log_likelihood >= log_likelihood(rows, *parameters) - NO_WORSE
    sides = _taken(lambda: fit_bg_nbd(*given)), median(theirs)
    what = f"purchase model of {CUSTOMERS:,} customers, times as fast"
    against = f"{seconds(sides[1])} lifetimes"
    yield Line(what, seconds(sides[0]), against, sides[1] / sides[0], AIM_HISTORIES, at_least=True)
    many = histories(MANY)
    took = cpu_of(lambda: fit_bg_nbd(many["x"], many["t_x"], many["T"]))
    yield Line(f"purchase model of {MANY:,} customers", seconds(took), "", took, AIM_MANY, unit="s")


def histories(count: int) -> pd.DataFrame:
    """Return customers as the model has them: repeat purchases, week of the last one, weeks watched."""
    chance = np.random.default_rng(count)
    rate, leaving = chance.gamma(R, 1 / ALPHA, count), chance.beta(A, B, count)
    until = chance.uniform(*WEEKS, count).round(2)
    x, t_x, now = np.zeros(count), np.zeros(count), np.zeros(count)
    there = np.arange(count)
    while len(there):
        now[there] += chance.exponential(1 / rate[there])
        there = there[now[there] <= until[there]]
        x[there], t_x[there] = x[there] + 1, now[there]
        there = there[chance.random(len(there)) >= leaving[there]]
    return pd.DataFrame({"x": x, "t_x": t_x, "T": until})


def log_likelihood(rows: pd.DataFrame, r: float, alpha: float, a: float, b: float) -> float:
    """Return the log-likelihood of some parameters as Fader, Hardie and Lee (2005) write it, equation 6."""
    x, t_x, until = rows["x"].to_numpy(), rows["t_x"].to_numpy(), rows["T"].to_numpy()
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + x) - betaln(a, b)
    there = -(r + x) * np.log(alpha + until)
    left = np.log(a / (b + np.maximum(x, 1) - 1)) - (r + x) * np.log(alpha + t_x)
    return float((common + np.where(x > 0, np.logaddexp(there, left), there)).sum())


def _paths(folder: Path) -> Line:
    rows = answers(ANSWERS)
    source = folder / "ecsi.csv"
    rows.to_csv(source, index=False)
    blocks = {name: [f"{name}{place + 1}" for place in range(count)] for name, count in ITEMS.items()}
    python = python_with(folder, "plspm", "plspm==0.5.7", *OLD)
    theirs, coefficients = json.loads(told_by(python, _PLSPM, source, json.dumps(ITEMS), json.dumps(ECSI)))

    def fit() -> stats.PathModel:
        correlation = np.corrcoef(rows.to_numpy(), rowvar=False)
        return path_model(pd.DataFrame(correlation, rows.columns, rows.columns), blocks, ECSI)

    found = fit().path_coefficients.set_index(["start", "end"])["coefficient"]
    np.testing.assert_allclose([found[path] for path in ECSI], coefficients, rtol=CLOSE)
    took = _taken(fit)
    what = f"path model of {ANSWERS:,} answers, correlations included, times as fast"
    return Line(what, seconds(took), f"{seconds(theirs)} plspm", theirs / took, AIM_PATHS, at_least=True)


def answers(count: int) -> pd.DataFrame:
    """Return answers on 1-10 to the questions of the model, each construct leading to the next ones."""
    chance = np.random.default_rng(7)
    latent: dict[str, np.ndarray] = {}
    columns = {}
    for name, items in ITEMS.items():
        before = [latent[start] for start, end in ECSI if end == name]
        latent[name] = 0.45 * sum(before, np.zeros(count)) + 0.8 * chance.standard_normal(count)
        for place in range(items):
            raw = 6 + 1.5 * (0.8 * latent[name] + (0.4 + 0.1 * place) * chance.standard_normal(count))
            columns[f"{name}{place + 1}"] = raw.round().clip(1, 10)
    return pd.DataFrame(columns)


def _drivers() -> Line:
    """Measure the shares of twelve drivers with their interval, from sums by parts of the customers."""
    chance = np.random.default_rng(12)
    common = chance.standard_normal((20_000, 1))
    drivers = 0.6 * common + chance.standard_normal((20_000, DRIVERS))
    columns = np.column_stack([drivers, drivers.sum(axis=1) + chance.standard_normal(20_000)])
    part, names = chance.integers(0, PARTS, 20_000), [f"d{place}" for place in range(DRIVERS + 1)]
    sums = {f"sum_{name}": np.bincount(part, column, PARTS) for name, column in zip(names, columns.T, strict=True)}
    for row in range(len(names)):
        for column in range(row, len(names)):
            product = columns[:, row] * columns[:, column]
            sums[f"{names[row]}_{names[column]}"] = np.bincount(part, product, PARTS)
    parts = pd.DataFrame({"part": np.arange(PARTS), "rows": np.bincount(part, minlength=PARTS), **sums})
    took = _taken(lambda: relative_importance(stats.Moments.of(parts, names, drawn=True).correlation))
    return Line(f"shares of {DRIVERS} drivers, 1,000 samples", seconds(took), "", took, AIM_DRIVERS, unit="s")


def _taken(work: Work) -> float:
    """Return the middle CPU seconds of some rounds, after a cold one."""
    return median([cpu_of(work) for _ in range(ROUNDS + 1)][1:])
