"""What is planted in the sample, as questions whose answers stand in its README."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Truth:
    """One planted truth.

    Parameters
    ----------
    name : str
        Its name in the README's table.
    unit : str
        Unit of the value.
    digits : int
        Digits after the point with which the value is written.
    sentence : str
        What is true, for a reader who wants to find it again.
    question : str
        SQL that computes the value from the generated rows.
    """

    name: str
    unit: str
    digits: int
    sentence: str
    question: str


VIEWS: tuple[str, ...] = (
    """
    create view sold as select *, profit * (1 - coalesce(returned_quantity, 0) / quantity) as kept_profit
    from csv.purchases where order_status = 'paid' and trial is null
    """,
    """
    create view care as
    select category, severity, team, ln(date_diff('second', opened_at, resolved_at)) as took
    from csv.complaints where resolved_at is not null and reopens = 0 and product_id <> 'P23'
    """,
    """
    create view support as
    select csat >= 4 as content, team, case when answered_at < timestamp '2024-11-01' then 1
        when answered_at < timestamp '2025-11-01' then 2 else 3 end as year
    from csv.survey_answers join csv.staff using (staff_id) where touchpoint = 'support'
    """,
    """
    create view last_answers as
    select * from csv.survey_answers where touchpoint = 'relationship' and answered_at >= timestamp '2025-11-01'
    qualify row_number() over (partition by customer_id order by answered_at desc, answer_id desc) = 1
    """,
    """
    create view after_workshop as
    select f.c, count(b.g) > 0 as bought, count(b.g) filter (b.block <> 'workshop') > 0 as bought_anyway
    from first_workshops f left join bought b on b.c = f.c and b.order_status = 'paid' and b.moment > f.moment
        and b.moment <= f.moment + interval 90 days
    where f.moment <= the_end() - interval 90 days group by f.c
    """,
    """
    create view tried as
    select t.customer_id, count(s.order_id) > 0 as converted
    from (select customer_id, min(bought_at) as moment from csv.purchases
          where trial and order_status = 'paid' group by 1) t
    left join sold s on s.customer_id = t.customer_id and s.product_id = 'P60' and s.bought_at > t.moment
        and s.bought_at <= t.moment + interval 60 days
    where t.moment <= the_end() - interval 60 days group by t.customer_id
    """,
    """
    create view switched as
    select c.customer_id, count(s.order_id) > 0 as active
    from csv.customers c left join sold s on s.customer_id = c.customer_id
        and s.bought_at::DATE - c.joined_on between 91 and 180
    where c.switched_from is not null and c.joined_on + 180 < the_end()::DATE group by c.customer_id
    """,
    """
    create view late as
    select staff_id from csv.shifts where excused is null and arrived_at > planned_start + interval 6 minutes
    """,
)
"""Selections that several questions share."""

_SERVICE = (
    Truth("weak_store_listen", "points 1-5", 3,
        "Lyon (S11) listens less well than every other store: its mean Listen after store visits",
        "select avg(listen) from csv.survey_answers where store_id = 'S11'"),
    Truth("other_stores_listen", "points 1-5", 3,
        "Mean Listen after store visits in the other 23 stores",
        "select avg(listen) from csv.survey_answers where store_id <> 'S11'"),
    Truth("faulty_before", "cases", 0,
        "Cases about Aria Speaker (P23) opened before May 2026",
        "select count(*) from csv.complaints where product_id = 'P23' and opened_at < timestamp '2026-05-01'"),
    Truth("faulty_since", "cases", 0,
        "Cases about it opened from May 2026 on, after its revision of 20 April",
        "select count(*) from csv.complaints where product_id = 'P23'"),
    Truth("faulty_open", "cases", 0,
        "Of these still open at the end: the backlog grows every month",
        "select count(*) from csv.complaints where product_id = 'P23' and status in ('open', 'pending')"),
    Truth("care_west_median", "hours", 1,
        "Care West looks slow: its median time of settled cases that were not reopened, without P23",
        "select exp(median(took)) / 3600 from care where team = 'Care West'"),
    Truth("care_others_median", "hours", 1,
        "The same of Care North and Care South",
        "select exp(median(took)) / 3600 from care where team <> 'Care West'"),
    Truth("care_west_within_mix", "ratio", 3,
        "Care West against the others within the same category and severity (geometric mean of times, weighted by "
        "Care West's cases): it only has the hard ones",
        "select exp(avg(took - usual)) from care join (select category, severity, avg(took) as usual from care "
        "where team <> 'Care West' group by all) using (category, severity) where team = 'Care West'"),
    Truth("reopened", "cases", 0,
        "Cases that were reopened; complaint_events tells their story",
        "select count(*) from csv.complaints where reopens > 0"),
    Truth("withdrawn_share", "% of cases", 2,
        "Cases that the customer withdrew (closed_at, no resolved_at)",
        "select 100 * avg((status = 'withdrawn')::INT) from csv.complaints"),
    Truth("no_complaint_share", "% of cases", 2,
        "Tickets of another kind than complaint",
        "select 100 * avg((kind <> 'complaint')::INT) from csv.complaints"),
    Truth("open_cases", "cases", 0,
        "Cases open or pending at the end",
        "select count(*) from csv.complaints where status in ('open', 'pending')"),
)  # fmt: skip
_MIX = (
    Truth("csat_phone_2", "%", 2,
        "Content after a support contact (csat 4 or 5), Phone Support, November 2024 to October 2025",
        "select 100 * avg(content::INT) from support where year = 2 and team = 'Phone Support'"),
    Truth("csat_phone_3", "%", 2,
        "Content after a support contact (csat 4 or 5), Phone Support, November 2025 to October 2026",
        "select 100 * avg(content::INT) from support where year = 3 and team = 'Phone Support'"),
    Truth("csat_chat_2", "%", 2,
        "Content after a support contact (csat 4 or 5), Chat Support, November 2024 to October 2025",
        "select 100 * avg(content::INT) from support where year = 2 and team = 'Chat Support'"),
    Truth("csat_chat_3", "%", 2,
        "Content after a support contact (csat 4 or 5), Chat Support, November 2025 to October 2026",
        "select 100 * avg(content::INT) from support where year = 3 and team = 'Chat Support'"),
    Truth("csat_both_2", "%", 2,
        "Content after a support contact (csat 4 or 5), both teams together, November 2024 to October 2025",
        "select 100 * avg(content::INT) from support where year = 2"),
    Truth("csat_both_3", "%", 2,
        "Content after a support contact (csat 4 or 5), both teams together, November 2025 to October 2026",
        "select 100 * avg(content::INT) from support where year = 3"),
)  # fmt: skip
_VALUE = (
    Truth("top_fifth_profit", "%", 2,
        "Share of profit (less the returned share of each line) that the top fifth of customers with a paid order "
        "bring in three years",
        "select 100 * sum(profit) filter (place <= .2 * n) / sum(profit) from (select sum(kept_profit) as profit, "
        "row_number() over (order by sum(kept_profit) desc) as place, count(*) over () as n from sold where "
        "customer_id is not null group by customer_id)"),
    Truth("key_account_revenue", "%", 2,
        "Share of paid revenue that the key accounts bring",
        "select 100 * sum(revenue) filter (key_account) / sum(revenue) from sold left join csv.customers using "
        "(customer_id)"),
    Truth("anonymous_lines", "% of store lines", 2,
        "Store lines without a customer: anonymous sales at the till",
        "select 100 * avg((customer_id is null)::INT) from csv.purchases where channel = 'store'"),
    Truth("returned_lines", "% of paid lines", 2,
        "Paid lines that came back in full or in part",
        "select 100 * avg((returned_at is not null)::INT) from sold"),
    Truth("trial_conversion", "%", 2,
        "Customers who bought Studio Cloud (P60) within 60 days of trying it, of those who tried it at least 60 "
        "days before the end",
        "select 100 * avg(converted::INT) from tried"),
    Truth("workshop_with", "%", 2,
        "Customers who bought within 90 days after their first attended workshop, of those whose 90 days are over",
        "select 100 * avg(bought::INT) from after_workshop"),
    Truth("workshop_without", "%", 2,
        "The same without the orders that the workshops brought: what matched customers do",
        "select 100 * avg(bought_anyway::INT) from after_workshop"),
)  # fmt: skip
_PEOPLE = (
    Truth("leavers_customers", "customers", 0,
        "Customers owned by E153 and E157, who left on 30 September and 16 October 2026",
        "select count(*) from csv.customers where owner_id in ('E153', 'E157')"),
    Truth("leavers_revenue", "%", 2,
        "Share of the last twelve months' paid revenue that these customers brought",
        "select 100 * sum(revenue) filter (owner_id in ('E153', 'E157')) / sum(revenue) from sold left join "
        "csv.customers using (customer_id) where bought_at >= timestamp '2025-11-01'"),
    Truth("falconers", "customers", 0,
        "Customers whose hobby is falconry, which nobody else has",
        "select count(*) from csv.customers where hobbies like '%falconry%'"),
    Truth("switchers", "customers", 0,
        "Customers who came from another maker",
        "select count(*) from csv.customers where switched_from is not null"),
    Truth("switchers_active", "%", 2,
        "Of those who joined more than 180 days before the end, share with a paid order between 91 and 180 days "
        "after joining",
        "select 100 * avg(active::INT) from switched"),
    Truth("recorded_twice", "pairs", 0,
        "Customers recorded twice: same name and address, the second time in capitals",
        "select count(*) from csv.customers a join csv.customers b on lower(a.email) = lower(b.email) and a.name "
        "= b.name and a.customer_id < b.customer_id"),
    Truth("late_e094", "times", 0,
        "Unexcused late arrivals of E094, more than 6 minutes, May to October 2026",
        "select count(*) from late where staff_id = 'E094'"),
    Truth("late_e095", "times", 0,
        "The same of E095, who was late four times but excused twice",
        "select count(*) from late where staff_id = 'E095'"),
    Truth("untrained_shifts", "shifts", 0,
        "Shifts of E096 before her training was completed",
        "select count(*) from csv.shifts join csv.staff using (staff_id) where staff_id = 'E096' and "
        "planned_start::DATE < training_completed_on"),
)  # fmt: skip
_ATTITUDE = (
    Truth("index_last_year", "points 0-100", 2,
        "Satisfaction index with equal weights of the relationship survey, last twelve months, each customer's "
        "last answer",
        "select 100 * (avg(satisfaction) + avg(expectations) + avg(ideal) - 3) / 27 from last_answers"),
    Truth("nps_last_year", "points", 2,
        "Net promoter score of the same answers",
        "select 100 * (avg((recommend >= 9)::INT) - avg((recommend <= 6)::INT)) from last_answers"),
)  # fmt: skip

_CONTACTS = (
    Truth("live_answered", "%", 2,
        "Calls and chats answered, of all but those given up in under 5 seconds, last twelve months",
        "select 100 * avg((not abandoned)::INT) from csv.interactions where channel in ('phone', 'chat') and "
        "started_at >= timestamp '2025-11-01' and not coalesce(abandoned and epoch(ended_at) - epoch(started_at) < 5, "
        "false)"),
    Truth("order_status_half", "seconds", 0,
        "A common question, the state of an order: from asking to the end, half of the answered calls and chats of the "
        "last twelve months take less",
        "select median(floor(epoch(ended_at)) - floor(epoch(started_at))) from csv.interactions where channel in "
        "('phone', 'chat') and not abandoned and topic = 'order status' and started_at >= timestamp '2025-11-01'"),
    Truth("repair_half", "seconds", 0,
        "The same for repairs",
        "select median(floor(epoch(ended_at)) - floor(epoch(started_at))) from csv.interactions where channel in "
        "('phone', 'chat') and not abandoned and topic = 'repair' and started_at >= timestamp '2025-11-01'"),
)  # fmt: skip

TRUTHS: tuple[Truth, ...] = (*_SERVICE, *_MIX, *_VALUE, *_PEOPLE, *_ATTITUDE, *_CONTACTS)
"""Everything planted, in the order of the README."""


def measure(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the value of every truth, written with its digits; ``no data`` where the sample is too small for it."""
    for view in VIEWS:
        connection.execute(view)
    return {truth.name: _written(connection, truth) for truth in TRUTHS}


def _written(connection: duckdb.DuckDBPyConnection, truth: Truth) -> str:
    rows = connection.execute(truth.question).fetchall()
    value = rows[0][0] if rows else None
    return "no data" if value is None else f"{float(value):.{truth.digits}f}"
