"""Words, metrics and small answers for the tests of charts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from crm_core.catalogue import Metric
from crm_core.charts import ChartWords

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TEXTS = {
    "group": "Group",
    "value": "Value",
    "low": "From",
    "high": "To",
    "n": "Behind it",
    "missing": "unknown",
    "before": "Before",
    "not_reached": "not reached",
    "too_few_settled": "too few settled",
    "not_half": "not half so far",
    "half": "half in {time}",
    "nine_in_ten": "nine in ten in {time}",
    "withdrawn": "withdrawn",
    "open": "{x} open",
    "per_cent": "{x}%",
    "days": "{x} days",
    "hours": "{x} hours",
    "minutes": "{x} minutes",
    "seconds": "{x} seconds",
    "money": "${x}",
    "top": "top {x}",
    "if_equal": "if equal",
    "most_valuable_first": "most valuable first",
    "tenth": "tenth {x}",
    "cohort": "{month}, month {x}",
    "loyal": "like and buy",
    "latent": "like",
    "spurious": "buy",
    "neither": "neither",
    "of_customers": "{x} people",
    "at": "Counted on",
    "band": "Age",
    "count": "Complaints",
    "place": "Place",
    "industry": "Industry",
    "points": "{x} points",
    "improve_first": "improve first",
    "keep_up": "keep up",
    "low_priority": "low priority",
    "overdone": "overdone",
    "explained": "{x} explained",
    "performance": "how well",
    "mean": "mean {x}",
    "closed_only": "closed alone",
    "counted": "cases",
    "opened": "Came in",
    "ended": "Done",
    "new": "New",
    "gone": "Gone",
    "year_before": "A year before",
    "moved_down": "moved down",
    "moved_up": "moved up",
    "left_then_down": "gone, moved down",
    "better": "better",
    "worse": "worse",
    "moved": "changed",
    "hour_of_week": "{day} {x}",
    "of_day": "{x}:00",
}
BANDS = {
    "0_1": "0 to 1 day",
    "1_3": "1 to 3 days",
    "3_7": "3 to 7 days",
    "7_14": "7 to 14 days",
    "14_30": "14 to 30 days",
    "30_up": "over 30 days",
}


def words(labels: Mapping[str, str] | None = None, **changes: Any) -> ChartWords:
    """English words of the tests."""
    return ChartWords(
        **({"labels": BANDS | dict(labels or {}), "texts": TEXTS, "months": MONTHS, "minimum_n": 30} | changes)
    )


def metric(value: str, unit: str, chart: str = "trend") -> Metric:
    """A metric of which only the value column and its unit matter."""
    columns = {"group": "code", value: unit, "low": unit, "high": unit, "n": "customers"}
    return Metric("made.up", "Made up", chart, "answers.at", ("answers",), (), columns, value, "higher", pd.DataFrame)


INDEX = metric("index_points", "points of 100")
TIME = metric("median_hours", "hours", "dumbbell")
CURVE = metric("settled_pct", "per cent", "curve")
BACK = metric("back_pct", "per cent", "comeback")
GAIN = metric("gain", "workspace currency", "tornado")
LEADING = metric("effect", "standard deviations", "paths")
DRIVING = metric("share_pct", "per cent", "importance")
SHARE = metric("value_pct", "per cent", "lorenz")
BOUGHT = metric("bought_pct", "per cent", "cohorts")
LOYAL = metric("loyal_pct", "per cent", "quadrants")
WORTH = metric("per_customer", "workspace currency", "tenths")
SCORE = metric("value_points", "points of 100", "standing")
CHANGE = metric("change_pct", "per cent", "changes")
KEPT = metric("on_time_pct", "per cent", "funnel")
FLOW = metric("open", "complaints", "flow")
ASKED = metric("per_hour", "contacts an hour", "week")
OPEN = metric("open", "complaints", "ageing")


def months(first: str, count: int) -> list[str]:
    """First days of months, ISO."""
    return [day.date().isoformat() for day in pd.date_range(first, periods=count, freq="MS")]


def grouped(value: str, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows of (group, value, low, high, n), with the types of a metric's answer."""
    table = pd.DataFrame(list(rows), columns=["group", value, "low", "high", "n"])
    types = {"group": "str", value: "float64", "low": "float64", "high": "float64", "n": "Int64"}
    return table.astype(types)


def settling(days: Sequence[float], settled: Sequence[float], withdrawn: float = 0.0, still: int = 100) -> pd.DataFrame:
    """A curve: the band is 2 points wide on each side, withdrawals grow evenly, open cases fade evenly."""
    share = np.asarray(settled, dtype="float64")
    part = np.linspace(0, 1, len(share))
    return pd.DataFrame(
        {
            "group": pd.Series([""] * len(share), dtype="str"),
            "days": np.asarray(days, dtype="float64"),
            "settled_pct": share,
            "low": np.maximum(share - 2, 0),
            "high": np.minimum(share + 2, 100),
            "withdrawn_pct": withdrawn * part,
            "open": pd.array((still * (1 - part)).round().astype(int), dtype="Int64"),
        }
    )


def returning(days: Sequence[float], back: Sequence[float], still: int = 100) -> pd.DataFrame:
    """A curve of second purchases, made like one of settling."""
    names = {"settled_pct": "back_pct", "open": "waiting"}
    return settling(days, back, still=still).rename(columns=names).drop(columns="withdrawn_pct")


def lorenz(step: float, shares: Sequence[float]) -> pd.DataFrame:
    """What each further so many per cent of the customers bring, two points wide on each side."""
    share = np.asarray(shares, dtype="float64")
    table = pd.DataFrame({"customers_pct": step * np.arange(1, len(share) + 1), "value_pct": share})
    table = table.assign(group="", low=share - 2, high=share + 2, customers=pd.array([300] * len(share), dtype="Int64"))
    return table.astype({"group": "str"})


def driving(rows: Sequence[tuple[str, float, float, float, float]]) -> pd.DataFrame:
    """What goes with drivers: group, share with its interval, mean answer."""
    table = pd.DataFrame(rows, columns=["group", "share_pct", "low", "high", "mean_points"])
    return table.assign(n=pd.array([300] * len(rows), dtype="Int64")).astype({"group": "str"})


def leading(rows: Sequence[tuple[str, str, float, float, float, float]]) -> pd.DataFrame:
    """What leads to what: start, end, direct effect with its interval, what is explained of the end."""
    names = ["start", "end", "direct", "direct_low", "direct_high", "explained_pct"]
    table = pd.DataFrame(rows, columns=names).astype({"start": "str", "end": "str"})
    table = table.assign(group=table["start"] + ">" + table["end"], effect=table["direct"])
    return table.assign(n=pd.array([300] * len(rows), dtype="Int64"))


def hanging(rows: Sequence[tuple[str, float, float, float, float, float]]) -> pd.DataFrame:
    """What an answer hangs on: assumption, both numbers assumed, the answer with each, the answer."""
    names = ["group", "assumed_low", "assumed_high", "gain_at_low", "gain_at_high", "gain"]
    table = pd.DataFrame(rows, columns=names).astype({"group": "str"})
    return table.assign(customers=pd.array([300] * len(rows), dtype="Int64"))


def tenths(worth: Sequence[float]) -> pd.DataFrame:
    """What a customer of each tenth brings, ten wide on each side."""
    mean = np.asarray(worth, dtype="float64")
    codes = [f"{place:02}" for place in range(1, len(mean) + 1)]
    table = pd.DataFrame({"group": "", "tenth": codes, "per_customer": mean, "low": mean - 10, "high": mean + 10})
    return table.assign(customers=pd.array([300] * len(mean), dtype="Int64")).astype({"group": "str", "tenth": "str"})


def cohorts(first: str, shares: Sequence[Sequence[float]]) -> pd.DataFrame:
    """One line of shares per month from the first one on; each has 420 customers."""
    rows = [
        ("", day, f"{place:02}", share, share - 2, share + 2)
        for day, line in zip(months(first, len(shares)), shares, strict=True)
        for place, share in enumerate(line, 1)
    ]
    table = pd.DataFrame(rows, columns=["group", "first_bought", "month", "bought_pct", "low", "high"])
    types = {"group": "str", "first_bought": "str", "month": "str", "bought_pct": "float64"}
    return table.assign(customers=pd.array([420] * len(table), dtype="Int64")).astype(types)


def quadrants(*groups: tuple[int, int, int, int]) -> pd.DataFrame:
    """Customers who like and buy, like, buy, neither, of each group."""
    kinds = ["loyal", "latent", "spurious", "neither"]
    table = pd.DataFrame(list(groups), columns=kinds).astype("Int64")
    share = 100 * table["loyal"].astype("float64") / table.sum(axis=1).astype("float64")
    return table.assign(group="", loyal_pct=share, low=share - 2, high=share + 2, n=table.sum(axis=1))


def week(per_hour: Mapping[tuple[int, int], float]) -> pd.DataFrame:
    """How many ask on average in hours of weekdays, one more or less on each side; nobody in all the others."""
    cells = [(day, hour) for day in range(1, 8) for hour in range(24)]
    mean = np.array([per_hour.get(cell, 0.0) for cell in cells])
    codes = {"weekday": [str(day) for day, _ in cells], "hour": [f"{hour:02}" for _, hour in cells]}
    table = pd.DataFrame({"group": "", **codes, "per_hour": mean, "low": np.maximum(mean - 1, 0), "high": mean + 1})
    return table.assign(contacts=pd.array((mean * 52).astype(int), dtype="Int64")).astype({"group": "str"})


def changed(rows: Sequence[tuple[str, float, float, float, str]]) -> pd.DataFrame:
    """Changes: rows of (group, change, low, high, verdict)."""
    table = pd.DataFrame(list(rows), columns=["group", "change_pct", "low", "high", "verdict"])
    return table.assign(n=pd.array([90] * len(table), dtype="Int64")).astype({"group": "str", "verdict": "str"})


def flowing(mondays: Sequence[str], counts: Sequence[tuple[int, int, int]]) -> pd.DataFrame:
    """What came in, went out and stayed: three numbers for each week."""
    table = pd.DataFrame(counts, columns=["opened", "ended", "open"]).astype("Int64")
    table.insert(0, "group", "")
    table.insert(1, "at", list(mondays))
    return table.astype({"group": "str", "at": "str"})


def waiting(
    ends: Sequence[dt.date], counts: Sequence[Sequence[int]], bands: Sequence[str] = tuple(BANDS)
) -> pd.DataFrame:
    """Open complaints: one line of counts, one per band, for each day."""
    rows = [
        ("", day.isoformat(), band, n)
        for day, line in zip(ends, counts, strict=True)
        for band, n in zip(bands, line, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["group", "at", "band", "open"])
    return table.astype({"group": "str", "at": "str", "band": "str", "open": "Int64"})


def published(rows: Sequence[tuple[int, str, float, float]]) -> pd.DataFrame:
    """Scores of (year, company, score, the industry's score), with a margin of three points and their places."""
    table = pd.DataFrame(list(rows), columns=["year", "company", "value_points", "industry_points"])
    score = table["value_points"].astype("float64")
    place = score.groupby(table["year"]).rank(ascending=False, method="min").astype("Int64")
    period = [f"{year}-01-01" for year in table["year"]]
    return table.assign(group="", period=period, low=score - 3, high=score + 3, place=place, value_points=score)


MOVES = Metric(
    "loyalty.moves", "Moves", "migration", "purchases.bought_at", ("purchases",), (),
    {"group": "code", "share_pct": "per cent"}, "share_pct", "neither", max,
)  # fmt: skip
STANDING = Metric(
    "loyalty.standing", "Tiers", "tiers", "purchases.bought_at", ("purchases",), (),
    {"group": "code", "share_pct": "per cent"}, "share_pct", "neither", max,
)  # fmt: skip


def moving(tiers: Sequence[str], shares: Sequence[Sequence[float]], of: Sequence[int]) -> pd.DataFrame:
    """Moves between tiers, the lowest first; each row's shares begin with those gone, the first row is who is new."""
    rows = []
    for start, (row, n) in enumerate(zip(shares, of, strict=True), -1):
        for end, share in enumerate(row, -1):
            names = {
                "from_tier": tiers[start] if start >= 0 else "(new)",
                "to_tier": tiers[end] if end >= 0 else "(gone)",
            }
            places = {"from_place": float(start), "to_place": float(end)}
            counts = {"customers": round(n * share / 100), "of_customers": n, "earlier_pct": share}
            rows.append(names | places | counts | {"share_pct": share, "low": share - 1, "high": share + 1})
    return pd.DataFrame(rows).assign(group="")


def spread(days: Sequence[str], tiers: Sequence[str], shares: Sequence[Sequence[float]]) -> pd.DataFrame:
    """Shares of tiers on each day, the lowest tier first."""
    rows = [
        {
            "at": day,
            "tier": tier,
            "place": float(place),
            "share_pct": share,
            "low": share - 1,
            "high": share + 1,
            "customers": 40,
        }
        for day, row in zip(days, shares, strict=True)
        for place, (tier, share) in enumerate(zip(tiers, row, strict=True))
    ]
    return pd.DataFrame(rows).assign(group="")
