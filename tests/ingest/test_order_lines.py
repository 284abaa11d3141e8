"""Order lines whose order's own fields stand on the first of them alone."""

from pathlib import Path

import pytest

from crm_core.errors import CsvRejected
from tests.ingest.knowing import first_look, known
from tests.ingest.reading import Came, codes

SHOPIFY = (
    "Name,Email,Financial Status,Currency,Subtotal,Taxes,Discount Amount,Refunded Amount,Created at,Cancelled at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem discount,Lineitem sku"
)


def orders(folder: Path, *lines: str) -> Came:
    return known(folder, SHOPIFY, *lines, table="purchases")


def test_f102_what_stands_on_an_orders_first_line_belongs_to_all_its_lines(tmp_path):
    came = orders(
        tmp_path,
        "#1,A@x.example,paid,USD,84.00,16.80,6.00,10.00,2026-01-05 10:00:00 +0000,,1,Pen,10.00,0.00,P1",
        "#1,A@x.example,,,,,,,2026-01-05 10:00:00 +0000,,2,Ink,20.00,0.00,P2",
        "#1,A@x.example,,,,,,,2026-01-05 10:00:00 +0000,,4,Pad,11.00,4.00,P3",
        "#2,b@x.example,paid,USD,5.00,0.00,0.00,0.00,2026-01-06 10:00:00 +0000,2026-01-07,1,Pen,5.00,0,P1",
    )

    # values 10, 40, 4 * 11 - 4 = 40: of 90; 6.00 off is 0.67, 2.66, 2.67 by running shares 0.67, 3.33, 6.00
    assert came.rows("order_id, line_no, revenue::VARCHAR, discount::VARCHAR, order_status, customer_id") == [
        ("shopify:#1", 1, "9.33", "0.67", "paid", "shopify:a@x.example"),
        ("shopify:#1", 2, "37.34", "2.66", "paid", "shopify:a@x.example"),
        ("shopify:#1", 3, "37.33", "6.67", "paid", "shopify:a@x.example"),
        ("shopify:#2", 1, "5.00", "0.00", "cancelled", "shopify:b@x.example"),
    ]
    # 16.80 and 10.00 by the same shares: 10/90, 50/90, 90/90 of them
    assert came.rows("tax::VARCHAR, refunded::VARCHAR")[:3] == [("1.87", "1.11"), ("7.46", "4.45"), ("7.47", "4.44")]
    assert "orders_differ" not in came.warned()


def test_f102_an_order_whose_lines_do_not_sum_to_its_subtotal_is_named(tmp_path):
    came = orders(tmp_path, "#1,a@x.example,paid,USD,99.00,0,0,0,2026-01-05 10:00:00 +0000,,1,Pen,10.00,0,P1")

    assert {"code": "orders_differ", "found": "1", "expected": "#1 (10.00 / 99.00)"} in came.counts["warnings"]


def test_f102_a_line_without_an_amount_costs_its_whole_order(tmp_path):
    came = orders(
        tmp_path,
        "#1,a@x.example,paid,USD,20.00,0,2.00,0,2026-01-05 10:00:00 +0000,,1,Pen,ten,0,P1",
        "#1,a@x.example,,,,,,,2026-01-05 10:00:00 +0000,,1,Ink,10.00,0,P2",
        "#2,b@x.example,paid,USD,5.00,0,0,0,2026-01-06 10:00:00 +0000,,1,Pen,5.00,0,P1",
    )

    assert codes(came) == ["not_a_number", "not_a_number"]
    assert came.values("order_id") == ["shopify:#2"]


def test_f102_a_refund_of_tax_and_shipping_takes_no_more_than_the_lines_brought(tmp_path):
    came = orders(tmp_path, "#1,a@x.example,refunded,USD,10.00,2,0,17.00,2026-01-05 10:00:00 +0000,,1,Pen,10.00,0,P1")

    assert came.rows("revenue::VARCHAR, refunded::VARCHAR, order_status") == [("10.00", "10.00", "paid")]


TAXED = SHOPIFY.replace("Taxes,", "Shipping,Taxes,Total,")


def test_tax_inside_the_prices_is_taken_off_the_revenue_to_the_cent(tmp_path):
    came = known(
        tmp_path,
        TAXED,
        # 60 + 40 of goods, 20 of shipping, 120 in all: of 20.00 tax inside, goods bear 100 / 120, 16.67
        "#1,a@x.example,paid,USD,100.00,20.00,20.00,120.00,0,0,2026-01-05 10:00:00 +0000,,1,Pen,60.00,0,P1",
        "#1,a@x.example,,,,,,,,,2026-01-05 10:00:00 +0000,,2,Ink,20.00,0,P2",
        # the same goods where the tax comes on top: 100 + 20 + 24
        "#2,b@x.example,paid,USD,100.00,20.00,24.00,144.00,0,0,2026-01-05 10:00:00 +0000,,1,Pen,100.00,0,P1",
        table="purchases",
    )

    # 60 % of 16.67 is 10.002: 10.00, the other line the rest, 6.67
    assert came.rows("order_id, revenue::VARCHAR, tax::VARCHAR") == [
        ("shopify:#1", "50.00", "10.00"),
        ("shopify:#1", "33.33", "6.67"),
        ("shopify:#2", "100.00", "24.00"),
    ]
    assert {"code": "prices_with_tax", "found": "1", "expected": ""} in came.counts["warnings"]
    assert "orders_differ" not in came.warned()


def test_a_refund_of_prices_with_tax_takes_no_more_than_the_revenue(tmp_path):
    came = known(
        tmp_path,
        TAXED,
        "#1,a@x.example,refunded,EUR,12.00,0,2.00,12.00,0,12.00,2026-01-05 10:00:00 +0000,,1,Pen,12.00,0,P1",
        table="purchases",
    )

    assert came.rows("revenue::VARCHAR, refunded::VARCHAR") == [("10.00", "10.00")]


def test_corrected_lines_alone_say_nothing_of_their_orders_amounts(tmp_path):
    with pytest.raises(CsvRejected) as refused:
        first_look(tmp_path, f"quarantine_line,{SHOPIFY}", "2,#1,a@x.example", table="purchases")

    assert refused.value.code == "order_in_part"
