"""How often we fail, how long it takes, and who is waiting."""

from __future__ import annotations

from benchmarks.by_hand.cases import CASES, COUNTED, INCIDENCE
from benchmarks.by_hand.sales import BOUGHT

_RATE = """
with raised as (
    select {group} as "group", count(*) filter (counts) as n, count(*) filter (not counts) as left_out
    from (select opened_at as happened, duplicate_of is null and (status <> 'duplicate' or status is null) as counts
          from complaints where opened_at <= {until} and (kind = 'complaint' or kind is null))
    group by all
),
bought as (
    select {group} as "group", count(distinct order_id) as orders from (select *, bought_at as happened from purchases)
    where bought_at <= {until} and (order_status not in ('cancelled', 'draft') or order_status is null)
          and (not trial or trial is null)
    group by all
)
select "group", 1000 * n / orders as per_1000_orders, orders, n, left_out from raised full join bought using ("group")
order by all"""
_RATE_OF_CUSTOMERS = f"""
with raised as (
    select count(*) filter (counts) as n, count(*) filter (not counts) as left_out
    from (select duplicate_of is null and (status <> 'duplicate' or status is null) as counts
          from complaints where opened_at <= {{until}} and (kind = 'complaint' or kind is null))
),
named as (
    select customer_id, true as content from purchases where {BOUGHT} and bought_at >= {{until}}::DATE - 364
    union
    select customer_id, true from interactions
    where started_at <= {{until}} and started_at >= {{until}}::DATE - 364 and customer_id is not null
    union
    select customer_id, true from survey_answers
    where answered_at <= {{until}} and answered_at >= {{until}}::DATE - 364 and customer_id is not null
    union
    select customer_id, false from complaints
    where opened_at <= {{until}} and opened_at >= {{until}}::DATE - 364 and customer_id is not null
          and (kind = 'complaint' or kind is null) and duplicate_of is null
          and (status <> 'duplicate' or status is null)
),
people as (
    select if(bool_or(content), count(distinct customer_id), 0) as active from named
)
select '' as "group", 1000 * n / active as per_1000_customers, active, n, left_out from raised cross join people"""
_CAUSES = """
with caused as (
    select coalesce(root_cause, '(none)') as "group", sum(compensation) filter (counts) as compensation,
           sum(refund) filter (counts) as refund,
           sum(coalesce(compensation, 0) + coalesce(refund, 0))
               filter (counts and (compensation is not null or refund is not null)) as given,
           count(*) filter (counts) as n, count(*) filter (not counts) as left_out
    from (select root_cause, compensation, refund,
                 duplicate_of is null and (status <> 'duplicate' or status is null) as counts
          from complaints where opened_at <= {until} and (kind = 'complaint' or kind is null))
    group by all
),
bought as (
    select count(distinct order_id) as orders from purchases
    where bought_at <= {until} and (order_status not in ('cancelled', 'draft') or order_status is null)
          and (not trial or trial is null)
)
select "group", 1000 * n / orders as per_1000_orders, compensation, refund, given, orders, n, left_out
from caused cross join bought order by all"""
_TIMES = """
select "group", if(sum(settled) >= 10, min(seconds) filter (share > .5 - 1e-12), null) / 3600 as median_hours,
       if(sum(settled) >= 10, min(seconds) filter (share > .75 - 1e-12), null) / 3600 as p75_hours,
       if(sum(settled) >= 10, min(seconds) filter (share > .9 - 1e-12), null) / 3600 as p90_hours,
       sum(n)::BIGINT as n, sum(still)::BIGINT as open
from curve group by all order by all"""
_RESOLUTION = INCIDENCE + _TIMES
_CURVE = INCIDENCE + 'select "group", seconds / 86400 as days, 100 * share as settled_pct from curve order by all'
_FIRST_RESPONSE = (
    "with"
    + CASES
    + """,
responses as (
    select complaint_id, min(happened_at) as responded_at from complaint_events
    where kind = 'responded' and happened_at <= {until} group by all
),
durations as (
    select "group", if(answered_at is not null, 1, how) as ending, greatest(
               (epoch_us(coalesce(answered_at, ended_at, {until})) - epoch_us(opened_at)) // 1000000, 0)::BIGINT
               as exact
    from (select *, coalesce(responded_at, if(first_response_at <= {until}, first_response_at, null)) as answered_at
          from cases left join responses using (complaint_id))
    where answered_at is not null or how in (0, 2)
)"""
    + COUNTED
    + _TIMES
)
_SHARE_WITHIN = (
    INCIDENCE
    + 'select "group", '
    + "".join(
        f"""if(max(seconds) < {days} * 86400 and arg_max(still, seconds) > 0, null,
          100 * coalesce(max(share) filter (seconds <= {days} * 86400), 0)) as within_{days}_pct,
       """
        for days in (1, 3, 7, 30)
    )
    + "sum(n)::BIGINT as n, sum(still)::BIGINT as open from curve group by all order by all"
).replace("{seconds}", "{upward}")
_REOPENED = (
    "with"
    + CASES
    + """,
settled as (
    select "group", coalesce(if(says, resolved_first_at, if(how = 1, ended_at, null)) <= {until} - interval 14 day,
                             false) as watched,
           if(says, (epoch_us(reopened_first_at) - epoch_us(resolved_first_at)) // 1000000 <= 14 * 86400, reopens > 0)
               as back
    from cases
)
select "group", 100 * count(*) filter (watched and back) / nullif(count(*) filter (watched), 0) as reopened_pct,
       count(*) filter (watched and back) as reopened, count(*) filter (watched) as n,
       count(*) filter (not watched) as left_out
from settled group by all order by all"""
)
_OUTCOMES = (
    "with"
    + CASES
    + """
select "group", 100 * count(*) filter (how = 1 and decided = 'upheld') / nullif(count(*) filter (known), 0)
           as upheld_pct,
       100 * count(*) filter (how = 1 and decided = 'partly') / nullif(count(*) filter (known), 0) as partly_pct,
       100 * count(*) filter (how = 1 and decided = 'rejected') / nullif(count(*) filter (known), 0) as rejected_pct,
       100 * count(*) filter (how = 1 and decided = 'goodwill') / nullif(count(*) filter (known), 0) as goodwill_pct,
       count(*) filter (how = 1 and decided is null) as unknown, count(*) filter (known) as n,
       count(*) filter (not coalesce(known, false)) as left_out
from (select *, if(status = 'rejected', 'rejected', outcome) as decided,
             how = 1 and (status = 'rejected' or outcome is not null) as known from cases)
group by all order by all"""
)
_SATISFACTION_AFTER = (
    "with"
    + CASES
    + """,
settled as (
    select "group", complaint_id, ended_at, ended_at <= {until} - interval 14 day as over,
           greatest((epoch_us(ended_at) - epoch_us(opened_at)) // 1000000 - idle, 0) / 86400 as days
    from cases where how = 1
),
first_ratings as (
    select complaint_id, csat from settled join survey_answers using (complaint_id)
    where csat_scale = '5' and csat between 1 and 5 and answered_at <= {until}
          and (epoch_us(answered_at) - epoch_us(ended_at)) // 1000000 between 0 and 14 * 86400
    qualify row_number() over (partition by complaint_id order by answered_at, answer_id) = 1
)
select "group", case when days < 1 then '0_1' when days < 3 then '1_3' when days < 7 then '3_7'
                     when days < 14 then '7_14' when days < 30 then '14_30' else '30_up' end as band,
       100 * count(*) filter (over and csat >= 4) / nullif(count(*) filter (over and csat is not null), 0)
           as content_pct,
       100 * count(*) filter (over and csat is not null) / nullif(count(*) filter (over), 0) as response_pct,
       count(*) filter (over and csat >= 4) as content, count(*) filter (over) as settled,
       count(*) filter (over and csat is not null) as n, count(*) filter (not over) as left_out
from settled left join first_ratings using (complaint_id) group by all order by all"""
)

COMPLAINTS: dict[str, tuple[str, str]] = {
    "complaints.rate": ("happened", _RATE),
    "complaints.rate_of_customers": ("", _RATE_OF_CUSTOMERS),
    "complaints.causes": ("", _CAUSES),
    "complaints.resolution_time": ("opened_at", _RESOLUTION),
    "complaints.curve": ("opened_at", _CURVE),
    "complaints.first_response": ("opened_at", _FIRST_RESPONSE),
    "complaints.share_within": ("opened_at", _SHARE_WITHIN),
    "complaints.reopened": ("opened_at", _REOPENED),
    "complaints.outcomes": ("opened_at", _OUTCOMES),
    "complaints.satisfaction_after": ("", _SATISFACTION_AFTER),
}
