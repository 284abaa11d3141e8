"""Whether customers come back, and when."""

from __future__ import annotations

from benchmarks.by_hand.sales import BOUGHT, FIRSTS, GIVEN, RETURNS, SOLD

_ACTIVE = f"""
with people as (
    select customer_id, max(bought_at) >= {{until}}::DATE - 364 as active from purchases where {BOUGHT} group by all
),
nameless as (
    select count(*) as left_out from purchases where bought_at <= {{until}} and customer_id is null
)
select '' as "group", 100 * count(*) filter (active) / count(*) as active_pct, count(*) filter (active) as active,
       count(*) as n, any_value(left_out) as left_out
from people cross join nameless"""
_RETENTION = f"""
with people as (
    select customer_id, bool_or(bought_at >= {{until}}::DATE - 364) as this_year,
           bool_or(bought_at >= {{until}}::DATE - 729 and bought_at < {{until}}::DATE - 364) as year_before
    from purchases where {BOUGHT} group by all
),
nameless as (
    select count(*) as left_out from purchases where bought_at <= {{until}} and customer_id is null
)
select '' as "group", 100 * count(*) filter (this_year and year_before) / count(*) filter (year_before) as kept_pct,
       count(*) filter (this_year and year_before) as kept, count(*) filter (year_before) as n, count(*) as buyers,
       any_value(left_out) as left_out
from people cross join nameless"""
_REPEAT = (
    RETURNS
    + """,
timed as (
    select {group} as "group", is_new and {until}::DATE - first_day >= 365 as counts,
           second_day - first_day <= 365 as back
    from returns
)
select "group", 100 * count(*) filter (counts and back) / nullif(count(*) filter (counts), 0) as came_back_pct,
       count(*) filter (counts and back) as came_back, count(*) filter (counts) as n,
       count(*) filter (not counts) as left_out
from timed group by all order by all"""
)
_SECOND = (
    RETURNS
    + """,
counted as (
    select coalesce(second_day, {until}::DATE) - first_day as days, count(*) as n, count(second_day) as back
    from returns where is_new group by all
),
risk as (
    select *, sum(n) over (order by days desc) as at_risk, sum(n - back) over (order by days desc) as waiting
    from counted
)
select '' as "group", days,
       100 * (1 - exp(sum(coalesce(ln(nullif(1 - back / at_risk, 0)), -700)) over (order by days))) as back_pct, waiting
from risk qualify days <= 730 order by all"""
)
_INTERVAL = f"""
with visits as (
    select distinct customer_id, bought_at::DATE as day from purchases where {BOUGHT}
),
numbered as (
    select day, row_number() over one_customer as place, lead(day) over one_customer as following
    from visits window one_customer as (partition by customer_id order by day)
),
counted as (
    select least(place, 3) as place, coalesce(following, {{until}}::DATE) - day as days, count(*) as n,
           count(following) as again
    from numbered group by all
),
risk as (
    select *, sum(n) over (partition by place order by days desc) as at_risk from counted
),
curve as (
    select *, 1 - exp(sum(coalesce(ln(nullif(1 - again / at_risk, 0)), -700)) over (partition by place order by days))
           as share from risk
),
nameless as (
    select count(*) as left_out from purchases where bought_at <= {{until}} and customer_id is null
)
select 'after_' || place as "group", min(days) filter (share > .5 - 1e-9) as median_days,
       min(days) filter (share > .25 - 1e-9) as p25_days, sum(again)::BIGINT as again, sum(n)::BIGINT as n,
       any_value(left_out) as left_out
from curve cross join nameless group by place order by all"""
_COHORTS = (
    FIRSTS
    + """,
new_people as (
    select *, date_trunc('month', first_day)::DATE as month from people where is_new
),
sizes as (
    select month, count(*) as customers, max(first_day) as latest from new_people group by all
),
cells as (
    select month, (day - first_day - 1) // 30 as cell, count(distinct customer_id) as bought
    from (select distinct customer_id, bought_at::DATE as day from bought) join new_people using (customer_id)
    where day > first_day and day - first_day <= 360 group by all
)
select '' as "group", month::VARCHAR as first_bought, lpad((cell + 1)::VARCHAR, 2, '0') as "month",
       100 * bought / customers as bought_pct, bought, customers
from cells join sizes using (month) where latest + (30 * (cell + 1))::INTEGER <= {until}::DATE order by all"""
)
_RFM = f"""
with days as (
    select customer_id, bought_at::DATE as day, sum(revenue - ({GIVEN})) as spent from purchases
    where {BOUGHT} and bought_at >= {{until}}::DATE - 729 group by all
),
people as materialized (
    select customer_id, {{until}}::DATE - max(day) as recency, count(*) as frequency, sum(spent)::DOUBLE as money
    from days group by all
),
cuts as (
    select quantile_cont(recency::DOUBLE, [.2, .4, .6, .8]) as r,
           quantile_cont(frequency::DOUBLE, [.2, .4, .6, .8]) as f,
           quantile_cont(money, [.2, .4, .6, .8]) as m
    from people
),
scored as (
    select 5 - len(list_filter(r, lambda cut: cut < recency)) as r,
           1 + len(list_filter(f, lambda cut: cut < frequency)) as f,
           1 + len(list_filter(m, lambda cut: cut < money)) as m, recency, frequency, money
    from people cross join cuts
),
counted as (
    select r, f, m, count(*) as n, count(*) filter (frequency = 1) as once, sum(recency) as recency,
           sum(frequency) as frequency, sum(money) as money
    from scored group by all
)
select case when r = 5 and f >= 4 then '01_champions' when r >= 3 and f >= 4 then '02_loyal'
            when r >= 4 and f >= 2 then '03_promising' when r >= 4 then '04_new'
            when r = 3 and f >= 2 then '05_needing_attention' when r = 3 then '06_about_to_sleep'
            when f >= 4 then '07_slipping_away' when r = 2 then '08_sleeping' else '09_lost' end as "group",
       100 * sum(n) / sum(sum(n)) over () as share_pct, sum(n)::BIGINT as n, sum(once)::BIGINT as once,
       100 * sum(money) / sum(sum(money)) over () as money_pct, sum(recency) / sum(n) as recency_days,
       sum(frequency) / sum(n) as frequency, sum(money) / sum(n) as money
from counted group by all order by all"""
_PROGRAMME = f"""
with known as (
    select count(*) as n, count(*) filter (customer_id is null) as left_out, sum(value) as total,
           sum(value) filter (customer_id is not null) as known, sum(value * value) as squares,
           sum(value * value) filter (customer_id is not null) as known_squares
    from (select customer_id, (revenue - ({GIVEN}))::DOUBLE as value from purchases where {SOLD})
),
members as (
    select distinct customer_id from memberships
    where started_on <= {{until}}::DATE and (ended_on is null or ended_on >= {{until}}::DATE)
),
running as (
    select count(*) as members, count(*) filter (customer_id in (
        select customer_id from purchases where {BOUGHT} and bought_at >= {{until}}::DATE - 364)) as active_members
    from members
),
ledger as (
    select sum(points) filter (kind in ('earn', 'adjust')) as earned, -sum(points) filter (kind = 'redeem') as redeemed,
           sum(points) as outstanding
    from points where happened_at <= {{until}}
)
select '' as "group", 100 * known / total as known_pct, n, left_out, members, active_members, earned, redeemed,
       outstanding, squares, known_squares
from known cross join running cross join ledger"""

BUYING: dict[str, tuple[str, str]] = {
    "loyalty.active": ("", _ACTIVE),
    "loyalty.retention": ("", _RETENTION),
    "loyalty.repeat_purchase": ("first_day", _REPEAT),
    "loyalty.second_purchase": ("", _SECOND),
    "loyalty.interval": ("", _INTERVAL),
    "loyalty.cohorts": ("", _COHORTS),
    "loyalty.rfm": ("", _RFM),
    "loyalty.programme": ("", _PROGRAMME),
}
