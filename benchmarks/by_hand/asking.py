"""Whom we asked, and who answered."""

from __future__ import annotations

_RESPONSE_RATE = """
with given as (
    select invitation_id, min(answered_at) as answered_at from survey_answers
    where answered_at <= {until} and invitation_id is not null
          and (completed or completed is null or satisfaction is not null or csat is not null or recommend is not null
               or effort is not null)
    group by all
),
each as (
    select {group} as "group", count(*) filter (bounced) as bounced,
           count(*) filter (not bounced and not over) as young,
           count(*) filter (not bounced and over) as m,
           count(*) filter (not bounced and over
                            and (epoch_us(answered_at) - epoch_us(happened)) // 1000000 <= 14 * 86400) as y
    from (select invitation_id, customer_id, sent_at as happened, coalesce(bounced, false) as bounced,
                 sent_at <= {until} - interval 14 day as over from survey_invitations where sent_at <= {until})
         left join given using (invitation_id)
    group by "group", coalesce(customer_id, invitation_id), customer_id is null
),
alone as (
    select {group} as "group", count(*) as uninvited
    from (select answered_at as happened from survey_answers where answered_at <= {until} and invitation_id is null)
    group by all
),
rates as (
    select "group", 100 * sum(y) / sum(m) as response_pct, sum(y) as answered, sum(m) as invitations,
           count(*) filter (m > 0) as n, sum(bounced) as bounced, sum(young) as left_out,
           sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
    from each group by all
)
select * replace (coalesce(uninvited, 0) as uninvited) from rates full join alone using ("group") order by all"""
_COVERAGE = """
with followed as (
    select distinct interaction_id, true as invited from survey_invitations
    where sent_at <= {until} and interaction_id is not null
),
each as (
    select {group} as "group", count(*) filter (counts) as m, count(*) filter (counts and invited) as y,
           count(*) filter (not counts) as left_out
    from (select interaction_id, customer_id, started_at,
                 customer_id is not null and started_at <= {until} - interval 7 day as counts
          from interactions
          where started_at <= {until} and channel in ('phone', 'chat', 'email', 'store')
                and (not abandoned or abandoned is null))
         left join followed using (interaction_id)
    group by "group", coalesce(customer_id, interaction_id), customer_id is null
)
select "group", 100 * sum(y) / sum(m) as coverage_pct, sum(y) as invited, sum(m) as contacts,
       count(*) filter (m > 0) as n, sum(left_out) as left_out,
       sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum
from each group by all order by all"""

ASKING: dict[str, tuple[str, str]] = {
    "satisfaction.response_rate": ("happened", _RESPONSE_RATE),
    "satisfaction.coverage": ("started_at", _COVERAGE),
}
