"""What comes after a complaint: how content customers are, and how it ended for them."""

from __future__ import annotations

import pandas as pd

from crm_core.metrics.complaint_after import BANDS, BROKEN, KEPT, LONGEST, UNPROMISED
from crm_core.text import formats, label, word
from crm_core.text.sentences import counted
from pages._parts.section import Section
from pages._parts.view import View

AFTER, OUTCOMES = "complaints.satisfaction_after", "complaints.outcomes"
SCALES = ("5", "10", "7", "3", "2")
"""Scales of the question, by the points; the first on which anybody answered is shown."""

ORDER = {"time": (*(code for code, _ in BANDS), LONGEST), "promise": (KEPT, BROKEN, UNPROMISED)}
"""Bands in their order: the shortest time first."""

DECISIONS = ("upheld", "partly", "rejected", "goodwill")


def by_time(view: View) -> Section:
    """How content customers are after their complaint, by how long it took."""
    return _content(view, "time", "complaints.after_time")


def by_promise(view: View) -> Section:
    """How content customers are after their complaint, by whether the promised time was kept."""
    return _content(view, "promise", "complaints.after_promise")


def _content(view: View, split: str, name: str) -> Section:
    options = {"split": split, "scale": _scale(view)}
    table = view.ask(AFTER, **options)
    rated, settled = (int(table[column].sum()) for column in ("n", "settled"))
    shares = table.loc[table["settled"] >= view.settings.minimum_n, "response_pct"]
    low, high = (formats.whole_share(end, view.language) if len(shares) else "" for end in (shares.min(), shares.max()))
    places = {
        "scale": options["scale"],
        "rated": formats.number(rated, view.language),
        "settled": counted(settled, "complaints", view.language),
        "response": word("complaints.response", view.language, low=low, high=high) if len(shares) > 1 else "",
    }
    labels = {code: label("band", code, view.language) for code in table["band"] if code}
    rows = table.assign(group=table["band"]).drop(columns="band")
    title = "complaints.after_waiting" if split == "promise" and _less_content(table) else ""
    shown = {"places": places, "options": options, "labels": labels, "title": title, "order": ORDER[split]}
    return Section(name, AFTER, "dumbbell", rows, **shown)


def _less_content(table: pd.DataFrame) -> bool:
    """Whether customers whose promise was broken are less content beyond chance."""
    ends = table.set_index("band")[["low", "high"]]
    return {"kept", "broken"} <= {*ends.index} and bool(ends.loc["broken", "high"] < ends.loc["kept", "low"])


def _scale(view: View) -> str:
    return next((scale for scale in SCALES if view.ask(AFTER, split="time", scale=scale)["n"].sum() > 0), SCALES[0])


def outcomes(view: View) -> Section:
    """How complaints end for the customer, the share upheld by what they are about."""
    now, before = view.now_and_before(OUTCOMES, by="category")
    whole = view.ask(OUTCOMES).iloc[0]
    known = not formats.missing(whole["upheld_pct"])
    places = {name: formats.whole_share(whole[f"{name}_pct"], view.language) if known else "" for name in DECISIONS}
    unknown = int(whole["unknown"])
    said = word("complaints.outcome_unknown", view.language, complaints=counted(unknown, "complaints", view.language))
    places["unknown"] = said if unknown else ""
    return Section("complaints.outcomes", OUTCOMES, "dumbbell", now, before, places, by="category")
