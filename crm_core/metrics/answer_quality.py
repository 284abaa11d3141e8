"""Whether answers are right, and whether searching helps."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

TABLES = ("interactions", "customers", "staff")


def _checks(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    return sa.select(*rows.c).where(_is_judged(rows)).subquery("checks")


def _is_judged(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether an answer was drawn for a check and judged."""
    return sa.and_(sa.func.coalesce(rows.c.answer_checked, sa.false()), rows.c.answer_correct.is_not(None))


@metric(
    "channels.accuracy",
    title="Right answers",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=TABLES,
    by=("month", "channel", "topic", "team"),
    columns={
        "group": "code",
        "correct_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "correct": "contacts",
        "checked": "contacts",
        "n": "customers",
        "left_out": "contacts",
    },
    value="correct_pct",
    better="higher",
    records=_checks,
)
def accuracy(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the answers drawn for a check that were right.

    Definition
    ----------
    Answers found right / answers drawn for a check and judged, of contacts that began in the period. Only random
    checks count: a verdict on an answer that was not drawn, after a complaint say, tells of that answer alone. The
    interval is Wilson's, 95 %, at the size that the spread between customers is worth; a contact without a customer
    counts as one of its own.

    Columns
    -------
    group : code of the group, empty for the whole
    correct_pct : answers found right, per cent
    low, high : its 95 % interval, per cent
    correct : answers found right
    checked : answers drawn and judged
    n : customers who got them
    left_out : answers drawn and not judged, or judged without having been drawn

    Caution
    -------
    It is as good as the draw: where those who are checked choose what is checked, the share says nothing. Never shown
    by person.

    Source
    ------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; several answers to one customer: Korn
    and Graubard (1998), Survey Methodology 24, 193-201.
    """
    settings = settings or store.settings(filters.as_of)
    checks = _checks(store, filters, settings, by=by)
    measure = relations.Counted(sa.true(), {"correct": checks.c.answer_correct})
    table = store.read(relations.over_customers(checks, {"checked": measure}, key="interaction_id"))
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    told = sa.or_(sa.func.coalesce(rows.c.answer_checked, sa.false()), rows.c.answer_correct.is_not(None))
    left_out = sql.count_where(sa.and_(told, sa.not_(_is_judged(rows)))).label("left_out")
    table = table.merge(store.read(sa.select(rows.c.group, left_out).group_by(rows.c.group)), on="group", how="outer")
    return _with_share(table, "checked", "correct").rename(columns={"share_pct": "correct_pct"})


def _with_share(table: pd.DataFrame, unit: str, part: str) -> pd.DataFrame:
    """Add ``share_pct``, ``low`` and ``high``, and call the sums by the names of the unit and of the part."""
    share, low, high = stats.clustered_share(stats.ClusterSums.of(table, unit, part))
    names = {f"{part}_total": part, f"{unit}_units": unit, f"{unit}_clusters": "n"}
    return table.rename(columns=names).assign(share_pct=100 * share, low=100 * low, high=100 * high)


def _searches(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.Subquery:
    """Return the searches of the period, with ``over``: whether the time to ask a person is."""
    rows = filters.rows(store, "interactions", by=by, cohort="started_at", settings=settings)
    since = Filters(as_of=filters.as_of, start=filters.start)  # what follows a search is not before it
    found = relations.searches(rows, since.rows(store, "interactions", cohort="started_at", settings=settings))
    over = found.c.started_at <= sql.instant(filters.as_of - relations.SOON)
    return sa.select(*found.c, over.label("over")).subquery("with_over")


def _counts(found: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(found.c.over, relations.is_traceable(found), found.c.useful.is_not(None))


def _counted(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    found = _searches(store, filters, settings, by=by)
    return sa.select(*found.c).where(_counts(found)).subquery("counted")


@metric(
    "channels.search_success",
    title="Searches that helped",
    chart="dumbbell",
    cohort="interactions.started_at",
    tables=TABLES,
    by=("month", "topic", "region"),
    columns={
        "group": "code",
        "success_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "successes": "contacts",
        "searches": "contacts",
        "useful": "contacts",
        "n": "customers",
        "nameless": "contacts",
        "left_out": "contacts",
    },
    value="success_pct",
    better="higher",
    records=_counted,
)
def search_success(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of the searches of the period that gave a useful result and were followed by no question to a person.

    Definition
    ----------
    Searches on the site with a useful result and no contact of the customer on the same topic within 24 hours, by
    telephone, chat or mail or in a store, / searches whose customer, topic and usefulness are known and that are at
    least 24 hours old, whatever followed. The interval is Wilson's, 95 %, at the size that the spread between customers
    is worth.

    Columns
    -------
    group : code of the group, empty for the whole
    success_pct : searches that helped, per cent
    low, high : its 95 % interval, per cent
    successes : searches that helped
    searches : searches counted
    useful : those of them with a useful result, asked about or not
    n : customers who searched
    nameless : searches without a customer: what followed them can't be known
    left_out : searches not counted: those, and those without a topic, without a word on usefulness, or of the last
        24 hours

    Caution
    -------
    Who gives up, or asks a friend, counts as helped. Customers who are signed in when they search may differ from those
    who are not.

    Source
    ------
    A count of the records. Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    settings = settings or store.settings(filters.as_of)
    found = _searches(store, filters, settings, by=by)
    helped = sa.and_(found.c.useful, sa.not_(found.c.asked))
    counts = _counts(found)
    measure = relations.Counted(counts, {"successes": helped, "useful": found.c.useful})
    others = {"nameless": found.c.customer_id.is_(None), "left_out": sa.not_(counts)}
    table = store.read(
        relations.over_customers(found, {"searches": measure}, key="interaction_id", counts=others)
    ).rename(columns={"useful_total": "useful"})
    return _with_share(table, "searches", "successes").rename(columns={"share_pct": "success_pct"})
