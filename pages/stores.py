"""Stores: how visits are, how long customers wait, and which store is really different."""

from pages._parts import appointments, card, figures, page, stores

TABLES = stores.TABLES

if view := page.opened("stores", *TABLES):
    page.say(view, [*stores.sentences(view), *appointments.sentences(view)], TABLES)
    if stores.anything(view):
        figures.row(stores.visits, stores.no_pressure, appointments.wait, appointments.solved, appointments.satisfied)
        card.draw(view, stores.scorecard)
        card.one_of(view, "stores.different", stores.different(view))
        card.draw(view, stores.service)
        waits, asked = appointments.cards(view), stores.asked(view)
        card.one_of(view, "stores.waits", waits)
        card.one_of(view, "stores.asked", asked)
    else:
        page.nothing_selected(view, "stores", TABLES)
