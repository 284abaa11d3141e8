"""Why a total moved: what its parts did, and what came of their sizes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, NamedTuple

import pandas as pd
import sqlalchemy as sa

from crm_core import relations, sql, stats
from crm_core.catalogue import metric
from crm_core.database import Store
from crm_core.filters import Filters
from crm_core.settings import Settings

COLUMNS = (
    "now",
    "before",
    "change",
    "low",
    "high",
    "within",
    "within_low",
    "within_high",
    "mix",
    "mix_low",
    "mix_high",
)
OF_COMPLAINTS = ("complaints", "complaint_events", "customers", "staff", "stores")
WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=30)
Rating = Literal["index", "2", "3", "5", "7", "10"]
Kept = Literal["promise", "week"]


class Units(NamedTuple):
    """What is counted of a period: rows, whether one is a unit, its value, and the rows' own key."""

    rows: sa.FromClause
    counted: sa.ColumnElement[bool]
    value: sa.ColumnElement[Any]
    key: str


def _columns(unit: str, counts: str) -> dict[str, str]:
    shares = dict.fromkeys(("share_pct", "share_before_pct"), "per cent")
    sizes = {"n": "customers", "before_n": "customers", "left_out": counts}
    return {"group": "code", "part": "code"} | dict.fromkeys(COLUMNS, unit) | shares | sizes


def _split(store: Store, now: Units, before: Units | None, minimum: int) -> pd.DataFrame:
    """Answer with the whole and its parts; without a period before there is nothing to split."""
    sides = [store.read(relations.over_lots(*one[:3], key=one.key)) for one in (now, before) if one is not None]
    lots = pd.concat([side.assign(side=place) for side, place in zip(sides, (1, 0), strict=False)])
    table = stats.split_change(stats.small_parts_together(lots, minimum))
    shares = {"share_pct": 100 * table["share"], "share_before_pct": 100 * table["share_before"]}
    idle = sql.count_where(sa.not_(sa.func.coalesce(now.counted, sa.false()))).label("n")
    left_out = store.read(sa.select(idle).select_from(now.rows))["n"].iloc[0]
    return table.assign(group="", left_out=left_out, **shares)


def _earlier(filters: Filters, earlier: Filters | None, settings: Settings) -> Filters | None:
    return earlier if earlier or not filters.start else filters.earlier("year_before", settings)


def _ratings(store: Store, filters: Filters, settings: Settings, over: str, measure: Rating) -> Units:
    """Return the answers of the period that were offered the question, with 100 for each that says satisfied."""
    rows = filters.rows(store, "survey_answers", by=over, cohort="answered_at", settings=settings)
    if measure == "index":
        return _scores(rows, settings)
    offered = sa.select(*rows.c).where(rows.c.csat_scale == measure).subquery("offered")
    satisfied = offered.c.csat >= sql.whole(relations.SATISFIED_FROM[measure])
    value = sa.case((satisfied, sa.literal(100.0, sa.Double())), else_=sa.literal(0.0, sa.Double()))
    return Units(offered, offered.c.csat.between(1, int(measure)), value, "answer_id")


def _scores(rows: sa.FromClause, settings: Settings) -> Units:
    """Return each customer's last answer to the three questions of the index, with its own index."""
    parts = [column for column in rows.c if column.key != "group"]
    whole = sa.select(*parts, sa.literal("", sa.String()).label("group"), rows.c.group.label("of")).subquery("whole")
    people = relations.last_per_respondent(whole, relations.INDEX_ITEMS)
    columns = [column for column in people.c if column.key not in ("group", "of")]
    last = sa.select(*columns, people.c.of.label("group")).subquery("last_answers")
    return Units(last, sa.true(), relations.index_of_answer(last, settings.index_weights), "answer_id")


def _rated(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, over: str = "team",
    measure: Rating = "5", earlier: Filters | None = None,
) -> sa.FromClause:  # fmt: skip
    units = _ratings(store, filters, settings, over, measure)
    return sa.select(*units.rows.c).where(units.counted).subquery("rated")


@metric(
    "satisfaction.mix",
    title="Why satisfaction moved",
    chart="dumbbell",
    cohort="survey_answers.answered_at",
    tables=("survey_answers", "customers", "staff", "stores"),
    columns=_columns("points of 100", "answers"),
    value="change",
    better="higher",
    records=_rated,
    series="part",
)
def satisfaction_mix(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, over: str = "team",
    measure: Rating = "5", earlier: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    r"""Change of satisfaction, split into what its parts did and what came of answers moving between them.

    Definition
    ----------
    The share of satisfied answers on one scale (`measure`: "5" unless another length is asked for), or the satisfaction
    index over each customer's last answer ("index"), in the period and in the one before: `earlier`, or the same days a
    year before. Parts are the codes of `over`: teams, unless touchpoint, region or store is asked for. Within: the
    part's change times the mean of its two shares of the answers. Mix: the change of its share times how far the mean
    of its two values lies from the mean of the two totals. Within and mix of all parts add up to the change of the
    total, exactly. A part that is there in one period has its value of that one in both. Intervals, 95 %: customers
    drawn anew a thousand times, in 256 parts, the same in both periods. Parts with fewer customers than may be shown
    stand together.

    Columns
    -------
    group : empty: the whole
    part : code of the part, empty for the total
    now, before : satisfied answers of 100, or points of the index
    change, low, high : now less before, with its 95 % interval
    within, within_low, within_high : what came of the part's own change, with its interval; of the total all of it
    mix, mix_low, mix_high : what came of the change of its share, with its interval
    share_pct, share_before_pct : the part's share of the answers, per cent
    n, before_n : customers who gave them
    left_out : answers of the period that leave the offered question empty or don't fit its scale

    Caution
    -------
    What moved the answers between the parts is not told: other customers, or other customers who answer. Parts of the
    parts may tell another story.

    Source
    ------
    Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194.
    """
    settings = settings or store.settings(filters.as_of)
    then = _earlier(filters, earlier, settings)
    before = None if then is None else _ratings(store, then, settings, over, measure)
    return _split(store, _ratings(store, filters, settings, over, measure), before, settings.minimum_people)


def _outcomes(store: Store, filters: Filters, settings: Settings, over: str, measure: Kept) -> Units:
    """Return the cases of the period, with 100 for each that was settled in time."""
    working = measure == "promise"
    cases = filters.cases(store, by=over, cohort="opened_at", settings=settings, working=working)
    if working:
        rows: sa.FromClause = relations.promises(cases)
        counted, in_time = relations.due_by_now(rows), rows.c.used < rows.c.target
    else:
        rows = relations.case_durations(cases)
        limit = sql.whole(int(WEEK.total_seconds()))
        counted, in_time = _watched(rows, cases, WEEK), rows.c.duration_seconds <= limit
    kept = sa.and_(rows.c.ending == relations.RESOLVED, in_time)
    value = sa.case((kept, sa.literal(100.0, sa.Double())), else_=sa.literal(0.0, sa.Double()))
    return Units(rows, counted, value, "complaint_id")


def _watched(rows: sa.FromClause, cases: relations.Cases, span: dt.timedelta) -> sa.ColumnElement[bool]:
    """Whether a case was opened so long ago, and it is known how it stood by then."""
    seconds = sql.whole(int(span.total_seconds()))
    long_enough = sa.or_(rows.c.ending != relations.OPEN, rows.c.duration_seconds >= seconds)
    return sa.and_(rows.c.opened_at <= sql.instant(cases.as_of - span), rows.c.ending.is_not(None), long_enough)


def _due(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, over: str = "team",
    measure: Kept = "promise", earlier: Filters | None = None,
) -> sa.FromClause:  # fmt: skip
    units = _outcomes(store, filters, settings, over, measure)
    return sa.select(*units.rows.c).where(units.counted).subquery("due")


@metric(
    "complaints.mix",
    title="Why the share settled in time moved",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=OF_COMPLAINTS,
    columns=_columns("points of 100", "complaints"),
    value="change",
    better="higher",
    records=_due,
    series="part",
)
def complaints_mix(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, over: str = "team",
    measure: Kept = "promise", earlier: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    r"""Change of the share of complaints settled in time, split into what its parts did and what came of their sizes.

    Definition
    ----------
    In time is as promised, of the complaints that were due by now, settled or not; with `measure` "week" within 7 days,
    of those opened at least 7 days ago. The period before is `earlier`, or the same days a year before; both are told
    from what is known now. Parts are the codes of `over`: teams, unless category, severity, channel, region or store is
    asked for. Within, mix and their intervals are those of the change of satisfaction.

    Columns
    -------
    group : empty: the whole
    part : code of the part, empty for the total
    now, before : complaints settled in time, of 100
    change, low, high : now less before, with its 95 % interval
    within, within_low, within_high : what came of the part's own change, with its interval; of the total all of it
    mix, mix_low, mix_high : what came of the change of its share, with its interval
    share_pct, share_before_pct : the part's share of the complaints, per cent
    n, before_n : customers who made them
    left_out : complaints of the period that are not counted yet, or not at all

    Caution
    -------
    Medians can't be split so: a total's middle is no mean of its parts' middles. Withdrawn complaints count as not
    settled within 7 days.

    Source
    ------
    Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194.
    """
    settings = settings or store.settings(filters.as_of)
    then = _earlier(filters, earlier, settings)
    before = None if then is None else _outcomes(store, then, settings, over, measure)
    return _split(store, _outcomes(store, filters, settings, over, measure), before, settings.minimum_people)


def _times(store: Store, filters: Filters, settings: Settings, over: str) -> Units:
    """Return the cases of the period with the days that each was open in its first month."""
    cases = filters.cases(store, by=over, cohort="opened_at", settings=settings)
    rows, most = relations.case_durations(cases), sql.whole(int(MONTH.total_seconds()))
    seconds = sql.to_double(sa.func.least(rows.c.duration_seconds, most, type_=sa.BigInteger()))
    days = seconds / sa.literal(float(sql.SECONDS_PER_DAY), sa.Double())
    return Units(rows, _watched(rows, cases, MONTH), days, "complaint_id")


def _timed(
    store: Store, filters: Filters, settings: Settings, *, by: str | None = None, over: str = "team",
    earlier: Filters | None = None,
) -> sa.FromClause:  # fmt: skip
    units = _times(store, filters, settings, over)
    return sa.select(*units.rows.c).where(units.counted).subquery("timed")


@metric(
    "complaints.mix_days",
    title="Why the days open moved",
    chart="dumbbell",
    cohort="complaints.opened_at",
    tables=OF_COMPLAINTS,
    columns=_columns("days", "complaints"),
    value="change",
    better="lower",
    records=_timed,
    series="part",
)
def complaints_mix_days(
    store: Store, filters: Filters, *, by: str | None = None, settings: Settings | None = None, over: str = "team",
    earlier: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    r"""Change of the days that complaints are open in their first 30, split into what its parts did and their sizes.

    Definition
    ----------
    The mean of the days from opening to the end, or to the 30th day where it came later or not at all: over complaints
    opened at least 30 days ago, open ones among them. The period before is `earlier`, or the same days a year before;
    both are told from what is known now. Parts are the codes of `over`: teams, unless category, severity, channel,
    region or store is asked for. Within, mix and their intervals are those of the change of satisfaction.

    Columns
    -------
    group : empty: the whole
    part : code of the part, empty for the total
    now, before : mean days open in the first 30
    change, low, high : now less before, with its 95 % interval
    within, within_low, within_high : what came of the part's own change, with its interval; of the total all of it
    mix, mix_low, mix_high : what came of the change of its share, with its interval
    share_pct, share_before_pct : the part's share of the complaints, per cent
    n, before_n : customers who made them
    left_out : complaints of the period opened less than 30 days ago, or over without saying when

    Caution
    -------
    A withdrawn complaint is open until it is withdrawn. Time after the 30th day is not told.

    Source
    ------
    Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194; the mean up to a day: Klein and
    Moeschberger (2003), Survival Analysis, 2nd edition, section 4.5.
    """
    settings = settings or store.settings(filters.as_of)
    then = _earlier(filters, earlier, settings)
    before = None if then is None else _times(store, then, settings, over)
    return _split(store, _times(store, filters, settings, over), before, settings.minimum_people)
