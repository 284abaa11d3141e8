"""What the page of a manager's day shows: what will be late, what is late, and who needs a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from crm_core import MISSING
from crm_core.metrics.my_day import MOST, TABLES, WHATS, days_of_tasks
from crm_core.reports import to_csv
from crm_core.text import formats, label, word
from pages._parts import account_lists, card, figures, moved, sidebar, win_back
from pages._parts.section import LIST, Section
from pages._parts.view import View

TASKS = "my_day.tasks"
DATED = ("complaints", "purchases", "survey_answers")
"""Tables that the grey line tells of."""

CASES, CALLS = WHATS[:2], WHATS[2:]
SHOWN = 50
"""Tasks shown of each list; all of them are in the file."""

TWICE = 200
"""Per cent of the promised time from which it is told how many times over it is used."""

HEIGHT = 420  # pixels


def sentences(view: View) -> list[str]:
    """Say how much there is to do, and what moved beyond chance."""
    counts = _counts(view)
    day = days_of_tasks(view.filters(TABLES).as_of, view.settings)[-1]
    places = {"day": formats.day(day, view.language)}
    said = [word(f"my_day.{what}_{_form(n)}", view.language, n=_number(n, view), **places)
            for what, n in counts.items() if n]  # fmt: skip
    first = " ".join(said) or word("my_day.nothing", view.language, **places)
    return [first, *moved.sentence(view)]


def _form(n: int) -> str:
    return "one" if n == 1 else "many"


def _number(n: int, view: View) -> str:
    written = formats.number(n, view.language)
    return word("my_day.at_least", view.language, n=written) if n >= MOST else written


def _counts(view: View) -> dict[str, int]:
    """Count the tasks by what there is to do, in its order."""
    found = view.ask(TASKS)["what"]
    return {what: int((found == what).sum()) for what in WHATS}


def figures_row() -> list[Callable[[View], None]]:
    """Return the figures of the page: how much of each there is to do."""
    return [_figure(what) for what in WHATS]


def _figure(what: str) -> Callable[[View], None]:
    def drawn(view: View) -> None:
        title, note = (word(f"my_day.{part}_{what}", view.language) for part in ("figure", "note"))
        figures.stated(view, title, _number(_counts(view)[what], view), note)

    return drawn


def file(view: View) -> None:
    """Offer all tasks as one file."""
    table = view.ask(TASKS)
    if table.empty:
        return
    st.download_button(
        word("my_day.csv", view.language),
        lambda: to_csv(_read(view, table)),
        "my_day.csv",
        "text/csv",
        key="csv_my_day",
        on_click="ignore",
        type="primary",
    )


def cases(view: View) -> None:
    """Draw the complaints that fall due or are late."""
    _draw(view, "my_day.cases", CASES)


def calls(view: View) -> None:
    """Draw the customers who need a call."""
    _draw(view, "my_day.calls", CALLS)


def _draw(view: View, name: str, whats: tuple[str, ...]) -> None:
    table, key = view.ask(TASKS), name.replace(".", "_")
    table = table[table["what"].isin(whats)].reset_index(drop=True)
    counts = {"shown": min(SHOWN, len(table)), "n": len(table)}
    places = {place: formats.number(count, view.language) for place, count in counts.items()}
    with st.container(border=True, gap="xsmall", key=f"card_{key}"):
        st.subheader(word(f"{name}_title", view.language), anchor=False)
        if table.empty:
            nobody = "section.nobody_or_few" if view.selection.segment else f"{name}_none"
            st.markdown(word(nobody, view.language))
            return
        st.markdown(f":small[:gray[{word(f'{name}_text', view.language, **places)}]]")
        height: Any = HEIGHT if len(table) > SHOWN // 5 else "content"
        st.dataframe(_read(view, table.head(SHOWN)), hide_index=True, key=f"list_{key}", height=height)
        card.footer(view, Section(name, TASKS, LIST, table, places=places))


def _read(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return tasks as a reader sees them: what, whom, why, until when and whose; persons where they are named."""
    teams = sidebar.offer("team", view.store, view.versions, view.language) | {
        MISSING: word("my_day.nobody", view.language)
    }
    columns = {
        "what": [word(f"my_day.what_{what}", view.language) for what in table["what"]],
        "whom": [_whom(view, row) for row in table.to_dict("records")],
        "why": [_why(view, row) for row in table.to_dict("records")],
        **({"due_on": [_day(one, view.language) for one in due]} if any(due := table["due"].fillna("")) else {}),
        "owner": [teams.get(code, code) for code in table["owner"]],
        **({"person": table["person"].fillna("")} if table["person"].notna().any() else {}),
    }
    return pd.DataFrame({word(f"column.{name}", view.language): list(values) for name, values in columns.items()})


def _whom(view: View, row: dict[str, Any]) -> str:
    """Return the complaint's number, or the customer's with the name of an enterprise."""
    if row["what"] in CASES:
        return word("my_day.case", view.language, case=row["case"])
    named = "" if formats.missing(row["name"]) else f" {row['name']}"
    return f"{row['customer']}{named}"


def _why(view: View, row: dict[str, Any]) -> str:
    """Say in words why something is a task."""
    if row["what"] in CASES:
        return _why_open(view, row)
    if row["what"] == WHATS[2]:
        return formats.listed(account_lists.reasons(row, view), view.language)
    return win_back.reason(pd.Series(row | {"reason": row["reasons"]}), view.language)


def _why_open(view: View, row: dict[str, Any]) -> str:
    """Say since when a complaint is open, and how much of its promised time that is."""
    over = row["promise_used_pct"] >= TWICE
    places = {
        "severity": "" if formats.missing(row["reasons"]) else label("severity", row["reasons"], view.language),
        "day": _day(row["opened"], view.language),
        "used": formats.whole_share(row["promise_used_pct"], view.language),
        "times": formats.number(row["promise_used_pct"] // 100, view.language),
    }
    key = f"my_day.{'why_over' if over else 'why_case'}{'_of' if places['severity'] else ''}"
    return word(key, view.language, **places)


def _day(code: str, language: str) -> str:
    return formats.short_day(dt.date.fromisoformat(code), language) if code else ""
