"""Standards of a team, as they were recorded: late arrivals, training before the floor, notes on conduct.

All of them are off until a workspace switches them on, and are for the person and the managers named.
"""

from __future__ import annotations

from functools import partial

import pandas as pd
import sqlalchemy as sa

from crm_core import persons, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import MISSING, Filters
from crm_core.settings import Settings

TABLES = ("shifts", "staff")
YES, NO = "yes", "no"
NONE = sa.literal("", sa.String())

_of_shifts = partial(metric, chart="bars", cohort="shifts.planned_start", tables=TABLES, better="lower")


def _in_window(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    rows = persons.about_persons(store, filters, "shifts", settings, "punctuality")
    since = sql.midnight(persons.window(filters, settings), settings.zone)
    return sa.select(*rows.c).where(rows.c.planned_start >= since).subquery("in_window")


def _late(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = _in_window(store, filters, settings)
    unexcused = sa.and_(persons.late_beyond(rows, settings), sa.not_(persons.excused(rows)))
    return sa.select(*rows.c).where(unexcused, *filters.within(rows.c.planned_start, settings)).subquery("late")


@_of_shifts(
    "team.punctuality",
    title="Late arrivals recorded",
    columns={
        "group": "code",
        "team": "code",
        "reached": "code",
        "name": "text",
        "late_arrivals": "shifts",
        "excused": "shifts",
        "n": "shifts",
        "left_out": "shifts",
    },
    value="late_arrivals",
    records=_late,
)
def punctuality(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Count the late arrivals of each person that were recorded and not excused, in the months in which they count.

    Definition
    ----------
    Late is an arrival more than the set minutes after the planned start; one exactly on the limit is on time. Counted
    are shifts of the set months up to the end of the data, whatever the period; listed is who has a late arrival in the
    period. The standard is reached at the set number of them; excused ones never count. Nothing is listed unless staff
    data and this standard are switched on and a manager is named, and a person alone sees their own row.

    Columns
    -------
    group : the person's number
    team : the team they work in now
    reached : yes where the number that the standard sets is reached, else no
    name : the person's name
    late_arrivals : late arrivals, not excused
    excused : late arrivals that were excused
    n : shifts with a known arrival
    left_out : shifts of which the arrival is not known

    Caution
    -------
    It says what was recorded, not why; a person decides what it means. Older lateness is not shown and is deleted.

    Source
    ------
    A count of the records.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _in_window(store, filters, settings)
    late, excused = persons.late_beyond(rows, settings), persons.excused(rows)
    known = sa.and_(rows.c.arrived_at.is_not(None), rows.c.precision != "day")
    unexcused = sa.and_(late, sa.not_(excused))
    counts = {
        "late_arrivals": unexcused,
        "excused": sa.and_(late, excused),
        "n": known,
        "left_out": sa.not_(known),
        "lately": sa.and_(unexcused, *filters.within(rows.c.planned_start, settings)),
    }
    found = store.read(_by_person(rows, counts))
    found = found[found["lately"] > 0]
    return found.assign(reached=[YES if late >= settings.late_count else NO for late in found["late_arrivals"]])


def _by_person(rows: sa.FromClause, counts: dict[str, sa.ColumnElement[bool]]) -> sa.Select[tuple[object, ...]]:
    """Count rows by person, with name and team."""
    told = [sa.func.coalesce(sa.func.max(rows.c[one]), NONE, type_=sa.String()).label(one) for one in ("name", "team")]
    numbers = [sql.count_where(condition).label(name) for name, condition in counts.items()]
    return sa.select(rows.c.staff_id.label("group"), *told, *numbers).group_by(rows.c.staff_id)


def _worked(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    rows = persons.about_persons(store, filters, "shifts", settings, "training_first")
    of_the_period = filters.within(rows.c.planned_start, settings)
    return sa.select(*rows.c).where(*of_the_period).subquery("worked")


def _before_training(rows: sa.FromClause, settings: Settings) -> sa.ColumnElement[bool]:
    return sql.day_of(rows.c.planned_start, settings.zone) < rows.c.training_completed_on


def _untrained(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = _worked(store, filters, settings)
    return sa.select(*rows.c).where(_before_training(rows, settings)).subquery("untrained")


@_of_shifts(
    "team.onboarding",
    title="Shifts before the training was completed",
    columns={
        "group": "code",
        "team": "code",
        "hired": "code",
        "trained": "code",
        "name": "text",
        "before_training": "shifts",
        "training_weeks": "weeks",
        "n": "shifts",
        "left_out": "shifts",
    },
    value="before_training",
    records=_untrained,
)
def onboarding(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Count the shifts of each person that were planned before the day on which the training was completed.

    Definition
    ----------
    Shifts of the period whose day, in the workspace's zone, lies before the day on which the person's training was
    completed; one on that day does not count. Listed is who has one. The weeks of training run from the first day of
    work to that day. Nothing is listed unless staff data and this standard are switched on and a manager is named, and
    a person alone sees their own row.

    Columns
    -------
    group : the person's number
    team : the team they work in now
    hired : first day of work, as YYYY-MM-DD
    trained : day on which the training was completed
    name : the person's name
    before_training : shifts before that day
    training_weeks : weeks from the first day of work to that day
    n : shifts of the period, with a known day of training
    left_out : shifts of whom no day of training is known

    Caution
    -------
    Whether a shift was work on the floor or part of the training is not recorded. Who has no day of training may still
    be in it: nothing is said of them.

    Source
    ------
    A count of the records.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _worked(store, filters, settings)
    known = rows.c.training_completed_on.is_not(None)
    counts = {"before_training": _before_training(rows, settings), "n": known, "left_out": sa.not_(known)}
    question = _by_person(rows, counts)
    days = {"hired_on": rows.c.hired_on, "training_completed_on": rows.c.training_completed_on}
    question = question.add_columns(*(sa.func.max(day, type_=sa.Date()).label(name) for name, day in days.items()))
    found = store.read(question)
    found = found[found["before_training"] > 0]
    hired, trained = found["hired_on"], found["training_completed_on"]
    written = {name: day.dt.strftime("%Y-%m-%d") for name, day in (("hired", hired), ("trained", trained))}
    return found.assign(**written, training_weeks=(trained - hired).dt.days / 7)


_of_notes = partial(
    metric, chart="bars", cohort="conduct_notes.noted_on", tables=("conduct_notes", "staff", "notes"), better="neither"
)


def _noted(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = persons.about_persons(store, filters, "conduct_notes", settings, "conduct")
    return sa.select(*rows.c).where(*filters.within(rows.c.noted_on, settings)).subquery("noted")


@_of_notes(
    "team.conduct",
    title="Notes on conduct by kind",
    columns={"group": "code", "kind": "code", "n": "notes", "left_out": "notes"},
    value="n",
    records=_noted,
    series="kind",
)
def conduct(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """Count the notes on conduct of each team by their kind.

    Definition
    ----------
    Notes of the period by the team that the person works in now, and by kind as it was written. Nothing is counted
    unless staff data and this standard are switched on and a manager is named. Teams with fewer members than the
    smallest group by a member of staff are left out: a note there is a note about somebody.

    Columns
    -------
    group : the team
    kind : kind of note, such as praise, reminder, warning
    n : notes of the period
    left_out : notes about somebody without a team, or of a team that is too small; the same in each row

    Caution
    -------
    It says what was written down, and teams write down different things.

    Source
    ------
    A count of the records.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _noted(store, filters, settings)
    people = filters.unnarrowed.rows(store, "staff", settings=settings)
    sizes = store.read(sa.select(people.c.team, sql.count().label("size")).group_by(people.c.team))
    question = sa.select(rows.c.team, rows.c.kind, sql.count().label("n")).group_by(rows.c.team, rows.c.kind)
    found = store.read(question).merge(sizes.dropna(subset=["team"]), on="team", how="left")
    large = found["size"].fillna(0) >= settings.minimum_people_personal
    left_out = int(found.loc[~large, "n"].sum())
    return found[large].rename(columns={"team": "group"}).sort_values("kind").assign(left_out=left_out)


@_of_notes(
    "team.notes",
    title="Notes on conduct",
    columns={
        "group": "code",
        "note": "code",
        "person": "code",
        "team": "code",
        "kind": "code",
        "noted": "code",
        "name": "text",
        "text": "text",
        "age_days": "days",
    },
    value="age_days",
    records=_noted,
)
def notes(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    """List the notes on conduct, for the person and the managers named, the newest first.

    Definition
    ----------
    Notes of the period as they were written. Nothing is listed unless staff data and this standard are switched on and
    a manager is named, and a person alone sees their own.

    Columns
    -------
    group : empty: the whole
    note : the note's number
    person : the person's number
    team : the team they work in now
    kind : kind of note
    noted : day of the note, as YYYY-MM-DD
    name : the person's name
    text : what was noted
    age_days : days from the note to the end of the data

    Caution
    -------
    A note is what somebody wrote; what the person says of it stands beside it on the page.

    Source
    ------
    A list of the records.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _noted(store, filters, settings)
    last = sa.literal(filters.last_day(settings), sa.Date())
    columns = {
        "note": rows.c.note_id,
        "person": rows.c.staff_id,
        "team": sa.func.coalesce(rows.c.team, MISSING, type_=sa.String()),
        "kind": rows.c.kind,
        "noted": sa.cast(rows.c.noted_on, sa.String()),
        "name": sa.func.coalesce(rows.c.name, NONE, type_=sa.String()),
        "text": rows.c.text,
        "age_days": sql.to_double(sql.days_between(rows.c.noted_on, last)),
    }
    found = store.read(sa.select(*(value.label(name) for name, value in columns.items())))
    return found.assign(group="").sort_values(["age_days", "note"], kind="stable")
