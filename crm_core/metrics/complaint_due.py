"""What falls due in the next days."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings


def _open_ones(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.Subquery:
    cases = relations.open_only(filters.cases(store, by=by, settings=settings, working=True))
    return relations.promises(cases)


def _not_late(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = _open_ones(store, filters, settings, by=by)
    return sa.select(*rows.c).where(rows.c.used < rows.c.target).subquery("not_late")


@metric(
    "complaints.falling_due",
    title="Falling due in 7 days",
    chart="bars",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "staff", "stores"),
    by=("category", "severity", "store", "team"),
    columns={"group": "code", "day": "code", "due": "complaints"},
    value="due",
    better="lower",
    records=_not_late,
)
def falling_due(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    """Count the open complaints by the day on which their promised time runs out, for the next seven days.

    Definition
    ----------
    Complaints open at the end of the data, whenever they were opened, that are not late yet: by the day, in the
    workspace's time zone, on which the time promised is used up if nothing stops the clock. The promise and its clock
    are those of the promise kept. The first day is that of the end of the data, unless it is over.

    Columns
    -------
    group : code of the group, empty for the whole
    day : the day, as YYYY-MM-DD
    due : complaints that fall due on it

    Caution
    -------
    No forecast: many of them will be settled before. A case that is paused is counted as if it were taken up at once.
    Whose they are is told by team, the case's own or that of who works on it, and never by person.

    Source
    ------
    A count of the records; no estimate and so no interval.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _open_ones(store, filters, settings, by=by)
    days = relations.days_ahead(filters.as_of, settings)
    place = relations.due_on(rows, filters.as_of, settings).label("place")
    placed = sa.select(rows.c.group, place).subquery("placed")
    counted = store.read(sa.select(*placed.c, sql.count().label("due")).group_by(*placed.c))
    groups = sorted(set(counted["group"])) if by else [WHOLE]
    grid = pd.MultiIndex.from_product([groups, range(relations.AHEAD)], names=["group", "place"])
    known = counted.dropna(subset=["place"]).set_index(["group", "place"])["due"]
    table = known.reindex(grid).reset_index()
    return table.assign(day=[days[place].isoformat() for place in table["place"]])
