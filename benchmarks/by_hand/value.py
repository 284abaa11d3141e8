"""What customers bring, in order from the most valuable to the least."""

from __future__ import annotations

from benchmarks.by_hand.sales import GIVEN, SOLD

_RANKED = f"""
with customers as (
    select customer_id, count(*) as lines, count(profit) as known,
           sum(profit * if(revenue > 0, (revenue - ({GIVEN}))::DOUBLE / revenue::DOUBLE, 1)) as net
    from purchases where {SOLD} and customer_id is not null group by all
),
measured as (
    select if(sum(known) >= .95 * sum(lines), 'profit', 'revenue') as measure from customers
),
ranked as (
    select coalesce(net, 0) as value, row_number() over (order by coalesce(net, 0) desc) as place,
           count(*) over () as size,
           sum(coalesce(net, 0)) over (order by coalesce(net, 0) desc rows unbounded preceding) as reached
    from customers
)"""
"""Customers in order; the retailer knows the profit of every line, so that the value is the profit."""


def _top(share: str) -> str:
    return f"sum(value * greatest(least(size * {share} - place + 1, 1), 0)) / sum(value)"


def _border(name: str, share: str) -> str:
    inside = f"filter (place <= size * {share})"
    return f"sum(value * value) {inside} as squares_{name}, min(value) {inside} as least_{name}"


_CONCENTRATION = (
    _RANKED
    + f""",
nameless as (
    select count(*) as left_out from purchases where {SOLD} and customer_id is null
),
tops as (
    select 100 * {_top(".2")} as top_20_pct, 100 * {_top(".1")} as top_10_pct, 100 * {_top(".05")} as top_5_pct,
           100 * {_top(".01")} as top_1_pct,
           (count(*) + 1) / count(*) - 2 * sum(place * value) / (count(*) * sum(value)) as gini,
           count(*) as n, sum(value * value) as squares, sum(inner_value) as inners,
           sum(inner_value * inner_value) as inner_squares, sum(inner_value * value) as inner_times_value,
           {", ".join(_border(*one) for one in (("20", ".2"), ("10", ".1"), ("5", ".05"), ("1", ".01")))}
    from (select *, value * (1 - (2 * place - 1) / size) + (2 * reached - value) / size as inner_value from ranked)
)
select '' as "group", measure, tops.*, left_out from tops cross join measured cross join nameless"""
)
_PARTS = (
    _RANKED.replace(
        """,
           sum(coalesce(net, 0)) over (order by coalesce(net, 0) desc rows unbounded preceding) as reached""",
        "",
    )
    + """,
parts as (
    select floor({parts} * (place - 1) / size)::BIGINT + 1 as part, any_value(size) as size, count(*) as n,
           sum(value) as total, sum(value * value) as squares, min(value) as least
    from ranked group by all
),
up_to as (
    select part, size, squares, sum(total) over () as whole,
           sum(total) over (order by part) - (sum(n) over (order by part) - size * part / {parts}) * least as reached
    from parts
)"""
)
_LORENZ = (
    _PARTS.replace("{parts}", "100")
    + """
select '' as "group", measure, part::DOUBLE as customers_pct, 100 * reached / whole as value_pct, size as customers,
       squares
from up_to cross join measured order by all"""
)
_DECILES = (
    _PARTS.replace("{parts}", "10")
    + """
select '' as "group", measure, lpad(part::VARCHAR, 2, '0') as tenth,
       10 * (reached - coalesce(lag(reached) over (order by part), 0)) / size as per_customer,
       100 * (reached - coalesce(lag(reached) over (order by part), 0)) / whole as share_pct, size as customers, squares
from up_to cross join measured order by all"""
)

VALUE: dict[str, tuple[str, str]] = {
    "value.concentration": ("", _CONCENTRATION),
    "value.lorenz": ("", _LORENZ),
    "value.deciles": ("", _DECILES),
}
