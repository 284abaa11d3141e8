"""The money of order lines, where the order's discount, tax and refund stand on its first line alone.

A line's value is quantity * price - its own discount. What belongs to the order is spread over its lines by their
value, to the cent and without a cent lost: each line gets the difference of two rounded running shares.
"""

from __future__ import annotations

from crm_core.ingest import literals
from crm_core.ingest.systems.export import OrderLines
from crm_core.ingest.systems.making import Cells, number

VALUE, TOTAL, RUNNING, BROKEN = "line_value", "order_value", "running_value", "order_broken"
INCOMPLETE = "a line of this order has no amount"

_MONEY = "DECIMAL(18, 2)"


def values(lines: OrderLines, cells: Cells, *, order: str) -> str:
    """Return SQL of the columns that the money is computed from, over all lines of an order.

    Parameters
    ----------
    lines : OrderLines
        The file's columns.
    cells : Cells
        Their texts.
    order : str
        SQL of the order's key.
    """
    quantity, price = (number(cells.text(name)) for name in (lines.quantity, lines.price))
    own = _amount(lines.line_discount, cells)
    value = f"CAST(round({quantity} * {price} - {own}, 2) AS {_MONEY})"
    whole = f"(PARTITION BY {order})"
    so_far = f"(PARTITION BY {order} ORDER BY line ROWS UNBOUNDED PRECEDING)"
    return (
        f"{value} AS {VALUE}, sum({value}) OVER {whole} AS {TOTAL}, sum({value}) OVER {so_far} AS {RUNNING}, "
        f"bool_or({value} IS NULL) OVER {whole} AS {BROKEN}, "
        f"row_number() OVER (PARTITION BY {order} ORDER BY line) AS line_number"
    )


def money(target: str, lines: OrderLines, cells: Cells) -> str:
    """Return SQL of the text of ``line_no``, ``revenue``, ``discount``, ``tax`` or ``refunded``."""
    if target == "line_no":
        return "CAST(line_number AS VARCHAR)"
    discount = _share(_amount(lines.discount, cells))
    found = {
        "revenue": f"{VALUE} - {discount}",
        "discount": f"{_amount(lines.line_discount, cells)} + {discount}",
        "tax": _share(_amount(lines.tax, cells)),
        "refunded": _share(_refund(lines, cells)),
    }[target]
    text = f"CAST(CAST({found} AS {_MONEY}) AS VARCHAR)"
    return f"CASE WHEN {BROKEN} THEN {literals.text(INCOMPLETE)} ELSE {text} END" if target == "revenue" else text


def differing(lines: OrderLines, cells: Cells, order: str, *, source: str) -> str:
    """Return SQL of the orders whose lines don't sum to what the file says: order, sum of lines, subtotal."""
    said = f"max({number(cells.text(lines.subtotal))})"
    lines_sum = f"max({TOTAL}) - max({_amount(lines.discount, cells)})"
    apart = f"abs({lines_sum} - {said}) > 0.01 * count(*)"  # a cent a line is rounding
    return (
        f"SELECT {order}, CAST(CAST({lines_sum} AS {_MONEY}) AS VARCHAR), CAST(CAST({said} AS {_MONEY}) AS VARCHAR) "  # noqa: S608 (our names)
        f"FROM {source} GROUP BY {order} HAVING {apart} ORDER BY min(line)"
    )


def _amount(column: str, cells: Cells) -> str:
    """SQL of an amount, nothing where the file has no such column."""
    return f"coalesce({number(cells.text(column))}, 0)" if column in cells.texts else "0"


def _refund(lines: OrderLines, cells: Cells) -> str:
    """What was paid back of the goods: a refund holds tax and shipping too, which are no part of the revenue."""
    return f"least({_amount(lines.refund, cells)}, {TOTAL} - {_amount(lines.discount, cells)})"


def _share(amount: str) -> str:
    running, before = (f"coalesce(round({amount} * {part} / nullif({TOTAL}, 0), 2), 0)" for part in (
        RUNNING, f"({RUNNING} - {VALUE})"))  # fmt: skip
    return f"({running} - {before})"
