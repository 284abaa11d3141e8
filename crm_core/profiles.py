"""All that is known of one customer, on one sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, periods, schema
from crm_core.customer_cases import cases_of, open_cases
from crm_core.customers import survivor
from crm_core.database import Store
from crm_core.relations import people
from crm_core.relations.timeline import timeline
from crm_core.settings import Settings

YEAR = dt.timedelta(days=365)
SHOWN = 50
"""Rows of the timeline on one sheet."""

HEAD = (
    "customer_id", "kind", "name", "email", "phone", "birth_date", "gender", "city", "region", "country", "postcode",
    "language", "income_band", "hobbies", "needs", "sector", "employees", "revenue_band", "acquisition_channel",
    "referred_by", "switched_from", "joined_on", "key_account", "marketing_consent", "affinities",
)  # fmt: skip
"""What the head tells; sensitive attributes stay away."""

MEASURES = ("of_kind", "money", "money_since", "place")


@dataclass(frozen=True)
class Profile:
    """What is known of a customer at a moment.

    Attributes
    ----------
    customer_id : str
        Its number: the survivor's, where the one asked for was merged.
    head : mapping of str to value
        What is known of `HEAD`; nothing that is missing.
    merged : tuple of str
        Numbers that were merged into this one.
    owner, owner_left_on : str and date or None
        Who looks after the customer and that person's last day of work, where it is over; empty where staff data are
        off.
    tier, tier_before : str
        Tier now and a year before; empty without a scheme.
    active_pct : float
        How likely the customer still buys, per cent; NaN where that is not known.
    last_year, ever : float
        Money in and back again of 365 days and of all that is recorded, in the workspace's currency, each on its day.
    points : float
        Points left; NaN where there is no ledger of this customer.
    open_cases : DataFrame
        ``case``, ``category``, ``severity``, ``opened_at``, ``due_at``, ``late``.
    consents : DataFrame
        ``purpose``, ``channel``, ``given_at``, ``withdrawn_at``, the newest first.
    counts : mapping of str to int
        How much of each kind is on the timeline.
    timeline : DataFrame
        The rows asked for, the newest first: columns of `crm_core.relations.timeline.TYPES`.
    """

    customer_id: str
    head: Mapping[str, Any]
    merged: tuple[str, ...]
    owner: str
    owner_left_on: dt.date | None
    tier: str
    tier_before: str
    active_pct: float
    last_year: float
    ever: float
    points: float
    open_cases: pd.DataFrame
    consents: pd.DataFrame
    counts: Mapping[str, int]
    timeline: pd.DataFrame


def profile(
    store: Store,
    customer_id: str,
    as_of: dt.datetime,
    settings: Settings | None = None,
    *,
    kinds: Sequence[str] = (),
    limit: int = SHOWN,
    skip: int = 0,
) -> Profile | None:
    """Return all that is known of a customer.

    Parameters
    ----------
    store : Store
        The workspace.
    customer_id : str
        Its number; that of a merged customer opens the survivor.
    as_of : datetime
        The moment of knowledge.
    settings : Settings, optional
        The rules; those in force at the moment else.
    kinds : sequence of str
        Kinds of rows wanted on the timeline; none: all.
    limit, skip : int
        How many of them, after how many.

    Returns
    -------
    Profile or None
        None where there is no such customer, or it is a child under 16.
    """
    settings = settings or store.settings(as_of)
    own = survivor(store, customer_id)
    merged = tuple(store.read(people.merged_into(own))["customer_id"]) if store.has_rows("customer_identity") else ()
    head = _head(store, own, as_of, as_of.astimezone(ZoneInfo(settings.zone)).date())
    if head is None:
        return None
    ids = (own, *merged)
    theirs = cases_of(store, ids, as_of, settings)
    told = store.read(timeline(ids, theirs.cases, settings.zone, since=as_of - YEAR, kinds=kinds, most=skip + limit))
    first = told[told["place"] == 1].set_index("kind")
    rows = told[told["kind"].isin(kinds)] if kinds else told
    money = first.reindex(["purchase", "return"])[["money", "money_since"]].fillna(0.0).sum()
    owner, left = _owner(store, head, settings, as_of)
    now, before = _tiers(store, own, as_of, settings)
    return Profile(
        own, {name: head[name] for name in HEAD if not pd.isna(head[name])}, merged, owner, left, now, before,
        _active(store, own, as_of, settings), float(money["money_since"]), float(money["money"]),
        _points(store, ids, as_of), open_cases(store, theirs), _consents(store, ids, as_of),
        {str(kind): int(n) for kind, n in first["of_kind"].items()},
        rows.drop(columns=list(MEASURES)).iloc[skip : skip + limit].reset_index(drop=True),
    )  # fmt: skip


def _head(store: Store, customer_id: str, as_of: dt.datetime, day: dt.date) -> pd.Series[Any] | None:
    rows = people.of_customers("customers", [customer_id], as_of)
    columns = [rows.c[name] for name in (*HEAD, "owner_id")]
    found = store.read(sa.select(*columns).where(people.is_grown(rows, day)).limit(1))
    return None if found.empty else found.iloc[0]


def _owner(store: Store, head: pd.Series[Any], settings: Settings, as_of: dt.datetime) -> tuple[str, dt.date | None]:
    """Return who looks after the customer, where staff data are on, and the last day of work of who has left."""
    if pd.isna(head["owner_id"]) or not settings.shows_staff:
        return "", None
    staff = schema.table("staff")
    found = store.read(sa.select(staff.c.left_on).where(staff.c.staff_id == sa.literal(head["owner_id"], sa.String())))
    days: list[dt.date] = [day.date() for day in found["left_on"].dropna()]
    today = as_of.astimezone(ZoneInfo(settings.zone)).date()
    return str(head["owner_id"]), next((day for day in days if day <= today), None)


def _tiers(store: Store, customer_id: str, as_of: dt.datetime, settings: Settings) -> tuple[str, str]:
    """Return the tier now and a year before; nobody has less than the first one."""
    rules = kept.scheme(settings)
    if rules is None:
        return "", ""
    day = as_of.astimezone(ZoneInfo(settings.zone)).date()
    before = periods.end_of_day(periods.same_day_a_year_before(day), settings.zone)
    now, then = (_tier(store, customer_id, at, settings) or rules.names[0] for at in (as_of, before))
    return now, then


def _tier(store: Store, customer_id: str, as_of: dt.datetime, settings: Settings) -> str:
    tiers = kept.tiers_at(store, settings, as_of)
    if tiers is None:
        return ""
    found = store.read(sa.select(tiers.c.tier).where(tiers.c.customer_id == sa.literal(customer_id, sa.String())))
    return "" if found.empty else str(found["tier"].iloc[0])


def _active(store: Store, customer_id: str, as_of: dt.datetime, settings: Settings) -> float:
    found = kept.active_of(store, settings, customer_id, as_of)
    return float("nan") if found is None else 100 * found


def _points(store: Store, ids: Sequence[str], as_of: dt.datetime) -> float:
    rows = people.of_customers("points", ids, as_of)
    total = sa.func.sum(rows.c.points, type_=sa.Double()).label("points")
    return float(store.read(sa.select(total))["points"].iloc[0])


def _consents(store: Store, ids: Sequence[str], as_of: dt.datetime) -> pd.DataFrame:
    rows = people.of_customers("consents", ids, as_of)
    columns = [rows.c[name] for name in ("purpose", "channel", "given_at", "withdrawn_at")]
    return store.read(sa.select(*columns).order_by(rows.c.given_at.desc(), rows.c.purpose, rows.c.channel))
