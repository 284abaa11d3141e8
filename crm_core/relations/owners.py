"""Key accounts and customers with an owner: what they bring, and who has a reason to be called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from crm_core import schema, sql
from crm_core.relations.contacts import CHANNELS
from crm_core.relations.endings import OPEN
from crm_core.relations.returns import MONEY
from crm_core.relations.standing import YEAR_DAYS

NOBODY = ""
"""Part of the customers who belong to none."""

LEFT, LEAVES = "left", "leaves"
"""Whether an owner is gone already or goes soon."""

ZERO: sa.ColumnElement[float] = sa.literal(0.0, sa.Double())


def parts_of_sales(lines: sa.FromClause, members: sa.FromClause) -> sa.Select[Any]:
    """Add up what customers of different parts brought.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `crm_core.relations.sales`, with ``group``.
    members : sqlalchemy.FromClause
        ``customer_id``, each once, and ``part``.

    Returns
    -------
    sqlalchemy.Select
        ``group`` and ``part``, `NOBODY` for customers of no part and missing for lines that name no customer;
        ``customers``, ``lines``, ``total``, and ``squares``, the sum over customers of what each brought squared; a
        line without a customer counts as a customer of its own there.
    """
    money = sql.to_double(lines.c.net_revenue)
    sums: dict[str, sa.ColumnElement[Any]] = {
        "lines": sql.count(),
        "brought": sa.func.sum(money, type_=sa.Double()),
        "line_squares": sa.func.sum(money * money, type_=sa.Double()),
    }
    keys = (lines.c.group, lines.c.customer_id)
    each = sa.select(*keys, *(one.label(name) for name, one in sums.items())).group_by(*keys).subquery("each")
    named = each.c.customer_id.is_not(None)
    part = sa.case((named, sa.func.coalesce(members.c.part, NOBODY, type_=sa.String())))
    squared = sa.case((named, each.c.brought * each.c.brought), else_=each.c.line_squares)
    told = sa.select(
        each.c.group, sa.type_coerce(part, sa.String()).label("part"), each.c.lines, each.c.brought,
        sa.type_coerce(squared, sa.Double()).label("squared"), named.label("named"),
    ).select_from(each.outerjoin(members, each.c.customer_id == members.c.customer_id)).subquery("told")  # fmt: skip
    totals: dict[str, sa.ColumnElement[Any]] = {
        "customers": sql.count_where(told.c.named),
        "lines": sa.cast(sa.func.sum(told.c.lines), sa.BigInteger()),
        "total": sa.func.sum(told.c.brought, type_=sa.Double()),
        "squares": sa.func.sum(told.c.squared, type_=sa.Double()),
    }
    columns = [one.label(name) for name, one in totals.items()]
    return sa.select(told.c.group, told.c.part, *columns).group_by(told.c.group, told.c.part)


def at_launch(lines: sa.FromClause, products: sa.FromClause, zone: str, days: int, *, each: bool) -> sa.Subquery:
    """Keep the lines of a product's first days of sale; ``group`` is the product where `each`, else empty.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `crm_core.relations.sales`.
    products : sqlalchemy.FromClause
        ``product_id`` and ``launched_on``, the first day.
    zone : str
        Where days begin.
    days : int
        How many days count.
    each : bool
        Whether products are told apart.
    """
    since = sql.start_of(products.c.launched_on, zone)
    until = sql.start_of(sql.days_later(products.c.launched_on, sa.literal(days, sa.Integer())), zone)
    joined = lines.join(products, lines.c.product_id == products.c.product_id)
    group = products.c.product_id if each else sa.literal("", sa.String())
    columns = [column for column in lines.c if column.key != "group"]
    question = sa.select(*columns, sa.type_coerce(group, sa.String()).label("group")).select_from(joined)
    return question.where(lines.c.bought_at >= since, lines.c.bought_at < until).subquery("at_launch")


def with_owner(customers: sa.FromClause, staff: sa.FromClause, last: dt.date) -> sa.Subquery:
    """Add to customers whether somebody looks after them: ``owned`` and, of these, ``owner_left`` by that day."""
    left = sa.and_(staff.c.left_on.is_not(None), staff.c.left_on <= sa.literal(last, sa.Date()))
    owned = customers.c.owner_id.is_not(None)
    gone = sa.func.coalesce(sa.and_(owned, left), sa.false(), type_=sa.Boolean())
    source = customers.outerjoin(staff, customers.c.owner_id == staff.c.staff_id)
    columns = [owned.label("owned"), gone.label("owner_left")]
    return sa.select(*customers.c, *columns).select_from(source).subquery("with_owner")


def last_contacts(contacts: sa.FromClause, appointments: sa.FromClause, people: sa.Select[Any]) -> sa.Subquery:
    """Return when these customers last spoke with somebody: ``customer_id``, ``last_contact``.

    A call, chat, mail or visit that nobody gave up, or an appointment that the customer kept. Who looked something up
    alone spoke with nobody.
    """
    channel, gave_up = (sa.func.coalesce(contacts.c[name], other, type_=other.type) for name, other in (
        ("channel", sa.literal("", sa.String())), ("abandoned", sa.false())))  # fmt: skip
    met = sa.and_(sa.not_(gave_up), channel.not_in(CHANNELS["self"]))
    kept = sa.func.coalesce(appointments.c.started_at, appointments.c.arrived_at, type_=sql.INSTANT)
    each = sa.union_all(
        sa.select(contacts.c.customer_id, contacts.c.started_at.label("at")).where(
            contacts.c.customer_id.in_(people), met
        ),
        sa.select(appointments.c.customer_id, kept.label("at")).where(
            appointments.c.customer_id.in_(people), kept.is_not(None)
        ),
    ).subquery("spoken")
    newest = sa.func.max(each.c.at, type_=sql.INSTANT).label("last_contact")
    return sa.select(each.c.customer_id, newest).group_by(each.c.customer_id).subquery("last_contacts")


def leaving(last: dt.date, ahead_days: int) -> sa.Subquery:
    """Return the members of staff who have left by a day or leave soon after it, as is recorded today.

    The columns are ``owner``, ``left_on``, their last day, and ``state``: `LEFT` or `LEAVES`.
    """
    staff = schema.table("staff")
    until = sa.literal(last + dt.timedelta(days=ahead_days), sa.Date())
    state = sa.case((staff.c.left_on <= sa.literal(last, sa.Date()), LEFT), else_=LEAVES)
    columns = (staff.c.staff_id.label("owner"), staff.c.left_on, sa.type_coerce(state, sa.String()).label("state"))
    return sa.select(*columns).where(staff.c.left_on.is_not(None), staff.c.left_on <= until).subquery("leaving")


def two_years_spent(lines: sa.FromClause, people: sa.Select[Any], zone: str, last: dt.date) -> sa.Subquery:
    """Return what customers spent in the year up to a day and in the year before, and how much chance is in it.

    Parameters
    ----------
    lines : sqlalchemy.FromClause
        Of `crm_core.relations.bought`.
    people : sqlalchemy.Select
        The customers asked about: one column.
    zone : str
        Where days begin.
    last : date
        Last day of the second year of 365 days.

    Returns
    -------
    sqlalchemy.Subquery
        ``customer_id``; ``last_year`` and ``year_before``, money as doubles; ``squares``, the sum over the days with a
        purchase of both years of what was spent on each, squared: the variance of the difference between two years of
        purchases at random times.
    """
    middle, start = (sql.midnight(last - dt.timedelta(days=ago * YEAR_DAYS - 1), zone) for ago in (1, 2))
    end = sql.midnight(last + dt.timedelta(days=1), zone)
    day, lately = sql.day_of(lines.c.bought_at, zone).label("day"), (lines.c.bought_at >= middle).label("lately")
    spent = sql.to_double(sa.func.sum(lines.c.net_revenue, type_=MONEY)).label("spent")
    of_then = (lines.c.bought_at >= start, lines.c.bought_at < end, lines.c.customer_id.in_(people))
    keys = (lines.c.customer_id, day, lately)
    each = sa.select(*keys, spent).where(*of_then).group_by(*keys).subquery("spent_by_day")
    sums = {
        "last_year": sa.case((each.c.lately, each.c.spent), else_=ZERO),
        "year_before": sa.case((each.c.lately, ZERO), else_=each.c.spent),
        "squares": each.c.spent * each.c.spent,
    }
    columns = [sa.func.sum(one, type_=sa.Double()).label(name) for name, one in sums.items()]
    return sa.select(each.c.customer_id, *columns).group_by(each.c.customer_id).subquery("two_years_spent")


def waiting_complaints(promised: sa.FromClause) -> sa.Subquery:
    """Count each customer's open complaints: ``customer_id``, ``open`` and ``late``, those past their promise."""
    late = sql.count_where(promised.c.spent >= promised.c.target).label("late")
    counted = sa.select(promised.c.customer_id, sql.count().label("open"), late)
    waiting = sa.and_(promised.c.ending == OPEN, promised.c.customer_id.is_not(None))
    return counted.where(waiting).group_by(promised.c.customer_id).subquery("waiting_complaints")


def said_in_two_years(answers: sa.FromClause, people: sa.Select[Any], as_of: dt.datetime) -> sa.Subquery:
    """Return the mean satisfaction (1-10) that customers gave within 365 days, and in the 365 days before.

    The columns are ``customer_id``, ``content_now`` and ``content_before``, missing where nothing was said.
    """
    year = dt.timedelta(days=YEAR_DAYS)
    middle, start = (sql.instant(as_of - ago * year) for ago in (1, 2))
    said = sa.and_(answers.c.satisfaction.is_not(None), answers.c.answered_at > start)
    score = sql.to_double(answers.c.satisfaction)
    means = {
        "content_now": sql.mean(sa.case((answers.c.answered_at > middle, score))),
        "content_before": sql.mean(sa.case((answers.c.answered_at <= middle, score))),
    }
    columns = [one.label(name) for name, one in means.items()]
    question = sa.select(answers.c.customer_id, *columns).where(said, answers.c.customer_id.in_(people))
    return question.group_by(answers.c.customer_id).subquery("said_in_two_years")


def beside(people: sa.FromClause, known: Mapping[str, tuple[sa.FromClause, tuple[str, ...]]]) -> sa.Subquery:
    """Join to customers what several questions say of them; missing where one says nothing.

    `known` names each question, with the columns wanted of it.
    """
    source, columns = people, [*people.c]
    for name, (table, wanted) in known.items():
        other = table.alias(name)
        source = source.outerjoin(other, people.c.customer_id == other.c.customer_id)
        columns += [other.c[column] for column in wanted]
    return sa.select(*columns).select_from(source).subquery("beside")
