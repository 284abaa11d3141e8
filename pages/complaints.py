"""Complaints: how long they really take."""

from pages._parts import after, card, causes, complaints, due, export_times, figures, page, promises, recovery

TABLES = ("complaints",)

if view := page.opened("complaints", *TABLES):
    page.say(view, complaints.sentences(view), (*TABLES, "purchases"))
    if complaints.any_opened(view):
        figures.row(
            complaints.rate,
            figures.of("complaints.resolution_time", note=complaints.with_open),
            complaints.nine_of_ten,
            promises.kept,
            complaints.open_now,
        )
        card.side_by_side(view, (2, complaints.curve), (1, due.due))
        card.side_by_side(view, (1, complaints.by_month), (1, complaints.backlog))
        card.side_by_side(view, (1, causes.causes), (1, complaints.teams))
        kinds = {
            "time": after.by_time,
            "promise": after.by_promise,
            "recovery": recovery.recovery,
            "outcomes": after.outcomes,
        }
        card.one_of(view, "complaints.after", kinds)
        promises.oldest(view, limit=complaints.OLDEST_SHOWN)
        export_times.reconciled(view)
    else:
        page.nothing_selected(view, "complaints", TABLES)
