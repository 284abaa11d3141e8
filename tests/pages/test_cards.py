"""What a card says where it has nothing to draw, and what a page compares with."""

import pytest

from pages._parts.markdown import escaped
from tests.pages import shop
from tests.pages.seen import cards, lines, title

LOAD = "Load customers with their region to see it."
FEW = "Every group of this selection has too few people to be shown: widen it to see them."
NOTHING = "There is nothing to draw in this selection."


def rated(store: str, count: int) -> list[dict]:
    """Answers of customers of the north on a scale of five in one store, without the questions of the index."""
    return [
        {"answer_id": f"R{store}{n}", "customer_id": f"C{2 * n}", "store_id": store, "touchpoint": "support",
            "answered_at": shop.FIRST, "csat": 5, "csat_scale": "5"}
        for n in range(count)
    ]  # fmt: skip


def test_regions_are_asked_for_only_where_no_customer_has_one(workspace, open_page):
    rows = shop.shop()
    nowhere = [row | {"region": None} for row in rows["customers"]]
    shop.fill(workspace, **rows | {"customers": nowhere})

    app = open_page("satisfaction")

    assert title(app) == "Satisfaction"
    assert LOAD in lines(app)


@pytest.mark.parametrize(("answers", "said"), [(shop.answers(4), FEW), (rated("S9", 8), NOTHING)])
def test_a_store_without_enough_answers_is_named_as_the_cause(workspace, open_page, answers, said):
    rows = shop.shop()
    here = [row | {"answer_id": f"H{n}", "store_id": "S9"} for n, row in enumerate(answers)]
    stores = [*rows["stores"], {"store_id": "S9", "name": "Shop 9"}]
    shop.fill(workspace, **rows | {"survey_answers": rows["survey_answers"] + here, "stores": stores})

    app = open_page("satisfaction", store="S9")

    assert title(app) == "Satisfaction"
    assert said in lines(app)
    assert LOAD not in lines(app)


def test_days_before_the_records_begin_are_not_compared_with(workspace, open_page):
    shop.fill(workspace, **shop.shop())  # known since 1 January 2023

    whole = open_page("complaints", period="dates", **{"from": "2023-02-01", "to": "2024-03-08"})
    part = open_page("complaints", period="dates", **{"from": "2023-10-01", "to": "2024-03-08"})

    assert (title(whole), title(part)) == ("Complaints", "Complaints")
    assert lines(whole)[0] == "1 Feb 2023 to 8 Mar 2024"
    assert lines(part)[0] == "1 Oct 2023 to 8 Mar 2024, compared with as many days before"


def test_without_orders_complaints_are_held_against_active_customers_and_without_those_the_card_says_what_to_load(
    workspace, open_page
):
    shop.fill(workspace, complaints=shop.complaints(), customers=shop.customers())
    nobody = open_page("complaints")
    shop.fill(workspace, survey_answers=shop.answers())
    somebody = open_page("complaints")

    assert (title(nobody), title(somebody)) == ("Complaints", "Complaints")
    assert (cards(nobody)["Complaints per 1,000"], cards(somebody)["Per 1,000 customers"]) == ("no data", "1,000.0")
    assert "Load purchases to see it" in lines(nobody)
    assert "40 complaints, 40 customers active within a year" in lines(somebody)


def test_what_falls_due_is_told_by_team_and_never_by_person(workspace, open_page):
    until = shop.FIRST + 61 * shop.DAY  # 11 March, of data until 8 March
    rows = [
        row | {"resolved_at": None, "due_at": until, "team": ("*Red*", "Blue", None)[min(n // 2, 2)], "staff_id": "E1"}
        for n, row in enumerate(shop.complaints(5))
    ]
    shop.fill(workspace, complaints=rows, staff=[{"staff_id": "E1", "name": "Ada Moss"}])

    app = open_page("complaints")

    assert title(app) == "Complaints"
    told = [line for line in lines(app) if line.startswith("5 complaints still in time")]
    assert [line.split("Whose they are: ")[1] for line in told] == [r"\*Red\* 2, Blue 2, and Not given 1."]
    assert not any("Ada" in line for line in lines(app))


def test_the_product_that_customers_began_to_complain_about_is_named_as_its_own_text(workspace, open_page):
    usual = [row | {"product_id": "P1", "opened_at": row["opened_at"] - 7 * n * shop.DAY, "resolved_at": None}
             for n, row in enumerate(shop.complaints(30))]  # fmt: skip
    new = [row | {"complaint_id": f"N{n}", "product_id": "P2"} for n, row in enumerate(shop.complaints(20, settled=0))]
    names = [{"product_id": "P1", "name": "A lamp"}, {"product_id": "P2", "name": "**Lamp** :red[2]"}]
    shop.fill(workspace, complaints=[*usual, *new], products=names)

    app = open_page("complaints")

    product = escaped("**Lamp** :red[2]")
    assert f"What to look into: {product}" in [one.value for one in app.subheader]
    said = f"Complaints about {product} began in January 2024: 20 since, 20 are open"
    assert any(said in line for line in lines(app))
