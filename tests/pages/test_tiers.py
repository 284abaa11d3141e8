"""Tiers on the page on loyalty: Silver from 100, Gold from 200 in 365 days, known until 8 March 2024."""

from dataclasses import replace

from tests.kept.test_customer_month import with_rules
from tests.pages import shop
from tests.pages.seen import cards, lines, raised, sections
from tests.relations.clubs import bought, club


def up_and_down() -> list[shop.Row]:
    """Before 8 March 2023 and within the year after: 40 customers go up, 10 down and 50 stay."""
    moves = ((40, 120, 250), (10, 250, 120), (50, 120, 120))
    names = [(f"C{kind}-{n}", move) for kind, move in enumerate(moves) for n in range(move[0])]
    return [bought(name, day, move[at]) for name, move in names for day, at in (("2022-10-01", 1), ("2023-10-01", 2))]


def test_who_moves_up_and_down_is_told_and_other_thresholds_are_tried_without_saving(workspace, open_page):
    with_rules(workspace, tuple(replace(rule, window_days=365) for rule in club()))
    lines_bought = up_and_down()
    names = {line["customer_id"] for line in lines_bought}
    shop.fill(workspace, purchases=lines_bought, customers=[{"customer_id": name} for name in sorted(names)])

    app = open_page("loyalty")

    assert raised(app) == []
    assert cards(app)["Moved up less down"] == "30"
    assert "40 up, 10 down, of 100 customers" in lines(app)
    assert "Who moves between tiers" in sections(app)

    assert "Who is near the next tier" in sections(app)

    rules = workspace.settings(workspace.now()).tier_rules
    next(one for one in app.number_input if one.label.startswith("Gold")).set_value(300.0)
    next(one for one in app.button if one.label == "Show the effect").click()
    app.run()

    # With Gold from 300 the 40 who spent 250 would be Silver.
    assert raised(app) == []
    assert "0 customers would move up and 40 down" in sections(app)
    assert workspace.settings(workspace.now()).tier_rules == rules
