"""Programmes: who comes to them, whether who comes buys again, and who came over from another maker and stays."""

from pages._parts import card, figures, page, programmes

TABLES = programmes.TABLES

if view := page.opened("programmes", *TABLES):
    page.say(view, programmes.sentences(view), TABLES)
    if programmes.anybody(view):
        figures.row(programmes.came, programmes.brought, programmes.members, programmes.stayed)
        card.one_of(view, "programmes.effect", programmes.effects(view))
        card.side_by_side(view, (1, programmes.by_month), (1, programmes.switchers))
        card.one_of(view, "programmes.places", programmes.places(view))
        programmes.memberships(view)
    else:
        page.nothing_selected(view, "places", TABLES)
