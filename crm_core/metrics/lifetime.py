"""What customers are still worth: how often they will buy, what they spend at a time, and for how long they stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
import sqlalchemy as sa
from numpy.typing import NDArray
from scipy.special import stdtrit

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.errors import FitFailed
from crm_core.filters import Filters
from crm_core.settings import Settings

MONTHS, DISCOUNT_PCT = 36, 10.0
"""Months looked ahead, and by how much money of a year later is worth less, per cent a year."""

YEAR, DAYS_PER_MONTH, MONTHS_PER_YEAR, QUARTER = 365, 30.4375, 12, 3
DAILY, WEEKLY = 20_000, 200_000
"""Up to so many customers histories are told apart by the day, by the week; beyond that by four weeks."""

HELD_OUT = 0.25
"""Last part of the calendar that a second fit does not see."""

MONEY = "workspace currency"
SPLITS = ("region", "country", "customer_kind")


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


@metric(
    "value.lifetime_value",
    title="Still to come",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=("purchases", "customers"),
    by=SPLITS,
    columns={
        "group": "code",
        "measure": "code",
        "model": "code",
        "per_customer": MONEY,
        "low": MONEY,
        "high": MONEY,
        "total": MONEY,
        "purchases": "purchases a year",
        "active_pct": "per cent",
        "holdout_pct": "per cent",
        "n": "customers",
        "left_out": "lines",
    },
    value="per_customer",
    better="higher",
)
def lifetime_value(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    discount_pct: float = DISCOUNT_PCT,
) -> pd.DataFrame:
    r"""Money that the customers known today are expected to bring in the next 36 months, worth today.

    Definition
    ----------
    $\sum_{k=1}^{36} (E[Y(k)] - E[Y(k-1)]) \, E[M] \, m \, (1 + d)^{-k/12}$ for each customer who ever bought: purchases
    expected within $k$ months by the BG/NBD model, which takes customers to buy at random, each at a rate of their own,
    until they leave for good; what they spend at one by the gamma-gamma model; the margin $m$ of the last 365 days
    where at least 95 % of the lines say their profit, else 1 and the measure is revenue; the discount $d$, 10 % a year
    unless asked otherwise. Purchases of one day are one; what came back whole is none. Both models are fitted on all
    customers that the filters leave, whatever the period, up to its end. Where the first can't be fitted, the model is
    "mean": what a customer brought in the last 365 days, for three years. The interval, 95 %, is a jackknife over 16
    parts of the customers, each part left out and everything fitted anew.

    Columns
    -------
    group : code of the group, empty for the whole
    measure : what is counted: profit or revenue
    model : forecast, or mean where no forecast can be had
    per_customer : expected of a customer on average, in the workspace's currency
    low, high : its 95 % interval, same currency
    total : expected of all customers together, same currency
    purchases : purchases that a customer is expected to make in the next 365 days
    active_pct : mean probability that a customer has not left, per cent
    holdout_pct : by how much a fit that does not see the last quarter of the calendar misses the purchases made in it,
        per cent of them; the same in every group
    n : customers who ever bought
    left_out : lines sold that name no customer

    Caution
    -------
    By this model everybody who bought once is still there. A forecast takes the future to be like the past; the miss of
    the hold-out says how well that held. Customers whose first purchases lie before the records look newer than they
    are. The interval holds chance among customers, not a change of times.

    Source
    ------
    Fader, Hardie and Lee (2005), Marketing Science 24, 275-284; Fader and Hardie (2013), The gamma-gamma model of
    monetary value.
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    lines = filters.rows(store, "purchases", by=by, settings=settings)
    asked = _Asked(store, relations.bought(lines), settings)
    people = asked.people(last)
    spending = store.read(relations.spent_alike(people)).sort_values(["part", "purchase_days", "spent"])
    nameless = store.read(_nameless(lines, settings, last))
    if spending.empty:
        return nameless
    step = _step(int(spending["customers"].sum()))
    rows = asked.histories(people, last, step)
    measure, margin = _margin(store, filters, settings, last)
    whole = _merged(rows)
    found = _forecast(whole, spending)
    if found is None:
        answer = _by_mean(whole, asked.spent_since(last - dt.timedelta(days=YEAR - 1), last), discount_pct)
    else:
        answer = _summed(found, whole, discount_pct).assign(
            model="forecast", holdout_pct=_missed(asked, whole, last, step)
        )
        reach = float(stdtrit(len(relations.LOTS) - 1, 0.975)) * _errors(rows, spending, discount_pct, answer)
        answer = answer.assign(low=answer["per_customer"] - reach, high=answer["per_customer"] + reach)
    money = answer[["per_customer", "low", "high", "total"]] * margin
    return answer.assign(**money, measure=measure).reset_index().merge(nameless, on="group", how="outer")


@dataclass(frozen=True)
class _Asked:
    """The purchases a question is about."""

    store: Store
    lines: sa.FromClause
    settings: Settings

    def people(self, last: dt.date, first: dt.date | None = None) -> sa.CTE:
        return relations.histories(self.lines, self.settings.zone, first, last)

    def histories(self, people: sa.CTE, last: dt.date, step: int) -> pd.DataFrame:
        """Count customers of one history; times in days."""
        rows = self.store.read(relations.alike(people, last, step))
        rows = rows.sort_values(["group", "part", "frequency", "recency", "age"], ignore_index=True)
        numbers = rows[["frequency", "recency", "age", "customers", "spent"]].astype("float64")
        return rows.assign(**numbers.assign(recency=step * numbers["recency"], age=step * numbers["age"]))

    def spent_since(self, first: dt.date, last: dt.date) -> pd.DataFrame:
        """Return what the customers of each group bought and spent in some days: ``group``, ``days``, ``spent``."""
        people = self.people(last, first)
        days, spent = (sa.func.sum(sql.to_double(people.c[name])) for name in ("purchase_days", "spent"))
        sums = sa.select(people.c.group, sql.to_double(days).label("days"), sql.to_double(spent).label("spent"))
        return self.store.read(sums.group_by(people.c.group))


def _step(customers: int) -> int:
    """Return the days of a step in which histories are told apart: the more customers, the longer."""
    return 1 if customers <= DAILY else 7 if customers <= WEEKLY else 28


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up the customers of one history, whatever their part."""
    return rows.groupby(["group", "frequency", "recency", "age"], as_index=False)[["customers", "spent"]].sum()


def _forecast(rows: pd.DataFrame, spending: pd.DataFrame) -> Forecast | None:
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


def _summed(found: Forecast, rows: pd.DataFrame, discount_pct: float, step: int = 1) -> pd.DataFrame:
    """Add the forecast up by group."""
    alive = found.purchases.probability_active(rows["frequency"], rows["recency"], rows["age"])
    each = {
        "total": found.still_to_come(rows, discount_pct, step),
        "purchases": rows["customers"] * found.expected(rows, YEAR),
        "active_pct": 100 * rows["customers"] * alive,
        "n": rows["customers"],
    }
    sums = pd.DataFrame(each).groupby(rows["group"]).sum()
    means = {name: sums[name] / sums["n"] for name in ("purchases", "active_pct")}
    return sums.assign(per_customer=sums["total"] / sums["n"], **means)


def _errors(rows: pd.DataFrame, spending: pd.DataFrame, discount_pct: float, answer: pd.DataFrame) -> pd.Series[float]:
    """Return the standard error of each group's mean: every part of the customers left out in turn."""
    left_out = []
    for lot in relations.LOTS:
        others, theirs = _merged(rows[rows["part"] != lot]), spending[spending["part"] != lot]
        found = _forecast(others, theirs)
        if found is None:
            return pd.Series(np.nan, index=answer.index)
        left_out.append(_summed(found, others, discount_pct, QUARTER)["per_customer"].reindex(answer.index))
    each = pd.concat(left_out, axis=1)
    lots = len(relations.LOTS)
    squares = each.sub(each.mean(axis=1), axis=0) ** 2
    errors: pd.Series[float] = ((lots - 1) / lots * squares.sum(axis=1, min_count=lots)) ** 0.5
    return errors


def _by_mean(rows: pd.DataFrame, year: pd.DataFrame, discount_pct: float) -> pd.DataFrame:
    """Take what a customer brought in the last year for what comes in each of the next three."""
    n = rows.groupby("group")["customers"].sum()
    of_year = year.set_index("group").astype("float64").reindex(n.index).fillna(0.0)
    middles = np.arange(MONTHS / MONTHS_PER_YEAR) + 0.5
    total = of_year["spent"] * float(((1 + discount_pct / 100) ** -middles).sum())
    answer = pd.DataFrame({"total": total, "per_customer": total / n, "purchases": of_year["days"] / n, "n": n})
    return answer.assign(model="mean", low=np.nan, high=np.nan, active_pct=np.nan, holdout_pct=np.nan)


def _missed(asked: _Asked, rows: pd.DataFrame, last: dt.date, step: int) -> float:
    """Return by how much a fit on the first part of the calendar misses the purchases after it, per cent."""
    held_out = step * int(HELD_OUT * rows["age"].max() / step)
    cut = last - dt.timedelta(days=held_out + 1)
    people = asked.people(cut)
    before, spending = _merged(asked.histories(people, cut, step)), asked.store.read(relations.spent_alike(people))
    found = _forecast(before, spending) if len(before) and len(spending) else None
    known = rows[rows["age"] > held_out]
    days, known_days = (((part["frequency"] + 1) * part["customers"]).sum() for part in (before, known))
    if found is None or not known_days > days:
        return float("nan")
    expected = float((before["customers"] * found.expected(before, held_out + 1)).sum())
    return 100 * (expected / float(known_days - days) - 1)


def _nameless(lines: sa.FromClause, settings: Settings, last: dt.date) -> sa.Select[tuple[str, int]]:
    """Count the lines sold in each group that name no customer."""
    sold = relations.sales(lines)
    known = sold.c.bought_at < sql.midnight(last + dt.timedelta(days=1), settings.zone)
    left_out = sql.count_where(sold.c.customer_id.is_(None)).label("left_out")
    return sa.select(sold.c.group, left_out).where(known).group_by(sold.c.group)


def _margin(store: Store, filters: Filters, settings: Settings, last: dt.date) -> tuple[str, float]:
    """Return the measure, and the part of the last year's revenue that is profit where enough lines say theirs."""
    year = Filters(as_of=filters.as_of, start=last - dt.timedelta(days=YEAR - 1), end=last, **filters.active)
    sold = relations.sold_to_customers(year.rows(store, "purchases", cohort="bought_at", settings=settings))
    one = store.read(relations.sums_of_sales(sold)).iloc[0]
    known = one["revenue"] > 0 and relations.measure_of(one["lines"], one["known"]) == "profit"
    return ("profit", float(one["profit"] / one["revenue"])) if known else ("revenue", 1.0)
