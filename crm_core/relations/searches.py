"""Searches on the site, and whether the customer asked a person soon after."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from crm_core import sql
from crm_core.relations.asking import SERVED_BY_PEOPLE
from crm_core.relations.issues import is_traceable

SEARCH = "search"

SOON = dt.timedelta(hours=24)
"""Who asks a person this soon after a search, or sooner, did not find the answer."""


def searches(contacts: sa.FromClause, everything: sa.FromClause) -> sa.Subquery:
    """Return the searches among contacts, with whether the customer asked a person on the topic soon after.

    Parameters
    ----------
    contacts : sqlalchemy.FromClause
        Those of the period and of the filters.
    everything : sqlalchemy.FromClause
        All contacts known, by which a search can be followed.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `contacts` and ``asked``: a contact on the telephone, by chat or mail or in a store, given up or
        not, came within `SOON`; exactly then is within.
    """
    kept = sa.select(*contacts.c).where(contacts.c.channel == SEARCH).subquery("searched")
    people = everything.c
    passed = sql.seconds_between(kept.c.started_at, people.started_at)
    soon = passed.between(sql.whole(0), sql.whole(int(SOON.total_seconds())))
    same = sa.and_(people.customer_id == kept.c.customer_id, people.topic == kept.c.topic)
    by_people = sa.and_(is_traceable(everything), people.channel.in_(SERVED_BY_PEOPLE))
    pairs = kept.join(everything, sa.and_(same, by_people, soon))
    followed = sa.select(kept.c.interaction_id).select_from(pairs).distinct().subquery("followed")
    joined = kept.outerjoin(followed, kept.c.interaction_id == followed.c.interaction_id)
    asked = followed.c.interaction_id.is_not(None).label("asked")
    return sa.select(*kept.c, asked).select_from(joined).subquery("searches")
