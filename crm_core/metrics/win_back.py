"""Customers to win back, by name, with the reason."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from crm_core import kept, members, relations, sql
from crm_core.catalogue import metric
from crm_core.database import MAXIMUM_ROWS, Store
from crm_core.filters import WHOLE, Filters
from crm_core.settings import Settings

DOUBTFUL = 0.5
"""Probability of still buying below which a customer counts as quiet."""

MONEY = "workspace currency"
TABLES = (
    "purchases", "customers", "complaints", "complaint_events", "survey_answers", "follow_ups", "points", "tier_locks",
    "tier_rules", "customer_identity",
)  # fmt: skip


@metric(
    "loyalty.win_back",
    title="Customers to win back",
    chart="bars",
    cohort="purchases.bought_at",
    tables=TABLES,
    columns={
        "group": "code",
        "reason": "code",
        "consent": "code",
        "tier_before": "code",
        "tier": "code",
        "customer": "code",
        "last_year": MONEY,
        "year_before": MONEY,
        "usual_days": "days",
        "silent_days": "days",
        "active_pct": "per cent",
        "late_complaints": "complaints",
        "score": "points",
        "score_of": "points",
    },
    value="last_year",
)
def win_back(
    store: Store,
    filters: Filters,
    *,
    by: str | None = None,
    settings: Settings | None = None,
    limit: int = MAXIMUM_ROWS,
) -> pd.DataFrame:
    """List customers who seem to be leaving, with the reason; those who brought most in two years first.

    Definition
    ----------
    Customers who bought in the last 730 days and of whom one of these holds, the first that does being the reason:
    late_complaint, an open complaint is past its promise; low_score, the last score of the last 365 days is in the
    lowest two fifths of its scale and was never followed up; fell, the tier is lower than a year before; quiet, the
    probability of still buying is below one half, by the model of the sales at risk over all that the customer ever
    bought. Purchases are those up to the end of the period, tiers those at its end and a year earlier, complaints and
    scores those known now. Children under 16 are never listed. In the order of what they brought in 730 days.

    Columns
    -------
    group : empty: the whole
    reason : late_complaint, low_score, fell or quiet
    consent : yes where the customer agreed to marketing, else no: then nobody may write
    tier_before, tier : tier a year before and now; empty without a scheme
    customer : the customer's number
    last_year : revenue of the last 365 days, in the workspace's currency
    year_before : revenue of the 365 days before, same currency
    usual_days : mean days from one purchase to the next; missing for who bought on one day
    silent_days : days since the last purchase
    active_pct : probability of still buying, per cent; missing where no model can be fitted
    late_complaints : open complaints past their promise
    score : the low score, missing where there is none
    score_of : highest score there is

    Caution
    -------
    A list to look at, not a verdict: some are well and only slow. By this model nobody who bought once is quiet.

    Source
    ------
    A list of the records; the probability: Fader, Hardie and Lee (2005), Marketing Science 24, 275-284.
    """
    settings = settings or store.settings(filters.as_of)
    rows = _candidates(store, filters, settings)
    reason = sa.case(
        (rows.c.late > 0, "late_complaint"),
        (rows.c.score.is_not(None), "low_score"),
        (rows.c.place < rows.c.place_before, "fell"),
        (rows.c.probability_active < sa.literal(DOUBTFUL, sa.Double()), "quiet"),
        else_=sa.null(),
    )
    told = [rows.c[name] for name in ("tier_before", "tier", "last_year", "year_before", "usual_days", "silent_days")]
    columns = [
        sa.literal(WHOLE, sa.String()).label("group"),
        rows.c.customer_id.label("customer"),
        sa.type_coerce(reason, sa.String()).label("reason"),
        rows.c.consent,
        *told,
        (sa.literal(100.0, sa.Double()) * rows.c.probability_active).label("active_pct"),
        rows.c.late.label("late_complaints"),
        sql.to_double(rows.c.score).label("score"),
        sa.cast(rows.c.scale, sa.Double()).label("score_of"),
        (rows.c.last_year + rows.c.year_before).label("both"),
    ]
    listed = sa.select(*columns).subquery("listed")
    first = sa.select(*listed.c).where(listed.c.reason.is_not(None)).order_by(listed.c.both.desc(), listed.c.customer)
    found = store.read(sa.select(*first.limit(limit).subquery("first").c))
    return found.sort_values(["both", "customer"], ascending=[False, True])


def _candidates(store: Store, filters: Filters, settings: Settings) -> sa.Subquery:
    """Return the customers that the filters leave who bought within two years, with all that may be a reason."""
    everything = filters.unnarrowed
    day, moment = members.last_moment(filters, settings)
    lines = relations.bought(everything.rows(store, "purchases", settings=settings))
    people = relations.rhythm(lines, settings.zone, day)
    promised = relations.promises(everything.cases(store, settings=settings, working=True))
    answers, follow_ups = (everything.rows(store, one, settings=settings) for one in ("survey_answers", "follow_ups"))
    before = members.a_year_before(day)
    known = {
        "active": kept.active_at(store, settings, moment),
        "now": kept.tiers_at(store, settings, moment),
        "then": kept.tiers_at(store, settings, members.end_of(before, settings)),
        "late": relations.late_complaints(promised),
        "low": relations.unanswered_scores(answers, follow_ups, filters.as_of),
    }
    signs = relations.signs(people, known)
    chosen = members.chosen_customers(store, filters, settings, None)
    may = relations.consent(everything.rows(store, "customers", settings=settings), day)
    listed = sa.select(*signs.c, may.c.consent).select_from(signs.join(may, signs.c.customer_id == may.c.customer_id))
    lately = signs.c.silent_days < sa.literal(2.0 * relations.YEAR_DAYS, sa.Double())
    return listed.where(lately, signs.c.customer_id.in_(sa.select(chosen.c.customer_id))).subquery("candidates")
