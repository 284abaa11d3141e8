"""Overview: the state of things on one page."""

from pages._parts import card, complaints, figures, overview, page, satisfaction

TABLES = ("survey_answers", "complaints", "purchases")

if view := page.opened("overview", *TABLES):
    page.say(view, overview.sentences(view), TABLES)
    if overview.anything(view):
        figures.row(
            figures.of("satisfaction.index"),
            figures.of("complaints.rate", note=complaints.of_orders),
            figures.of("complaints.resolution_time", note=complaints.with_open),
            complaints.open_now,
            figures.of("satisfaction.nps", note=satisfaction.of_promoters),
        )
        card.side_by_side(view, (2, overview.satisfaction), (1, overview.changes))
        card.side_by_side(view, (1, overview.waiting))
        overview.quiet(view)
    else:
        page.nothing_selected(view, "both", TABLES)
