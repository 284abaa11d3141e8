"""Contacts, appointments and shifts of the sample."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    # Lines of customers we know, numbered: contacts and complaints follow purchases.
    """
    create table known as
    select row_number() over (order by number, line) as j, * from bought
    where c is not null and order_status = 'paid' and not trial
    """,
    "create table known_total as select count(*) as total from known",
    """
    create table asks as
    select i, k.c, k.product, k.zone, k.shop, k.moment + seconds(wait(i, 'lag', 86400 * 45)) as day,
           case when u(i, 'kind') < .62 then 'talk' when u(i, 'kind') < .75 then 'email'
                when u(i, 'kind') < .9 then 'search' when u(i, 'kind') < .96 then 'manual' else 'store' end as way
    from (select i, 1 + floor(u(i, 'line') * total)::BIGINT as j
          from range(1, (getvariable('interactions') * .924)::BIGINT + 1) r(i), known_total)
    join known k using (j)
    """,
    # In the last year customers move from the telephone to the chat: the planted mix effect.
    """
    create table first_contacts as
    select i, product, zone, shop, day,
           case when way <> 'talk' then way
                when u(i, 'talk') < if(day >= timestamp '2025-11-01', .42, .8) then 'phone'
                else 'chat' end as channel,
           if(u(i, 'known') < if(way in ('search', 'manual'), .45, .88), c, null) as c,
           spin('topics', u(i, 'topic')) as topic, in_hours(day, zone, u(i, 'hour')) as started
    from asks where day < the_end()
    """,
    """
    create table contact_times as
    select *,
           case channel when 'phone' then 38 * exp(.85 * z(i, 'wait')) * if(month(started) in (11, 12), 1.5, 1)
                when 'chat' then 22 * exp(.7 * z(i, 'wait')) when 'email' then 9000 * exp(.9 * z(i, 'wait'))
                when 'store' then 260 * exp(.6 * z(i, 'wait')) else 1 end as waited,
           wait(i, 'patience', case channel when 'phone' then 420 when 'chat' then 500 else 1e9 end) as patience,
           exp(.42 * z(i, 'talk_time')) * case channel when 'search' then 45 when 'manual' then 160
               when 'email' then 420 else if(channel = 'chat', 1.35, 1) * case topic
                   when 'order status' then 48 when 'setup' then 270 when 'billing' then 200 when 'repair' then 330
                   when 'returns' then 170 when 'account' then 150 else 240 end end as talked
    from first_contacts where started >= the_start() and started < the_end()
    """,
    # Some ask again within a week: more often about repairs, and when nobody answered.
    """
    create table second_contacts as
    select i + 1000000000000 as i, product, zone, shop, day, channel, c, topic,
           started + seconds(if(waited > patience, 1800 + 7200 * u(i, 'again_at'),
                                14400 + 86400 * 5.5 * u(i, 'again_at'))) as started
    from contact_times
    where c is not null and channel in ('phone', 'chat', 'email')
      and u(i, 'again') < case when waited > patience then .5 when topic = 'repair' then .26
                               when topic = 'order status' then .06 else .14 end
    """,
    """
    create table contacts as
    select *, false as repeated, waited > patience as abandoned from contact_times
    union all
    select *, 30 * exp(.6 * z(i, 'wait')), 1e9, 180 * exp(.4 * z(i, 'talk_time')), true, false
    from second_contacts where started < the_end()
    """,
    "drop table asks; drop table first_contacts; drop table contact_times; drop table second_contacts",
    """
    create table answered as
    select *, row_number() over (order by started, i) as number,
           case when abandoned then null when channel = 'phone' then 97 + floor(u(i, 'agent') * 16)::INT
                when channel in ('chat', 'email') then 113 + floor(u(i, 'agent') * 14)::INT
                when channel = 'store' then adviser(shop, u(i, 'agent')) end as agent,
           if(abandoned, null, started + seconds(waited)) as answered_at,
           started + seconds(if(abandoned, patience, waited + talked)) as ended_at
    from contacts
    """,
    "drop table contacts",
    """
    create table csv.interactions as
    with told as (
        select *, channel = 'phone' and not abandoned as spoken, agent is not null and u(i, 'check') < .05 as checked,
               channel in ('phone', 'chat') and not abandoned and u(i, 'asked') < .3 as asked
        from answered)
    select code('I', number, 6) as interaction_id, code('C', told.c, 5) as customer_id, channel, topic,
           started as started_at, if(answered_at < the_end(), answered_at, null) as answered_at,
           if(ended_at < the_end(), ended_at, null) as ended_at,
           if(spoken and u(i, 'hold') < .25, (10 + 110 * u(i, 'held'))::BIGINT, null) as hold_seconds,
           if(spoken, (20 + 70 * u(i, 'wrap'))::BIGINT, null) as wrap_up_seconds, crew.team, abandoned,
           if(asked, u(i, 'solved') < if(repeated, .55, .84), null) as solved,
           code('E', agent, 3) as staff_id, if(channel = 'store', code('S', told.shop, 2), null) as store_id,
           if(checked, true, null) as answer_checked, if(checked, u(i, 'correct') < .93, null) as answer_correct,
           if(channel in ('search', 'manual'), u(i, 'useful') < if(channel = 'search', .71, .8), null) as useful
    from told left join crew on crew.n = agent order by number
    """,
    """
    create table visits as
    select i, k.c, k.product, k.shop, k.zone,
           in_hours(k.moment + seconds(86400 * (10 + 200 * u(i, 'visit'))), k.zone, .02 + .9 * u(i, 'visit_hour'))
               as moment,
           u(i, 'cancels') < .045 as cancelled, u(i, 'cancels') between .045 and .1 as no_show
    from (select i, 1 + floor(u(i, 'visitor') * total)::BIGINT as j
          from range(1, (getvariable('customers') * .37)::BIGINT + 1) r(i), known_total)
    join known k using (j)
    """,
    """
    create table appointed as
    select *, date_trunc('minute', moment) as booked, not (cancelled or no_show) as held,
           booked + seconds(-240 + 420 * u(i, 'arrives')) as arrived,
           booked + seconds(200 + wait(i, 'queue', 420)) as begun, u(i, 'fixed') < .79 as solved,
           row_number() over (order by moment, i) as number, adviser(shop, u(i, 'technician')) as technician
    from visits where moment < the_end() + interval 9 days
    """,
    # Bookings of the next days stand in the file too; nothing of them has happened yet.
    """
    create table csv.appointments as
    with told as (select *, booked < the_end() - interval 2 hours as past, held and past as took_place from appointed)
    select code('V', number, 5) as appointment_id, code('C', c, 5) as customer_id, code('S', shop, 2) as store_id,
           code('E', technician, 3) as staff_id, code('P', product, 2) as product_id, booked as booked_for,
           if(took_place, arrived, null) as arrived_at, cancelled, no_show and past as no_show,
           if(took_place, begun, null) as started_at,
           if(took_place, begun + seconds(600 + 1500 * u(i, 'lasts')), null) as ended_at,
           spin('faults', u(i, 'fault')) as problem,
           if(took_place, spin('remedies', u(i, 'fault')), null) as solution, if(took_place, solved, null) as solved
    from told order by number
    """,
    # Half a year of shifts in the last two stores. E094 is late without excuse four times; E095 four times too, but
    # excused twice; E096 works before her training ended.
    """
    create table csv.shifts as
    with half_year as (select unnest(range(date '2026-05-01', date '2026-11-01', interval 1 day))::DATE as day),
    days as (
        select n, day, row_number() over (partition by n order by day) as k,
               n * 100000 + (day - date '2026-01-01') as s
        from range(89, 97) r(n), half_year
        where (dayofweek(day) + n) % 7 < 5 and (n < 96 or day >= date '2026-06-08')),
    marked as (select *, n in (94, 95) and k in (12, 41, 77, 103) as late from days)
    select code('H', row_number() over (order by day, n), 4) as shift_id, code('E', n, 3) as staff_id,
           day + interval 5 hours as planned_start, day + interval 13 hours as planned_end,
           day + seconds(18000 + if(late, 500 + 600 * u(s, 'late'), -420 + 700 * u(s, 'early'))) as arrived_at,
           if(late and n = 95 and k in (12, 77), true, null) as excused
    from marked order by day, n
    """,
)
"""Statements in their order."""

WHEELS: dict[str, tuple[object, ...]] = {
    "topics": (
        *["order status"] * 13, *["setup"] * 10, *["billing"] * 7, *["repair"] * 7, *["returns"] * 6, *["account"] * 4,
        *["advice"] * 3,
    ),
    "faults": ("does not start", "battery is empty by noon", "no sound", "screen flickers", "loses its connection",
        "is slow"),
    "remedies": ("new power unit", "battery replaced", "speaker cleaned", "cable replaced", "network set up again",
                 "system installed again"),
}  # fmt: skip
"""Lists to draw from, by their name in the generator."""
