"""Attendances and purchases of the sample."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    # How much of the year's trade each month has, December the most: candidates are kept with this chance.
    "create macro season(t) as "
    "list_value(.85, .75, .85, .9, .9, .9, .85, .85, 1.0, 1.0, 1.3, 1.45)[month(t)::INT] / 1.45",
    # One of the store's advisers; the last store's newest one never serves alone.
    "create macro adviser(shop, draw) as 4 * (shop - 1) + 1 + floor(draw * if(shop = 24, 3, 4))::INT",
    # Opening hours on the wall clock of the customer's place, without daylight saving.
    "create macro in_hours(day, zone, draw) as date_trunc('day', day) + seconds(32400 + 39600 * draw - 3600 * zone)",
    """
    create table renewals as
    with span as (
        select c, first_seen, joined >= the_start() as fresh, if(loyal or key_account, the_end(), fades) as last_seen,
               rate * 1.64 * getvariable('purchases') / getvariable('customers') / 8.0 * 1.45 as pace
        from people),
    bounded as (select *, pace * date_diff('second', first_seen, the_end()) / 31557600.0 as expected from span),
    counted as (
        select *, unnest(range(if(fresh, 0, 1), least(999, 8 + (expected + 5 * sqrt(expected))::INT))) as k
        from bounded),
    gaps as (
        select *, if(k = 0, 0, ceil(wait(c * 1000 + k, 'gap', 31557600 / pace)))::BIGINT as gap from counted),
    moments as (
        select c, k, fresh, last_seen,
               first_seen + seconds(sum(gap) over (partition by c order by k rows unbounded preceding)) as moment
        from gaps)
    select c, c * 1000 + k as g, 'renewal' as block, moment from moments
    where moment < least(last_seen, the_end()) and (k = 0 or u(c * 1000 + k, 'season') < season(moment))
       or (k = 0 and fresh)
    """,
    # Who comes to events is busy buying already: the more orders in the year before, the likelier.
    """
    create table wishes as
    select a, c, shop,
           in_hours(the_start() + to_days((u(a, 'day') * 1095)::INT), zone, .55 + .4 * u(a, 'hour')) as moment
    from (select a, 1 + floor(u(a, 'guest') * getvariable('customers'))::BIGINT as c
          from range(1, (getvariable('attendances') * 3.15)::BIGINT + 1) r(a))
    join people using (c) where not firm
    """,
    """
    create table guests as
    with busy as (
        select w.a, any_value(w.c) as c, any_value(w.moment) as moment, any_value(shop) as shop, count(r.g) as orders
        from wishes w left join renewals r on r.c = w.c and r.moment < w.moment
            and r.moment >= w.moment - interval 365 days
        group by w.a)
    select a, c, moment, shop, orders, u(a, 'came') < .84 as attended,
           case when u(a, 'event') < .55 then 'workshop' when u(a, 'event') < .8 then 'one_to_one'
                else 'lecture' end as programme
    from busy
    where moment < the_end()
      and u(a, 'wish') < case orders when 0 then .16 when 1 then .36 when 2 then .55 when 3 then .7 else .9 end
    """,
    # A customer's first workshop brings one more order within 80 days with a chance of 22 in 100: the planted effect.
    """
    create table first_workshops as
    select c, moment, orders, a from guests where attended and programme = 'workshop'
    qualify row_number() over (partition by c order by moment, a) = 1
    """,
    """
    create table encores as
    select c, 1000000000000000 + a as g, 'workshop' as block,
           moment + seconds(86400 * (3 + 77 * u(a, 'encore'))) as moment
    from first_workshops where u(a, 'effect') < .22
    """,
    """
    create table trials as
    select c, 2000000000000000 + c as g, 'trial' as block,
           greatest(first_seen, timestamp '2025-03-04') + seconds(u(c, 'trial_at') * 86400 * 590) as moment
    from people where not firm and u(c, 'trial') < .08
    """,
    """
    create table converted as
    select c, 3000000000000000 + c as g, 'converted' as block,
           moment + seconds(86400 * (2 + 50 * u(c, 'convert_at'))) as moment
    from trials where u(c, 'convert') < .36
    """,
    """
    create table till as
    select null::BIGINT as c, 4000000000000000 + i as g, 'till' as block, moment
    from (select i, the_start() + seconds(u(i, 'till_at') * 86400 * 1096) as moment
          from range(1, (getvariable('purchases') * .062)::BIGINT + 1) r(i))
    where u(i, 'till_season') < season(moment)
    """,
    """
    create table orders as
    with every as (
        select * from renewals union all select * from encores union all select * from trials
        union all select * from converted union all select * from till),
    placed as (
        select e.*, coalesce(firm, false) as firm, coalesce(key_account, false) as key_account, owner,
               u(g, 'ch') as way,
               if(block = 'till' or u(g, 'away') < .12, spin('store_wheel', u(g, 'shop')), p.shop) as shop
        from every e left join people p on p.c = e.c left join owners o on o.c = e.c),
    timed as (
        select placed.* replace (in_hours(moment, zone, u(g, 'hour')) as moment), zone
        from placed join shops on shops.n = placed.shop)
    select * exclude (way),
           case when block = 'till' then 'store' when block in ('trial', 'converted') then 'app'
                when firm then case when way < .5 then 'phone' when way < .8 then 'partner' else 'web' end
                when way < .47 then 'store' when way < .81 then 'web' when way < .93 then 'app'
                when way < .98 then 'partner' else 'phone' end as channel
    from timed where moment >= the_start() and moment < the_end()
    """,
    # An owner sells to the own customers until the day of leaving; then the next adviser does.
    """
    create table served as
    select *, row_number() over (order by moment, g) as number,
           case when channel in ('web', 'app') then null
                when owner is not null and (channel <> 'store' or u(g, 'own') < .6)
                then owner + ((owner = 153 and moment >= timestamp '2026-10-01')
                              or (owner = 157 and moment >= timestamp '2026-10-17'))::INT
                when channel = 'store' then adviser(shop, u(g, 'adviser')) end as seller
    from orders
    """,
    "drop table renewals; drop table wishes; drop table encores; drop table converted; drop table till",
    "drop table orders",
    """
    create table picked as
    select *, g * 4 + line as h,
           case when block in ('trial', 'converted') then 60
                when u(g * 4 + line, 'liked') < .4 then 10 * floor(u(c, 'affinity') * 6)::INT + 1
                     + floor(10 * pow(u(g * 4 + line, 'place'), 1.5))::INT
                else spin('product_wheel', u(g * 4 + line, 'product')) end as wanted
    from (select *, unnest(range(1, 2 + if(block in ('trial', 'converted'), 0,
              (u(g, 'two') < .21)::INT + (u(g, 'two') < .045)::INT))) as line from served)
    """,
    """
    create table lines as
    select p.*, w.n as product, w.price, w.margin, date '2026-11-01' - w.launched_on as age,
           case when block in ('trial', 'converted') then 1
                when key_account then 4 + floor(wait(h, 'qty', 15))::INT
                when firm then 1 + floor(wait(h, 'qty', 2.6))::INT
                else 1 + (u(h, 'qty') < .09)::INT + (u(h, 'qty') < .02)::INT end as quantity,
           case when firm then .08 when u(h, 'sale') < .17 then .1 else 0 end as off,
           case when u(g, 'cancel') < .02 and channel <> 'store' then 'cancelled'
                when u(g, 'cancel') < .026 and channel = 'web' then 'draft' else 'paid' end as order_status
    from picked p
    join goods t on t.n = p.wanted
    join goods w on w.n = if(p.moment::DATE >= t.launched_on, p.wanted, 10 * ((p.wanted - 1) // 10) + 1)
    """,
    "drop table served; drop table picked",
    """
    create table paid as
    select *, block = 'trial' as trial,
           if(block = 'trial', 0, quantity * price * (1 - off))::DECIMAL(18,2) as revenue,
           if(block = 'trial', 0, quantity * price * off)::DECIMAL(18,2) as discount,
           if(block = 'trial', -1.5, quantity * price * (margin - .8 * off + .05 * z(h, 'margin')))::DECIMAL(18,2)
               as profit,
           case when order_status = 'paid' and block <> 'trial' and u(h, 'return') < if(channel = 'store', .04, .075)
                then moment + seconds(86400 * (2 + 26 * u(h, 'returned'))) end as back
    from lines
    """,
    """
    create table bought as
    select * exclude (back), if(back < the_end(), back, null) as returned_at,
           if(back < the_end(), if(quantity > 1 and u(h, 'part') < .5, 1, quantity), null) as returned_quantity
    from paid
    """,
    "drop table lines; drop table paid",
    """
    create table csv.purchases as
    select code('O', number, 6) as order_id, line as line_no, code('C', c, 5) as customer_id,
           code('P', product, 2) as product_id, moment as bought_at, channel,
           if(channel = 'store', code('S', shop, 2), null) as store_id, code('E', seller, 3) as staff_id,
           quantity, revenue, discount, profit, 'USD' as currency, if(trial, true, null) as trial, order_status,
           returned_at, returned_quantity,
           (revenue * returned_quantity / quantity)::DECIMAL(18,2) as refunded
    from bought order by number, line
    """,
    """
    create table csv.attendances as
    select code('A', row_number() over (order by moment, a), 5) as attendance_id, code('C', c, 5) as customer_id,
           programme, case programme when 'workshop' then spin('workshops', u(a, 'topic'))
                           when 'lecture' then spin('lectures', u(a, 'topic'))
                           else spin('lessons', u(a, 'topic')) end as topic,
           code('S', shop, 2) as store_id, moment as held_at, attended
    from guests order by moment, a
    """,
    """
    create table csv.memberships as
    select code('M', c, 5) as membership_id, code('C', c, 5) as customer_id, 'One to One' as programme,
           began::DATE as started_on, began::DATE + 365 as ended_on
    from (select c, first_seen + seconds(u(c, 'member_at') * 86400 * 500) as began
          from people where not firm and u(c, 'member') < .11)
    where began < the_end() order by c
    """,
    """
    create table csv.registrations as
    select code('R', row_number() over (order by number, line), 5) as registration_id, code('C', c, 5) as customer_id,
           code('P', product, 2) as product_id,
           least(moment + seconds(wait(h, 'registered', 400000)), the_end() - interval 1 second) as registered_at,
           if(u(h, 'via') < .6, 'app', 'web') as registered_via
    from bought
    where c is not null and u(h, 'registers') < .045 and not trial and product <= 30 and order_status = 'paid'
    order by number, line
    """,
    """
    create table csv.points as
    with moves as (
        select h * 2 as m, c, number, moment, 'earn' as kind, revenue::BIGINT as points, true as qualifying,
               (moment::DATE + 730) as expires_on
        from bought where c is not null and u(c, 'circle') < .12 and revenue >= 1 and order_status = 'paid'
        union all
        select h * 2 + 1, c, null, moment + interval 40 days, 'redeem', -(revenue::BIGINT // 2), false, null
        from bought where c is not null and u(c, 'circle') < .12 and revenue >= 200 and order_status = 'paid'
             and u(h, 'redeem') < .3 and moment + interval 40 days < the_end())
    select code('L', row_number() over (order by moment, m), 5) as points_id, code('C', c, 5) as customer_id,
           moment as happened_at, kind, points, qualifying, code('O', number, 6) as order_id, expires_on
    from moves order by moment, m
    """,
)
"""Statements in their order."""

WHEELS: dict[str, tuple[object, ...]] = {
    "stayers": (151, 152, 154, 155, 156, 158, 159, 160),
    "workshops": ("Photo basics", "Music at home", "Coding for beginners", "A smart home", "Video in an hour"),
    "lectures": ("Design talk", "Privacy talk", "An evening with a photographer"),
    "lessons": ("First steps", "Moving data", "Cloud and backup", "Own project"),
}
"""Lists to draw from, by their name in the generator."""
