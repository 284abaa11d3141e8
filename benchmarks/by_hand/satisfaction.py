"""What customers said: scores, shares, steps."""

from __future__ import annotations

_LAST = """
with answered as (
    select {group} as "group", customer_id, answer_id, answered_at, satisfaction, expectations, ideal, recommend
    from survey_answers
    where answered_at <= {until} and (touchpoint = 'relationship' or touchpoint is null)
),
people as (
    select * from answered where {filled}
    qualify row_number() over (partition by "group", coalesce(customer_id, answer_id), customer_id is null
                               order by answered_at desc, answer_id desc) = 1
),
passed_over as (
    select "group", count(*) as left_out from answered where {partly} group by all
)
"""
_INDEX = (
    _LAST.replace("{filled}", "satisfaction is not null and expectations is not null and ideal is not null").replace(
        "{partly}",
        """(satisfaction is not null or expectations is not null or ideal is not null)
          and not (satisfaction is not null and expectations is not null and ideal is not null)""",
    )
    + """
select "group", index_points, deviation, n, coalesce(left_out, 0) as left_out from (
    select "group", 100 * (avg(satisfaction) + avg(expectations) + avg(ideal) - 3) / 27 as index_points,
           stddev_samp(100 * (satisfaction + expectations + ideal) / 27.0) as deviation, count(*) as n
    from people group by all
) full join passed_over using ("group") order by all"""
)
_NPS = (
    _LAST.replace("{filled}", "recommend is not null").replace("{partly}", "recommend is null")
    + """
select "group", nps_points, promoters, detractors, n, coalesce(left_out, 0) as left_out from (
    select "group", 100 * (count(*) filter (recommend >= 9) - count(*) filter (recommend < 7)) / count(*) as nps_points,
           count(*) filter (recommend >= 9) as promoters, count(*) filter (recommend < 7) as detractors, count(*) as n
    from people group by all
) full join passed_over using ("group") order by all"""
)
_SERIES = """
with offered as (
    select {group} as "group", coalesce({series}, '') as series, coalesce(customer_id, answer_id) as who,
           customer_id is null as anonymous, {answer} as answer, {counts} as counts, {good} as good
    from survey_answers
    where answered_at <= {until} and ({answer} is not null or {series} is not null)
),
each as (
    select "group", series, count(*) as offered, count(*) filter (counts) as m, count(*) filter (counts and good) as y,
           sum(answer) filter (counts) as x
    from offered group by "group", series, who, anonymous
)
select "group", series as {name}, 100 * sum(y) / sum(m) as {share}, sum(y) as {part}, sum(m) as answers,
       count(*) filter (m > 0) as n, sum(offered) - sum(m) as left_out,
       sum(m * m) as unit_squares, sum(y * y) as squares, sum(y * m) as cross_sum {also}
from each group by "group", series order by all"""


def _series(**places: str) -> str:
    text = _SERIES
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", value)
    return text


_CSAT = _series(
    series="csat_scale",
    answer="csat",
    counts="csat between 1 and csat_scale::INTEGER",
    good="csat >= case csat_scale when '2' then 2 when '3' then 3 when '5' then 4 when '7' then 6 else 9 end",
    name="scale",
    share="csat_pct",
    part="satisfied",
    also="",
)
_EFFORT = _series(
    series="effort_version",
    answer="effort",
    counts="effort between 1 and case effort_version when '1' then 5 when '2' then 7 end",
    good="case effort_version when '1' then effort <= 2 when '2' then effort between 5 and 7 end",
    name="version",
    share="easy_pct",
    part="easy",
    also=""", case series when '1' then 100 * (5 - sum(x) / sum(m)) / 4 when '2' then 100 * (sum(x) / sum(m) - 1) / 6
       end as ease_points, sum(x * x) as point_squares, sum(x * m) as point_cross""",
)
_STEPS = ("approach", "probe", "present", "listen", "close")
_SERVICE_STEPS = (
    """
with rated as (
    select {group} as "group", coalesce(customer_id, answer_id) as who, customer_id is null as anonymous,
           approach, probe, present, listen, close
    from survey_answers
    where answered_at <= {until} and (approach between 1 and 5 or probe between 1 and 5 or present between 1 and 5
                                      or listen between 1 and 5 or close between 1 and 5)
),
each as (
    select "group", count(*) as rated"""
    + "".join(
        f""",
           count(*) filter ({one} between 1 and 5) as {one}_m, sum({one}) filter ({one} between 1 and 5) as {one}_x,
           count(*) filter ({one} between 4 and 5) as {one}_y"""
        for one in _STEPS
    )
    + """
    from rated group by "group", who, anonymous
),
summed as (
    select "group", sum(rated) as rated"""
    + "".join(
        f""",
           count(*) filter ({one}_m > 0) as {one}_n, sum({one}_m) as {one}_m, sum({one}_x) as {one}_x,
           sum({one}_y) as {one}_y, sum({one}_m * {one}_m) as {one}_mm, sum({one}_x * {one}_x) as {one}_xx,
           sum({one}_x * {one}_m) as {one}_xm, sum({one}_y * {one}_y) as {one}_yy, sum({one}_y * {one}_m) as {one}_ym"""
        for one in _STEPS
    )
    + """
    from each group by all
)"""
    + " union all ".join(
        f"""
select "group", '{one}' as step, {one}_x / {one}_m as mean_points, 100 * {one}_y / {one}_m as top_two_pct,
       {one}_m as answers, {one}_n as n, rated - {one}_m as left_out, {one}_mm as unit_squares, {one}_xx as squares,
       {one}_xm as cross_sum, {one}_yy as top_squares, {one}_ym as top_cross from summed"""
        for one in _STEPS
    )
)
_BENCHMARK = (
    _LAST.replace("{group}", "date_trunc('year', answered_at)::DATE::VARCHAR")
    .replace("{filled}", "satisfaction is not null and expectations is not null and ideal is not null")
    .replace("{partly}", "false")
    + """
select '' as "group", "group" as period, '(us)' as company,
       100 * (avg(satisfaction) + avg(expectations) + avg(ideal) - 3) / 27 as value_points,
       stddev_samp(100 * (satisfaction + expectations + ideal) / 27.0) as deviation
from people
where "group" in (select date_trunc('year', period_start)::DATE::VARCHAR from benchmarks where metric = 'acsi')
group by all order by all"""
)

_MIX = """
with rated as (
    select coalesce(team, '(none)') as part, csat >= 4 as satisfied, coalesce(customer_id, answer_id) as customer
    from survey_answers left join staff using (staff_id)
    where answered_at <= {until} and csat_scale = '5' and csat between 1 and 5
)
select '' as "group", coalesce(part, '') as part, 100 * avg(satisfied::DOUBLE) as now, count(distinct customer) as n
from rated group by grouping sets ((part), ()) order by all"""

SATISFACTION: dict[str, tuple[str, str]] = {
    "satisfaction.index": ("answered_at", _INDEX),
    "satisfaction.nps": ("answered_at", _NPS),
    "satisfaction.csat": ("answered_at", _CSAT),
    "satisfaction.effort": ("answered_at", _EFFORT),
    "satisfaction.service_steps": ("answered_at", _SERVICE_STEPS),
    "satisfaction.benchmark": ("", _BENCHMARK),
    "satisfaction.mix": ("", _MIX),
}
