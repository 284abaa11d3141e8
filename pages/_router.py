"""What every page goes through: navigation, the sidebar of filters, the address, and the one place errors are told."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import crm_core
from crm_core.text import word
from pages._parts import downloads, gathered, own, page, sidebar, workspace
from pages._parts.menu import MENU, PAGES
from pages._parts.view import current

HERE = Path(__file__).parent
LANGUAGE = "en"


def navigation() -> st.Page:
    """Declare the pages; called on every run before anything can stop it."""
    pages = {
        word(f"menu.{group}", LANGUAGE) if group else "": [
            st.Page(HERE / f"{name}.py", title=word(f"menu.{name}", LANGUAGE), url_path=name, default=name == PAGES[0])
            for name in names
        ]
        for group, names in MENU
    }
    return st.navigation(pages, position="top")


def run() -> None:
    """Draw the frame, then the page."""
    chosen = navigation()
    tab = word("app.tab", LANGUAGE, page=chosen.title, app=word("app.name", LANGUAGE))
    st.set_page_config(page_title=tab, page_icon=str(HERE / "static/icon.png"), layout="wide")
    st.html(HERE / "static/style.css")
    st.logo(HERE / "static/logo.svg", size="large")
    sidebar.restore()
    try:
        workspace.look(LANGUAGE)
        sidebar.keep_in_address()
        own.banner(LANGUAGE)
        gathered.begin(chosen.url_path or PAGES[0])
        chosen.run()
        downloads.of_page(current())
    except crm_core.LoyaltyError as error:
        page.failed(error, LANGUAGE)


run()
