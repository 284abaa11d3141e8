"""The tier of every customer at a moment: from the kept months where they are true, else from the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa

from crm_core import schema
from crm_core.database import Store
from crm_core.kept import marks
from crm_core.relations.tiers import Asked, Kept, tier_at, tier_facts
from crm_core.settings import Settings
from crm_core.settings.schemes import Scheme, scheme_of


def scheme(settings: Settings) -> Scheme | None:
    """Return the tier scheme in force; None where there is none."""
    return scheme_of(settings.tier_rules)


def asked(store: Store, settings: Settings, as_of: dt.datetime, tiers: Scheme) -> Asked:
    """Return the question for the tiers at a moment, from the facts alone."""
    merged, locked = store.has_rows("customer_identity"), store.has_rows("tier_locks")
    return Asked(tier_facts(store.table, as_of, merged=merged, locked=locked), tiers, settings, as_of)


def tiers_at(store: Store, settings: Settings, as_of: dt.datetime) -> sa.Subquery | None:
    """Return the tier of every customer who has more than the first one or buys, as `tier_at` does.

    Parameters
    ----------
    store : Store
        The workspace.
    settings : Settings
        The rules.
    as_of : datetime
        The moment.

    Returns
    -------
    sqlalchemy.Subquery or None
        ``customer_id``, ``place``, ``tier``, ``value`` and ``purchases``; None where there is no scheme. A month's end
        that is kept and true is read, any other moment is worked out, from the last kept month where that is enough.
    """
    tiers = scheme(settings)
    if tiers is None:
        return None
    question = asked(store, settings, as_of, tiers)
    with store.engine.connect() as connection:
        run = marks.run(connection)
    if run is None or run.rules != marks.fingerprint(tiers, settings) or store.analytics is not store.engine:
        return tier_at(question)
    month = _kept_month(question, run)
    if month is not None:
        return _rows_of(month)
    return tier_at(replace(question, kept=_last_before(question, run)))


def _kept_month(question: Asked, run: marks.Run) -> dt.date | None:
    """Return the month whose rows hold at the moment; None if there are none."""
    month = question.day.replace(day=1)
    true = run.first_month <= month and (run.stale_from is None or month < run.stale_from)
    whole = month <= question.last_whole and question.as_of <= run.known_until
    return month if true and (whole or question.as_of == run.known_until) else None


def _last_before(question: Asked, run: marks.Run) -> Kept | None:
    """Return the last month that is over, true and complete in what it remembers."""
    ends = [question.last_whole, replace(question, as_of=run.known_until).last_whole]
    if run.stale_from is not None:
        ends.append((run.stale_from - dt.timedelta(days=1)).replace(day=1))
    last = min(ends)
    return Kept(schema.table(marks.CUSTOMER_MONTH), last) if last >= run.first_month else None


def _rows_of(month: dt.date) -> sa.Subquery:
    rows = schema.table(marks.CUSTOMER_MONTH)
    names = ("customer_id", "place", "tier", "value", "purchases")
    question = sa.select(
        *(sa.cast(rows.c[name], sa.Integer()).label(name) if name == "place" else rows.c[name] for name in names)
    )
    return question.where(rows.c.month == sa.literal(month, sa.Date()), rows.c.tier.is_not(None)).subquery("kept_tiers")
