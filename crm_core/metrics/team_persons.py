"""What customers say of single members of staff: where it is switched on, for the person and the managers named."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import persons, rated, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings


def _about(store: Store, filters: Filters, settings: Settings, *, by: str | None = None, scale: str | None = None,
           person: str | None = None) -> sa.FromClause:  # fmt: skip
    """Return the answers about the persons that may be read about, or about one of them."""
    offered = rated.offered_to(store, filters, settings, "person")
    counts = rated.on_scale(offered, scale or rated.usual_scale(store, offered))
    seen = persons.may_be_seen(offered.c.staff_id, filters, settings)
    one = sa.true() if person is None else offered.c.staff_id == person
    enough = sa.select(offered.c.staff_id).where(counts).group_by(offered.c.staff_id)
    respondent = sa.func.coalesce(offered.c.customer_id, offered.c.answer_id, type_=sa.String())
    people = sa.func.count(sa.distinct(respondent), type_=sa.BigInteger())
    enough = enough.having(
        sql.count() >= sql.whole(persons.LEAST_ANSWERS), people >= sql.whole(settings.minimum_people_personal)
    )
    return sa.select(*offered.c).where(counts, seen, one, offered.c.staff_id.in_(enough)).subquery("about")


@metric(
    "team.persons",
    title="Satisfied customers of each person, observed and expected",
    chart="bars",
    cohort="survey_answers.answered_at",
    tables=rated.TABLES,
    columns={
        "group": "code",
        "scale": "code",
        "team": "code",
        "name": "text",
        "satisfied": "answers",
        "expected_answers": "expected answers",
        "standard_pct": "per cent",
        "low": "per cent",
        "high": "per cent",
        "csat_pct": "per cent",
        "shared_pct": "per cent",
        "answers": "answers",
        "n": "customers",
        "left_out": "answers",
    },
    value="standard_pct",
    better="higher",
    records=_about,
)
def by_person(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    scale: str | None = None,
    person: str | None = None,
) -> pd.DataFrame:
    r"""Satisfied answers about each person beside those that everybody would have with the same contacts.

    Definition
    ----------
    As the share of teams with everybody's contacts, by the person who served; expected is what all persons together
    have for each kind of contact. Listed are persons with at least 30 answers, of at least as many customers as the
    smallest group by a member of staff, in no order of merit. Nothing is listed unless staff data are switched on and a
    manager is named, and a person alone sees their own row. `person` asks for one.

    Columns
    -------
    group : the person's number
    scale : points of the scale
    team : the team they work in now
    name : the person's name
    satisfied : satisfied answers
    expected_answers : satisfied answers that everybody would have with the same contacts
    standard_pct : satisfied answers with everybody's contacts, per cent
    low, high : its 95 % interval, per cent
    csat_pct : satisfied answers as they are, per cent
    shared_pct : answers about a kind of contact that somebody else has too, per cent
    answers : answers counted
    n : customers who gave them
    left_out : answers offered the question that leave it empty, are on another scale or name nobody; in each row

    Caution
    -------
    Not a score of a person: it covers those who chose to answer, about kinds of contact as far as they are recorded. Of
    twenty persons who are alike one lies outside the interval by chance. The cases behind it say more than the number.

    Source
    ------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
    """
    settings = settings or store.settings(filters.as_of)
    people = filters.unnarrowed.rows(store, "staff", settings=settings)
    seen = persons.may_be_seen(people.c.staff_id, filters, settings)
    one = sa.true() if person is None else people.c.staff_id == person
    named = store.read(sa.select(people.c.staff_id.label("group"), people.c.name, people.c.team).where(seen, one))
    if named.empty:
        return pd.DataFrame()
    table = rated.against_all(store, filters, settings, scale, "person").merge(named, on="group")
    large = table["answers_clusters"] >= settings.minimum_people_personal
    listed = table[large & (table["cases"] >= persons.LEAST_ANSWERS)]
    names = {"expected": "expected_answers", "answers_clusters": "n"}
    return listed.rename(columns=names).assign(satisfied=listed["observed"], answers=listed["cases"])
