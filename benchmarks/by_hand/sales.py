"""Purchases: which lines count, what of them came back."""

from __future__ import annotations

BACK = """(returned_at <= {until} or returned_at is null and (refunded > 0 or returned_quantity > 0))"""
GIVEN = f"""case when {BACK} then least(coalesce(refunded, case when quantity > 0 and returned_quantity is not null
                     then floor(100 * revenue::DOUBLE * returned_quantity / quantity)::DECIMAL(18, 2) / 100
                     else revenue end), revenue) else 0 end"""
SOLD = """bought_at <= {until} and (order_status not in ('cancelled', 'draft') or order_status is null)
          and (not trial or trial is null)"""
KEPT = f"""revenue >= 0 and not coalesce({BACK} and case when quantity > 0 and returned_quantity is not null
                     then returned_quantity >= quantity else coalesce(refunded >= revenue, true) end, false)"""
BOUGHT = f"{SOLD} and customer_id is not null and {KEPT}"
"""What a known customer bought and kept."""

FIRSTS = f"""
with bought as (
    select customer_id, bought_at from purchases where {BOUGHT}
),
first_days as (
    select customer_id, min(bought_at)::DATE as first_day from bought group by all
),
began as (
    select min(bought_at)::DATE as since from purchases where bought_at <= {{until}}
),
people as (
    select customer_id, first_day,
           first_day >= since + interval 1 year or coalesce(joined_on >= since, false) as is_new
    from first_days cross join began left join (
        select customer_id, joined_on from customers where joined_on <= {{until}}::DATE or joined_on is null
    ) using (customer_id)
)"""
"""First purchase days, and whether they are known to be the first ones."""

RETURNS = (
    FIRSTS
    + """,
later as (
    select customer_id, min(bought_at)::DATE as second_day from bought join people using (customer_id)
    where bought_at >= first_day + 1 group by all
),
returns as (
    select people.*, second_day from people left join later using (customer_id)
)"""
)
