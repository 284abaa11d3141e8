"""Overview: the state of things on one page."""

from pages._parts import at_risk, card, complaints, figures, overview, page, promises

TABLES = ("survey_answers", "complaints", "purchases")

if view := page.opened("overview", *TABLES):
    page.say(view, overview.sentences(view), TABLES, response=False)
    if overview.anything(view):
        figures.row(
            overview.satisfied,
            complaints.rate,
            figures.of("complaints.resolution_time", note=complaints.with_open),
            promises.kept,
            at_risk.figure_or_came_back,
        )
        card.side_by_side(view, (2, overview.satisfaction), (1, overview.changes))
        card.side_by_side(view, (1, overview.waiting))
        overview.quiet(view)
    else:
        page.nothing_selected(view, "both", TABLES)
