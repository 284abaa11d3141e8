"""Calls and chats: whether and how soon they were answered, how long they took, and when they came."""

from __future__ import annotations

_QUEUED = """
with queued as (
    select *, reply = 2 and coalesce(waited < 5, false) as short,
           coalesce(reply in (1, 2), false) and not (reply = 2 and coalesce(waited < 5, false)) as decided
    from (
        select *, case when precision = 'second' and ended_after >= 0 then ended_after end as waited
        from (
            select *, (epoch_us(case reply when 1 then answered_at when 2 then ended_at when 0 then {until} end)
                       - epoch_us(coalesce(if(queued_at <= {until}, queued_at, null), started_at)))
                      // 1000000 as ended_after
            from (
                select interaction_id, customer_id, channel, topic, started_at, queued_at, answered_at, ended_at,
                       hold_seconds, wrap_up_seconds, precision,
                       case when abandoned then if(ended_at > {until}, 0, 2) when answered_at > {until} then 0
                            when answered_at is not null or not abandoned then 1 end as reply
                from interactions where started_at <= {until} and channel in ('phone', 'chat')
            )
        )
    )
)"""
"""Each call or chat with what became of it and how long it waited."""

_SHARE = (
    _QUEUED
    + """,
each as (
    select {{group}} as "group", count(*) filter ({counted}) as m, count(*) filter ({counted} and {good}) as y,
           count(*) filter ({left_out}) as left_out, count(*) filter (short) as short
    from queued group by "group", coalesce(customer_id, interaction_id), customer_id is null
)
select "group", 100 * sum(y) / nullif(sum(m), 0) as {share}, sum(y) as {part}, sum(m) as n, {others}
       sum(left_out) as left_out, count(*) filter (m > 0) as customers,
       sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
from each group by all order by all"""
)
_PLAIN = _SHARE.replace("{until}", "{{until}}")
_ANSWERED = _PLAIN.format(
    counted="decided",
    good="reply = 1",
    left_out="not (decided or short)",
    share="answered_pct",
    part="answered",
    others="sum(m) - sum(y) as hung_up, sum(short) as short,",
)
_IN_TIME = _PLAIN.format(
    counted="decided and waited is not null and (reply = 1 or waited > 20)",
    good="reply = 1 and waited <= 20",
    left_out="waited is null",
    share="in_time_pct",
    part="in_time",
    others="20.0 as within_seconds,",
)
_TIMES = """,
counted as (
    select "group", {seconds} as seconds, count(*) as n, count(*) filter (ending = 1) as answered
    from (select {group} as "group", reply as ending, waited as exact from queued where not short)
    group by all
),
risk as (
    select *, sum(n) over (partition by "group" order by seconds desc) as at_risk from counted where seconds is not null
),
curve as (
    select *, 1 - exp(sum(coalesce(ln(nullif(1 - answered / at_risk, 0)), -700)) over (
        partition by "group" order by seconds)) as share from risk
)
select "group", case when sum(answered) >= 10 then min(seconds) filter (share >= .5 - 1e-9) end as median_seconds,
       case when sum(answered) >= 10 then min(seconds) filter (share >= .9 - 1e-9) end as p90_seconds,
       case when sum(answered) >= 10 then sum(seconds * answered) / sum(answered) end as answered_mean_seconds,
       sum(n) as n,
       sum(n) - sum(answered) as hung_up, any_value(unknown) as left_out
from curve join (select "group", coalesce(sum(n) filter (seconds is null), 0) as unknown from counted group by all)
     using ("group")
group by all order by all"""
_WAITS = _QUEUED + _TIMES
_WORK = (
    _QUEUED
    + """,
each as (
    select {group} as "group", count(handled) as m, sum(handled) as y,
           sum(coalesce(hold_seconds, 0)) filter (handled is not null) as hold,
           sum(coalesce(wrap_up_seconds, 0)) filter (handled is not null) as wrap_up,
           count(wrap_up_seconds) filter (handled is not null) as wrap_up_known,
           count(hold_seconds) filter (handled is not null) as hold_known,
           count(*) filter (reply = 1 and handled is null) as left_out
    from (select *, case when reply = 1 and precision = 'second' and ended_at <= {until} and ended_at >= answered_at
                    then (epoch_us(ended_at) - epoch_us(answered_at)) // 1000000 + coalesce(wrap_up_seconds, 0)
                    end as handled from queued)
    group by "group", coalesce(customer_id, interaction_id), customer_id is null
)
select "group", sum(y) / sum(m) as handled_seconds, (sum(y) - sum(wrap_up)) / sum(m) as talk_seconds,
       if(sum(hold_known) > 0, sum(hold) / sum(m), null) as hold_seconds,
       if(sum(wrap_up_known) > 0, sum(wrap_up) / sum(m), null) as wrap_up_seconds, sum(m) as n,
       sum(wrap_up_known) as wrap_up_known, sum(left_out) as left_out,
       sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
from each group by all order by all"""
)
_TO_ANSWER = (
    _QUEUED
    + """,
placed as (
    select interaction_id, started_at, abandoned,
           lag(started_at) over one as earlier, lead(started_at) over one as later
    from interactions where started_at <= {until} and customer_id is not null and topic is not null
    window one as (partition by customer_id, topic order by started_at, interaction_id)
),
firsts as (
    select interaction_id, started_at <= {until} - interval 7 day as over,
           (later is null or epoch_us(later) - epoch_us(started_at) >= 604800e6)
           and not coalesce(abandoned, false) as solved
    from placed where earlier is null or epoch_us(started_at) - epoch_us(earlier) >= 604800e6
),
judged as (
    select *, case when customer_id is null or topic is null or started_at < (begun + 7)::DATE or not over then null
              when solved then 1 else 0 end as at_once,
           case when precision = 'second' and ended_at <= {until} and ended_at >= started_at
                then (epoch_us(ended_at) - epoch_us(started_at)) // 1000000 end as took
    from queued left join firsts using (interaction_id)
         cross join (select min(started_at)::DATE as begun from interactions where started_at <= {until})
    where reply = 1
),
counted as (
    select "group", {seconds} as seconds, count(*) filter (ending = 1) as n,
           count(*) filter (ending is null) as left_out
    from (select {group} as "group", if(took is null, null, at_once) as ending, took as exact
          from judged where coalesce(at_once, 1) = 1)
    group by all
),
curve as (
    select *, sum(n) over (partition by "group" order by seconds nulls last) / sum(n) over (partition by "group")
              as share from counted
)
select "group", case when sum(n) >= 10 then min(seconds) filter (share >= .5 - 1e-9) end as median_seconds,
       case when sum(n) >= 10 then min(seconds) filter (share >= .9 - 1e-9) end as p90_seconds,
       sum(n) as n, sum(left_out) as left_out
from curve group by all order by all"""
)
_ARRIVALS = (
    _QUEUED
    + """,
daily as (
    select started_at::DATE as day, isodow(started_at)::VARCHAR as weekday,
           lpad(extract(hour from started_at)::VARCHAR, 2, '0') as hour, count(*) as asked,
           count(*) filter (decided) as decided, count(*) filter (decided and reply = 2) as hung_up
    from queued where precision = 'second' group by all
),
days as (
    select isodow(day)::VARCHAR as weekday, count(*)::DOUBLE as days
    from (select unnest(range(min(started_at)::DATE, ({until})::DATE + 1, interval 1 day))::DATE as day
          from interactions)
    group by all
)
select '' as "group", weekday, hour, sum(asked) / any_value(days) as per_hour, sum(asked) as contacts,
       100 * sum(hung_up) / nullif(sum(decided), 0) as hung_up_pct, any_value(days) as days,
       sum(asked * asked) as squares
from daily join days using (weekday) group by all order by all"""
)

QUEUES: dict[str, tuple[str, str]] = {
    "channels.answer_rate": ("started_at", _ANSWERED),
    "channels.service_level": ("started_at", _IN_TIME),
    "channels.speed": ("started_at", _WAITS),
    "channels.handling": ("started_at", _WORK),
    "channels.time_to_answer": ("started_at", _TO_ANSWER),
    "channels.arrivals": ("", _ARRIVALS),
}
