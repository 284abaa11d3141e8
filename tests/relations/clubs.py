"""Tier schemes for tests, and the tiers that come out of them."""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crm_core import Settings, Store
from crm_core.relations.tiers import Asked, tier_at, tier_facts
from crm_core.settings import TierRule
from crm_core.settings.schemes import scheme_of

LONG_AGO = dt.date(2020, 1, 1)


def rule(tier: str, threshold: float, **more) -> TierRule:
    own = {"basis": "net_spend", "downgrade": "at_once", "valid_from": LONG_AGO, "window_days": 90}
    return TierRule("club", tier, threshold=threshold, **(own | more))


def club(**modes) -> tuple[TierRule, ...]:
    """Base from 0, Silver from 100, Gold from 200; the modes hold for all."""
    return tuple(rule(tier, threshold, **modes) for tier, threshold in (("Base", 0), ("Silver", 100), ("Gold", 200)))


def end_of(day: str, zone: str = "UTC") -> dt.datetime:
    """The last instant of a day."""
    midnight = dt.datetime.fromisoformat(day) + dt.timedelta(days=1)
    return midnight.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC) - dt.timedelta(microseconds=1)


def tiers(store: Store, rules: tuple[TierRule, ...], as_of: dt.datetime | str, zone: str = "UTC") -> dict[str, str]:
    """The tier of each customer who has more than the first or buys; a day means its end."""
    moment = end_of(as_of, zone) if isinstance(as_of, str) else as_of
    facts = tier_facts(store.table, moment, merged=store.has_rows("customer_identity"))
    found = tier_at(Asked(facts, scheme_of(rules), Settings(zone=zone), moment))
    frame = store.read(sa.select(found.c.customer_id, found.c.tier))
    return dict(zip(frame["customer_id"], frame["tier"], strict=True))


def path(store: Store, rules: tuple[TierRule, ...], *days: str, customer: str = "C1") -> list[str]:
    """One customer's tier at the end of each day; Base where nothing is said."""
    return [tiers(store, rules, day).get(customer, "Base") for day in days]


def bought(customer: str, day: str, revenue: float, **more) -> dict:
    return {"order_id": f"{customer} {day}", "customer_id": customer, "bought_at": day, "revenue": revenue} | more


def known(*customers: str, **more) -> list[dict]:
    return [{"customer_id": customer} | more for customer in customers]
