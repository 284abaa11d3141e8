"""What the sample's customers answer."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "create macro step(i, common, mean, spread, name) as points(mean + .4 * common + spread * z(i, name), 1, 5)",
    "create macro item(i, level, name) as points(level + .75 * z(i, name), 1, 10)",
    "create macro ecsi(asked, i, latent, name) as if(asked, points(7.8 + 1.3 * latent + .7 * z(i, name), 1, 10), null)",
    # The ECSI model: image, expectation, quality, value (worth), satisfaction (liking), loyalty (devotion), each from
    # those before it.
    """
    create table latents as
    with a as (select *, z(i, 'image') as image from felt),
    b as (select *, .55 * image + .8 * z(i, 'expectation') as expectation from a),
    c as (select *, .55 * expectation + .75 * z(i, 'quality') as quality from b),
    d as (select *, .6 * quality + .12 * expectation + .7 * z(i, 'value') as worth from c)
    select *, .2 * image + .42 * quality + .3 * worth + .3 * z(i, 'liking') + .75 * base as liking,
           z(i, 'mood') as common
    from d
    """,
    """
    create table stepped as
    select *, step(i, common, 4.25, .7, 'approach') as approach, step(i, common, 4.05, .75, 'probe') as probe,
           step(i, common, 4.1, .75, 'present') as present,
           step(i, common, if(shop = 11, 3.2, 4.2), .75, 'listen') as listen, step(i, common, 4.3, .7, 'close') as close
    from latents where touchpoint = 'store_visit'
    union all by name from latents where touchpoint <> 'store_visit'
    """,
    # What each step is worth in a store: Listen most, End least, in points of an item.
    """
    create table judged as
    select *, coalesce(7.9 + .5 * (listen - 4.2) + .3 * (probe - 4.05) + .2 * (present - 4.1) + .15 * (approach - 4.25)
                       + .1 * (close - 4.3) + .45 * base + .75 * z(i, 'visit'), 7.72 + 1.25 * liking) as level,
           liking + .45 * z(i, 'loyalty') + .25 * image as devotion,
           touchpoint in ('relationship', 'store_visit') as rated
    from stepped
    """,
    """
    create table scored as
    select *, if(rated, item(i, level + .12, 'satisfaction'), null) as satisfaction,
           if(rated, item(i, level + .05, 'expectations'), null) as expectations,
           if(rated, item(i, level - .25, 'ideal'), null) as ideal,
           case when rated then points(8.25 + 1.5 * devotion, 0, 10)
                when touchpoint = 'complaint'
                then points(7.7 - if(slow, 2.2, 0) + .8 * base + 1.5 * devotion, 0, 10) end as recommend,
           if(touchpoint = 'relationship', points(8.2 + 1.45 * devotion + .5 * z(i, 'again'), 0, 10), null)
               as buy_again,
           u(i, 'pleased') + .06 * mood + if(solved, 0, -.3) as pleasure, least(3, 1 + floor(years(answered))) as year
    from judged
    """,
    # After a support contact the share of content customers is fixed by team and year: both teams improve each year,
    # the total falls, because customers move from the telephone to the chat.
    """
    create table ranked as
    select *, row_number() over (partition by touchpoint, team, year order by pleasure desc, i)
              / count(*) over (partition by touchpoint, team, year)::DOUBLE as place,
           if(team = 'Phone Support', list_value(.89, .9, .93), list_value(.58, .6, .66))[year::INT] as content
    from scored
    """,
    """
    create table csat as
    select *, case touchpoint
           when 'support' then case when place <= content * .62 then 5 when place <= content then 4
                when place <= content + (1 - content) * .5 then 3
                when place <= content + (1 - content) * .8 then 2 else 1 end
           when 'complaint' then points(3.7 - if(slow, 1.1, 0) + .3 * mood + .9 * z(i, 'csat'), 1, 5)
           when 'appointment' then points(if(solved, 6.0, 4.3) + .3 * mood + z(i, 'csat'), 1, 7) end as csat
    from ranked
    """,
    """
    create table answers as
    select *, row_number() over (order by answered, i) as n, answered < timestamp '2025-05-01' as first_version,
           coalesce(satisfaction / 10.0, csat / if(touchpoint = 'appointment', 7.0, 5.0)) as warmth,
           touchpoint = 'relationship' and u(i, 'all') < .8 as asked_all, u(i, 'says') < .34 as speaks,
           touchpoint = 'store_visit' as visited,
           case when touchpoint not in ('support', 'complaint') then null
                when answered < timestamp '2025-05-01' then points(5.6 - .85 * csat + .8 * z(i, 'effort'), 1, 5)
                else points(1.2 + 1.05 * csat + .9 * z(i, 'effort'), 1, 7) end as effort
    from csat
    """,
    "drop table felt; drop table latents; drop table stepped; drop table judged; drop table scored; drop table ranked",
    """
    create table said as
    select i, case language || case when warmth >= .8 then ' good' when warmth >= .6 then ' fair' else ' bad' end
           when 'en good' then spin('good_en', u(i, 'w')) when 'en fair' then spin('fair_en', u(i, 'w'))
           when 'en bad' then spin('bad_en', u(i, 'w')) || if(u(i, 'call') < .08, ' Call me at +1 555 0142.', '')
           when 'zh good' then spin('good_zh', u(i, 'w')) when 'zh fair' then spin('fair_zh', u(i, 'w'))
           when 'zh bad' then spin('bad_zh', u(i, 'w')) when 'fa good' then spin('good_fa', u(i, 'w'))
           when 'fa fair' then spin('fair_fa', u(i, 'w')) when 'fa bad' then spin('bad_fa', u(i, 'w')) end as comment
    from answers where speaks
    """,
    """
    create table csv.survey_answers as
    select code('Q', n, 5) as answer_id, code('N', number, 6) as invitation_id, code('K', complaint, 5) as complaint_id,
           way as answer_channel, u(i, 'complete') < .96 as completed,
           if(speaks and u(i, 'quote') < .4, true, null) as quote_allowed, solved,
           if(visited, u(i, 'pressure') < .9 + .02 * common, null) as pressure_free,
           if(visited, u(i, 'hands') < .78, null) as hands_on, if(visited, u(i, 'respect') < .95, null) as respect,
           code('C', c, 5) as customer_id, answered as answered_at, touchpoint, code('E', agent, 3) as staff_id,
           code('S', shop, 2) as store_id, satisfaction, expectations, ideal, recommend, buy_again,
           code('P', product, 2) as product_id, code('V', visit, 5) as appointment_id, csat,
           if(csat is null, null, if(touchpoint = 'appointment', '7', '5')) as csat_scale, effort,
           if(effort is null, null, if(first_version, '1', '2')) as effort_version,
           approach, probe, if(u(i, 'na') < .05, null, present) as present, listen, close, comment, language,
           ecsi(asked_all, i, image, 'image1') as image1, ecsi(asked_all, i, image, 'image2') as image2,
           ecsi(asked_all, i, image, 'image3') as image3, ecsi(asked_all, i, image, 'image4') as image4,
           ecsi(asked_all, i, image, 'image5') as image5,
           ecsi(asked_all, i, expectation, 'expectation1') as expectation1,
           ecsi(asked_all, i, expectation, 'expectation2') as expectation2,
           ecsi(asked_all, i, expectation, 'expectation3') as expectation3,
           ecsi(asked_all, i, quality, 'quality1') as quality1, ecsi(asked_all, i, quality, 'quality2') as quality2,
           ecsi(asked_all, i, quality, 'quality3') as quality3, ecsi(asked_all, i, quality, 'quality4') as quality4,
           ecsi(asked_all, i, quality, 'quality5') as quality5, ecsi(asked_all, i, quality, 'quality6') as quality6,
           ecsi(asked_all, i, quality, 'quality7') as quality7, ecsi(asked_all, i, worth, 'value1') as value1,
           ecsi(asked_all, i, worth, 'value2') as value2, if(asked_all, satisfaction, null) as satisfaction1,
           if(asked_all, expectations, null) as satisfaction2, if(asked_all, ideal, null) as satisfaction3,
           ecsi(asked_all, i, .6 * liking, 'complaints1') as complaints1,
           ecsi(asked_all, i, devotion, 'loyalty1') as loyalty1, ecsi(asked_all, i, devotion, 'loyalty2') as loyalty2,
           ecsi(asked_all, i, devotion, 'loyalty3') as loyalty3
    from answers left join said using (i) order by n
    """,
)
"""Statements in their order."""
