"""How many more complaints will be late soon, and how well that was foretold before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

ENDS = 50
"""Fewest ended complaints of a kind by which others of it are judged; below, a wider kind is taken."""

YEAR = dt.timedelta(days=364)
"""So long before the last day lie the days of the year that is judged by."""

WEEKS = 8
WEEK = dt.timedelta(days=relations.AHEAD)
RANGE = 0.8
"""Chance that the number lies in the range given."""

KINDS = ("cell", "category", "all")
"""Kinds of complaints, the narrowest first: of one severity and category, of one category, all."""

SECOND = 1_000_000
MINUTE = 60
TABLES = ("complaints", "complaint_events", "customers", "staff", "stores")
EXPECTED = "complaints expected"


def _waiting(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, days: sa.CTE | None = None
) -> sa.Subquery:
    """Return the open complaints with what they were promised, and which of the next days they fall due on."""
    cases = filters.cases(store, by=by, settings=settings, working=days is None)
    cases = cases if days is None else replace(cases, days=days)
    rows = relations.promises(relations.open_only(cases))
    return sa.select(*rows.c, relations.due_on(rows, filters.as_of, settings).label("place")).subquery("waiting")


def _falling_due(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = _waiting(store, filters, settings, by=by)
    return sa.select(*rows.c).where(rows.c.place.is_not(None)).subquery("falling_due")


@metric(
    "complaints.breach_forecast",
    title="Late within 7 days",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=TABLES,
    by=("category", "severity", "store", "team"),
    columns={
        "group": "code",
        "expected": EXPECTED,
        "low": EXPECTED,
        "high": EXPECTED,
        "n": "complaints",
        "left_out": "complaints",
    },
    value="expected",
    better="lower",
    records=_falling_due,
)
def breach_forecast(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""How many of the open complaints that fall due within seven days are expected to be late.

    Definition
    ----------
    The sum over the complaints that fall due in the next seven days of the chance that each is still open when its
    promised time $T$ is used up, having used $a$ of it: $S(T) / S(a)$, with $S(t)$ the share of complaints that lasts
    longer than $t$ (Kaplan-Meier, settled and withdrawn both ends) on the clock of the promise. $S$ is read from all
    promised complaints of the same severity and category opened in the last 365 days; where fewer than 50 of those
    have ended or none was watched so long, from those of the category, else from all. Filters narrow what is foretold
    and not what it is judged by. The range holds the number with a chance of 80 %, were the chances right
    (Poisson-binomial).

    Columns
    -------
    group : code of the group, empty for the whole
    expected : complaints expected to become late within seven days; missing where none falls due
    low, high : its 80 % range, complaints
    n : complaints that fall due in these days and are judged
    left_out : open complaints that are late already, fall due later, were promised nothing, or are like none before

    Caution
    -------
    It holds if the coming days are like the year before: a holiday, an outage or more staff are not foreseen, and the
    range knows of chance alone. How well it foretold the last eight weeks stands in the record.

    Source
    ------
    Kaplan and Meier (1958), JASA 53, 457-481; Hong (2013), Computational Statistics & Data Analysis 59, 41-51.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _waiting(store, filters, settings, by=by)
    found = store.read(_counted(rows, {"group": rows.c.group}, rows.c.place.is_not(None)))
    found["chance"] = _chances(found, _ended(store, filters, settings))
    return pd.DataFrame([{"group": group} | _expected(part) for group, part in found.groupby("group")])


@metric(
    "complaints.forecast_record",
    title="How well lateness was foretold",
    chart="bars",
    cohort="complaints.opened_at",
    tables=TABLES,
    columns={
        "group": "code",
        "day": "code",
        "expected": EXPECTED,
        "low": EXPECTED,
        "high": EXPECTED,
        "late": "complaints",
        "due": "complaints",
        "brier": "points 0-1",
        "usual_brier": "points 0-1",
    },
    value="expected",
    records=_falling_due,
)
def forecast_record(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""What was foretold on each of the last eight weeks' days, from what was known then, and what happened.

    Definition
    ----------
    The forecast of late complaints as it would have been made 7, 14, ... 56 days before the end of the data, each from
    what was known on that day, beside how many of the complaints that fell due in the seven days after it were late.
    The miss of all eight is the mean of $(p - y)^2$ over these complaints, $p$ the chance foretold and $y$ 1 for late,
    0 for settled or withdrawn in time (Brier); beside it the miss of somebody who says the usual share, that of all
    eight weeks, of every complaint: $\bar{y} (1 - \bar{y})$. The forecast is worth showing where its miss is smaller.

    Columns
    -------
    group : empty
    day : the day of the forecast, as YYYY-MM-DD
    expected : complaints expected to be late in the seven days after it; missing where none fell due
    low, high : its 80 % range, complaints
    late : complaints that were late in them
    due : complaints that fell due in them and were judged
    brier : miss of the eight forecasts together; missing where nothing fell due
    usual_brier : miss of saying the usual share of all, which is known only afterwards

    Caution
    -------
    Rules are those of today; that a case is withdrawn or a duplicate is known as of today. Eight weeks are few: a
    forecast that was better may have been lucky.

    Source
    ------
    Brier (1950), Monthly Weather Review 78, 1-3.
    """
    settings = settings or store.settings(filters.as_of)
    days = filters.cases(store, settings=settings, working=True).days
    weeks = [_week(store, replace(filters, as_of=at), settings, days) for at in _weekly(filters)]
    found = pd.concat(weeks, ignore_index=True)
    judged = found[found["chance"].notna()]
    usual = np.average(judged["late"], weights=judged["cases"]) if len(judged) else np.nan
    misses = {"brier": _miss(judged, judged["chance"]), "usual_brier": _miss(judged, usual)}
    rows: list[dict[str, object]] = []
    for at in _weekly(filters):
        day = filters.last_day(settings) - (filters.as_of - at)
        part = judged[judged["at"] == at]
        late = int(part.loc[part["late"] == 1, "cases"].sum())
        counts = {"late": late, "due": int(part["cases"].sum())}
        rows.append({"group": WHOLE, "day": day.isoformat(), **_expected(part), **counts, **misses})
    return pd.DataFrame(rows)


def _weekly(filters: Filters) -> Iterator[dt.datetime]:
    """Return the moments of the record, the oldest first."""
    return (filters.as_of - weeks * WEEK for weeks in range(WEEKS, 0, -1))


def _miss(judged: pd.DataFrame, chance: Any) -> float:
    cases = judged["cases"].astype("float64")
    return float(cases @ (chance - judged["late"]) ** 2 / cases.sum()) if len(judged) else np.nan


def _week(store: Store, filters: Filters, settings: Settings, days: sa.CTE | None) -> pd.DataFrame:
    """Return what was foretold at a moment, and whether it was late a week after."""
    then = _waiting(store, filters, settings, days=days)
    after = replace(filters, as_of=filters.as_of + WEEK)
    cases = replace(after.cases(store, settings=settings), days=days)
    at = sql.instant(filters.as_of)
    was_open = sa.and_(cases.rows.c.opened_at <= at, sa.func.coalesce(cases.rows.c.ended_at > at, sa.true()))
    later = relations.promises(replace(cases, rows=sa.select(*cases.rows.c).where(was_open).subquery("was_open")))
    both = then.join(later, then.c.complaint_id == later.c.complaint_id)
    late = sa.cast(sa.case((later.c.used >= then.c.target, 1), else_=0), sa.BigInteger())
    columns = [*then.c, late.label("late")]
    known = sa.and_(then.c.place.is_not(None), later.c.ending.is_not(None))
    rows = sa.select(*columns).select_from(both).where(known).subquery("foretold")
    found = store.read(_counted(rows, {"late": rows.c.late}, sa.true()))
    return found.assign(at=filters.as_of, chance=_chances(found, _ended(store, filters, settings, days)))


def _ended(store: Store, filters: Filters, settings: Settings, days: sa.CTE | None = None) -> pd.DataFrame:
    """Count the promised complaints of the last year by kind, ending, and seconds of their clock."""
    year = replace(filters.unnarrowed, start=filters.last_day(settings) - YEAR)
    cases = year.cases(store, cohort="opened_at", settings=settings, working=days is None)
    rows = relations.promises(cases if days is None else replace(cases, days=days))
    used = sa.func.greatest(rows.c.used, sql.whole(0), type_=sa.BigInteger())
    seconds = sql.whole_part(used, sql.whole(SECOND)).label("duration_seconds")
    promised = sa.select(_cell(rows).label("group"), rows.c.ending, seconds).where(
        rows.c.target.is_not(None), rows.c.ending.is_not(None)
    )
    counts = count_durations(store, promised.subquery("promised_ones"), "complaints", grouped=True)
    return _with_kinds(counts.rename(columns={"group": "cell"}))


def _cell(rows: sa.FromClause) -> sa.ColumnElement[str]:
    severity, category = (sa.func.coalesce(rows.c[name], "", type_=sa.String()) for name in ("severity", "category"))
    return severity + sa.literal(":", sa.String()) + category


def _with_kinds(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(category=table["cell"].str.replace(r"^[^:]*:", "", regex=True), all="")


def _counted(
    rows: sa.FromClause, keys: dict[str, sa.ColumnElement[Any]], due: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """Count complaints by kind, minutes of the promised time used, and its last second; the others have neither."""
    used = sa.func.greatest(rows.c.used, sql.whole(0), type_=sa.BigInteger())
    begun = sql.whole_part(used, sql.whole(MINUTE * SECOND)) * sql.whole(MINUTE)
    last = sql.whole_part(rows.c.target - sql.whole(1), sql.whole(SECOND))
    columns = {
        **keys,
        "cell": sa.case((due, _cell(rows)), else_=sa.literal("", sa.String())),
        "used": sa.type_coerce(sa.case((due, begun)), sa.BigInteger()),
        "last": sa.type_coerce(sa.case((due, last)), sa.BigInteger()),
    }
    told = sa.select(*(value.label(name) for name, value in columns.items())).subquery("told_due")
    return sa.select(*told.c, sql.count().label("cases")).group_by(*told.c)


def _chances(due: pd.DataFrame, ended: pd.DataFrame) -> pd.Series[float]:
    """Return the chance of each row to be late, from the narrowest kind that says it; missing where none does."""
    rows = _with_kinds(due)
    chance = pd.Series(np.nan, index=rows.index)
    for kind in KINDS:
        like = {code: part for code, part in ended.groupby(kind) if _enough(part)}
        unknown = rows[chance.isna() & rows["last"].notna()]
        for code, part in unknown.groupby(kind):
            if code in like:
                chance[part.index] = _lasting(part, like[code])
    return chance


def _enough(ended: pd.DataFrame) -> bool:
    return bool(ended.loc[ended["ending"] != relations.OPEN, "cases"].sum() >= ENDS)


def _lasting(due: pd.DataFrame, ended: pd.DataFrame) -> pd.Series[float]:
    """Return the share that lasts to the end of the promised time, of those that lasted so long already."""
    curve = stats.kaplan_meier(ended["seconds"], ended["ending"] != relations.OPEN, weight=ended["cases"])
    so_far, in_all = (curve.at(due[name].astype("float64"))[0] for name in ("used", "last"))
    return pd.Series(in_all, due.index) / pd.Series(so_far, due.index).replace(0, np.nan)


def _expected(part: pd.DataFrame) -> dict[str, float]:
    judged = part[part["chance"].notna()]
    n = int(judged["cases"].sum())
    sizes: dict[str, float] = {"n": n, "left_out": int(part["cases"].sum()) - n}
    if n == 0:
        return sizes
    expected, low, high = stats.poisson_binomial(judged["chance"], judged["cases"], RANGE)
    return sizes | {"expected": expected, "low": low, "high": high}
