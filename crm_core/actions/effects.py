"""What would change: the numbers by the rules in force beside those by changed ones, before these are switched on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from crm_core.catalogue import Metric, all_metrics
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings, SlaTarget, TierRule

HEADLINE = (
    "satisfaction.index", "satisfaction.nps", "satisfaction.response_rate", "complaints.rate",
    "complaints.resolution_time", "complaints.first_response", "complaints.sla",
    "channels.service_level", "loyalty.repeat_purchase",
)  # fmt: skip
"""Numbers that are asked twice; those that the product doesn't have are left out."""

ALWAYS = dt.date(1900, 1, 1)
"""A day before every record: a promise is tried out as if it had always been made."""


def effect(
    store: Store, filters: Filters, now: Settings, changed: Settings, names: Iterable[str] = HEADLINE
) -> pd.DataFrame:
    """Answer the headline numbers by the rules in force and by changed ones.

    Parameters
    ----------
    store : Store
        The workspace; nothing is written.
    filters : Filters
        What is looked at.
    now, changed : Settings
        The rules in force, and those to try out.
    names : iterable of str
        Metrics about the whole.

    Returns
    -------
    pandas.DataFrame
        ``metric``, its name; ``now`` and ``then`` (the metric's unit); ``n`` and ``n_then``; ``shown`` and
        ``shown_then``, whether the number counts as enough; ``moved``, whether anything of it differs.
    """
    known = all_metrics()
    rows = [_both(known[name], store, filters, (now, changed)) for name in names if name in known]
    return pd.DataFrame(rows, columns=["metric", "now", "then", "n", "n_then", "shown", "shown_then", "moved"])


def _both(metric: Metric, store: Store, filters: Filters, rules: tuple[Settings, Settings]) -> tuple[object, ...]:
    answers = [metric(store, filters, settings=one).iloc[0] for one in rules]
    (now, then), (n, n_then) = ([answer[column] for answer in answers] for column in (metric.value, "n"))
    shown, shown_then = (bool(a["n"] >= one.minimum_n) for a, one in zip(answers, rules, strict=True))
    same = (now == then or (pd.isna(now) and pd.isna(then))) and n == n_then and shown == shown_then
    return metric.name, now, then, n, n_then, shown, shown_then, not same


def with_promises(settings: Settings, promises: Iterable[SlaTarget]) -> Settings:
    """Return the rules as if these promises had always been made, in place of those to the same cases."""
    tried = [replace(one, valid_from=ALWAYS) for one in promises]
    same = {(one.severity, one.category) for one in tried}
    others = [one for one in settings.sla_targets if (one.severity, one.category) not in same]
    return replace(settings, sla_targets=(*tried, *others))


def with_scheme(settings: Settings, rules: Iterable[TierRule]) -> Settings:
    """Return the rules with another tier scheme, in place of the one of its name."""
    tried = tuple(rules)
    names = {one.scheme for one in tried}
    return replace(settings, tier_rules=(*(one for one in settings.tier_rules if one.scheme not in names), *tried))
