"""Team: what is a team's own, and what only its cases make; persons where it is switched on."""

from pages._parts import card, figures, page, persons, team

TABLES = team.TABLES

if view := page.opened("team", *TABLES):
    page.say(view, team.sentences(view), TABLES, response=False)
    if team.anything(view):
        figures.row(*team.FIGURES)
        card.side_by_side(view, (1, team.settled), (1, team.satisfied))
        card.side_by_side(view, (1, team.asked), (1, team.answered))
        persons.draw(view)
    else:
        page.nothing_selected(view, "of_teams", TABLES)
