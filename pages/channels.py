"""Channels: whether who calls or writes is answered, and how soon."""

from pages._parts import card, channels, figures, page, solving

TABLES = channels.TABLES

if view := page.opened("channels", *TABLES):
    page.say(view, [*channels.sentences(view), *solving.sentences(view)], TABLES)
    if channels.any_contacts(view):
        figures.row(channels.answered, channels.in_time, channels.half_wait, channels.to_answer, solving.at_once)
        card.side_by_side(view, (2, channels.in_time_by_month), (1, channels.wait_by_channel))
        card.side_by_side(view, (1, channels.answer_by_topic), (1, channels.arrivals))
        card.side_by_side(view, (1, solving.by_team), (1, solving.right_by_topic))
        solving.manuals(view)
    else:
        page.nothing_selected(view, "contacts", TABLES)
