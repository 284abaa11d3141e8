"""Names and addresses of customers on a list: only of those who agreed, and never of children."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import sqlalchemy as sa

from crm_core import relations
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

AT_ONCE = 10_000
"""Customers of one question."""

TOLD = ("customer_id", "name", "email")


def contacts(store: Store, filters: Filters, customers: Sequence[str], settings: Settings) -> pd.DataFrame:
    """Return the addresses of those customers who may be written to.

    Parameters
    ----------
    store : Store
        The workspace.
    filters : Filters
        Its moment says what is known.
    customers : sequence of str
        Their numbers.
    settings : Settings
        Its zone says which day it is.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``name`` and ``email``, in the order asked for: of those who agreed to marketing, have not
        withdrawn it since, have an address and are no children.
    """
    people = filters.unnarrowed.rows(store, "customers", settings=settings)
    may = relations.consent(people, filters.last_day(settings))
    withdrawn = filters.unnarrowed.rows(store, "consents", settings=settings)
    gone = sa.select(withdrawn.c.customer_id).where(
        withdrawn.c.purpose == "marketing", withdrawn.c.withdrawn_at.is_not(None), withdrawn.c.customer_id.is_not(None)
    )
    allowed = [may.c.consent == relations.YES, people.c.email.is_not(None), people.c.customer_id.not_in(gone)]
    joined = people.join(may, people.c.customer_id == may.c.customer_id)
    question = sa.select(*(people.c[name] for name in TOLD)).select_from(joined).where(*allowed)
    parts = [customers[start : start + AT_ONCE] for start in range(0, len(customers), AT_ONCE)] or [[]]
    found = pd.concat([store.read(question.where(people.c.customer_id.in_(part))) for part in parts])
    order = found["customer_id"].map({name: place for place, name in enumerate(customers)})
    return found.assign(place=order).sort_values("place", ignore_index=True)[list(TOLD)]
