"""Satisfaction: how satisfied customers are, and how sure that is."""

from pages._parts import card, figures, page, satisfaction

TABLES = ("survey_answers",)

if view := page.opened("satisfaction", *TABLES):
    page.headline(view, "satisfaction.index", "satisfaction.nps")
    if satisfaction.any_answers(view):
        figures.row(
            figures.of("satisfaction.index"),
            figures.of("satisfaction.nps", note=satisfaction.of_promoters),
            satisfaction.last_month,
        )
        card.side_by_side(view, (2, satisfaction.index_by_month), (1, satisfaction.by_region))
        card.side_by_side(view, (1, satisfaction.nps_by_month), (1, satisfaction.by_store))
    else:
        page.nothing_selected(view, "answers", TABLES)
