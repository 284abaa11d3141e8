"""Who was asked, and who answered: what stands beside every score."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

INVITED_WITHIN_DAYS = 7
"""Days after which a contact without an invitation counts as not invited."""


def _matured(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "survey_invitations", by=by, cohort="sent_at", settings=settings)
    over = relations.old_enough(rows.c.sent_at, filters.as_of, days=settings.response_window_days)
    return sa.select(*rows.c).where(over, relations.delivered(rows)).subquery("matured")


@metric(
    "satisfaction.response_rate",
    title="Response rate",
    chart="trend",
    cohort="survey_invitations.sent_at",
    tables=("survey_invitations", "survey_answers", "customers", "staff", "stores"),
    by=("month", "year", "region", "store", "team", "touchpoint"),
    columns={
        "group": "code",
        "response_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "answered": "invitations",
        "invitations": "invitations",
        "n": "customers",
        "bounced": "invitations",
        "left_out": "invitations",
        "uninvited": "answers",
    },
    value="response_pct",
    better="higher",
    records=_matured,
)
def response_rate(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of those asked who answered.

    Definition
    ----------
    Invitations answered within $W$ days / (invitations sent - bounced), of those sent in the period and at least
    $W$ days old, whatever became of them; $W$ is the workspace's response window (14 days unless set). Each
    invitation counts once, however often it was answered. A survey left early counts as answered when the question it
    opens with is answered (satisfaction, csat, recommend or effort). The interval is Wilson's, 95 %, at the size that
    the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    response_pct : invitations answered in time, per cent
    low, high : its 95 % interval, per cent
    answered : invitations answered in time
    invitations : invitations that reached somebody and whose window is over
    n : customers they went to
    bounced : invitations of the period that could not be delivered
    left_out : invitations of the period whose window is not over, answered or not
    uninvited : answers given in the period without an invitation

    Caution
    -------
    Who answers differs from who doesn't; a high rate makes that matter less, it does not make it go away. Answers
    without an invitation (a code at the till, say) count nowhere in the rate.

    Source
    ------
    The American Association for Public Opinion Research (2023), Standard Definitions, 10th edition: completed and
    partial answers over those eligible.
    """
    settings = settings or store.settings(filters.as_of)
    days = settings.response_window_days
    sent = filters.rows(store, "survey_invitations", by=by, cohort="sent_at", settings=settings)
    # No answer comes before its invitation; whoever answered, the filters are the invitation's.
    since = Filters(as_of=filters.as_of, start=filters.start)
    given = relations.answered(since.rows(store, "survey_answers", cohort="answered_at", settings=settings))
    rows = relations.with_answer(sent, given, settings)
    reached, over = relations.delivered(rows), relations.old_enough(rows.c.sent_at, filters.as_of, days=days)
    measure = relations.Counted(sa.and_(reached, over), {"answered": rows.c.in_time})
    counts = {"bounced": sa.not_(reached), "left_out": sa.and_(reached, sa.not_(over))}
    table = store.read(relations.over_customers(rows, {"invitations": measure}, key="invitation_id", counts=counts))
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "invitations", "answered"))
    names = {"answered_total": "answered", "invitations_units": "invitations", "invitations_clusters": "n"}
    found = table.rename(columns=names).assign(response_pct=100 * share, low=100 * low, high=100 * high)
    return found.merge(_uninvited(store, filters, settings, by=by), on="group", how="outer")


def _uninvited(store: Store, filters: Filters, settings: Settings, *, by: str | None) -> pd.DataFrame:
    rows = filters.rows(store, "survey_answers", by=by, cohort="answered_at", settings=settings)
    without = sa.select(rows.c.group, sql.count().label("uninvited")).where(rows.c.invitation_id.is_(None))
    return store.read(without.group_by(rows.c.group))


def _qualified(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    over = relations.old_enough(rows.c.started_at, filters.as_of, days=INVITED_WITHIN_DAYS)
    return sa.select(*rows.c).where(over, relations.to_be_asked(rows)).subquery("qualified")


@metric(
    "satisfaction.coverage",
    title="Asked after a contact",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=("interactions", "survey_invitations", "customers", "staff", "stores"),
    by=("month", "store", "team", "channel"),
    columns={
        "group": "code",
        "coverage_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "invited": "contacts",
        "contacts": "contacts",
        "n": "customers",
        "left_out": "contacts",
    },
    value="coverage_pct",
    better="higher",
    records=_qualified,
)
def coverage(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of contacts after which the customer was asked how it went.

    Definition
    ----------
    Contacts with an invitation / contacts of the period that qualified for one: a known customer was served by a
    person (telephone, chat, e-mail or store, not abandoned), at least 7 days ago. A team that invites its happy
    customers alone shows here. The interval is Wilson's, 95 %, at the size that the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    coverage_pct : contacts with an invitation, per cent
    low, high : its 95 % interval, per cent
    invited : contacts with an invitation
    contacts : contacts that qualified
    n : customers of these contacts
    left_out : served contacts of the period without a known customer, or less than 7 days old

    Caution
    -------
    An invitation is counted where it names its contact; surveys about purchases, cases or the whole relationship are
    not seen. Customers who are asked rarely so as not to weary them count as not invited: compare teams, the level
    itself is a choice.

    Source
    ------
    The American Association for Public Opinion Research (2023), Standard Definitions, 10th edition: coverage of the
    frame.
    """
    settings = settings or store.settings(filters.as_of)
    contacts = relations.served_only(filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings))
    since = Filters(as_of=filters.as_of, start=filters.start)
    rows = relations.with_invitation(
        contacts, since.rows(store, "survey_invitations", cohort="sent_at", settings=settings)
    )
    over = relations.old_enough(rows.c.started_at, filters.as_of, days=INVITED_WITHIN_DAYS)
    asked = relations.to_be_asked(rows)
    measure = relations.Counted(sa.and_(asked, over), {"invited": rows.c.invited})
    left_out = sa.not_(sa.and_(asked, over))
    table = store.read(
        relations.over_customers(rows, {"contacts": measure}, key="interaction_id", counts={"left_out": left_out})
    )
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "contacts", "invited"))
    names = {"invited_total": "invited", "contacts_units": "contacts", "contacts_clusters": "n"}
    return table.rename(columns=names).assign(coverage_pct=100 * share, low=100 * low, high=100 * high)
