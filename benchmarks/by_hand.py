"""The metrics' answers as somebody would write them by hand in DuckDB's SQL, for a file that holds seconds alone.

Each text gives some of its metric's columns, under their names; what it gives must be equal, so that both sides have
answered the same question. ``{group}`` is the code of the group, ``{until}`` the moment of knowledge.
"""

from __future__ import annotations

_CASES = """
gaps as (
    select complaint_id, kind, epoch_us(happened_at) - lag(epoch_us(happened_at)) over (
        partition by complaint_id order by happened_at) as gap
    from complaint_events
),
reopened as (
    select complaint_id, sum(gap) as idle from gaps where kind = 'reopened' group by complaint_id
),
cases as (
    select {group} as "group", opened_at, complaint_id,
           case when status in ('open', 'pending') then null when status = 'withdrawn' then closed_at
                else coalesce(resolved_at, closed_at) end as ended_at,
           case when status in ('resolved', 'rejected') then 1 when status = 'withdrawn' then 2
                when status in ('open', 'pending') then 0 when resolved_at is not null then 1
                when closed_at is not null then 2 else 0 end as how
    from complaints
    where opened_at <= {until} and (kind = 'complaint' or kind is null) and duplicate_of is null
          and (status <> 'duplicate' or status is null)
)"""
_INCIDENCE = (
    "with"
    + _CASES
    + """,
durations as (
    select "group", if(ended_at <= {until}, how, 0) as ending,
           ((epoch_us(least(coalesce(ended_at, {until}), {until})) - epoch_us(opened_at)) // 1000000
               - coalesce(idle, 0) // 1000000)::BIGINT as exact
    from cases left join reopened using (complaint_id)
    where how = 0 or ended_at is not null
),
counted as (
    select "group", {seconds} as seconds, count(*) as n, count(*) filter (ending = 1) as settled,
           count(*) filter (ending = 2) as withdrawn, count(*) filter (ending = 0) as still
    from durations group by all
),
risk as (
    select *, sum(n) over (partition by "group" order by seconds desc) as at_risk from counted
),
kept as (
    select *, coalesce(sum(coalesce(ln(nullif(1 - (settled + withdrawn) / at_risk, 0)), -700)) over (
        partition by "group" order by seconds rows between unbounded preceding and 1 preceding), 0) as before
    from risk
),
curve as (
    select *, sum(exp(before) * settled / at_risk) over (partition by "group" order by seconds) as share from kept
)
"""
)
_LAST = """
with answered as (
    select {group} as "group", customer_id, answer_id, answered_at, satisfaction, expectations, ideal, recommend
    from survey_answers
    where answered_at <= {until} and (touchpoint = 'relationship' or touchpoint is null)
),
people as (
    select * from answered where {filled}
    qualify row_number() over (partition by "group", coalesce(customer_id, answer_id)
                               order by answered_at desc, answer_id desc) = 1
)
"""
_INDEX = (
    _LAST.replace("{filled}", "satisfaction is not null and expectations is not null and ideal is not null")
    + """
select "group", 100 * (avg(satisfaction) + avg(expectations) + avg(ideal) - 3) / 27 as index_points, count(*) as n
from people group by all order by all"""
)
_NPS = (
    _LAST.replace("{filled}", "recommend is not null")
    + """
select "group", 100 * (count(*) filter (recommend >= 9) - count(*) filter (recommend < 7)) / count(*) as nps_points,
       count(*) filter (recommend >= 9) as promoters, count(*) filter (recommend < 7) as detractors, count(*) as n
from people group by all order by all"""
)
_RATE = """
with raised as (
    select {group} as "group", count(*) as n from (select *, opened_at as happened from complaints)
    where opened_at <= {until} and (kind = 'complaint' or kind is null) and duplicate_of is null
          and (status <> 'duplicate' or status is null)
    group by all
),
bought as (
    select {group} as "group", count(distinct order_id) as orders from (select *, bought_at as happened from purchases)
    where bought_at <= {until} and (order_status not in ('cancelled', 'draft') or order_status is null)
          and (not trial or trial is null)
    group by all
)
select "group", 1000 * n / orders as per_1000_orders, orders, n from raised full join bought using ("group")
order by all"""
_RESOLUTION = (
    _INCIDENCE
    + """
select "group", min(seconds) filter (share > .5 - 1e-12) / 3600 as median_hours,
       min(seconds) filter (share > .75 - 1e-12) / 3600 as p75_hours,
       min(seconds) filter (share > .9 - 1e-12) / 3600 as p90_hours,
       sum(n)::BIGINT as n, sum(still)::BIGINT as open
from curve group by all order by all"""
)
_CURVE = _INCIDENCE + 'select "group", seconds / 86400 as days, 100 * share as settled_pct from curve order by all'
_AGEING = (
    "with"
    + _CASES
    + """,
ends as (
    select least(last_day(month)::TIMESTAMPTZ + interval '1 day' - interval '1 microsecond', {until}) as moment
    from (select unnest(range(date_trunc('month', {until}) - interval 12 month, {until}, interval 1 month)) as month)
    where month > date_trunc('month', {until}) - interval 12 month or day({until}) = 1
),
lately as (
    select complaint_id, arg_max(kind, happened_at) as last_kind, max(happened_at) as last_at
    from complaint_events where kind in ('resolved', 'reopened', 'closed') and happened_at <= {until} group by all
),
told as (
    select "group", opened_at,
           case when last_kind = 'reopened' then null when last_kind is not null then last_at else ended_at end as over,
           how = 0 or ended_at is not null as known
    from cases left join lately using (complaint_id)
),
waiting as (
    select "group", moment, (epoch_us(moment) - epoch_us(opened_at)) / 86400e6 as days
    from ends join told on opened_at <= moment and coalesce(over, {until} + interval 1 day) > moment
    where known
)
select "group", strftime(moment, '%Y-%m-%d') as "at",
       case when days < 1 then '0_1' when days < 3 then '1_3' when days < 7 then '3_7' when days < 14 then '7_14'
            when days < 30 then '14_30' else '30_up' end as band,
       count(*) as open
from waiting group by all order by all"""
)

QUESTIONS: dict[str, tuple[str, str]] = {
    "satisfaction.index": ("answered_at", _INDEX),
    "satisfaction.nps": ("answered_at", _NPS),
    "complaints.rate": ("happened", _RATE),
    "complaints.resolution_time": ("opened_at", _RESOLUTION),
    "complaints.curve": ("opened_at", _CURVE),
    "complaints.ageing": ("", _AGEING),
}
"""For each metric the instant whose month is its group (none where it is not split so), and its SQL."""
