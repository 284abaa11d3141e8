"""My day: what will be late tomorrow and whose it is, who needs a call, and what moved beyond chance."""

from pages._parts import card, figures, my_day, overview, page

if view := page.opened("my_day", *my_day.DATED):
    page.say(view, my_day.sentences(view), my_day.DATED, response=False)
    figures.row(*my_day.figures_row())
    my_day.file(view)
    my_day.cases(view)
    my_day.calls(view)
    card.draw(view, overview.changes)
