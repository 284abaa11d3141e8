"""Whether what customers ask is solved: by what they do afterwards, and by what they say."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

BY = ("month", "channel", "topic", "team", "region")
TABLES = ("interactions", "customers", "staff")
LEAST_KNOWN_PCT = 60
"""Part of the contacts whose customer and topic must be known, per cent: below it the number is shown in grey."""


def _issues(store: Store, filters: Filters, settings: Settings, *, by: str | None) -> sa.Subquery:
    """Return the issues whose first contact is one of the period and of the filters, with ``counts`` and ``early``.

    Contacts are chained before anything narrows them: whoever calls about a mail has asked twice.
    """
    contacts = filters.unnarrowed.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    found = relations.issues(contacts, filters.as_of)
    begun = filters.begins(store, "interactions.started_at", settings)
    early = sa.false() if begun is None else found.c.started_at < sql.midnight(begun + relations.APART, settings.zone)
    counts = sa.and_(found.c.over, sa.not_(early))
    question = sa.select(*found.c, early.label("early"), counts.label("counts"))
    question = question.where(*filters.within(found.c.started_at, settings))
    if filters.active:
        narrowed = filters.rows(store, "interactions", cohort="started_at", settings=settings)
        question = question.where(found.c.interaction_id.in_(sa.select(narrowed.c.interaction_id)))
    return question.subquery("of_the_period")


def _counted(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    """Return the first contacts of the issues that count."""
    found = _issues(store, filters, settings, by=None)
    rows = filters.rows(store, "interactions", cohort="started_at", settings=settings)
    first = sa.select(found.c.interaction_id).where(found.c.counts)
    return sa.select(*rows.c).where(rows.c.interaction_id.in_(first)).subquery("first_contacts")


@metric(
    "channels.first_contact_resolution",
    title="Solved at first contact",
    chart="funnel",
    cohort="interactions.started_at",
    tables=TABLES,
    by=BY,
    columns={
        "group": "code",
        "solved_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "solved": "issues",
        "issues": "issues",
        "n": "customers",
        "young": "issues",
        "traceable_pct": "per cent",
        "left_out": "contacts",
    },
    value="solved_pct",
    better="higher",
    records=_counted,
)
def first_contact_resolution(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the issues that customers begin in the period and that one contact was enough for.

    Definition
    ----------
    An issue is what one customer asks about one topic: contacts on any channel, searches and looks into a manual
    included, chained while less than 7 days lie between one and the next. It belongs to the period, the channel and
    the team of its first contact. Counted are issues whose first contact lies at least 7 days back, whatever followed;
    solved at first contact are those that no other contact followed within 7 days and that the customer did not give
    up before an answer. Issues that begin in the first 7 days of the records are left out, for they may have begun
    before. The interval is Wilson's, 95 %, at the size that the spread between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    solved_pct : issues of a single, answered contact, per cent
    low, high : its 95 % interval, per cent
    solved : issues of a single, answered contact
    issues : issues that began at least 7 days ago
    n : customers who had them
    young : issues that began in the last 7 days, not counted yet whatever followed
    traceable_pct : contacts of the period whose customer and topic are known, per cent
    left_out : contacts of the period without a customer or a topic, and first contacts of issues that are too
        young or begin in the first 7 days of the records

    Caution
    -------
    Who gives up asking looks solved here; what customers say stands beside it. Where customer or topic is known of
    fewer than 60 % of the contacts the number is shown in grey: it is about those who can be followed. An issue that
    went on is known to go on sooner than another is known to be solved; both wait the same 7 days from the first
    contact, so that recent months look neither better nor worse than they are.

    Source
    ------
    A count of the records. Wilson (1927), Journal of the American Statistical Association 22, 209-212; several issues
    of one customer: Korn and Graubard (1998), Survey Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    found = _issues(store, filters, settings, by=by)
    measure = relations.Counted(found.c.counts, {"solved": found.c.solved})
    counts = {"early": found.c.early, "young": sa.and_(sa.not_(found.c.over), sa.not_(found.c.early))}
    table = store.read(relations.over_customers(found, {"issues": measure}, key="customer_id", counts=counts)).merge(
        _known(store, filters, settings, by=by), on="group", how="outer"
    )
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "issues", "solved"))
    names = {"solved_total": "solved", "issues_units": "issues", "issues_clusters": "n"}
    left_out = table[["unknown", "early", "young"]].astype("Int64").fillna(0).sum(axis=1)
    table = table.rename(columns=names).assign(left_out=left_out)
    return table.assign(solved_pct=100 * share, low=100 * low, high=100 * high)


def _known(store: Store, filters: Filters, settings: Settings, *, by: str | None) -> pd.DataFrame:
    """Count the contacts of the period that can't be followed, and the share of those that can."""
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    known = sql.count_where(relations.is_traceable(rows)).label("known")
    table = store.read(sa.select(rows.c.group, sql.count().label("contacts"), known).group_by(rows.c.group))
    shares = 100 * table["known"].astype("float64") / table["contacts"].astype("float64")
    return table.assign(traceable_pct=shares, unknown=table["contacts"] - table["known"])


def _asked(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    return sa.select(*rows.c).where(rows.c.solved.is_not(None)).subquery("asked")


@metric(
    "channels.said_solved",
    title="Customers who say it was solved",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=TABLES,
    by=BY,
    columns={
        "group": "code",
        "said_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "said_solved": "contacts",
        "asked": "contacts",
        "n": "customers",
        "left_out": "contacts",
    },
    value="said_pct",
    better="higher",
    records=_asked,
)
def said_solved(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the contacts of the period of which the customer, asked whether it was solved, said yes.

    Definition
    ----------
    Contacts with the answer yes / contacts with an answer to "was it solved?". The answer is the one that stands with
    the contact; answers to a survey are another series. The interval is Wilson's, 95 %, at the size that the spread
    between customers is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    said_pct : contacts that the customer called solved, per cent
    low, high : its 95 % interval, per cent
    said_solved : contacts that the customer called solved
    asked : contacts with an answer to the question
    n : customers who answered
    left_out : contacts of the period without an answer to the question

    Caution
    -------
    Few are asked and fewer answer, and who answers differs from who does not. Never pooled with the share that one
    contact was enough for: that one watches what customers do, this one hears what they say.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several answers of one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    asked = sa.select(*rows.c).where(rows.c.solved.is_not(None)).subquery("asked")
    measure = relations.Counted(sa.true(), {"said_solved": asked.c.solved})
    table = store.read(relations.over_customers(asked, {"asked": measure}, key="interaction_id"))
    silent = sql.count_where(rows.c.solved.is_(None)).label("left_out")
    table = table.merge(store.read(sa.select(rows.c.group, silent).group_by(rows.c.group)), on="group", how="outer")
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, "asked", "said_solved"))
    names = {"said_solved_total": "said_solved", "asked_units": "asked", "asked_clusters": "n"}
    return table.rename(columns=names).assign(said_pct=100 * share, low=100 * low, high=100 * high)


@metric(
    "channels.solved_alike",
    title="Solved at first contact, with everybody's questions",
    chart="funnel",
    cohort="interactions.started_at",
    tables=TABLES,
    columns={
        "group": "code",
        "standard_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "ratio": "ratio",
        "solved_pct": "per cent",
        "expected_issues": "expected issues",
        "size": "independent issues",
        "solved": "issues",
        "issues": "issues",
        "n": "customers",
        "left_out": "issues",
    },
    value="standard_pct",
    better="higher",
    records=_counted,
)
def solved_alike(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, over: str = "team"
) -> pd.DataFrame:
    r"""Share of issues solved at first contact that each unit would have with the questions that all of them get.

    Definition
    ----------
    Issues and first contacts are those of the share solved at first contact; units are the codes of `over`: teams,
    unless store or region is asked for. Expected is what a unit would have solved with the share of all units together
    for each topic, channel and month. Observed over expected, times the share of all, is the unit's share with
    everybody's questions. Limits of chance come from the same shares, wider by as much as several issues of one
    customer ask for, and by the spread between units where that is more than chance ($\varphi$ of winsorised scores,
    above $1 + 2 \sqrt{2 / k}$ for $k$ units, ten or more).

    Columns
    -------
    group : code of the unit
    standard_pct : share solved at first contact with everybody's questions, per cent
    low, high : its 95 % interval, per cent
    ratio : observed over expected
    solved_pct : share as it is, per cent
    expected_issues : issues that everybody would have solved of the unit's
    size : independent issues that would leave as much to chance
    solved : issues that one contact was enough for
    issues : issues counted
    n : customers who had them
    left_out : issues of the period that are not counted yet or have no unit, the same in each row

    Caution
    -------
    A unit is held against all together, never against another unit. Where a unit alone has a kind of question, that
    kind says nothing about it. Who gives up is with no team in many systems, so that teams look better than the whole.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    settings = settings or store.settings(filters.as_of)
    found = _issues(store, filters, settings, by=over)
    placed = sa.and_(found.c.counts, found.c.group != MISSING)
    month = sql.period_of(found.c.started_at, "month", settings.zone).label("month")
    kept = sa.select(*found.c, month).where(placed).subquery("placed")
    units = store.read(relations.against_all(kept, ("topic", "channel", "month"), kept.c.solved))
    measure = relations.Counted(placed, {"solved": found.c.solved})
    sums = relations.over_customers(found, {"issues": measure}, key="customer_id", counts={"left_out": sa.not_(placed)})
    people = store.read(sums)
    table = units.merge(people.assign(n=people["issues_clusters"]), on="group")
    design = stats.design_effect(stats.ClusterSums.of(table, "issues", "solved"))
    alike = stats.standardised_share(table, design=design, judged=table["n"] >= settings.minimum_n)
    shares = {
        "standard_pct": 100 * alike["share"],
        "low": 100 * alike["low"],
        "high": 100 * alike["high"],
        "ratio": alike["ratio"],
        "size": alike["size"],
        "solved_pct": 100 * table["observed"] / table["cases"],
    }
    left_out = people["left_out"].sum()
    table = table.rename(columns={"expected": "expected_issues"})
    return table.assign(**shares, solved=table["observed"], issues=table["cases"], left_out=left_out)
