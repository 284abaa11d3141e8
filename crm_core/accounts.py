"""Key accounts and customers with an owner: who they are, and the share of sales that customers bring."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from crm_core import members, periods, relations, stats
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.relations import owners
from crm_core.settings import Settings

KEY = "key"
"""Part of the sales that key accounts bring."""

SUMS = ("customers", "lines", "total", "squares")


def key_accounts(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    """Return all key accounts, whatever the filters: ``customer_id`` and ``part``."""
    people = filters.unnarrowed.rows(store, "customers", settings=settings)
    part = sa.literal(KEY, sa.String()).label("part")
    return sa.select(people.c.customer_id, part).where(people.c.key_account.is_(sa.true())).subquery("key_accounts")


def shares(parts: pd.DataFrame, part: str | None = None) -> pd.DataFrame:
    """Return the share of one part in each group, or of every part of the whole.

    Parameters
    ----------
    parts : DataFrame
        An answer of ``owners.parts_of_sales``.
    part : str, optional
        The part; without it each part is a group of its own and `parts` are those of the whole.

    Returns
    -------
    DataFrame
        ``group``, ``share_pct``, ``low``, ``high``, ``own`` and ``sales`` (money), ``own_customers``, ``n`` customers
        and ``left_out``, the lines without a customer.
    """
    rows = parts.astype(dict.fromkeys(SUMS, "float64"))
    nameless = rows["part"].isna()
    rows["counted"] = rows["customers"].where(~nameless, rows["lines"])
    rows["left_out"] = rows["lines"].where(nameless, 0.0)
    whole = rows.groupby("group")[["customers", "counted", "total", "squares", "left_out"]].sum()
    theirs = rows[rows["part"] == part] if part else rows[~nameless & (rows["part"] != owners.NOBODY)]
    keys = "group" if part else "part"
    own = theirs.set_index(keys)[["customers", "total", "squares"]]
    if part:
        own = own.reindex(whole.index, fill_value=0.0)
    else:
        whole = whole.reindex([WHOLE] * len(own)).set_axis(own.index)
    share, low, high = stats.share_of_sum(
        own["total"], own["squares"], whole["total"], whole["squares"], whole["counted"]
    )
    found = {"share_pct": 100 * share, "low": 100 * low, "high": 100 * high, "own": own["total"],
        "sales": whole["total"], "own_customers": own["customers"], "n": whole["customers"],
        "left_out": whole["left_out"]}  # fmt: skip
    return pd.DataFrame(found, index=own.index).rename_axis("group").reset_index()


def accounts_of(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    """Return the key accounts that the filters leave; children are never among them."""
    everybody = filters.unnarrowed.rows(store, "customers", settings=settings)
    grown = relations.consent(everybody, filters.last_day(settings))
    chosen = members.chosen_customers(store, filters, settings, None)
    marked = sa.and_(chosen.c.key_account.is_(sa.true()), chosen.c.customer_id.in_(sa.select(grown.c.customer_id)))
    return sa.select(*chosen.c).where(marked).subquery("accounts")


def last_contacts(store: Store, filters: Filters, settings: Settings, people: sa.Select[Any]) -> sa.Subquery:
    """Return when somebody last spoke with these customers, up to the end of the period."""
    end = periods.end_of_day(filters.final_day(settings), settings.zone)
    upto = Filters(as_of=min(filters.as_of, end))
    contacts, appointments = (upto.rows(store, one, settings=settings) for one in ("interactions", "appointments"))
    return owners.last_contacts(contacts, appointments, people)
