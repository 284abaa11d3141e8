"""Whether key accounts are looked after, and which of them have a reason to be called."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.accounts import accounts_of, last_contacts
from crm_core.catalogue import metric
from crm_core.database import MAXIMUM_ROWS, Store
from crm_core.filters import WHOLE, Filters
from crm_core.relations import owners
from crm_core.settings import Settings

WITHIN = 90
"""Days within which somebody should have spoken with a key account, unless asked otherwise."""

LESS_CONTENT = 2.0
"""Points of 1-10 by which a year's mean satisfaction must lie below that of the year before."""

BEYOND_CHANCE = 1.96
"""Standard errors beyond which spend fell by more than a customer's own purchases vary."""

REASONS = ("late_complaint", "open_complaint", "low_score", "less_content", "spend_fell")
"""Why a key account is on the list, the most pressing first."""

MONEY = "workspace currency"


def _accounts(store: Store, filters: Filters, settings: Settings, **_: Any) -> sa.FromClause:
    return accounts_of(store, filters, settings)


@metric(
    "accounts.coverage",
    title="Key accounts that are looked after",
    chart="dumbbell",
    cohort="customers.joined_on",
    tables=("customers", "staff", "interactions", "appointments"),
    columns={
        "group": "code",
        "covered_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "covered": "customers",
        "owned": "customers",
        "owner_left": "customers",
        "contacted": "customers",
        "n": "customers",
        "left_out": "customers",
    },
    value="covered_pct",
    better="higher",
    records=_accounts,
)
def coverage(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    within_days: int = WITHIN,
) -> pd.DataFrame:
    """Share of key accounts with an owner who is still here and with whom somebody spoke in the last 90 days.

    Definition
    ----------
    Of the customers marked as key accounts who joined at least `within_days` (90) days before the end of the period,
    or whose joining day nobody knows: those who have an owner whose last day of work is not over, and who in these days
    called, chatted, wrote or came to a store without giving up, or kept an appointment. Who looked something up alone
    spoke with nobody. The interval is Wilson's, 95 %.

    Columns
    -------
    group : empty: the whole
    covered_pct : share of key accounts with both, per cent
    low, high : its 95 % interval, per cent
    covered : key accounts with both
    owned : key accounts with an owner who is still here
    owner_left : key accounts whose owner has left
    contacted : key accounts with whom somebody spoke
    n : key accounts that had the time to be spoken with
    left_out : key accounts that joined later than that

    Caution
    -------
    A contact counts whoever had it: that of an owner outside the recorded channels is not seen.

    Source
    ------
    A count of the records. Wilson (1927), JASA 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    day = filters.final_day(settings)
    since = day - dt.timedelta(days=within_days)
    people = accounts_of(store, filters, settings)
    staff = filters.unnarrowed.rows(store, "staff", settings=settings)
    owned = owners.with_owner(people, staff, day)
    spoken = last_contacts(store, filters, settings, sa.select(people.c.customer_id))
    told = owners.beside(owned, {"spoken": (spoken, ("last_contact",))})
    counts = store.read(_counted(told, day, since, settings)).iloc[0].astype("float64")
    low, high = stats.wilson_interval(counts["covered"], counts["n"])
    pct = 100 * counts["covered"] / counts["n"] if counts["n"] else np.nan
    ends = {"covered_pct": pct, "low": 100 * low, "high": 100 * high}
    return pd.DataFrame([{"group": WHOLE} | counts.to_dict() | ends])


def _counted(told: sa.FromClause, day: dt.date, since: dt.date, settings: Settings) -> sa.Select[Any]:
    there = sa.or_(told.c.joined_on.is_(None), told.c.joined_on <= sa.literal(day, sa.Date()))
    old = sa.or_(told.c.joined_on.is_(None), told.c.joined_on <= sa.literal(since, sa.Date()))
    has_owner = sa.and_(told.c.owned, sa.not_(told.c.owner_left))
    start = sql.midnight(since + dt.timedelta(days=1), settings.zone)
    spoken = sa.func.coalesce(told.c.last_contact >= start, sa.false(), type_=sa.Boolean())
    counts = {
        "n": old,
        "covered": sa.and_(old, has_owner, spoken),
        "owned": sa.and_(old, has_owner),
        "owner_left": sa.and_(old, told.c.owner_left),
        "contacted": sa.and_(old, spoken),
        "left_out": sa.not_(old),
    }
    columns: list[sa.ColumnElement[Any]] = [sql.count_where(one).label(name) for name, one in counts.items()]
    return sa.select(*columns).select_from(told).where(there)


@metric(
    "accounts.warning",
    title="Key accounts to call",
    chart="bars",
    cohort="purchases.bought_at",
    tables=("purchases", "customers", "complaints", "complaint_events", "survey_answers", "follow_ups"),
    columns={
        "group": "code",
        "reasons": "code",
        "customer": "code",
        "name": "text",
        "owner": "code",
        "stake": MONEY,
        "last_year": MONEY,
        "year_before": MONEY,
        "usual_fall": MONEY,
        "open_complaints": "complaints",
        "late_complaints": "complaints",
        "score": "points",
        "score_of": "points",
        "content_now": "points",
        "content_before": "points",
    },
    value="stake",
)
def warning(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    limit: int = MAXIMUM_ROWS,
) -> pd.DataFrame:
    r"""List key accounts that may be getting unhappy, with every reason; those with most money at stake first.

    Definition
    ----------
    Customers marked as key accounts of whom at least one holds: late_complaint, an open complaint is past its promise;
    open_complaint, one is open and not late; low_score, the last score of the last 365 days is in the lowest two fifths
    of its scale and was never followed up; less_content, their mean satisfaction (1 to 10) of the last 365 days is at
    least 2 points below that of the 365 days before; spend_fell, they spent less in the 365 days up to the end of the
    period than in the 365 days before, by more than their own purchases vary: by over $1.96 \sqrt{\sum a^2}$, with $a$
    what they spent on each day with a purchase in the two years. At stake is what they spent in the better of the two
    years. Complaints, scores and answers are those known now. Children under 16 are never listed.

    Columns
    -------
    group : empty: the whole
    reasons : what holds, the codes above with a space between
    customer : the customer's number
    name : an enterprise's name; empty for persons
    owner : number of the member of staff who looks after the customer, where staff data are switched on
    stake : revenue of the better of the last two years, in the workspace's currency
    last_year : revenue of the last 365 days, same currency
    year_before : revenue of the 365 days before, same currency
    usual_fall : fall that could be chance, $1.96 \sqrt{\sum a^2}$, same currency
    open_complaints : complaints that are open
    late_complaints : those of them past their promise
    score : the low score, missing where there is none
    score_of : highest score there is
    content_now : mean satisfaction of the last 365 days, 1 to 10
    content_before : mean satisfaction of the 365 days before, 1 to 10

    Caution
    -------
    A list of whom to call, not a verdict and no score. Of 40 accounts whose purchases vary as always, one looks by
    chance as if its spend had fallen.

    Source
    ------
    A list of the records. Sums of purchases at random times: Feller (1971), An Introduction to Probability Theory and
    Its Applications, volume 2, VI.4.
    """
    settings = settings or store.settings(filters.as_of)
    signs = _signs(store, filters, settings)
    holds = _reasons(signs)
    stake: sa.ColumnElement[Any] = sa.func.greatest(signs.c.last_year, signs.c.year_before, type_=sa.Double())
    columns = [condition.label(reason) for reason, condition in holds.items()]
    listed = sa.select(*signs.c, *columns, stake.label("stake")).where(sa.or_(*holds.values())).subquery("listed")
    first = sa.select(*listed.c).order_by(listed.c.stake.desc(), listed.c.customer).limit(limit).subquery("first")
    found = store.read(sa.select(*first.c)).sort_values(["stake", "customer"], ascending=[False, True])
    said = [" ".join(reason for reason in REASONS if row[reason]) for row in found[list(REASONS)].to_dict("records")]
    return found.assign(group=WHOLE, reasons=pd.Series(said, index=found.index, dtype="str"))


def _signs(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    """Return the key accounts with all that may be a reason to call them."""
    everything, day = filters.unnarrowed, filters.final_day(settings)
    people = accounts_of(store, filters, settings)
    keys = sa.select(people.c.customer_id)
    lines = relations.bought(everything.rows(store, "purchases", settings=settings))
    answers, follow_ups = (everything.rows(store, one, settings=settings) for one in ("survey_answers", "follow_ups"))
    promised = relations.promises(everything.cases(store, settings=settings, working=True))
    known = {
        "spent": (
            owners.two_years_spent(lines, keys, settings.zone, day), ("last_year", "year_before", "squares")),
        "waiting": (owners.waiting_complaints(promised), ("open", "late")),
        "low": (relations.unanswered_scores(answers, follow_ups, filters.as_of), ("score", "scale")),
        "said": (owners.said_in_two_years(answers, keys, filters.as_of), ("content_now", "content_before")),
    }  # fmt: skip
    return _named(owners.beside(people, known), settings)


def _named(told: sa.FromClause, settings: Settings) -> sa.Subquery:
    """Give the columns the names of the answer; who bought or said nothing has no money at stake."""
    owner = told.c.owner_id if settings.shows_staff else sa.cast(sa.null(), sa.String())
    zero: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())
    spent = {name: sa.func.coalesce(told.c[name], zero, type_=sa.Double()) for name in ("last_year", "year_before")}
    squares = sa.func.coalesce(told.c.squares, zero, type_=sa.Double())
    columns: dict[str, sa.ColumnElement[Any]] = {
        "customer": told.c.customer_id,
        "name": sa.type_coerce(sa.case((told.c.kind == "enterprise", told.c.name)), sa.String()),
        "owner": owner,
        **spent,
        "usual_fall": sa.literal(BEYOND_CHANCE, sa.Double()) * sa.func.sqrt(squares, type_=sa.Double()),
        "open_complaints": sa.func.coalesce(told.c.open, sql.whole(0), type_=sa.BigInteger()),
        "late_complaints": sa.func.coalesce(told.c.late, sql.whole(0), type_=sa.BigInteger()),
        "score": sql.to_double(told.c.score),
        "score_of": sa.cast(told.c.scale, sa.Double()),
        "content_now": told.c.content_now,
        "content_before": told.c.content_before,
    }
    return sa.select(*(column.label(name) for name, column in columns.items())).subquery("signs")


def _reasons(signs: sa.FromClause) -> dict[str, sa.ColumnElement[bool]]:
    """Return what must hold for each reason, in their order; what is not known does not hold."""
    fall = signs.c.year_before - signs.c.last_year
    less = signs.c.content_before - signs.c.content_now
    holds = {
        "late_complaint": signs.c.late_complaints > sql.whole(0),
        "open_complaint": signs.c.open_complaints > signs.c.late_complaints,
        "low_score": signs.c.score.is_not(None),
        "less_content": less >= sa.literal(LESS_CONTENT, sa.Double()),
        "spend_fell": sa.and_(fall > signs.c.usual_fall, fall > sa.literal(0.0, sa.Double())),
    }
    return {name: sa.func.coalesce(one, sa.false(), type_=sa.Boolean()) for name, one in holds.items()}
