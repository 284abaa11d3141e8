"""Whether customers who take part in a programme buy again more than alike ones who do not."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import sqlalchemy as sa

from crm_core import same_day, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.relations import programmes
from crm_core.settings import Settings

FOLLOWED_DAYS = 90
"""Days after taking part for the first time in which purchases and answers are looked for."""

CAME, ALIKE = "took_part", "alike"
KNOWN = ("orders", "year", "recency", "tenure", "in_store")
DEVIATIONS, MONEY, POINTS = "standard deviations", "workspace currency", "points of 100"

Table = Literal["attendances", "memberships"]


def _first(store: Store, filters: Filters, settings: Settings, of: Table) -> sa.Subquery:
    moment = programmes.COUNTED[of][1]
    rows = filters.unnarrowed.rows(store, of, settings=settings)
    narrowed = filters.rows(store, of, cohort=moment, settings=settings)
    return programmes.first_times(rows, narrowed, of, settings.zone)


def _came(store: Store, filters: Filters, settings: Settings, *, by: str | None = None) -> sa.FromClause:
    rows = filters.rows(store, "attendances", cohort="held_at", settings=settings)
    return sa.select(*rows.c).where(programmes.came(rows)).subquery("came")


COLUMNS = {
    "group": "code",
    "arm": "code",
    "again_pct": "per cent",
    "low": "per cent",
    "high": "per cent",
    "spent": MONEY,
    "satisfied_points": POINTS,
    "difference_points": "points",
    "difference_low": "points",
    "difference_high": "points",
    "plain_points": "points",
    "spent_difference": MONEY,
    "spent_low": MONEY,
    "spent_high": MONEY,
    "satisfied_difference": POINTS,
    "satisfied_low": POINTS,
    "satisfied_high": POINTS,
    **{f"{name}_{when}": DEVIATIONS for name in KNOWN for when in ("unmatched", "matched")},
    "answered": "customers",
    "n": "customers",
    "young": "customers",
    "left_out": "customers",
}


@metric(
    "programmes.effect",
    title="Bought again after a programme",
    chart="dumbbell",
    cohort="attendances.held_at",
    tables=("attendances", "purchases", "customers", "survey_answers"),
    columns=COLUMNS,
    value="again_pct",
    better="higher",
    records=_came,
    series="arm",
)
def effect(store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None) -> pd.DataFrame:
    r"""Share of customers who buy within 90 days of first taking part in a programme, beside alike ones who did not.

    Definition
    ----------
    Counted are customers who came to an event of the programme for the first time of all in the period and
    whose 90 days from then on are over. For each of them others
    are drawn by lot who had not taken part by that day, whatever they do later, and are looked at from the same moment
    on. Each is paired with one of them, each used once: of the same day, kind and tier (at the start of the quarter),
    both with or both without an earlier purchase, both already customers or not, and nearest in orders before, orders
    of the year before, days since the last and since the first purchase (logarithms) and share of lines bought in a
    store, measured in standard deviations. The difference of the shares has Newcombe's interval, that of the spend a
    bootstrap of pairs, that of the satisfaction index (each customer's answers about the whole relationship in the 90
    days) comes from both means; all 95 %. This is an association.

    Columns
    -------
    group : the programme
    arm : took_part, or alike: their partners, who had not
    again_pct : share of the paired customers who bought in the 90 days, per cent
    low, high : its 95 % interval (Wilson), per cent
    spent : what they spent on average in these days, less what came back
    satisfied_points : mean satisfaction index of those of them who answered in these days, points of 100
    difference_points : share of took_part less that of alike, points
    difference_low, difference_high : its 95 % interval, points
    plain_points : the same difference against all who were drawn, without pairing, points
    spent_difference : spend of took_part less that of alike
    spent_low, spent_high : its 95 % interval
    satisfied_difference : satisfaction of took_part less that of alike, points of 100
    satisfied_low, satisfied_high : its 95 % interval, points of 100
    orders_unmatched, orders_matched : how far the sides differ in orders before, of all and of the pairs
    year_unmatched, year_matched : the same of orders in the year before
    recency_unmatched, recency_matched : the same of days since the last purchase
    tenure_unmatched, tenure_matched : the same of days since the first purchase
    in_store_unmatched, in_store_matched : the same of the share bought in a store
    answered : customers of the pairs who answered
    n : customers of the side that are in a pair
    young : customers who took part in the period and whose 90 days are not over, not counted yet
    left_out : customers who took part and have no partner

    Caution
    -------
    Not a proof: what made somebody come may make somebody buy, and what was not written down was not matched. Below 0.1
    standard deviations two sides count as alike. Of fewer than 5 pairs (unless set otherwise) nothing is told but their
    number. Where very many take part, a part of the customers is looked at, by
    lot; of more than six programmes those with most customers.

    Source
    ------
    Stuart (2010), Statistical Science 25, 1-21; drawing others of the same day: Prentice and Breslow (1978),
    Biometrika 65, 153-158; Newcombe (1998), Statistics in Medicine 17, 873-890.
    """
    return _compared(store, filters, settings or store.settings(filters.as_of), "attendances")


@metric(
    "programmes.membership_effect",
    title="Bought again after becoming a member",
    chart="dumbbell",
    cohort="memberships.started_on",
    tables=("memberships", "purchases", "customers", "survey_answers"),
    columns=COLUMNS,
    value="again_pct",
    better="higher",
    series="arm",
)
def membership_effect(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None
) -> pd.DataFrame:
    r"""Share of customers who buy within 90 days of first becoming a member, beside alike ones who did not.

    Definition
    ----------
    Counted are customers whose first membership of the programme began in the period and whose 90 days from that day on
    are over. They are compared as those who came to an event: with others of the same day who were no members by then,
    paired by what was known before (see the programmes' events: bought again after a programme).

    Columns
    -------
    group : the programme
    arm : took_part, or alike: their partners, who had not
    again_pct : share of the paired customers who bought in the 90 days, per cent
    low, high : its 95 % interval (Wilson), per cent
    spent : what they spent on average in these days, less what came back
    satisfied_points : mean satisfaction index of those of them who answered in these days, points of 100
    difference_points : share of took_part less that of alike, points
    difference_low, difference_high : its 95 % interval, points
    plain_points : the same difference against all who were drawn, without pairing, points
    spent_difference : spend of took_part less that of alike
    spent_low, spent_high : its 95 % interval
    satisfied_difference : satisfaction of took_part less that of alike, points of 100
    satisfied_low, satisfied_high : its 95 % interval, points of 100
    orders_unmatched, orders_matched : how far the sides differ in orders before, of all and of the pairs
    year_unmatched, year_matched : the same of orders in the year before
    recency_unmatched, recency_matched : the same of days since the last purchase
    tenure_unmatched, tenure_matched : the same of days since the first purchase
    in_store_unmatched, in_store_matched : the same of the share bought in a store
    answered : customers of the pairs who answered
    n : customers of the side that are in a pair
    young : customers who took part in the period and whose 90 days are not over, not counted yet
    left_out : customers who took part and have no partner

    Caution
    -------
    Not a proof: who becomes a member means to stay. The other cautions are those of the programmes' events.

    Source
    ------
    Stuart (2010), Statistical Science 25, 1-21; Prentice and Breslow (1978), Biometrika 65, 153-158.
    """
    return _compared(store, filters, settings or store.settings(filters.as_of), "memberships")


def _compared(store: Store, filters: Filters, settings: Settings, of: Table) -> pd.DataFrame:
    first = _first(store, filters, settings, of)
    drawn = same_day.drawn(store, filters, settings, first, days=FOLLOWED_DAYS)
    people = same_day.with_past(store, filters, settings, drawn.people, days=FOLLOWED_DAYS)
    found = [
        _of_programme(store, filters, settings, people[people["programme"] == name]).assign(group=name, young=young)
        for name, young in drawn.young.items()
    ]
    return _without_few(pd.concat(found), settings) if found else pd.DataFrame({"group": [], "arm": []})


def _without_few(table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Take away what would tell about single people: everything but how many pairs there are of a small programme."""
    told = ["group", "arm", "n", "young", "left_out"]
    few = table["n"] < settings.minimum_people
    return table.assign(**{name: table[name].mask(few) for name in table.columns if name not in told})


def _of_programme(store: Store, filters: Filters, settings: Settings, people: pd.DataFrame) -> pd.DataFrame:
    people = people.reset_index(drop=True)
    known, chosen = _known_before(people), people["chosen"].to_numpy(dtype=bool)
    bought_before = (people["orders"] > 0).astype("str")
    exact = (
        people["day"] + people["kind"] + people["place"].astype("str") + people["joined"].astype("str") + bought_before
    )
    owner = people["customer_id"].where(~chosen, people.index.astype("str") + " took part")
    pairs = stats.Pairs.of(chosen, exact, known, owner)
    again = (people["again"] > 0).to_numpy(dtype=bool)
    table = pairs.outcomes(again, people["spent"].fillna(0))
    plain = 100 * (again[chosen].mean() - again[~chosen].mean()) if 0 < chosen.sum() < len(chosen) else np.nan
    satisfied = _satisfied(
        same_day.scores_after(store, filters, settings, _paired(people, pairs), days=FOLLOWED_DAYS), pairs
    )
    shared = {"plain_points": plain, "left_out": int(chosen.sum()) - len(pairs.ours)} | pairs.balance(known)
    return table.assign(arm=[CAME, ALIKE], **shared).join(satisfied)


def _paired(people: pd.DataFrame, pairs: stats.Pairs) -> pd.DataFrame:
    return people.iloc[np.concatenate([pairs.ours, pairs.others])]


def _known_before(people: pd.DataFrame) -> stats.Known:
    at = people["at"].astype("float64")
    since = {name: (at - people[name].astype("float64")) / same_day.MICROSECONDS_PER_DAY for name in ("last", "first")}
    lines = people["lines"].to_numpy(dtype="float64")
    numbers = {"orders": people["orders"], "year": people["year"], "recency": since["last"], "tenure": since["first"]}
    logs = {name: np.log1p(values.fillna(0).to_numpy(dtype="float64")) for name, values in numbers.items()}
    return logs | {"in_store": people["in_store"].to_numpy(dtype="float64") / np.maximum(lines, 1)}


def _satisfied(scores: pd.Series[float], pairs: stats.Pairs) -> pd.DataFrame:
    """Return the mean score of both sides of the pairs, and how far they are apart."""
    sides = [scores.loc[rows.tolist()].dropna() for rows in (pairs.ours, pairs.others)]
    means, spread, n = ([function(side) for side in sides] for function in (pd.Series.mean, pd.Series.std, len))
    low, high = stats.mean_interval(means, spread, n, low=0.0, high=100.0)
    apart = stats.change_interval(means[0], low[0], high[0], means[1], low[1], high[1])
    names = ("satisfied_difference", "satisfied_low", "satisfied_high")
    table = pd.DataFrame({"satisfied_points": means, "answered": n})
    return table.assign(**dict(zip(names, apart, strict=True)))
