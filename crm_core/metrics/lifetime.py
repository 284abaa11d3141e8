"""What customers are still worth: how often they will buy, what they spend at a time, and for how long they stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from crm_core import relations
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.forecast import MONTHS, MONTHS_PER_YEAR, Forecast, Past, fitted, reach_of
from crm_core.settings import Settings

DISCOUNT_PCT = 10.0
"""By how much money of a year later is worth less, per cent a year."""

YEAR, QUARTER = relations.YEAR_DAYS, 3
"""Days of a year; months of the steps that the interval is reckoned in."""

HELD_OUT = 0.25
"""Last part of the calendar that a second fit does not see."""

MONEY = "workspace currency"
SPLITS = ("region", "country", "customer_kind")


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
    low, high : its 95 % interval, same currency; missing where there are too many groups and customers to tell it
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
    are. The interval holds chance among customers, not a change of times. Of more than 20,000 customers, those are
    taken together who first bought within some weeks and last bought about as long ago: up to 0.2 % off where tried.

    Source
    ------
    Fader, Hardie and Lee (2005), Marketing Science 24, 275-284; Fader and Hardie (2013), The gamma-gamma model of
    monetary value.
    """
    settings = settings or store.settings(filters.as_of)
    last = filters.final_day(settings)
    asked = Past(store, filters.rows(store, "purchases", by=by, settings=settings), settings)
    people = asked.people(last)
    spending, nameless = asked.spending(people), asked.nameless(last)
    if spending.empty:
        return nameless
    customers = int(spending["customers"].sum())
    step = relations.step_for(customers)
    whole = asked.alike(people, last, step)
    measure, margin = _margin(store, filters, settings, last)
    found = fitted(whole, spending)
    if found is None:
        answer = _by_mean(whole, asked.spent_since(last - dt.timedelta(days=YEAR - 1), last), discount_pct)
    else:
        answer = _summed(found, whole, discount_pct).assign(
            model="forecast", holdout_pct=_missed(asked, whole, last, step)
        )
        each = lambda model, others: _summed(model, others, discount_pct, QUARTER)["per_customer"]  # noqa: E731
        parts = asked.by_part(people, last, customers)
        reach = reach_of(parts, spending, each, answer.index)
        answer = answer.assign(low=answer["per_customer"] - reach, high=answer["per_customer"] + reach)
    money = answer[["per_customer", "low", "high", "total"]] * margin
    return answer.assign(**money, measure=measure).reset_index().merge(nameless, on="group", how="outer")


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


def _by_mean(rows: pd.DataFrame, year: pd.DataFrame, discount_pct: float) -> pd.DataFrame:
    """Take what a customer brought in the last year for what comes in each of the next three."""
    n = rows.groupby("group")["customers"].sum()
    of_year = year.set_index("group").astype("float64").reindex(n.index).fillna(0.0)
    middles = np.arange(MONTHS / MONTHS_PER_YEAR) + 0.5
    total = of_year["spent"] * float(((1 + discount_pct / 100) ** -middles).sum())
    answer = pd.DataFrame({"total": total, "per_customer": total / n, "purchases": of_year["days"] / n, "n": n})
    return answer.assign(model="mean", low=np.nan, high=np.nan, active_pct=np.nan, holdout_pct=np.nan)


def _missed(asked: Past, rows: pd.DataFrame, last: dt.date, step: int) -> float:
    """Return by how much a fit on the first part of the calendar misses the purchases after it, per cent."""
    held_out = step * max(1, round(HELD_OUT * rows["age"].max() / step))
    cut = last - dt.timedelta(days=held_out + 1)
    people = asked.people(cut)
    before, spending = asked.alike(people, cut, step), asked.spending(people)
    found = fitted(before, spending) if len(before) and len(spending) else None
    known = rows[rows["age"] > held_out]
    days, known_days = (((part["frequency"] + 1) * part["customers"]).sum() for part in (before, known))
    if found is None or not known_days > days:
        return float("nan")
    expected = float((before["customers"] * found.expected(before, held_out + 1)).sum())
    return 100 * (expected / float(known_days - days) - 1)


def _margin(store: Store, filters: Filters, settings: Settings, last: dt.date) -> tuple[str, float]:
    """Return the measure, and the part of the last year's revenue that is profit where enough lines say theirs."""
    year = replace(filters, start=last - dt.timedelta(days=YEAR - 1), end=last)
    sold = relations.sold_to_customers(year.rows(store, "purchases", cohort="bought_at", settings=settings))
    one = store.read(relations.sums_of_sales(sold)).iloc[0]
    known = one["revenue"] > 0 and relations.measure_of(one["lines"], one["known"]) == "profit"
    return ("profit", float(one["profit"] / one["revenue"])) if known else ("revenue", 1.0)
