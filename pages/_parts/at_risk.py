"""What pages say of sales at risk: how much of the coming year's sales may not come, and on whom it hangs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from crm_core.text import formats, word
from pages._parts import figures, loyalty
from pages._parts.view import View

AT_RISK = "value.at_risk"


def _found(view: View) -> pd.Series[Any] | None:
    """Return what is at risk; None where that is not known or of too few customers."""
    found = view.ask(AT_RISK).iloc[0]
    known = found["n"] >= view.settings.minimum_n and not formats.missing(found["at_risk"])
    return found if known else None


def sentence(view: View) -> list[str]:
    """Say how much of what is expected is in doubt; nothing where that is not known."""
    found = _found(view)
    if found is None:
        return []
    money = {
        name: formats.money(found[name], view.settings.currency, view.language)
        for name in ("at_risk", "expected_sales")
    }
    n = formats.number(found["doubtful"], view.language)
    return [word("loyalty.at_risk", view.language, n=n, **money)]


def figure(view: View) -> None:
    """Draw the sales at risk, with the doubtful customers, and what hangs on unhappy ones."""
    found, title = _found(view), word(f"figure_title.{AT_RISK}", view.language)
    if found is None:
        figures.without(view, title, "no_data", word("figure.no_forecast", view.language))
        return
    amounts = {
        name: formats.money(found[name], view.settings.currency, view.language)
        for name in ("at_risk", "low", "high", "unhappy")
    }
    lines = [word("figure.between", view.language, low=amounts["low"], high=amounts["high"])]
    n, doubtful = (formats.number(found[name], view.language) for name in ("n", "doubtful"))
    lines.append(word("figure.doubtful", view.language, doubtful=doubtful, n=n))
    if found["unhappy_customers"] > 0:
        unhappy = formats.number(found["unhappy_customers"], view.language)
        one = found["unhappy_customers"] == 1
        key = "figure.unhappy_one" if one else "figure.unhappy_many"
        lines.append(word(key, view.language, money=amounts["unhappy"], n=unhappy))
    figures.stated(view, title, amounts["at_risk"], *lines)


def figure_or_came_back(view: View) -> None:
    """Draw the sales at risk; how many came back where no forecast can be had."""
    if view.reach(("purchases",)) is not None and _found(view) is not None:
        figure(view)
    else:
        loyalty.came_back(view)
