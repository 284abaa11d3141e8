"""How contacts went: solved at once, answered right, found without asking."""

from __future__ import annotations

_FIRSTS = """
with contacts as (select * from interactions where started_at <= {until}),
placed as (
    select interaction_id, customer_id, abandoned, started_at,
           lag(started_at) over one as earlier, lead(started_at) over one as later
    from contacts where customer_id is not null and topic is not null
    window one as (partition by customer_id, topic order by started_at, interaction_id)
),
firsts as (
    select *, started_at <= {until} - interval 7 day as over, started_at < (begun + 7)::DATE as early,
           (later is null or epoch_us(later) - epoch_us(started_at) >= 604800e6)
           and not coalesce(abandoned, false) as solved
    from placed cross join (select min(started_at)::DATE as begun from contacts)
    where earlier is null or epoch_us(started_at) - epoch_us(earlier) >= 604800e6
)"""
_SOLVED = (
    _FIRSTS
    + """,
each as (
    select {group} as "group", count(*) filter (over and not early) as m,
           count(*) filter (over and not early and solved) as y, count(*) filter (early) as early,
           count(*) filter (not over and not early) as young
    from firsts group by "group", customer_id
),
issues as (
    select "group", sum(m) as issues, sum(y) as solved, count(*) filter (m > 0) as n, sum(early) as early,
           sum(young) as young, sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
    from each group by all
),
known as (
    select {group} as "group", count(*) as contacts,
           count(*) filter (customer_id is not null and topic is not null) as known
    from contacts group by all
)
select "group", 100 * solved / nullif(issues, 0) as solved_pct, coalesce(solved, 0) as solved,
       coalesce(issues, 0) as issues, coalesce(n, 0) as n, coalesce(young, 0) as young,
       100 * known / contacts as traceable_pct,
       contacts - known + coalesce(early, 0) + coalesce(young, 0) as left_out, unit_squares, squares, cross_sum
from known left join issues using ("group") order by all"""
)
_ALIKE = (
    _FIRSTS
    + """,
of_teams as (
    select team_of as "group", topic, channel, date_trunc('month', started_at) as month, customer_id, solved
    from firsts join (
        select interaction_id, topic, channel, coalesce(i.team, s.team) as team_of
        from interactions i left join staff s using (staff_id)
    ) using (interaction_id)
    where over and not early and team_of is not null
),
cells as (
    select "group", topic, channel, month, count(*) as m, count(*) filter (solved) as y from of_teams group by all
),
expected as (
    select "group", m, y, m * sum(y) over one / sum(m) over one as e
    from cells window one as (partition by topic, channel, month)
),
people as (select "group", count(distinct customer_id) as n from of_teams group by all),
units as (select "group", sum(m) as issues, sum(y) as solved, sum(e) as expected_issues from expected group by all)
select "group", solved / expected_issues as ratio, 100 * solved / issues as solved_pct, expected_issues, solved,
       issues, n, 100 * (sum(solved) over () / sum(issues) over ()) * solved / expected_issues as standard_pct
from units join people using ("group") order by all"""
)
_SHARES = """
with each as (
    select {{group}} as "group", count(*) filter ({counts}) as m, count(*) filter ({counts} and {good}) as y,
           count(*) filter ({left_out}) as left_out
    from interactions where started_at <= {{until}}
    group by "group", coalesce(customer_id, interaction_id), customer_id is null
)
select "group", 100 * sum(y) / nullif(sum(m), 0) as {share}, sum(y) as {part}, sum(m) as {unit},
       count(*) filter (m > 0) as n, sum(left_out) as left_out,
       sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
from each group by all order by all"""
_SEARCHES = """
with searched as (select * from interactions where channel = 'search' and started_at <= {until}),
followed as (
    select distinct s.interaction_id, true as asked
    from searched s join interactions p on p.customer_id = s.customer_id and p.topic = s.topic
         and p.started_at between s.started_at and s.started_at + interval 24 hour
    where p.channel in ('phone', 'chat', 'email', 'store') and p.started_at <= {until}
),
judged as (
    select *, customer_id is not null and topic is not null and useful is not null
              and started_at <= {until} - interval 24 hour as counts
    from searched left join followed using (interaction_id)
),
each as (
    select {group} as "group", count(*) filter (counts) as m, count(*) filter (counts and useful) as useful,
           count(*) filter (counts and useful and asked is null) as y,
           count(*) filter (customer_id is null) as nameless, count(*) filter (not counts) as left_out
    from judged group by "group", coalesce(customer_id, interaction_id), customer_id is null
)
select "group", 100 * sum(y) / nullif(sum(m), 0) as success_pct, sum(y) as successes, sum(m) as searches,
       sum(useful) as useful, count(*) filter (m > 0) as n, sum(nameless) as nameless, sum(left_out) as left_out,
       sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
from each group by all order by all"""
_MANUALS = """
with sold as (
    select product_id, count(*) as sold from purchases
    where bought_at <= {until} and product_id is not null and not coalesce(trial, false)
          and coalesce(order_status, 'paid') not in ('cancelled', 'draft')
    group by all
),
days as (
    select product_id, case when revised_on <= {until}::DATE then revised_on end as revised,
           case when manual_updated_on <= {until}::DATE then manual_updated_on end as updated,
           manual_updated_on is null and (select count(manual_updated_on) > 0 from products) as has_none
    from products
),
judged as (
    select *, coalesce(updated is not null or has_none, false) as judged,
           coalesce(updated >= coalesce(revised, {until}::DATE - interval 24 month), false) as current
    from sold left join days using (product_id)
)"""
_COVERAGE = (
    _MANUALS
    + """
select '' as "group", 100 * count(*) filter (judged and current) / nullif(count(*) filter (judged), 0) as current_pct,
       count(*) filter (judged and current) as current, count(*) filter (judged) as n,
       count(*) filter (not judged) as left_out
from judged"""
)
_OLD = (
    _MANUALS
    + """
select '' as "group", product_id as product, sold, count(*) over () - least(count(*) over (), 10) as left_out
from judged where judged and not current order by sold desc, product_id limit 10"""
)

CONTACTS: dict[str, tuple[str, str]] = {
    "channels.first_contact_resolution": ("started_at", _SOLVED),
    "channels.solved_alike": ("", _ALIKE),
    "channels.said_solved": (
        "started_at",
        _SHARES.format(
            counts="solved is not null", good="solved", left_out="solved is null",
            share="said_pct", part="said_solved", unit="asked",
        ),
    ),
    "channels.accuracy": (
        "started_at",
        _SHARES.format(
            counts="answer_checked and answer_correct is not null", good="answer_correct",
            left_out="coalesce(answer_checked, false) <> (answer_correct is not null)",
            share="correct_pct", part="correct", unit="checked",
        ),
    ),
    "channels.search_success": ("started_at", _SEARCHES),
    "channels.manual_coverage": ("", _COVERAGE),
    "channels.old_manuals": ("", _OLD),
}  # fmt: skip
