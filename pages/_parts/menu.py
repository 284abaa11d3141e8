"""The menu: which pages there are, in their groups and in their order."""

MENU = (
    ("", ("overview",)),
    ("experience", ("satisfaction", "complaints", "channels", "stores", "team")),
    ("loyalty_group", ("loyalty", "value", "segments", "key_accounts", "programmes")),
    ("act", ("my_day",)),
    ("data_group", ("customers", "data", "settings", "definitions")),
)
"""Groups in their order, pages in theirs; the first page is the start."""

PAGES = tuple(page for _, pages in MENU for page in pages)
