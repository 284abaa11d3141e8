"""Complaints of the sample and what happened to them."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    # Half of the cases of a category are settled within these hours, whichever team has them: no team is slow.
    """
    create table reasons (category TEXT, hours DOUBLE, hard BOOLEAN, en TEXT, zh TEXT, fa TEXT);
    insert into reasons values
        ('delivery', 48, false, 'Parcel is late', '包裹迟到', 'بسته دیر رسید'),
        ('billing', 36, false, 'Invoice is wrong', '账单有误', 'صورتحساب اشتباه است'),
        ('website', 40, false, 'Website failed', '网站出错', 'خطای وب‌سایت'),
        ('staff', 76, false, 'How I was treated', '服务态度', 'برخورد کارکنان'),
        ('returns', 90, false, 'Refund is slow', '退款太慢', 'بازپرداخت کند است'),
        ('defect', 150, true, 'Product is broken', '产品故障', 'دستگاه خراب است'),
        ('repair', 270, true, 'Repair takes too long', '维修太久', 'تعمیر طول کشید')
    """,
    # Every hundredth case is the one before it, reported again a day later.
    """
    create table raised as
    select i, if(i % 100 = 0, i - 1, i) as b, i % 100 = 0 as again
    from range(1, (getvariable('complaints') * 1.008)::BIGINT + 1) r(i)
    """,
    """
    create table ordinary as
    select i, again, b, k.*, if(again, 86400, 0) + wait(b, 'since', 86400 * 16) as lag,
           spin('reasons', u(b, 'reason')) as category
    from (select *, 1 + floor(u(b, 'case') * total)::BIGINT as j from raised, known_total) join known k using (j)
    where product <> 23
    """,
    # The product was revised on 20 April 2026; from May on it breaks, more each month, and repairs hardly get done.
    """
    create table faulty_lines as
    select row_number() over (order by number, line) as f, * from known
    where product = 23 and moment < timestamp '2026-05-01'
    """,
    """
    create table faulty as
    select 1000000000000 + i as i, false as again, 1000000000000 + i as b, l.* exclude (f),
           timestamp '2026-05-01' + seconds(184 * 86400 * pow(u(i, 'broke'), .62)) as opened
    from (select i, 1 + floor(u(i, 'broken') * (select count(*) from faulty_lines))::BIGINT as f
          from range(1, (getvariable('complaints') * .03)::BIGINT + 1) r(i))
    join faulty_lines l using (f)
    """,
    """
    create table cases as
    select i, again, b, c, number, product, zone, channel as bought_in, shop, category,
           in_hours(moment + seconds(lag), zone, u(i, 'hour')) as opened
    from ordinary
    union all
    select i, again, b, c, number, product, zone, channel, shop, 'defect', in_hours(opened, zone, u(i, 'hour'))
    from faulty
    """,
    "drop table raised; drop table ordinary; drop table faulty_lines; drop table faulty; drop table known",
    """
    create table typed as
    select q.*, r.* exclude (category), q.product = 23 as broken,
           case when q.product = 23 or u(b, 'type') < .92 then 'complaint' when u(b, 'type') < .96 then 'question'
                when u(b, 'type') < .985 then 'request' when u(b, 'type') < .995 then 'incident'
                else 'praise' end as kind,
           case when u(b, 'grave') < .14 then 'low' when u(b, 'grave') < .74 then 'normal'
                when u(b, 'grave') < .95 then 'high' else 'critical' end as severity,
           case when u(b, 'team') < if(hard, .15, .46) then 'Care North'
                when u(b, 'team') < if(hard, .3, .92) then 'Care South' else 'Care West' end as team
    from cases q join reasons r using (category)
    where opened >= the_start() and opened < the_end()
    """,
    """
    create table timed as
    select *, row_number() over (order by opened, i) as n,
           not again and u(i, 'withdraws') < .108 as withdraws,
           opened + seconds(3600 * hours * exp(1.05 * z(i, 'takes')) * (1.12 - .08 * years(opened))
               * case severity when 'critical' then .55 when 'high' then .8 when 'low' then 1.2 else 1 end
               * if(broken, 30, 1) * if(u(i, 'stuck') < .014, 40, 1)) as ends,
           opened + seconds(3600 * 70 * exp(.9 * z(i, 'gives_up'))) as gives_up,
           opened + seconds(3600 * 5.5 * exp(1.1 * z(i, 'replies')) * if(severity in ('high', 'critical'), .5, 1))
               as replied
    from typed
    """,
    "drop table cases; drop table typed",
    # A withdrawn case that would have been settled earlier was settled.
    """
    create table ended as
    select *,
           case when again then 'duplicate' when withdraws and gives_up < ends then 'withdrawn'
                else 'settled' end as fate,
           ends + seconds(86400 * (.5 + wait(i, 'reopen_at', 6))) as reopened,
           not again and not broken and u(i, 'reopens') < .065 as reopens
    from timed
    """,
    """
    create table final as
    select *,
           case fate when 'duplicate' then opened + interval 3 hours when 'withdrawn' then gives_up
                else ends end as first_end,
           fate = 'settled' and reopens and reopened < the_end() as came_back,
           reopened + seconds(3600 * hours * .6 * exp(.8 * z(i, 'takes_again'))) as second_end
    from ended
    """,
    """
    create table stood as
    select *, if(came_back, second_end, first_end) as last_end, last_end < the_end() as finished,
           case when replied < first_end and replied < the_end() then replied
                when fate = 'settled' and first_end < the_end() then first_end end as response,
           case team when 'Care North' then 127 when 'Care South' then 135 else 143 end
               + floor(u(b, 'handler') * 8)::INT as handler,
           fate = 'settled' and u(i, 'refused') < .045 as refused, kind = 'complaint' as true_complaint
    from final
    """,
    "drop table timed; drop table ended; drop table final",
    """
    create table csv.complaints as
    with firsts as (select i as earlier, n as repeats from stood),
    told as (
        select s.*, repeats, p.language,
               case when not finished then if(u(s.i, 'pending') < .24, 'pending', 'open')
                    when fate <> 'settled' then fate when refused then 'rejected' else 'resolved' end as status
        from stood s join people p on p.c = s.c left join firsts on earlier = if(s.again, s.b, null))
    select code('K', n, 5) as complaint_id, kind, code('C', c, 5) as customer_id, category,
           spin('intakes', u(i, 'intake')) as channel, severity, opened as opened_at, response as first_response_at,
           if(finished and fate = 'settled', last_end, null) as resolved_at,
           if(finished and fate <> 'settled', last_end, null) as closed_at,
           opened + case severity when 'critical' then interval 1 day when 'high' then interval 4 days
                         when 'normal' then interval 7 days else interval 14 days end as due_at,
           greatest(opened, response, if(came_back, reopened, null), if(finished, last_end, null)) as updated_at,
           status, code('K', if(fate = 'duplicate', repeats, null), 5) as duplicate_of,
           case when status = 'rejected' then 'rejected' when status <> 'resolved' or not true_complaint then null
                when u(i, 'outcome') < .6 then 'upheld' when u(i, 'outcome') < .88 then 'partly'
                else 'goodwill' end as outcome,
           if(status = 'resolved' and true_complaint, case category
                when 'delivery' then if(u(i, 'why') < .6, 'carrier', 'warehouse') when 'billing' then 'price list'
                when 'website' then 'checkout' when 'staff' then if(u(i, 'why') < .5, 'training', 'staffing')
                when 'returns' then 'refund process' when 'defect' then if(u(i, 'why') < .7, 'supplier', 'design')
                else 'spare parts' end, null) as root_cause,
           code('E', handler, 3) as staff_id, team, if(bought_in = 'store', code('S', shop, 2), null) as store_id,
           code('P', product, 2) as product_id, code('O', number, 6) as order_id, came_back::INT as reopens,
           if(response is null, 0, 1 + floor(wait(i, 'writes', 1.6))::INT) as replies,
           if(status = 'resolved' and true_complaint and u(i, 'pays') < .22, (5 + 45 * u(i, 'paid'))::BIGINT, null)
               as compensation,
           case language when 'zh' then zh when 'fa' then fa else en end as summary
    from told order by n
    """,
    # Events are kept for reopened cases alone; they tell what the case's own instants tell.
    """
    create table csv.complaint_events as
    with steps as (
        select n, handler, 1 as step, opened as moment, 'opened' as kind from stood where came_back
        union all select n, handler, 2, response, 'responded' from stood where came_back
        union all select n, handler, 3, first_end, 'resolved' from stood where came_back
        union all select n, handler, 4, reopened, 'reopened' from stood where came_back
        union all select n, handler, 5, second_end, 'resolved' from stood where came_back and second_end < the_end())
    select code('X', row_number() over (order by n, step), 5) as event_id, code('K', n, 5) as complaint_id,
           moment as happened_at, kind, code('E', handler, 3) as staff_id
    from steps order by n, step
    """,
)
"""Statements in their order."""

WHEELS: dict[str, tuple[object, ...]] = {
    "reasons": (
        *["delivery"] * 26, *["billing"] * 16, *["website"] * 10, *["staff"] * 8, *["returns"] * 14, *["defect"] * 15,
        *["repair"] * 11,
    ),
    "intakes": ("phone", "phone", "phone", "email", "email", "web", "web", "chat", "store", "app"),
}  # fmt: skip
"""Lists to draw from, by their name in the generator."""
