"""What customers think of us beside what they do."""

from __future__ import annotations

from benchmarks.by_hand.sales import BOUGHT, GIVEN

_STANDING = f"""
with said as (
    select customer_id, 5 * (coalesce(recommend, buy_again) + coalesce(buy_again, recommend)) as attitude
    from survey_answers
    where answered_at <= {{until}} and answered_at >= {{until}}::DATE - 364 and customer_id is not null
          and (recommend is not null or buy_again is not null) and (touchpoint = 'relationship' or touchpoint is null)
    qualify row_number() over (partition by customer_id order by answered_at desc, answer_id desc) = 1
),
days as (
    select customer_id, {{until}}::DATE - bought_at::DATE as age, sum(revenue - ({GIVEN})) as spent from purchases
    where {BOUGHT} and bought_at >= {{until}}::DATE - 729 group by all
),
behaviour as (
    select customer_id, count(*) filter (age < 365) as visits,
           count(distinct floor(age / 91.25)) filter (age < 365) as quarters, sum(spent) filter (age >= 365) as before
    from days group by all
),
silent as (
    select count(*) as left_out from behaviour anti join said using (customer_id) where visits > 0
)"""
_QUADRANTS = (
    _STANDING
    + """
select '' as "group", 100 * count(*) filter (attitude >= 80 and visits > 0) / count(*) as loyal_pct,
       count(*) filter (attitude >= 80 and visits > 0) as loyal,
       count(*) filter (attitude >= 80 and coalesce(visits, 0) = 0) as latent,
       count(*) filter (attitude < 80 and visits > 0) as spurious,
       count(*) filter (attitude < 80 and coalesce(visits, 0) = 0) as neither,
       coalesce(sum(before) filter (attitude >= 80 and coalesce(visits, 0) = 0), 0)::DOUBLE as latent_before,
       count(*) as n, any_value(left_out) as left_out
from said left join behaviour using (customer_id) cross join silent"""
)
_INDEX = (
    _STANDING
    + f""",
began as (
    select min(bought_at)::DATE as since from purchases where bought_at <= {{until}}
),
ruler as (
    select visits, quarters, count(*) as people from (
        select customer_id, count(distinct bought_at::DATE) as visits,
               count(distinct floor((since + 364 - bought_at::DATE) / 91.25)) as quarters
        from purchases cross join began where {BOUGHT} and bought_at < since + 365 group by customer_id
    ) group by all
),
people as (
    select attitude, coalesce(visits, 0) as visits, coalesce(quarters, 0) as quarters, count(*) as n
    from said left join behaviour using (customer_id) group by all
),
visit_ruler as (
    select visits, sum(people) as n, sum(sum(people)) over (order by visits) as reached,
           sum(sum(people)) over () as whole
    from ruler group by visits
),
quarter_ruler as (
    select quarters, sum(people) as n, sum(sum(people)) over (order by quarters) as reached,
           sum(sum(people)) over () as whole
    from ruler group by quarters
),
placed as (
    select people.n, attitude,
           50 * coalesce((v.reached - if(v.visits = people.visits, v.n / 2, 0)) / v.whole, 0)
               + 50 * coalesce((q.reached - if(q.quarters = people.quarters, q.n / 2, 0)) / q.whole, 0) as behaviour
    from people asof left join visit_ruler v on v.visits <= people.visits
         asof left join quarter_ruler q on q.quarters <= people.quarters
)
select '' as "group", sum(n * (attitude + behaviour) / 2) / sum(n) as index_points,
       sum(n * attitude) / sum(n) as attitude_points, sum(n * behaviour) / sum(n) as behaviour_points,
       sum(n)::BIGINT as n, sum(n * ((attitude + behaviour) / 2) ** 2) as squares, any_value(left_out) as left_out
from placed cross join silent"""
)

ATTITUDE: dict[str, tuple[str, str]] = {
    "loyalty.quadrants": ("", _QUADRANTS),
    "loyalty.index": ("", _INDEX),
}
