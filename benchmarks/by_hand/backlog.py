"""Who is waiting, what falls due, and whether promises are kept."""

from __future__ import annotations

from benchmarks.by_hand.cases import CASES

_AGEING = (
    "with"
    + CASES
    + """,
ends as (
    select least(last_day(month)::TIMESTAMPTZ + interval '1 day' - interval '1 microsecond', {until}) as moment
    from (select unnest(range(date_trunc('month', {until}) - interval 12 month, {until}, interval 1 month)) as month)
),
waiting as (
    select "group", moment, (epoch_us(moment) - epoch_us(opened_at)) / 86400e6 as days
    from ends join (select * from cases where how is not null
                          and coalesce(ended_at, {until}) >= (select min(moment) from ends))
              on opened_at <= moment and coalesce(ended_at, {until} + interval 1 day) > moment
)
select "group", strftime(moment, '%Y-%m-%d') as "at",
       case when days < 1 then '0_1' when days < 3 then '1_3' when days < 7 then '3_7' when days < 14 then '7_14'
            when days < 30 then '14_30' else '30_up' end as band,
       count(*) as open
from waiting group by all order by all"""
)
_FLOW = (
    "with"
    + CASES
    + """,
weekly as (
    select "group", date_trunc('week', opened_at)::DATE as week, count(*) as opened, 0 as ended
    from cases where how is not null group by all
    union all
    select "group", date_trunc('week', ended_at)::DATE, 0, count(*)
    from cases where how is not null and ended_at is not null group by all
)
select "group", week::VARCHAR as "at", sum(opened)::BIGINT as opened, sum(ended)::BIGINT as ended,
       sum(sum(opened) - sum(ended)) over (partition by "group" order by week)::BIGINT as open
from weekly group by "group", week qualify week >= date_trunc('week', {until} - interval 363 day)::DATE order by all"""
)
_PROMISED = (
    "with"
    + CASES
    + """,
days as (select * from {working_days}),
targets as (
    select severity, arg_max(resolution_seconds, valid_from) * 1000000 as target from sla_targets group by all
),
named as (
    select cases.*, target, case when team in (select calendar from days) then team
                                 when stores.calendar in (select calendar from days) then stores.calendar
                                 when stores.name in (select calendar from days) then stores.name end as calendar,
           epoch_us(opened_at) as opened_us,
           if(ended_at is not null, epoch_us(ended_at) - 1, epoch_us({until})) as end_us, epoch_us({until}) as now_us
    from cases left join targets using (severity) left join stores using (store_id)
),
readings as (
    select named.*,
           if(named.calendar is null, opened_us, opening.before
              + least(greatest(opened_us - opening.midnight - opening.start, 0), opening.length)) as clock_opened,
           if(named.calendar is null, end_us, ending.before
              + least(greatest(end_us - ending.midnight - ending.start, 0), ending.length)) as clock_end,
           if(named.calendar is null, now_us, at_end.before
              + least(greatest(now_us - at_end.midnight - at_end.start, 0), at_end.length)) as clock_now
    from named
    left join days opening on opening.calendar = named.calendar and opening.day = opened_us // 86400000000
    left join days ending on ending.calendar = named.calendar and ending.day = end_us // 86400000000
    left join days at_end on at_end.calendar = named.calendar and at_end.day = now_us // 86400000000
),
stood as (
    select changes.complaint_id, named.calendar, epoch_us(changes.since) as since_us,
           epoch_us(coalesce(changes.until, {until})) as until_us, state
    from changes join named using (complaint_id)
    where state = 1 or state = 2 and changes.until is not null and not coalesce(changes.since >= named.ended_at, false)
),
standing as (
    select complaint_id, sum(lasted) filter (state = 2) as idle_us, sum(lasted) filter (state = 1) as paused_us
    from (
        select complaint_id, state, if(stood.calendar is null, until_us - since_us, (ending.before
                  + least(greatest(until_us - ending.midnight - ending.start, 0), ending.length)) - (opening.before
                  + least(greatest(since_us - opening.midnight - opening.start, 0), opening.length))) as lasted
        from stood
        left join days opening on opening.calendar = stood.calendar and opening.day = since_us // 86400000000
        left join days ending on ending.calendar = stood.calendar and ending.day = until_us // 86400000000
    )
    group by all
),
promised as (
    select readings.*, coalesce(paused_us, paused_seconds * 1000000, 0) as paused,
           clock_end - clock_opened - coalesce(idle_us, 0) - coalesce(paused_us, paused_seconds * 1000000, 0) as used,
           clock_now - clock_opened - coalesce(idle_us, 0) - coalesce(paused_us, paused_seconds * 1000000, 0) as spent
    from readings left join standing using (complaint_id)
)"""
)
"""Time promised and time used, on the working days of each case's team, else its store."""

_SLA = (
    _PROMISED
    + """,
parts as (
    select "group", how, target is not null as promised, coalesce(spent >= target, false) as matured,
           used >= target as late,
           if(used >= target, 101, greatest(used, 0) * 100 // target + 1) as part,
           if(used >= target, (used + 1 - target) // 3600000000, null) as late_hours, count(*) as n,
           sum(paused::DOUBLE) as paused, sum((used + paused)::DOUBLE) as passed
    from promised group by all
)
select "group", 100 * sum(n) filter (promised and matured and how = 1 and not late)
           / sum(n) filter (promised and matured and not (how = 2 and not late)) as on_time_pct,
       sum(n) filter (promised and matured and not (how = 2 and not late)) as n,
       coalesce(sum(n) filter (promised and matured and how = 1 and not late), 0) as on_time,
       coalesce(sum(n) filter (promised and not matured and how = 1), 0) as early,
       coalesce(sum(n) filter (promised and not matured and how = 0), 0) as not_due,
       coalesce(sum(n) filter (promised and matured and how = 0), 0) as overdue,
       coalesce(sum(n) filter (promised and how = 2 and not late), 0) as withdrawn,
       coalesce(sum(n) filter (not promised), 0) as not_promised,
       100 * sum(paused) filter (promised and matured and not (how = 2 and not late))
           / sum(passed) filter (promised and matured and not (how = 2 and not late)) as pause_pct
from parts group by all order by all"""
)
_OLDEST = (
    _PROMISED
    + """
select '' as "group", complaint_id as "case", (epoch_us({until}) - epoch_us(opened_at)) // 1000000 / 86400 as age_days,
       100 * used / target as promise_used_pct
from promised where how = 0 order by opened_at, complaint_id limit 10"""
)
_PROMISED_TIME = (
    "with"
    + CASES
    + """,
targets as (
    select severity, arg_max(resolution_seconds, valid_from) as target from sla_targets group by all
),
weeks as (
    select calendar, sum(closes - opens) as worked from calendar_hours group by all
),
named as (
    select target, case when team in (select calendar from weeks) then team
                        when stores.calendar in (select calendar from weeks) then stores.calendar
                        when stores.name in (select calendar from weeks) then stores.name end as calendar
    from cases left join targets using (severity) left join stores using (store_id)
),
counted as (
    select 7 * target / coalesce(worked, 7 * 86400) as days, count(*) as n
    from named left join weeks using (calendar) group by all
)
select '' as "group", min(days) filter (reached >= known / 2) as promised_days, any_value(known)::BIGINT as n,
       coalesce(sum(n) filter (days is null), 0)::BIGINT as left_out
from (select *, sum(n) filter (days is not null) over (order by days nulls last) as reached,
             sum(n) filter (days is not null) over () as known from counted)"""
)
_FALLING_DUE = (
    _PROMISED
    + """,
ahead as (
    select calendar, n, midnight, before, start, length
    from days join (select unnest(range(1, 8)) as n)
         on midnight = epoch_us(date_trunc('day', {until})) + n * 86400000000
),
now_read as (
    select calendar, before + least(greatest(epoch_us({until}) - midnight - start, 0), length) as reading
    from days where day = epoch_us({until}) // 86400000000
),
open_ones as (
    select "group", calendar, target - used as left_us from promised where how = 0 and used < target
),
placed as (
    select "group", min(coalesce(n, 1)) as n
    from (
        select "group", left_us, open_ones.calendar, row_number() over () as id from open_ones
    ) one
    join (select calendar, n, before - reading as reach from ahead join now_read using (calendar)
          union all
          select null, n, epoch_us(date_trunc('day', {until})) + n * 86400000000 - epoch_us({until})
          from (select unnest(range(1, 8)) as n)) reached
         on reached.calendar is not distinct from one.calendar and one.left_us <= reach
    group by "group", id
)
select "group", strftime(date_trunc('day', {until}) + (n - 1) * interval 1 day, '%Y-%m-%d') as day, count(*) as due
from placed group by all order by all"""
)

BACKLOG: dict[str, tuple[str, str]] = {
    "complaints.ageing": ("", _AGEING),
    "complaints.flow": ("", _FLOW),
    "complaints.sla": ("opened_at", _SLA),
    "complaints.promised_time": ("", _PROMISED_TIME),
    "complaints.oldest": ("", _OLDEST),
    "complaints.falling_due": ("", _FALLING_DUE),
}
