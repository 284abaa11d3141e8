"""The page on loyalty over purchases by hand, known until 8 March 2024."""

from tests.metrics.buying import visits
from tests.pages import shop
from tests.pages.seen import cards, headline, lines, raised, sections, title


def two_years(people: int = 40, back: int = 20) -> list[shop.Row]:
    """Somebody bought in 2021; 40 people bought first on 1 June 2022, half of them again in August and in 2023."""
    first = [row for n in range(people) for row in visits(f"C{n}", "2022-06-01", revenue=10)]
    again = [row for n in range(back) for row in visits(f"C{n}", "2022-08-01", "2023-06-01", revenue=30)]
    return visits("OLD", "2021-01-01") + first + again


def test_the_first_time_buyers_of_the_year_before_had_a_year_to_come_back(workspace, open_page):
    shop.fill(workspace, purchases=two_years())

    app = open_page("loyalty")

    # Period 9 March 2023 to 8 March 2024, so first bought 9 March 2022 to 8 March 2023: 20 of 40, Wilson 35.2 to 64.8.
    assert title(app) == "Loyalty"
    assert raised(app) == []
    assert headline(app) == (
        "**50.0%** of the customers who first bought from 9 March 2022 to 8 March 2023 came back within a year "
        "(35.2% to 64.8%), no earlier period to compare."
    )
    assert any(
        "Of the 40 customers of the year before, **50.0%** bought again this year" in line for line in lines(app)
    )
    assert cards(app) == {
        "Active customers": "20",
        "Back within a year": "50.0%",
        "Still buying": "50.0%",
        "Top fifth brings": "no data",  # of 20 customers the top fifth are four: too few to be told of
        "Sales at risk": "no data",
    }
    assert lines(app).count("Too few customers to tell of some without telling of single ones") == 1
    assert "48.8% of the 41 who ever bought" in lines(app)
    assert "100.0% of sales have a known customer" in lines(app)
    assert "Load survey answers that name the customer to see who likes us and who buys." in lines(app)


def test_where_a_year_has_not_passed_a_shorter_time_is_told(workspace, open_page):
    first = [row for n in range(40) for row in visits(f"C{n}", "2023-11-01")]
    shop.fill(workspace, purchases=visits("OLD", "2021-01-01") + first + visits("C1", "2023-12-01"))

    app = open_page("loyalty")

    # 8 March 2024 is 128 days later: nobody had 180 days, all had 90. One of 40: Wilson .4 to 12.9.
    told = "A year has not passed since the first purchase: **2.5%** came back within 90 days (0.4% to 12.9%)."
    assert headline(app) == told
    assert cards(app)["Back in 90 days"] == "2.5%"


def test_without_a_customer_known_to_be_new_the_first_purchase_on_record_counts(workspace, open_page):
    buys = [row for n in range(40) for row in visits(f"C{n}", "2022-06-01", "2022-07-01", "2023-06-01")]
    shop.fill(workspace, purchases=buys)

    app = open_page("loyalty")

    assert headline(app).startswith("**100.0%** of the customers who first bought from 9 March 2022")
    assert any(line.endswith("the first purchase on record counts as the first.") for line in lines(app))
    assert "How soon they come back" in sections(app)


def test_who_likes_us_and_does_not_buy_is_told_with_what_they_brought(workspace, open_page):
    likes = [{"customer_id": f"C{n}", "answered_at": "2024-01-01", "recommend": 10} for n in range(40)]
    shop.fill(workspace, purchases=two_years(), survey_answers=likes)

    app = open_page("loyalty")

    # C0 to C19 bought in the year; C20 to C39 did not, and spent 10 each in the year before.
    assert cards(app)["Like us and buy"] == "50.0%"
    assert any("**20** like us but did not buy within the year: $200" in line for line in lines(app))
    assert "Who likes us, and who buys" in sections(app)


def test_a_file_of_complaints_alone_says_what_to_load(workspace, open_page):
    shop.fill(workspace, complaints=shop.complaints())

    app = open_page("loyalty")

    assert headline(app) == "Load purchases to see who comes back and who stays."
    assert cards(app) == {}
    assert app.button(key="empty_load").label == "Load a file"


def test_points_waiting_are_shown_where_there_is_a_ledger_and_segments_where_there_are_no_tiers(workspace, open_page):
    own = {"customer_id": "C1", "qualifying": True}
    moves = [
        own | {"points_id": day, "happened_at": day, "kind": kind, "points": size}
        for day, kind, size in (("2023-06-01", "earn", 1500), ("2024-01-10", "redeem", -200))
    ]
    shop.fill(workspace, purchases=two_years(), points=moves)

    app = open_page("loyalty")

    assert (title(app), raised(app)) == ("Loyalty", [])
    assert {"How many points are waiting to be used", "Who buys lately and often"} <= set(sections(app))
    assert "How long until the next purchase" not in sections(app)
    assert any(line.endswith("1,500 were earned, 200 used, and 0 ran out.") for line in lines(app))
