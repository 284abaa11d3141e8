"""What an answer after a contact is about: what was asked, where, and how grave it was."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from crm_core import sql

MIX = ("touchpoint", "topic", "channel", "category", "severity", "month")
"""What makes two answers about the same kind of contact; a missing value is a kind of its own."""


def with_mix(answers: sa.FromClause, others: Mapping[str, sa.FromClause], zone: str) -> sa.Subquery:
    """Add to each answer what its contact was about, and its month.

    Parameters
    ----------
    answers : sqlalchemy.FromClause
        Survey answers.
    others : mapping of str to FromClause
        ``survey_invitations``, ``interactions`` and ``complaints`` as known at the moment.
    zone : str
        Where months begin.

    Returns
    -------
    sqlalchemy.Subquery
        The columns of `answers`, and those of `MIX`: topic and channel of the contact that the invitation followed,
        category and severity of the complaint answered about. Joined on keys, so that no answer is there twice.
    """
    asked, contacts, cases = (others[name] for name in ("survey_invitations", "interactions", "complaints"))
    source = answers.outerjoin(asked, answers.c.invitation_id == asked.c.invitation_id)
    source = source.outerjoin(contacts, asked.c.interaction_id == contacts.c.interaction_id)
    source = source.outerjoin(cases, answers.c.complaint_id == cases.c.complaint_id)
    columns = [
        contacts.c.topic,
        contacts.c.channel,
        cases.c.category,
        cases.c.severity,
        sql.period_of(answers.c.answered_at, "month", zone).label("month"),
    ]
    return sa.select(*answers.c, *columns).select_from(source).subquery("with_mix")
