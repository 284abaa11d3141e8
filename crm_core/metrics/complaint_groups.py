"""Whether groups of complaints really differ in how long they take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_core import relations, stats
from crm_core.catalogue import metric
from crm_core.database import Store, count_durations
from crm_core.filters import MISSING, WHOLE, Filters
from crm_core.relations import Clock
from crm_core.settings import Settings


@metric(
    "complaints.groups_differ",
    title="Whether groups differ in how long complaints take",
    chart="bars",
    cohort="complaints.opened_at",
    tables=("complaints", "complaint_events", "customers", "products", "staff", "stores"),
    columns={
        "group": "code",
        "chance_pct": "per cent",
        "groups": "groups",
        "n": "complaints",
        "left_out": "complaints",
    },
    value="chance_pct",
)
def groups_differ(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    split: str = "category",
    clock: Clock = "clock",
) -> pd.DataFrame:
    r"""Chance of curves as different as these if complaints of all groups took equally long, open ones counted.

    Definition
    ----------
    Log-rank test of the complaints opened in the period by `split` (what they are about unless another dimension is
    given): at every duration at which a complaint was settled, the settled ones of each group are held against their
    share of those still open. It compares how fast open complaints are settled (the cause-specific rate): open ones
    count as open for as long as the data show it, and a withdrawn one leaves when it is withdrawn. Nothing is adjusted
    for: a group may take longer for what else is different in it. Durations are read as those of the resolution time.

    Columns
    -------
    group : empty
    chance_pct : chance of differences at least as large were there none, per cent; below 5 they are more than chance;
        missing where fewer than two groups had an open complaint when one was settled
    groups : groups compared
    n : complaints in them
    left_out : complaints without a group, or over without saying when

    Caution
    -------
    A small chance says that groups differ, not by how much. Where curves cross it sees little. If customers of one
    group withdraw more, shares settled may be alike though the rates differ.

    Source
    ------
    Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; Prentice and others (1978), Biometrics 34, 541-554.
    """
    cases = filters.cases(store, by=split, cohort="opened_at", settings=settings, working=clock == "business")
    counts = count_durations(store, relations.case_durations(cases, clock), "complaints", grouped=True)
    known = counts[counts["ending"].notna() & (counts["group"] != MISSING)]
    n = int(known["cases"].sum())
    found = {"group": WHOLE, "chance_pct": np.nan, "n": n, "left_out": int(counts["cases"].sum()) - n}
    if known.empty:
        return pd.DataFrame([found])
    settled = known["ending"] == relations.RESOLVED
    _, degrees, chance = stats.log_rank(known["seconds"], settled, known["group"], weight=known["cases"])
    return pd.DataFrame([found | {"chance_pct": 100 * chance, "groups": degrees + 1}])
