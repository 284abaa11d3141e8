"""Complaints as cases: which count, how each ended by its events or else by its own instants, how long it took."""

from __future__ import annotations

CASES = """
changes as (
    select complaint_id, kind, happened_at as since, state, lag(state) over one_case as was,
           lead(happened_at) over one_case as until
    from (
        select complaint_id, event_id, kind, happened_at,
               case kind when 'resolved' then 2 when 'closed' then 2 when 'paused' then 1 else 0 end as state,
               case kind when 'reopened' then 0 when 'paused' then 1 when 'resumed' then 2 when 'resolved' then 3
                    else 4 end as place
        from complaint_events
        where happened_at <= {until} and kind in ('reopened', 'paused', 'resumed', 'resolved', 'closed')
    )
    window one_case as (partition by complaint_id order by happened_at, place, event_id)
),
told as (
    select complaint_id, count(*) filter (kind in ('resolved', 'reopened', 'closed')) > 0 as says,
           max(since) filter (state = 2 and was is distinct from 2) as over_at,
           max(since) filter (kind = 'resolved' and was is distinct from 2) as answered_at,
           max(since) filter (state <> 2) as running_at, max(since) filter (state = 2) as told_over_at,
           min(since) filter (kind = 'resolved') as resolved_first_at,
           min(since) filter (kind = 'reopened') as reopened_first_at,
           sum((epoch_us(until) - epoch_us(since)) // 1000000) filter (state = 2 and until is not null) as over_seconds
    from changes group by all
),
cases as (
    select {group} as "group", complaint_id, opened_at, severity, category, team, store_id, reopens, first_response_at,
           paused_seconds, status, outcome,
           says, resolved_first_at, reopened_first_at, coalesce(over_at >= running_at or running_at is null, false)
               and over_at is not null as over,
           case when says then if(over, over_at, null) when own_at <= {until} then own_at end as ended_at,
           case when says and not over then 0
                when says and (over_at = answered_at or status in ('resolved', 'rejected')) then 1
                when says then 2 when own = 0 then 0 when own_at is null then null when own_at <= {until} then own
                else 0 end as how,
           coalesce(over_seconds, 0)
               - coalesce(if(over, (epoch_us(told_over_at) - epoch_us(over_at)) // 1000000, 0), 0) as idle
    from (
        select *, case when status in ('open', 'pending') then null when status = 'withdrawn' then closed_at
                       else coalesce(resolved_at, closed_at) end as own_at,
               case when status in ('open', 'pending') then 0 when status in ('resolved', 'rejected') then 1
                    when status = 'withdrawn' then 2 when resolved_at is not null then 1
                    when closed_at is not null then 2 else 0 end as own
        from complaints
        where opened_at <= {until} and (kind = 'complaint' or kind is null) and duplicate_of is null
              and (status <> 'duplicate' or status is null)
    ) left join told using (complaint_id)
)"""
"""Each case with its end and the seconds it was over before it was taken up again."""

COUNTED = """,
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
"""The share settled by each duration, open ones counted as open (Aalen-Johansen)."""

INCIDENCE = (
    "with"
    + CASES
    + """,
durations as (
    select "group", how as ending, greatest(
               (epoch_us(coalesce(ended_at, {until})) - epoch_us(opened_at)) // 1000000 - idle, 0)::BIGINT as exact
    from cases where how is not null
)"""
    + COUNTED
)
