"""Stores, staff and customers of the sample."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    """
    create table csv.stores as
    select code('S', n, 2) as store_id, name, city, region, country,
           date '2010-03-01' + (n * 137)::INT as opened_on
    from shops order by n
    """,
    """
    create table csv.products as
    select code('P', n, 2) as product_id, name, category, seller, own_brand, launched_on,
           case when n = 23 then date '2026-04-20' else revised_on end as revised_on, manual_updated_on
    from goods order by n
    """,
    # Four advisers in each store; the last one of the last store is new and was put on the floor before her training.
    """
    create table crew as
    select n, shop, coalesce(role, 'store adviser') as role,
           coalesce(team, 'Stores ' || case country when 'United States' then 'America'
                    when 'United Arab Emirates' then 'Gulf' else country end) as team,
           if(n = 96, date '2026-06-01', date '2014-01-06' + floor(u(n, 'hired') * 3560)::INT) as hired_on
    from range(1, 161) r(n)
    left join teams on n between first and last
    left join (select n as shop, country from shops) on n <= 96 and shop = (n - 1) // 4 + 1
    """,
    """
    create table csv.staff as
    select code('E', n, 3) as staff_id,
           case when shop between 15 and 20 then spin('families_zh', u(n, 'sf')) || spin('given_zh', u(n, 'sg'))
                when shop > 20 then spin('women_fa', u(n, 'sg')) || ' ' || spin('families_fa', u(n, 'sf'))
                else if(u(n, 'sx') < .5, spin('women_en', u(n, 'sg')), spin('men_en', u(n, 'sg')))
                     || ' ' || spin('families_en', u(n, 'sf')) end as name,
           team, role, code('S', shop, 2) as store_id, hired_on,
           hired_on + if(n = 96, 25, 14 + floor(u(n, 'trained') * 14)::INT)::INT as training_completed_on,
           case n when 153 then date '2026-09-30' when 157 then date '2026-10-16' end as left_on
    from crew order by n
    """,
    # w is the person behind the record: every 250th record repeats the one before it.
    """
    create table kinds as
    select c, rank <= round(.03 * n) as firm, rank <= round(.008 * n) as key_account, rank,
           case when c % 250 = 0 and not firm and not lag(firm) over (order by c) then c - 1 else c end as w
    from (select *, rank <= round(.03 * n) as firm
          from (select c, getvariable('customers') as n, row_number() over (order by u(c, 'kind'), c) as rank
                from range(1, getvariable('customers') + 1) r(c)))
    """,
    """
    create table traits as
    select k.*, spin('store_wheel', u(w, 'home')) as shop, z(c, 'mood') as mood,
           case when u(w, 'sex') < .49 then 'female' when u(w, 'sex') < .98 then 'male' else 'other' end as gender,
           case when u(c, 'old') < .45 then the_start() - to_days(1 + floor(u(c, 'joined') * 2000)::INT)
                else the_start() + to_days(floor(pow(u(c, 'joined'), .9) * 1090)::INT) end as joined,
           2.05 * exp(.72 * z(c, 'rate')) * case when key_account then 3.4 when firm then 1.5 else 1 end as rate
    from kinds k
    """,
    """
    create table people as
    select t.*, s.city, s.region, s.country, s.zone,
           case when country = 'China' then 'zh' when zone = 4 and u(w, 'tongue') < .62 then 'fa'
                else 'en' end as language,
           not firm and percent_rank() over (partition by firm order by rate desc, c) < .06 as loyal,
           greatest(joined, the_start()) as first_seen,
           joined + seconds(wait(c, 'life', 3.0 * 31557600 * exp(.4 * mood))) as fades
    from traits t join shops s on s.n = t.shop
    """,
    # Personal advisers own the key accounts, half of the other firms, and the most loyal persons; of these every
    # second one belongs to one of the two who leave.
    """
    create table owners as
    select c, case when key_account or (firm and u(c, 'owned') < .5) then 151 + rank % 10
                   when loyal and u(c, 'leaver') < .25 then 153
                   when loyal and u(c, 'leaver') < .5 then 157
                   when loyal then spin('stayers', u(c, 'owner')) end as owner
    from people
    """,
    """
    create table named as
    select p.*, owner,
           case when firm and language = 'zh' then spin('firms_zh', u(w, 'fn')) || spin('trades_zh', u(w, 'ft'))
                when firm and language = 'fa'
                then 'شرکت ' || spin('firms_fa', u(w, 'fn')) || ' ' || spin('trades_fa', u(w, 'ft'))
                when firm
                then spin('firms_en', u(w, 'fn')) || ' ' || spin('trades_en', u(w, 'ft')) || ' ' || (w % 90 + 10)
                when language = 'zh' then spin('families_zh', u(w, 'nf')) || spin('given_zh', u(w, 'ng'))
                when language = 'fa' then case when gender = 'female' then spin('women_fa', u(w, 'ng'))
                     else spin('men_fa', u(w, 'ng')) end || ' ' || spin('families_fa', u(w, 'nf'))
                else case when gender = 'female' then spin('women_en', u(w, 'ng')) else spin('men_en', u(w, 'ng')) end
                     || ' ' || spin('families_en', u(w, 'nf')) end as name,
           case when firm then 'office' || (w + getvariable('before')) || '@example.com'
                when u(w, 'mail') < .06 then null
                when language = 'en'
                then lower(spin('families_en', u(w, 'nf'))) || (w + getvariable('before')) || '@example.com'
                else 'c' || (w + getvariable('before')) || '@example.org' end as email,
           not firm and row_number() over (partition by firm order by u(c, 'falcon'), c) <= 9 as falconer
    from people p join owners using (c)
    """,
    """
    create table csv.customers as
    select code('C', c, 5) as customer_id, if(firm, 'enterprise', 'person') as kind, name,
           if(w <> c, upper(email), email) as email,
           if(u(w, 'phone') < .7,
              '+888' || lpad(((w + getvariable('before')) * 7919 % 100000000)::VARCHAR, 8, '0'), null) as phone,
           if(firm, null, date '2012-06-30' - floor(pow(u(w, 'born'), .8) * 25000)::INT) as birth_date,
           if(firm or u(w, 'sexknown') < .1, null, gender) as gender, city, region, country, language,
           if(firm or u(c, 'income') < .3, null, spin('incomes', u(c, 'income'))) as income_band,
           nullif(concat_ws(';', if(not firm and u(c, 'h1') < .7, spin('hobbies', u(c, 'hobby')), null),
               if(not firm and u(c, 'h1') < .3, spin('hobbies', (u(c, 'hobby') + .25) % 1), null),
               if(falconer, 'falconry', null)), '') as hobbies,
           nullif(concat_ws(';', if(not firm and u(c, 'n1') < .6, spin('needs', u(c, 'need')), null),
               if(not firm and u(c, 'n1') < .2, spin('needs', (u(c, 'need') + .3) % 1), null)), '') as needs,
           if(firm, spin('sectors', u(c, 'sector')), null) as sector,
           if(firm, (8 + exp(4 + 1.2 * z(c, 'size')) * if(key_account, 6, 1))::BIGINT, null) as employees,
           spin('acquisitions', u(c, 'won')) as acquisition_channel,
           if(spin('acquisitions', u(c, 'won')) = 'referral' and c > 1, code('C', 1 + floor(u(c, 'by') * (c - 1)), 5),
              null) as referred_by,
           if(not firm and joined >= the_start() and u(c, 'switch') < .22, spin('makers', u(c, 'maker')), null)
               as switched_from,
           joined::DATE as joined_on, code('E', owner, 3) as owner_id, key_account,
           u(c, 'consent') < .62 as marketing_consent,
           spin('categories', u(c, 'affinity')) as affinities,
           lpad((10000 + shop * 311 + w % 97)::VARCHAR, 5, '0') as postcode
    from named order by c
    """,
    """
    create table csv.consents as
    select code('C', c, 5) as customer_id, 'marketing' as purpose, 'email' as channel, given as given_at,
           if(u(c, 'withdrew') < .04, given + seconds(later * u(c, 'gone')), null) as withdrawn_at,
           if(u(c, 'form') < .5, 'till', 'web form') as given_through
    from (select c, first_seen + interval 10 hours as given,
                 date_diff('second', first_seen, the_end() - interval 11 hours) as later
          from people where u(c, 'consent') < .62)
    order by c
    """,
)
"""Statements in their order."""
