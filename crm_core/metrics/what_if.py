"""What it would be worth to keep more customers, and what that answer hangs on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import kept, members, relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

POINTS, DISCOUNT_PCT = 5.0, 10.0
"""Points of yearly retention to add, and by how much money of a year later is worth less, per cent a year."""

YEARS, MOST_KEPT = 10, 0.98
"""Years looked ahead, and the highest retention that is believed."""

ASSUMPTIONS = ("points", "yearly", "kept", "discount")
GAINED, DISCOUNTS = (0.5, 1.5), (0.5, 1.2)
"""Parts of the points and of the discount that the answer is tried with."""

MONEY = "workspace currency"
TABLES = ("purchases", "customers", "customer_month", "points", "tier_locks", "tier_rules")
STAYING = ["before", "both"]
"""What tells how many stayed: customers of the first year, and those of them who bought in the second."""

WIDE = 1.959963984540054
"""Half of a 95 % interval, in standard errors."""


@dataclass(frozen=True)
class Base:
    """What is known of a year's active customers.

    Attributes
    ----------
    customers : float
        Customers who bought in the last 365 days.
    yearly, yearly_error : float
        What one of them brings in the year, and its standard error, in the workspace's currency.
    kept, kept_low, kept_high : float
        Share of the customers of the year before who bought in this one, and its 95 % interval.
    """

    customers: float
    yearly: float
    yearly_error: float
    kept: float
    kept_low: float
    kept_high: float

    def gain(self, points: float, discount_pct: float) -> float:
        """Return what all customers bring more when so many points more of them stay each year."""
        more = max(self.kept, min(self.kept + points / 100, MOST_KEPT))
        return self.customers * self.yearly * (_years(more, discount_pct) - _years(self.kept, discount_pct))

    def whole(self, discount_pct: float) -> float:
        """Return what all customers are worth as things are."""
        return self.customers * self.yearly * _years(self.kept, discount_pct)

    def break_even(self, points: float, discount_pct: float) -> float:
        """Return the most that may be spent for a customer and year, as long as they stay, to gain the points."""
        more = max(self.kept, min(self.kept + points / 100, MOST_KEPT))
        paid = 1 + _years(more, discount_pct, YEARS - 1)
        return self.gain(points, discount_pct) / (self.customers * paid)

    def error(self, points: float, discount_pct: float) -> float:
        """Return the standard error of the gain: from what a customer brings, and from how many stay."""
        gain = self.gain(points, discount_pct)
        low, high = (replace(self, kept=end).gain(points, discount_pct) for end in (self.kept_low, self.kept_high))
        from_kept = abs(high - low) / (2 * WIDE)
        return float(np.hypot(gain * self.yearly_error / self.yearly, from_kept))


def _years(kept: float, discount_pct: float, years: int = YEARS) -> float:
    """Return how many of the coming years' values a customer brings, in those of today."""
    return float(((kept / (1 + discount_pct / 100)) ** np.arange(1, years + 1)).sum())


@metric(
    "value.what_if",
    title="If more of them stayed",
    chart="dumbbell",
    cohort="purchases.bought_at",
    tables=TABLES,
    by=("region", "country", "customer_kind", "tier"),
    columns={
        "group": "code",
        "measure": "code",
        "gain": MONEY,
        "low": MONEY,
        "high": MONEY,
        "gain_pct": "per cent",
        "break_even": MONEY,
        "yearly": MONEY,
        "kept_pct": "per cent",
        "n": "customers",
        "left_out": "lines",
    },
    value="gain",
    better="higher",
)
def what_if(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    points: float = POINTS,
    discount_pct: float = DISCOUNT_PCT,
) -> pd.DataFrame:
    r"""What it would be worth if so many points more of a year's customers bought again in the next.

    Definition
    ----------
    Of the customers who bought in the 365 days before the last 365, the share $r$ bought in the last ones; a customer
    of the last 365 days brings $m$ in them. Today's customers are then worth $n m \sum_{y=1}^{10} (r / (1 + d))^y$, and
    with $k$ points more kept each year the same with $r + k$, at most 98 %; the gain is the difference. $k$ is 5 and
    the discount $d$ 10 % a year unless asked otherwise. The break-even is the most that may be spent for each customer
    and year, as long as they stay, before the gain is spent. $m$ is the profit where at least 95 % of the lines say
    it, else the revenue, net of what was given back. The interval, 95 %, holds the chance in $r$ (Wilson's) and in $m$.
    Of a tier, $n$ and $m$ are of the customers who have it now, $r$ of those who had it when the last 365 days began.

    Columns
    -------
    group : code of the group, empty for the whole
    measure : what is counted: profit or revenue
    gain : worth of the points, in the workspace's currency
    low, high : its 95 % interval, same currency
    gain_pct : gain as a part of what the customers are worth as things are, per cent
    break_even : most that may be spent for a customer and year to gain the points, same currency
    yearly : what a customer of the last 365 days brings in them, same currency
    kept_pct : share of the customers of the year before who bought in the last 365 days, per cent
    n : customers of the last 365 days
    left_out : lines sold in the last 730 days that name no customer

    Caution
    -------
    It takes those who would stay to be worth what the others are, and the share to be the same every year. Published
    figures for five points, 25 to 90 per cent, are of a customer's value in single industries, not of a firm's profit.

    Source
    ------
    Gupta, Lehmann and Stuart (2004), Valuing customers, Journal of Marketing Research 41, 7-18; the quotation:
    Reichheld and Sasser (1990), Harvard Business Review 68(5), 105-111.
    """
    settings = settings or store.settings(filters.as_of)
    measure, known = _read(store, filters, settings, by)
    rows = []
    for place in known.to_dict("records"):
        base = _base(place)
        answer = _answer(base, points, discount_pct) if base else {}
        rows.append({"group": place["group"], "n": place["now"], "left_out": place["nameless"], **answer})
    return pd.DataFrame(rows).assign(measure=measure) if rows else pd.DataFrame()


def _answer(base: Base, points: float, discount_pct: float) -> dict[str, float]:
    gain, reach = base.gain(points, discount_pct), WIDE * base.error(points, discount_pct)
    return {
        "gain": gain,
        "low": gain - reach,
        "high": gain + reach,
        "gain_pct": 100 * gain / base.whole(discount_pct),
        "break_even": base.break_even(points, discount_pct),
        "yearly": base.yearly,
        "kept_pct": 100 * base.kept,
    }


@metric(
    "value.hangs_on",
    title="What the answer hangs on",
    chart="tornado",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "assumption": "code",
        "assumed_low": "number",
        "assumed_high": "number",
        "gain_at_low": MONEY,
        "gain_at_high": MONEY,
        "gain": MONEY,
        "customers": "customers",
    },
    value="gain",
    series="assumption",
)
def hangs_on(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    points: float = POINTS,
    discount_pct: float = DISCOUNT_PCT,
) -> pd.DataFrame:
    """How the worth of keeping more customers moves when one assumption moves and the others stay.

    Definition
    ----------
    The gain of "If more of them stayed" with one number in the place of another: half and one and a half times the
    points gained; the ends of the 95 % interval of what a customer brings in a year, and of the share kept; half the
    discount and one fifth more of it.

    Columns
    -------
    group : empty: the whole
    assumption : points, yearly, kept or discount
    assumed_low, assumed_high : both numbers tried: points, money, per cent or per cent a year
    gain_at_low, gain_at_high : the worth with each, in the workspace's currency
    gain : the worth as asked, same currency
    customers : customers of the last 365 days

    Caution
    -------
    One at a time: where two assumptions fail together the answer moves further.

    Source
    ------
    Eschenbach (1992), Spiderplots versus tornado diagrams for sensitivity analysis, Interfaces 22(6), 40-46.
    """
    settings = settings or store.settings(filters.as_of)
    _, known = _read(store, filters, settings, None)
    tried = [
        {"group": place["group"], "customers": place["now"], **row}
        for place in known.to_dict("records")
        for row in _tried(_base(place), points, discount_pct)
    ]
    return pd.DataFrame(tried)


def _tried(base: Base | None, points: float, discount_pct: float) -> list[dict[str, object]]:
    """Return the answer with each number in the place of another; assumptions alone where nothing is known."""
    if base is None:
        return [{"assumption": name, "gain": np.nan} for name in ASSUMPTIONS]
    reach = WIDE * base.yearly_error
    money, kept = (base.yearly - reach, base.yearly + reach), (base.kept_low, base.kept_high)
    answers = (
        [(points * part, base.gain(points * part, discount_pct)) for part in GAINED],
        [(one, replace(base, yearly=one).gain(points, discount_pct)) for one in money],
        [(100 * one, replace(base, kept=one).gain(points, discount_pct)) for one in kept],
        [(discount_pct * part, base.gain(points, discount_pct * part)) for part in DISCOUNTS],
    )
    columns = ("assumed_low", "gain_at_low", "assumed_high", "gain_at_high")
    return [
        {"assumption": name, "gain": base.gain(points, discount_pct)} | dict(zip(columns, (*low, *high), strict=True))
        for name, (low, high) in zip(ASSUMPTIONS, answers, strict=True)
    ]


def _base(place: dict[Any, Any]) -> Base | None:
    """Return what is known of a group; None where nobody bought in one of both years or brings nothing."""
    now, before = float(place["now"]), float(place["before"])
    if not (now > 1 and before > 0 and place["total"] > 0 and place["both"] > 0):
        return None
    yearly = float(place["total"]) / now
    spread = max(0.0, float(place["squares"]) / now - yearly**2) * now / (now - 1)
    low, high = stats.wilson_interval(float(place["both"]), before)
    return Base(now, yearly, (spread / now) ** 0.5, float(place["both"]) / before, float(low), float(high))


def _read(store: Store, filters: Filters, settings: Settings, by: str | None) -> tuple[str, pd.DataFrame]:
    """Return the measure, and by group the customers of both years with what those of the last one brought.

    Who has a tier now has kept it by buying: who of a tier stayed is told by the tiers at the begin of the last year.
    """
    middle, last = (filters.final_day(settings) - ago * relations.YEAR for ago in (1, 0))
    rows = filters.rows(store, "purchases", by=by, settings=settings)
    lines = relations.kept_of_two_years(rows, settings.zone, middle, last)
    sums = store.read(relations.sums_of_sales(lines)).iloc[0]
    measure = relations.measure_of(sums["lines"], sums["known"])
    known = store.read(relations.two_years(lines, measure))
    if by == "tier" or filters.tier:
        rows_then = _by_tier_then(store, filters, settings, by, middle)
        lines = relations.kept_of_two_years(rows_then, settings.zone, middle, last)
        earlier = store.read(relations.two_years(lines, measure))[["group", *STAYING]]
        known = known.drop(columns=STAYING).merge(earlier, on="group", how="outer")
    sold = relations.of_two_years(relations.sales(rows), settings.zone, middle, last)
    nobody = sql.count_where(sold.c.customer_id.is_(None)).label("nameless")
    both = known.merge(store.read(sa.select(sold.c.group, nobody).group_by(sold.c.group)), on="group", how="outer")
    return measure, both.fillna({name: 0 for name in both.columns if name != "group"})


def _by_tier_then(store: Store, filters: Filters, settings: Settings, by: str | None, middle: dt.date) -> sa.FromClause:
    """Return purchases narrowed and split by the tier that their customer had at the end of a day."""
    rows = replace(filters, tier=()).rows(store, "purchases", by=None if by == "tier" else by, settings=settings)
    moment = members.end_of(middle, settings)
    chosen = [kept.has_tier(store, settings, moment, rows.c.customer_id, filters.tier)] if filters.tier else []
    source, tier = kept.with_tier(store, settings, moment, rows)
    group = sa.type_coerce(tier if by == "tier" else rows.c.group, sa.String()).label("group")
    question = sa.select(*(column for column in rows.c if column.key != "group"), group).select_from(source)
    return question.where(*chosen).subquery("by_tier_then")
