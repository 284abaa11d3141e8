"""Who of the sample's customers is asked, and who answers."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    # Everybody is asked about the relationship at most once in half a year, spread over the months.
    """
    create table asked_relationship as
    select c * 100 + m as i, c, 'relationship' as touchpoint,
           the_start() + to_months(m::INT) + seconds(86400 * (2 + 20 * u(c * 100 + m, 'sent'))) as sent
    from people, range(0, 36) r(m)
    where (c + m) % getvariable('pause') = 0 and u(c * 100 + m, 'invite') < .38 * getvariable('ask')
    """,
    """
    create table asked_support as
    select 10000000000 + number as i, answered.c, 'support' as touchpoint, ended_at + interval 2 hours as sent,
           agent, crew.team, number as contact, not repeated as solved
    from answered join crew on crew.n = agent
    where answered.c is not null and channel in ('phone', 'chat')
      and u(number, 'ask_support') < .37 * getvariable('ask')
    """,
    """
    create table asked_store as
    select 20000000000 + number as i, c, 'store_visit' as touchpoint, moment + interval 4 hours as sent,
           seller as agent, shop, product
    from bought
    where channel = 'store' and c is not null and line = 1 and u(number, 'ask_store') < .33 * getvariable('ask')
    """,
    """
    create table asked_complaint as
    select 30000000000 + n as i, c, 'complaint' as touchpoint, last_end + interval 1 day as sent,
           handler as agent, team, n as complaint, product,
           last_end > opened + interval 5 days as slow, not refused as solved
    from stood
    where finished and fate = 'settled' and kind = 'complaint' and u(n, 'ask_case') < .47 * getvariable('ask')
    """,
    """
    create table asked_visit as
    select 40000000000 + number as i, c, 'appointment' as touchpoint, booked + interval 5 hours as sent,
           technician as agent, shop, number as visit, product, solved
    from appointed
    where held and booked < the_end() - interval 2 hours and u(number, 'ask_visit') < .7 * getvariable('ask')
    """,
    """
    create table invited as
    with every as (
        from asked_relationship union all by name from asked_support union all by name from asked_store
        union all by name from asked_complaint union all by name from asked_visit)
    select every.* replace (coalesce(slow, false) as slow), mood, language,
           u(i, 'bounce') < .018 as bounced, u(i, 'opt') < .012 as opted_out,
           row_number() over (order by sent, i) as number
    from every join people using (c) where sent >= first_seen and sent < the_end()
    """,
    """
    drop table asked_relationship; drop table asked_support; drop table asked_store; drop table asked_complaint;
    drop table asked_visit
    """,
    """
    create table csv.survey_invitations as
    select code('N', number, 6) as invitation_id, code('C', c, 5) as customer_id,
           if(touchpoint = 'relationship', 'half-year', 'after contact') as survey, touchpoint, sent as sent_at,
           code('E', agent, 3) as staff_id, code('S', shop, 2) as store_id, code('I', contact, 6) as interaction_id,
           bounced, opted_out
    from invited order by number
    """,
    # A few answer by a code at the till, without an invitation.
    """
    create table replied as
    select *, sent + seconds(600 + wait(i, 'delay', 86400 * 2.3)) as answered, 'email' as way
    from invited
    where not bounced and u(i, 'answers') < .025 * mood + case touchpoint
          when 'relationship' then .4 when 'appointment' then .5 when 'complaint' then .46 else .42 end
    union all
    select * replace (i + 50000000000 as i, null as number), sent + interval 2 hours, 'qr'
    from invited where touchpoint = 'store_visit' and u(i, 'code') < .045
    """,
    # How it went before: a complaint that took over five days weighs on the relationship for half a year.
    """
    create table felt as
    with late_cases as (
        select c, opened + interval 5 days as late_from from stood
        where last_end > opened + interval 5 days and kind = 'complaint'),
    hurt as (
        select distinct i from replied join late_cases using (c)
        where late_from < answered and late_from > answered - interval 180 days)
    select replied.*, .55 * mood + .1 * years(answered) - if(hurt.i is null, 0, 1.1) as base
    from replied left join hurt using (i) where answered < the_end()
    """,
)
"""Statements in their order."""
