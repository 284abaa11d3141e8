"""Names that would call home, run or be drawn: they stand on the pages as they were written (faults F91 and F92)."""

import re

import pytest

from pages._parts.markdown import escaped
from tests.pages import shop
from tests.pages.seen import NO_WIDTH, raised, title

HOSTILE = (
    "![a](http://127.0.0.2/pixel.png)",
    "[b](javascript:alert(1))",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    ":red[x] :material/home: :smile: :streamlit:",
    "$x$ **bold** _thin_ `code` ~~gone~~",
    "# heading",
    "1. one",
    "www.example.com me@example.com",
    "a -> b <- c -- d >= e",
    "&lt;b&gt; &amp; &#42;",
    "a\\*b",
    ".[\"x\"]:'y'",
)

MEANT = re.compile(r"(?<!\\)(!\[|<script|<img|\]\(|:red\[x)")
"""The beginnings of those names where nothing takes their meaning away."""


def unescaped(text: str) -> str:
    """What Markdown makes of escaped text: a backslash before a sign of ASCII goes away."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace(NO_WIDTH, "")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_keeps_every_letter_and_no_sign_keeps_its_meaning(name):
    shown = escaped(name)

    assert unescaped(shown) == name
    assert not re.search(r"(?<!\\)[`*_\[\]<>$&#~!|]", shown.replace("\\\\", ""))


def test_a_name_over_several_lines_becomes_one():
    assert escaped(" a\n\n b\t") == "a b"


@pytest.mark.parametrize("page", ["overview", "complaints", "satisfaction", "loyalty", "value", "data"])
def test_hostile_names_stand_on_every_page_as_they_are(workspace, open_page, page):
    rows = shop.shop()
    stores = [{"store_id": f"S{n}", "name": name} for n, name in enumerate(HOSTILE[:2])]
    complaints = [row | {"category": HOSTILE[n % len(HOSTILE)]} for n, row in enumerate(rows["complaints"])]
    customers = [row | {"region": HOSTILE[n % len(HOSTILE)]} for n, row in enumerate(rows["customers"])]
    tables = rows | {"stores": stores, "complaints": complaints, "customers": customers}
    shop.fill(workspace, file_name=f"{HOSTILE[0]}.csv", **tables)

    app = open_page(page, store=["S0", "S1"], category=HOSTILE[2], region=list(HOSTILE))

    shown = [one.value for one in app.markdown] + [one.label for one in app.button]
    assert title(app) == page.capitalize()
    assert raised(app) == []
    assert not [text for text in shown if MEANT.search(text)]


def test_chips_and_history_name_hostile_things_in_full(workspace, open_page):
    shop.fill(workspace, file_name=HOSTILE[0], **shop.shop())

    complaints, data = open_page("complaints", category=HOSTILE[2]), open_page("data")

    history = f"**{HOSTILE[0]}** as Complaints, 8 Mar 2024: 1 record, 0 set aside."
    assert (title(complaints), title(data)) == ("Complaints", "Data")
    assert unescaped(complaints.button(key="chip_category").label) == f"Complaint about: {HOSTILE[2]} ✕"
    assert history in [unescaped(one.value) for one in data.markdown]
