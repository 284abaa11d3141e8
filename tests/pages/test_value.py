"""Value: what customers are still expected to bring, by a forecast or by the last year."""

import datetime as dt

import numpy as np

from tests.kept.test_customer_month import with_rules
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title
from tests.relations.clubs import club
from tests.rows import Row


def bought(customers: int, *, again: bool) -> list[Row]:
    """Purchases of the two years before 8 March 2024, of customers unlike each other."""
    random = np.random.default_rng(8)
    rows = []
    for place in range(customers):
        day, end = dt.date(2022, 3, 1) + dt.timedelta(days=int(random.integers(400, 600))), dt.date(2024, 3, 8)
        rate, leaving = random.gamma(0.8, 1 / 40), random.beta(0.8, 2.4)
        while day < end:
            order = {"order_id": f"{place}-{day}", "customer_id": f"C{place}", "bought_at": f"{day}"}
            rows.append(order | {"revenue": int(random.integers(5, 60))})
            if not again or random.random() < leaving:
                break
            day += dt.timedelta(days=1 + int(random.exponential(1 / rate)))
    return rows


def test_a_forecast_is_told_with_its_interval_and_how_it_did_when_tried(workspace, open_page):
    shop.fill(workspace, purchases=bought(400, again=True))

    app = open_page("value")

    assert title(app) == "Value"
    assert raised(app) == []
    assert headline(app).startswith("The top fifth of the customers brings **")
    (said,) = [line for line in lines(app) if line.startswith("The 400 customers known today are expected to bring")]
    assert "of revenue in the next three years" in said
    assert any(line.startswith("95% $") for line in lines(app))
    assert cards(app)["Forecast, tried out"][0] in "+\N{MINUS SIGN}"
    assert any(line.endswith("are still customers, as far as can be told") for line in lines(app))
    assert "What persons and enterprises will still bring" in sections(app)


def test_sales_at_risk_stand_on_the_pages_that_ask_for_what_to_do(workspace, open_page):
    shop.fill(workspace, purchases=bought(400, again=True), complaints=shop.complaints())

    overview, loyalty = open_page("overview"), open_page("loyalty")

    assert (title(overview), title(loyalty)) == ("Overview", "Loyalty")
    assert raised(overview) == raised(loyalty) == []
    for app in (overview, loyalty):
        assert cards(app)["Sales at risk"].startswith("$")
        assert any(line.endswith("of 400 customers more likely gone than not") for line in lines(app))
    assert any("expected in the next twelve months may not come" in line for line in lines(loyalty))


def test_what_is_told_apart_can_be_chosen(workspace, open_page):
    rows = bought(400, again=True)
    sold = [row | {"channel": "web", "product_id": f"P{place % 2}"} for place, row in enumerate(rows)]
    goods = [{"product_id": "P0", "seller": "We", "own_brand": True}, {"product_id": "P1", "own_brand": False}]
    shop.fill(workspace, purchases=sold, products=goods)
    app = open_page("value")

    titles = []
    for code in ("first_purchase", "seller", "brand"):
        app = app.selectbox(key="choice_value.sources").set_value(code).run()
        assert raised(app) == []
        titles.append(sections(app))

    assert title(app) == "Value"
    assert "What a customer brings in the first year" in titles[0]
    assert "What each seller's goods bring" in titles[1]
    assert "Own goods, and those of others" in titles[2]
    assert "What a customer brings year by year" in titles[2]


def test_where_nobody_came_back_the_last_year_stands_for_the_coming_ones(workspace, open_page):
    shop.fill(workspace, purchases=bought(60, again=False))

    app = open_page("value")

    assert title(app) == "Value"
    assert raised(app) == []
    assert any(
        line.startswith("If the coming three years are like the last one, the 60 customers") for line in lines(app)
    )
    assert cards(app)["Forecast, tried out"] == "no data"
    assert "Too few came back for a forecast that could be tried" in lines(app)


def test_too_few_customers_are_said_to_be_too_few(workspace, open_page):
    shop.fill(workspace, purchases=bought(12, again=True))

    app = open_page("value")

    assert title(app) == "Value"
    assert raised(app) == []
    assert headline(app) == "Fewer than 30 customers bought: too few to say what customers bring."


def test_whom_to_win_back_is_listed_with_the_reason_in_words(workspace, open_page):
    complaints = [{"customer_id": "C1", "opened_at": "2024-01-01", "due_at": "2024-01-05"}]
    people = [{"customer_id": f"C{n}", "marketing_consent": n == 1} for n in range(400)]
    much = {"order_id": "much", "customer_id": "C1", "bought_at": "2024-01-01", "revenue": 5_000}
    shop.fill(workspace, purchases=[*bought(400, again=True), much], complaints=complaints, customers=people)

    app = open_page("loyalty")

    assert title(app) == "Loyalty"
    assert raised(app) == []
    assert "Whom to win back" in sections(app)
    listed = app.dataframe[-1].value.set_index("Customer")
    assert listed.loc["C1", ["Why", "May be written to"]].tolist() == ["complaint past its promise", "yes"]
    others = listed.drop("C1")
    assert others["Why"].str.fullmatch(r"has usually bought every \d+ days?, last \d+ days? ago").all()
    assert set(others["May be written to"]) == {"no"}


def test_keeping_more_is_told_by_tier_where_there_are_tiers(workspace, open_page):
    with_rules(workspace, club())
    shop.fill(workspace, purchases=bought(400, again=True), customers=[{"customer_id": f"C{n}"} for n in range(400)])

    app = open_page("value").selectbox(key="choice_value.sources").set_value("tier").run()

    assert title(app) == "Value"
    assert raised(app) == []
    assert "In which tier it pays most to keep more" in sections(app)
