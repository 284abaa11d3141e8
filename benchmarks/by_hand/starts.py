"""What customers bring from their first purchase on, whose goods they buy, and who came through a customer."""

from __future__ import annotations

from benchmarks.by_hand.sales import BOUGHT, FIRSTS, GIVEN, KEPT, SOLD

_NET = f"profit * if(revenue > 0, (revenue - ({GIVEN}))::DOUBLE / revenue::DOUBLE, 1)"
_SINCE = (
    FIRSTS
    + f""",
since as (
    select customer_id, first_day, is_new, (bought_at::DATE - first_day) // 365 as year, sum({_NET}) as net,
           count(*) filter (bought_at::DATE > first_day) as again, ({{until}}::DATE + 1 - first_day) // 365 as over
    from purchases join people using (customer_id) where {BOUGHT} group by all
)"""
)
_BY_CHANNEL = (
    _SINCE
    + """
select coalesce(acquisition_channel, '(none)') as "group",
       sum(net) filter (counted) / nullif(count(*) filter (counted), 0) as per_customer,
       100 * count(*) filter (counted and again > 0) / nullif(count(*) filter (counted), 0) as came_back_pct,
       count(*) filter (counted) as n, count(*) filter (not counted) as left_out,
       sum(net * net) filter (counted) as squares
from (select *, is_new and over > 0 as counted from since where year = 0) left join customers using (customer_id)
group by all order by all"""
)
_BY_TENURE = (
    _SINCE
    + """,
started as (
    select over, count(*) as people from since where is_new and year = 0 group by all
),
years as (
    select range as year, sum(people) filter (over > range) as n,
           sum(people) filter (over >= range) - sum(people) filter (over > range) as left_out
    from started cross join range(10) group by all having n > 0
)
select lpad((year + 1)::VARCHAR, 2, '0') as "group", coalesce(sum(net), 0) / n as per_customer,
       sum(net) / nullif(count(customer_id), 0) as per_survivor, count(customer_id) as survivors, n, left_out,
       sum(net * net) as squares
from years left join (select * from since where is_new and over > year) using (year)
group by year, n, left_out order by all"""
)
_BY_SELLER = f"""
with sold as (
    select coalesce(seller, '(none)') as seller, customer_id, bought_at, revenue - ({GIVEN}) as net,
           {_NET} as net_profit, {KEPT} as kept
    from purchases left join products using (product_id) where {SOLD}
),
sums as (
    select seller, sum(net)::DOUBLE as sales, sum(net_profit) as profit,
           count(*) filter (customer_id is null) as left_out
    from sold group by all
),
buyers as (
    select seller, customer_id, min(bought_at) as since from sold where kept and customer_id is not null group by all
),
answers as (
    select customer_id, answered_at, satisfaction, expectations, ideal from survey_answers
    where answered_at <= {{until}} and coalesce(touchpoint, 'relationship') = 'relationship'
          and customer_id is not null and satisfaction + expectations + ideal is not null
    qualify row_number() over (partition by customer_id order by answered_at desc, answer_id desc) = 1
),
said as (
    select seller, count(*) as buyers_answered, stddev(satisfaction + expectations + ideal) as deviation,
           100 * (avg(satisfaction) + avg(expectations) + avg(ideal) - 3) / 27 as satisfied_points
    from buyers join answers using (customer_id) where answered_at > since group by all
),
people as (
    select seller, count(*) as n from buyers group by all
)
select seller as "group", sales, 100 * sales / sum(sales) over () as sales_pct, profit, satisfied_points,
       buyers_answered, n, left_out, deviation
from sums left join people using (seller) left join said using (seller) order by all"""
_REFERRALS = f"""
with new as (
    select customer_id, referred_by from customers where joined_on <= {{until}}::DATE
),
money as (
    select customer_id, sum(revenue - ({GIVEN})) as spent from purchases
    where {SOLD} and customer_id in (select customer_id from new where referred_by is not null) group by all
),
answers as (
    select customer_id, recommend from survey_answers
    where answered_at <= {{until}} and coalesce(touchpoint, 'relationship') = 'relationship' and recommend is not null
    qualify row_number() over (partition by coalesce(customer_id, answer_id) order by answered_at desc, answer_id desc)
        = 1
),
asked as (
    select count(*) as referrers_asked, count(*) filter (recommend >= 9) as promoters
    from (select distinct referred_by from new) join answers on referred_by = customer_id
)
select '' as "group", 100 * count(referred_by) / count(*) as referred_pct, count(referred_by) as referred,
       coalesce(sum(spent) filter (referred_by is not null), 0)::DOUBLE as brought,
       count(distinct referred_by) as referrers, count(*) as n, any_value(referrers_asked) as referrers_asked,
       any_value(promoters) as promoters
from new left join money using (customer_id) cross join asked"""

STARTS: dict[str, tuple[str, str]] = {
    "value.by_channel": ("", _BY_CHANNEL),
    "value.by_tenure": ("", _BY_TENURE),
    "value.by_seller": ("", _BY_SELLER),
    "loyalty.referrals": ("", _REFERRALS),
}
