"""Named questions below filters and metrics; the only code that names a fact table in a question."""

from crm_core.relations.active import count_active
from crm_core.relations.activity import step_for
from crm_core.relations.answers import (
    INDEX_ITEMS,
    SATISFIED_FROM,
    Survey,
    index_of_answer,
    index_of_groups,
    index_of_respondents,
    last_per_respondent,
    of_survey,
)
from crm_core.relations.archive import (
    LOADED_TABLES,
    columns_of,
    coverage,
    fullness,
    imports_in_force,
    orphans,
    out_of_order,
    row_counts,
    set_aside,
)
from crm_core.relations.asking import (
    answered,
    delivered,
    old_enough,
    served_only,
    to_be_asked,
    with_answer,
    with_invitation,
)
from crm_core.relations.cases import (
    Cases,
    Clock,
    age_seconds,
    case_durations,
    cases,
    complaints_only,
    first_answers,
    idle_seconds,
    is_complaint,
    is_duplicate,
    open_only,
)
from crm_core.relations.clocks import days_of
from crm_core.relations.clusters import Counted, over_customers
from crm_core.relations.comments import with_words, written_by_lot
from crm_core.relations.constructs import constructs, filled
from crm_core.relations.contacts import ANSWERED, CHANNELS, HUNG_UP, queued
from crm_core.relations.due import AHEAD, days_ahead, due_on
from crm_core.relations.endings import OPEN, RESOLVED, WITHDRAWN
from crm_core.relations.facts import known_at, moment
from crm_core.relations.fixed import fixed
from crm_core.relations.followed import with_rating
from crm_core.relations.gaps import CELL_DAYS, CELLS, cells, gaps
from crm_core.relations.histories import LOTS, alike, histories, marked, spent_alike
from crm_core.relations.issues import APART, is_traceable, issues
from crm_core.relations.landmarks import bought_around, bought_around_days, first_of_each, in_lots, landmarks, lots_for
from crm_core.relations.lots import over_lots
from crm_core.relations.manuals import manuals
from crm_core.relations.mixes import channel_mixes
from crm_core.relations.moments import moments
from crm_core.relations.orders import count_orders, orders
from crm_core.relations.promises import Promise, due_by_now, promised_times, promises
from crm_core.relations.quotes import names_among, names_of, serious_comments
from crm_core.relations.referring import PROMOTER, bought_after, brought_by, referrers_asked
from crm_core.relations.rfm import RFM_SEGMENTS, rfm, rfm_scored
from crm_core.relations.sales import is_bought, money_moved, purchases_kept, sales
from crm_core.relations.searches import SOON, searches
from crm_core.relations.sellers import OWN, buyers_of, said_after, sold_by_seller, with_seller
from crm_core.relations.served import MIX, with_mix
from crm_core.relations.shares import TOTAL, buyers_by_group
from crm_core.relations.shortfalls import shortfalls
from crm_core.relations.standards import against_all
from crm_core.relations.standing import YEAR_DAYS, attitudes, attitudes_said, behaviour, standing
from crm_core.relations.starts import brought, years_since
from crm_core.relations.traits import (
    ATTITUDES,
    DEALINGS,
    dealings,
    last_recommendations,
    rfm_of_customers,
    value_tenths,
    waiting_customers,
)
from crm_core.relations.trials import conversion_days, conversions, converted_within, first_trials, tried
from crm_core.relations.two_years import YEAR, kept_of_two_years, of_two_years, two_years
from crm_core.relations.unhappy import late_complaints, unanswered_scores, unhappy
from crm_core.relations.values import (
    PARTS,
    PROFIT_KNOWN,
    customer_values,
    measure_of,
    ranked,
    sold_to_customers,
    sums_of_sales,
    with_profit,
)
from crm_core.relations.values import parts as value_parts
from crm_core.relations.visits import a_year_after, bought, bought_moments, firsts, new_only, seconds
from crm_core.relations.ways import MISSING, reaches
from crm_core.relations.winning import NO, YES, consent, rhythm, signs

__all__ = [
    "AHEAD",
    "ANSWERED",
    "APART",
    "ATTITUDES",
    "CELLS",
    "CELL_DAYS",
    "CHANNELS",
    "Cases",
    "Clock",
    "Counted",
    "DEALINGS",
    "HUNG_UP",
    "INDEX_ITEMS",
    "LOADED_TABLES",
    "LOTS",
    "MISSING",
    "MIX",
    "NO",
    "OPEN",
    "OWN",
    "PARTS",
    "PROFIT_KNOWN",
    "PROMOTER",
    "Promise",
    "RESOLVED",
    "RFM_SEGMENTS",
    "SATISFIED_FROM",
    "SOON",
    "Survey",
    "TOTAL",
    "WITHDRAWN",
    "YEAR",
    "YEAR_DAYS",
    "YES",
    "a_year_after",
    "against_all",
    "age_seconds",
    "alike",
    "answered",
    "attitudes",
    "attitudes_said",
    "behaviour",
    "bought",
    "bought_after",
    "bought_around",
    "bought_around_days",
    "bought_moments",
    "brought",
    "brought_by",
    "buyers_by_group",
    "buyers_of",
    "case_durations",
    "cases",
    "cells",
    "channel_mixes",
    "columns_of",
    "complaints_only",
    "consent",
    "constructs",
    "conversion_days",
    "conversions",
    "converted_within",
    "count_active",
    "count_orders",
    "coverage",
    "customer_values",
    "days_ahead",
    "days_of",
    "dealings",
    "delivered",
    "due_by_now",
    "due_on",
    "filled",
    "first_answers",
    "first_of_each",
    "first_trials",
    "firsts",
    "fixed",
    "fullness",
    "gaps",
    "histories",
    "idle_seconds",
    "imports_in_force",
    "in_lots",
    "index_of_answer",
    "index_of_groups",
    "index_of_respondents",
    "is_bought",
    "is_complaint",
    "is_duplicate",
    "is_traceable",
    "issues",
    "kept_of_two_years",
    "known_at",
    "landmarks",
    "last_per_respondent",
    "last_recommendations",
    "late_complaints",
    "lots_for",
    "manuals",
    "marked",
    "measure_of",
    "moment",
    "moments",
    "money_moved",
    "names_among",
    "names_of",
    "new_only",
    "of_survey",
    "of_two_years",
    "old_enough",
    "open_only",
    "orders",
    "orphans",
    "out_of_order",
    "over_customers",
    "over_lots",
    "promised_times",
    "promises",
    "purchases_kept",
    "queued",
    "ranked",
    "reaches",
    "referrers_asked",
    "rfm",
    "rfm_of_customers",
    "rfm_scored",
    "rhythm",
    "row_counts",
    "said_after",
    "sales",
    "searches",
    "seconds",
    "serious_comments",
    "served_only",
    "set_aside",
    "shortfalls",
    "signs",
    "sold_by_seller",
    "sold_to_customers",
    "spent_alike",
    "standing",
    "step_for",
    "sums_of_sales",
    "to_be_asked",
    "tried",
    "two_years",
    "unanswered_scores",
    "unhappy",
    "value_parts",
    "value_tenths",
    "waiting_customers",
    "with_answer",
    "with_invitation",
    "with_mix",
    "with_profit",
    "with_rating",
    "with_seller",
    "with_words",
    "written_by_lot",
    "years_since",
]
