"""What the page on stores shows of appointments: the wait, whether one visit was enough, and what customers say."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, word
from crm_core.text.sentences import counted
from pages._parts import figures
from pages._parts.card import Maker
from pages._parts.section import Section
from pages._parts.view import View

WAIT, SOLVED, CONTENT = "stores.appointments", "stores.first_visit", "satisfaction.csat"
SPLITS = ("store", "store_region", "product_category")


def sentences(view: View) -> list[str]:
    """Say how long half wait, how many do not come, and for how many one visit was enough."""
    found, solved = view.ask(WAIT).iloc[0], view.ask(SOLVED).iloc[0]
    if formats.missing(found["median_seconds"]) or found["n"] < view.settings.minimum_n:
        return []
    places = {
        "half": formats.quantity(found["median_seconds"], "seconds", view.language),
        "interval": formats.interval(found["low"], found["high"], "seconds", view.language),
        "n": counted(int(found["n"]), "appointments", view.language),
        "missed": formats.share(found["missed_pct"], view.language),
    }
    if solved["n"] < view.settings.minimum_n:
        return [word("stores.waited", view.language, **places)]
    enough = {
        "share": formats.share(solved["solved_pct"], view.language),
        "around": formats.interval(solved["low"], solved["high"], "per cent", view.language),
    }
    return [word("stores.waited_solved", view.language, **places, **enough)]


def wait(view: View) -> None:
    """Draw the wait that half of the appointments stay below."""
    found, title = view.compare(WAIT).iloc[0], word(f"figure_title.{WAIT}", view.language)
    places = {"n": counted(int(found["n"]), "appointments", view.language),
              "missed": formats.share(found["missed_pct"], view.language)}  # fmt: skip
    figures.drawn(view, crm_core.ask(WAIT), found, title, word("figure.missed_of", view.language, **places))


def solved(view: View) -> None:
    """Draw the share of first visits that were enough."""
    found, title = view.compare(SOLVED).iloc[0], word(f"figure_title.{SOLVED}", view.language)
    places = {name: formats.number(found[name], view.language) for name in ("solved", "visits")}
    figures.drawn(view, crm_core.ask(SOLVED), found, title, word("figure.visits_of", view.language, **places))


def satisfied(view: View) -> None:
    """Draw the share of satisfied answers after an appointment, on the scale that most of them use."""
    found, title = _usual_scale(view), word("figure.after_appointment", view.language)
    if found is None:
        figures.without(view, title, "no_data", word("figure.no_answers", view.language))
        return
    value = formats.quantity(found["csat_pct"], "per cent", view.language)
    few = found["n"] < view.settings.minimum_n
    around = formats.interval(found["low"], found["high"], "per cent", view.language)
    places = {"n": counted(int(found["n"]), "customers", view.language), "scale": found["scale"]}
    said = word("figure.on_scale", view.language, **places)
    figures.stated(view, title, figures.GREY.format(value) if few else value, around, said)


def _usual_scale(view: View) -> pd.Series[Any] | None:
    """Return what is said about appointments on the scale that most answers are on; None without any."""
    table = view.ask(CONTENT, appointments=True)
    known = table[(table["scale"] != "") & table["csat_pct"].notna()]
    return None if known.empty else known.sort_values(["answers", "scale"], ascending=[False, True]).iloc[0]


def cards(view: View) -> dict[str, Maker]:
    """Return what is shown of appointments: the wait and the first visits by store, region and product, and ratings."""
    makers = {f"{kind}_{by}": partial(_card, kind=kind, by=by) for kind in ("wait", "solved") for by in SPLITS}
    return makers if _usual_scale(view) is None else makers | {"content_store": content}


def content(view: View) -> Section:
    """The share of satisfied answers after an appointment by store, on the scale that most of them use."""
    usual = _usual_scale(view)
    asked = {"appointments": True, "scale": "" if usual is None else str(usual["scale"])}
    now, before = view.now_and_before(CONTENT, by="store", **asked)
    now = now[now["group"] != crm_core.MISSING]
    places, said = {"n": view.settings.minimum_n, "scale": asked["scale"]}, "stores.content"
    return Section(
        "stores.waits", CONTENT, "dumbbell", now, before, places, by="store", options=asked, text=said, title=said
    )


def _card(view: View, kind: str, by: str) -> Section:
    name = WAIT if kind == "wait" else SOLVED
    now, before = view.now_and_before(name, by=by)
    now = now[now["group"] != crm_core.MISSING]
    places = {"n": view.settings.minimum_n}
    return Section(
        "stores.waits", name, "dumbbell", now, before, places, by=by, text=f"stores.{kind}", title=f"stores.{kind}"
    )
