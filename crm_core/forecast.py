"""What customers are still expected to buy and to spend, by models fitted on what is known of their purchases."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray
from scipy.special import stdtrit

from crm_core import relations, sql, stats
from crm_core.database import Store
from crm_core.errors import FitFailed, TooManyRows
from crm_core.settings import Settings

MONTHS, DAYS_PER_MONTH, MONTHS_PER_YEAR = 36, 30.4375, 12
"""Months looked ahead, and how long they are."""

DIGITS = (3, 2, 1)
"""Digits of a sum of money that are told apart: to three, customers who spent alike to within a per cent are one."""

MANY = 200_000
"""Customers from which on sums are told apart to two digits at first."""

UPPER = 0.975
"""Where the upper end of a 95 % interval lies."""

STEPS = (7, 56, 112, 364)
"""Days since the first purchase within which customers are alike, where fewer would give too many histories."""

HISTORY = ("frequency", "recency", "age")


@dataclass(frozen=True)
class Forecast:
    """Fitted models: of purchases, and of what is spent at one; a mean stands in for the second where it is None."""

    purchases: stats.BgNbd
    spending: stats.GammaGamma | None
    mean_value: float

    def values(self, rows: pd.DataFrame) -> NDArray[np.float64]:
        """Return what the customers of each history spend at a purchase, added up, in the workspace's currency."""
        times, customers = rows["frequency"].to_numpy() + 1, rows["customers"].to_numpy()
        if self.spending is None or self.spending.q <= 1:
            return customers * self.mean_value
        model = self.spending
        spent = customers * model.v + rows["spent"].to_numpy()
        values: NDArray[np.float64] = model.p * spent / (model.p * times + model.q - 1)
        return values

    def expected(self, rows: pd.DataFrame, days: float) -> NDArray[np.float64]:
        """Return the purchases that a customer of each history is expected to make in so many days."""
        found: NDArray[np.float64] = self.purchases.expected_future_purchases(
            days, rows["frequency"], rows["recency"], rows["age"]
        )
        return found

    def still_to_come(self, rows: pd.DataFrame, discount_pct: float, step: int = 1) -> NDArray[np.float64]:
        """Return the money expected of each history's customers in the coming months, worth today."""
        ends = np.arange(step, MONTHS + 1, step)
        reached = np.array([self.expected(rows, DAYS_PER_MONTH * end) for end in ends])
        each = np.diff(reached, axis=0, prepend=0.0)
        worth = (1 + discount_pct / 100) ** -((ends - (step - 1) / 2) / MONTHS_PER_YEAR)
        money: NDArray[np.float64] = self.values(rows) * (worth[:, None] * each).sum(axis=0)
        return money


@dataclass(frozen=True)
class Past:
    """The purchases that a question is about.

    Attributes
    ----------
    store : Store
        Where they are.
    rows : FromClause
        Purchase lines, whenever they were bought, with ``group``.
    settings : Settings
        Its zone says where days begin.
    """

    store: Store
    rows: sa.FromClause
    settings: Settings

    def people(self, last: dt.date, first: dt.date | None = None) -> sa.CTE:
        """Return the histories of known customers up to a day, see `crm_core.relations.histories`."""
        return relations.histories(relations.bought(self.rows), self.settings.zone, first, last)

    def alike(self, people: sa.FromClause, last: dt.date, step: int, also: tuple[str, ...] = ()) -> pd.DataFrame:
        """Count customers of like history, times in days; `also` names columns of theirs to tell apart besides.

        First purchases within `step` days are alike, within more where there are too many histories to be read.
        """
        for more in (step, *(longer for longer in STEPS[:-1] if longer > step)):
            with contextlib.suppress(TooManyRows):
                return like_histories(self.store.read(relations.alike(people, last, more, also)), also)
        return like_histories(self.store.read(relations.alike(people, last, STEPS[-1], also)), also)

    def by_part(self, people: sa.FromClause, last: dt.date, customers: int) -> pd.DataFrame | None:
        """Count customers of like history in each part of them; None where there are too many even so."""
        with contextlib.suppress(TooManyRows):
            return self.alike(people, last, STEPS[0] if customers <= MANY else STEPS[2], ("part",))
        return None

    def spending(self, people: sa.FromClause) -> pd.DataFrame:
        """Count customers who bought as often and spent as much, to as many digits as can be read.

        See `crm_core.relations.spent_alike`. With more than `MANY` customers known two digits are tried first.
        """
        known = self.store.read(sa.select(sql.count().label("n")).select_from(self.store.table("customers")))
        finer = DIGITS if known["n"].iloc[0] <= MANY else DIGITS[1:]
        for digits in finer[:-1]:
            with contextlib.suppress(TooManyRows):
                return self._spending(people, digits)
        return self._spending(people, finer[-1])

    def _spending(self, people: sa.FromClause, digits: int) -> pd.DataFrame:
        return self.store.read(relations.spent_alike(people, digits)).sort_values(["part", "purchase_days", "spent"])

    def spent_since(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Return what the customers of each group bought and spent in some days: ``group``, ``days``, ``spent``."""
        people = self.people(last, first)
        days, spent = (sa.func.sum(sql.to_double(people.c[name])) for name in ("purchase_days", "spent"))
        sums = sa.select(people.c.group, sql.to_double(days).label("days"), sql.to_double(spent).label("spent"))
        return self.store.read(sums.group_by(people.c.group))

    def nameless(self, last: dt.date) -> pd.DataFrame:
        """Count the lines sold in each group up to a day that name no customer: ``group``, ``left_out``."""
        sold = relations.sales(self.rows)
        known = sold.c.bought_at < sql.midnight(last + dt.timedelta(days=1), self.settings.zone)
        left_out = sql.count_where(sold.c.customer_id.is_(None)).label("left_out")
        return self.store.read(sa.select(sold.c.group, left_out).where(known).group_by(sold.c.group))


def like_histories(found: pd.DataFrame, also: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the answer to `crm_core.relations.alike` with the customers' mean times, in a fixed order."""
    numbers = found[[*HISTORY, "customers", "spent"]].astype("float64")
    means = {name: numbers[name] / numbers["customers"] for name in ("recency", "age")}
    rows = found.assign(**numbers.assign(**means))
    return rows.sort_values(["group", *also, *HISTORY, "customers", "spent"], ignore_index=True)


def fitted(rows: pd.DataFrame, spending: pd.DataFrame) -> Forecast | None:
    """Fit both models; None where nobody's purchases can be told ahead."""
    try:
        purchases = stats.fit_bg_nbd(rows["frequency"], rows["recency"], rows["age"], rows["customers"])
    except FitFailed:
        return None
    times, spent = spending["purchase_days"].astype("float64"), spending["spent"].astype("float64")
    customers = spending["customers"].astype("float64")
    mean = float(spent.sum() / (times * customers).sum())
    try:
        values = stats.fit_gamma_gamma(times, spent / (times * customers), customers)
    except FitFailed:
        return Forecast(purchases, None, mean)
    return Forecast(purchases, values, mean)


Summed = Callable[[Forecast, pd.DataFrame], "pd.Series[float]"]
"""What is asked of a forecast: a number for each group, from the forecast and the histories."""


def reach_of(
    rows: pd.DataFrame | None, spending: pd.DataFrame, summed: Summed, groups: pd.Index[str]
) -> pd.Series[float]:
    """Return half of the 95 % interval of a number in each group: every part of the customers left out in turn.

    A jackknife over the parts, everything fitted anew without each; missing where a fit fails, and without rows.
    """
    left_out: list[pd.Series[float]] = []
    if rows is None:
        return pd.Series(np.nan, index=groups)
    for lot in relations.LOTS:
        others, theirs = rows[rows["part"] != lot], spending[spending["part"] != lot]
        found = fitted(others, theirs)
        if found is None:
            return pd.Series(np.nan, index=groups)
        left_out.append(summed(found, others).reindex(groups))
    each = pd.concat(left_out, axis=1)
    lots = len(relations.LOTS)
    squares = each.sub(each.mean(axis=1), axis=0) ** 2
    errors: pd.Series[float] = ((lots - 1) / lots * squares.sum(axis=1, min_count=lots)) ** 0.5
    return float(stdtrit(lots - 1, UPPER)) * errors
