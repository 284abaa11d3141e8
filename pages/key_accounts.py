"""Key accounts: what they bring, who needs a call, and what leaves with whom."""

from pages._parts import account_lists, accounts, card, figures, page

TABLES = accounts.TABLES

if view := page.opened("key_accounts", *TABLES):
    page.say(view, accounts.sentences(view), TABLES)
    if accounts.any_sales(view):
        figures.row(
            figures.of(accounts.SHARE, note=accounts.with_accounts),
            accounts.looked_after,
            accounts.to_call,
            accounts.most_on_one,
            accounts.to_hand_over,
        )
        card.side_by_side(view, (2, accounts.by_month), (1, accounts.launches))
        account_lists.warnings(view)
        card.side_by_side(view, (1, accounts.hanging), (1, accounts.leavers))
        account_lists.handover(view)
    else:
        page.nothing_selected(view, "buyers", TABLES)
