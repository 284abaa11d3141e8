"""The money of order lines, where the order's discount, tax and refund stand on its first line alone.

A line's value is quantity * price - its own discount. What belongs to the order is spread over its lines by their
value, to the cent and without a cent lost: each line gets the difference of two rounded running shares.

Where prices include the tax, the order's total is no more than its goods and shipping. Then the goods' part of the tax
comes off the revenue; goods and shipping are taken to bear the same rate.
"""

from __future__ import annotations

from crm_core.ingest import literals
from crm_core.ingest.systems.export import OrderLines
from crm_core.ingest.systems.making import Cells, number

VALUE, TOTAL, RUNNING, BROKEN = "line_value", "order_value", "running_value", "order_broken"
INCOMPLETE = "a line of this order has no amount"

_MONEY = "DECIMAL(18, 2)"
_CENT = "0.01"


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
    discount, tax = _share(_amount(lines.discount, cells)), _amount(lines.tax, cells)
    found = {
        "revenue": f"{VALUE} - {discount} - {_share(_tax_inside(lines, cells))}",
        "discount": f"{_amount(lines.line_discount, cells)} + {discount}",
        "tax": _share(f"CASE WHEN {_inclusive(lines, cells)} THEN {_goods_tax(lines, cells)} ELSE {tax} END"),
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


def with_tax_inside(lines: OrderLines, cells: Cells, order: str, *, source: str) -> str:
    """Return SQL of how many orders have prices that include the tax."""
    return f"SELECT count(DISTINCT {order}) FROM {source} WHERE {_inclusive(lines, cells)}"  # noqa: S608 (our names)


def _amount(column: str, cells: Cells) -> str:
    """SQL of an amount, nothing where the file has no such column."""
    return f"coalesce({_number_of(column, cells)}, 0)"


def _number_of(column: str, cells: Cells) -> str:
    return number(cells.text(column)) if column in cells.texts else "NULL"


def _refund(lines: OrderLines, cells: Cells) -> str:
    """What was paid back of the goods: a refund holds tax and shipping too, which are no part of the revenue."""
    goods = _goods(lines, cells)
    paid_back = f"least({_amount(lines.refund, cells)}, {goods})"
    without_tax = f"round({paid_back} * ({goods} - {_goods_tax(lines, cells)}) / nullif({goods}, 0), 2)"
    return f"CASE WHEN {_inclusive(lines, cells)} THEN {without_tax} ELSE {paid_back} END"


def _goods(lines: OrderLines, cells: Cells) -> str:
    return f"({TOTAL} - {_amount(lines.discount, cells)})"


def _inclusive(lines: OrderLines, cells: Cells) -> str:
    """Whether prices include the tax: there is one, and the total is no more than goods and shipping."""
    if lines.total not in cells.texts:
        return "false"
    said = f"coalesce({_number_of(lines.subtotal, cells)}, {_goods(lines, cells)})"
    rest = f"{_number_of(lines.total, cells)} - {said} - {_amount(lines.shipping, cells)}"
    return f"coalesce({_amount(lines.tax, cells)} > 0 AND abs({rest}) <= {_CENT}, false)"


def _goods_tax(lines: OrderLines, cells: Cells) -> str:
    goods = _goods(lines, cells)
    part = f"{goods} / nullif({goods} + {_amount(lines.shipping, cells)}, 0)"
    return f"coalesce(round({_amount(lines.tax, cells)} * {part}, 2), 0)"


def _tax_inside(lines: OrderLines, cells: Cells) -> str:
    return f"CASE WHEN {_inclusive(lines, cells)} THEN {_goods_tax(lines, cells)} ELSE 0 END"


def _share(amount: str) -> str:
    running, before = (f"coalesce(round({amount} * {part} / nullif({TOTAL}, 0), 2), 0)" for part in (
        RUNNING, f"({RUNNING} - {VALUE})"))  # fmt: skip
    return f"({running} - {before})"
