"""Satisfaction: how satisfied customers are, and how sure that is."""

from pages._parts import benchmarks, card, drivers, figures, page, ratings, satisfaction, steps

TABLES = ("survey_answers",)

if view := page.opened("satisfaction", *TABLES):
    page.say(view, satisfaction.sentences(view), TABLES)
    if satisfaction.any_answers(view):
        figures.row(
            figures.of("satisfaction.index"),
            ratings.csat,
            figures.of("satisfaction.nps", note=satisfaction.of_promoters),
            ratings.effort,
            ratings.response,
        )
        card.side_by_side(view, (2, satisfaction.index_by_month), (1, steps.profile))
        card.side_by_side(view, (1, satisfaction.by_region), (1, ratings.by_team))
        lower_left = drivers.matter_most if drivers.known(view) else satisfaction.nps_by_month
        card.side_by_side(view, (1, lower_left), (1, benchmarks.standing))
    else:
        page.nothing_selected(view, "answers", TABLES)
