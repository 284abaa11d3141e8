"""Complaints: how long they really take."""

from pages._parts import card, complaints, figures, page

TABLES = ("complaints",)

if view := page.opened("complaints", *TABLES):
    page.headline(view, "complaints.resolution_time", "complaints.rate")
    if complaints.any_opened(view):
        figures.row(
            figures.of("complaints.rate", note=complaints.of_orders),
            figures.of("complaints.resolution_time", note=complaints.with_open),
            complaints.nine_of_ten,
            complaints.plain_middle,
            complaints.open_now,
        )
        card.side_by_side(view, (2, complaints.curve), (1, complaints.ages))
        card.side_by_side(view, (1, complaints.by_category), (1, complaints.backlog))
        card.side_by_side(view, (1, complaints.rates), (1, complaints.by_month))
    else:
        page.nothing_selected(view, "complaints", TABLES)
