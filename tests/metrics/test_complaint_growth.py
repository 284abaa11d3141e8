"""What customers began to complain about, by hand."""

import pytest

from crm_core import ask
from tests.metrics.cases import numbered
from tests.rows import known, put

STEADY = [f"{day}-{2 + place:02}" for day in ("2023-04", "2023-06", "2023-08", "2023-10", "2023-12", "2024-02")
          for place in range(5)]  # fmt: skip


def about(product: str, days: list[str], **own) -> list[dict]:
    return [{"opened_at": day, "resolved_at": f"{day} 12:00:00", "product_id": product} | own for day in days]


def growing(shop, **narrowed):
    return ask("complaints.growing")(shop, known(**narrowed)).set_index("product")


def test_a_product_whose_complaints_began_in_one_month_is_found_with_its_backlog(store):
    # Nine in December, eight in January, seven in February, none before; the sixteen of 2024 but one are open, those
    # of January since more than 30 days. The other product has five every other month. Decoys: no complaints, a
    # complaint of two years ago, a ticket, a product with too few.
    december = [f"2023-12-{day:02}" for day in range(1, 10)]
    later = [f"2024-01-{day:02}" for day in range(1, 9)] + [f"2024-02-{day:02}" for day in range(20, 27)]
    rows = about("NEW", december) + about("NEW", later, resolved_at=None) + about("OLD", STEADY)
    rows += about("OLD", ["2022-02-01"]) + about("OLD", ["2024-02-01"] * 40, kind="question")
    rows += about("FEW", ["2024-02-01"] * 9) + [{"opened_at": "2024-02-03"}]
    put(store, complaints=numbered(rows), products=[{"product_id": "NEW", "name": "Bright Lamp"}])

    found = growing(store)

    assert found.index.tolist() == ["NEW", "OLD"]
    assert found.loc["NEW", ["began", "verdict", "name"]].tolist() == ["2023-12-01", "more", "Bright Lamp"]
    assert found.loc["NEW", ["since", "before", "n", "open", "open_earlier"]].tolist() == [24, 0, 24, 15, 8]
    assert found.loc["OLD", ["verdict", "n", "open"]].tolist() == ["chance", 30, 0]
    # All complaints: 64, of them 5, 5, 5, 5 before December. Chance of all 24 after it, at eleven places.
    assert found.loc["NEW", "chance_pct"] == pytest.approx(1_100 * (44 / 64) ** 24)


def test_complaints_about_a_new_product_grow_with_its_sales(store):
    rows = about("NEW", ["2024-02-01"] * 20) + about("OLD", STEADY)
    launched = [{"product_id": "NEW", "launched_on": "2023-01-15"}, {"product_id": "OLD", "launched_on": "2022-12-31"}]
    put(store, complaints=numbered(rows), products=launched)

    assert growing(store)["verdict"].to_dict() == {"NEW": "new", "OLD": "chance"}


def test_growth_that_all_products_share_is_nobodys(store):
    rows = [row for product in "AB" for row in about(product, ["2023-05-01"] * 4 + ["2024-01-01"] * 30)]
    put(store, complaints=numbered(rows))

    found = growing(store)

    assert found["verdict"].tolist() == ["chance", "chance"]
    assert found["began"].tolist() == ["", ""]


def test_the_complaints_of_a_filter_alone_are_looked_at(store):
    rows = about("NEW", ["2024-02-01"] * 20, store_id="S1") + about("OLD", STEADY, store_id="S2")
    put(store, complaints=numbered(rows))

    assert growing(store).loc["NEW", "verdict"] == "more"
    assert growing(store, store=("S2",)).index.tolist() == ["OLD"]
