"""Satisfaction: how satisfied customers are, and how sure that is."""

from pages._parts import benchmarks, card, figures, page, ratings, satisfaction, steps

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
        card.side_by_side(view, (1, satisfaction.nps_by_month), (1, benchmarks.standing))
    else:
        page.nothing_selected(view, "answers", TABLES)
