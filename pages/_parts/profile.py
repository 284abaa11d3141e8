"""One customer on one sheet: who it is, what is open, and all that happened."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from crm_core.profiles import HEAD, SHOWN, Profile, profile
from crm_core.relations.timeline import KINDS
from crm_core.reports import to_csv
from crm_core.text import formats, label, word
from pages._parts import figures
from pages._parts.answers import cached
from pages._parts.markdown import escaped
from pages._parts.view import View

DOWNLOADED = 5_000
"""Most rows of a timeline in one file."""

TALL = 520  # pixels
OPENED, CHOSEN, SHEET = "customers_opened", "customers_kinds", "customers_sheet"
"""Keys of who is open, of the choice of kinds and of the number of the sheet."""


def draw(view: View, customer_id: str, as_of: dt.datetime) -> None:
    """Draw the sheet of a customer, or that there is none to be shown."""
    if st.session_state.get(OPENED) != customer_id:  # the choices were about another one
        st.session_state.update({OPENED: customer_id, CHOSEN: [], SHEET: 1})
    kinds = tuple(st.session_state.get(CHOSEN, ()))
    skip = SHOWN * (int(st.session_state.get(SHEET, 1)) - 1)
    found = _asked(view, customer_id, as_of, kinds=kinds, skip=skip)
    with st.container(border=True, gap="small", key="card_customer"):
        if found is None:
            st.markdown(word("customers.no_such", view.language))
            return
        _heading(view, found, customer_id)
    figures.row(*(partial(one, found=found) for one in (_brought, _tier, _active, _points, _open)))
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch", gap="xsmall", key="card_customer_head"):
        _facts(view, found)
    with right, st.container(border=True, height="stretch", gap="xsmall", key="card_customer_open"):
        _cases(view, found)
    with st.container(border=True, gap="xsmall", key="card_customer_timeline"):
        _timeline(view, found, customer_id, as_of)


def _asked(view: View, customer_id: str, as_of: dt.datetime, **options: Any) -> Profile | None:
    key = repr(("profile", view.store.name, view.versions, view.settings, customer_id, as_of, sorted(options.items())))
    compute = lambda: profile(view.store, customer_id, as_of, view.settings, **options)  # noqa: E731
    answer: Profile | None = cached(key, _compute=compute)
    return answer


def _heading(view: View, found: Profile, asked: str) -> None:
    """Say who it is, since when, and whether another number was asked for."""
    language = view.language
    st.subheader(escaped(str(found.head.get("name", found.customer_id))), anchor=False)
    parts = [escaped(found.customer_id), label("kind", str(found.head.get("kind", "")), language)]
    if "joined_on" in found.head:
        parts.append(word("customers.since", language, day=formats.day(found.head["joined_on"], language)))
    if found.head.get("key_account"):
        parts.append(word("customers.key_account", language))
    if found.owner:
        gone = found.owner_left_on
        key = "customers.owner_left" if gone else "customers.owner"
        day = formats.day(gone, language) if gone else ""
        parts.append(word(key, language, owner=escaped(found.owner), day=day))
    st.markdown(f":small[:gray[{' · '.join(part for part in parts if part)}]]")
    if found.merged:
        numbers = escaped(", ".join(found.merged))
        key = "customers.opened_merged" if asked in found.merged else "customers.merged"
        st.markdown(f":small[{word(key, language, asked=escaped(asked), numbers=numbers)}]")


def _brought(view: View, *, found: Profile) -> None:
    currency = view.settings.currency
    ever = formats.money(found.ever, currency, view.language)
    title, shown = word("customers.brought", view.language), formats.money(found.last_year, currency, view.language)
    figures.stated(view, title, shown, word("customers.ever", view.language, money=ever))


def _tier(view: View, *, found: Profile) -> None:
    title = word("customers.tier", view.language)
    if not found.tier:
        figures.without(view, title, "no_data", word("customers.no_tiers", view.language))
        return
    before = word("customers.tier_before", view.language, tier=escaped(found.tier_before))
    figures.stated(view, title, escaped(found.tier), before)


def _active(view: View, *, found: Profile) -> None:
    title = word("customers.active", view.language)
    if formats.missing(found.active_pct):
        figures.without(view, title, "no_data", word("customers.not_known", view.language))
        return
    share = formats.whole_share(found.active_pct, view.language)
    figures.stated(view, title, share, word("customers.active_how", view.language))


def _points(view: View, *, found: Profile) -> None:
    title = word("customers.points", view.language)
    if formats.missing(found.points):
        figures.without(view, title, "no_data", word("customers.no_points", view.language))
        return
    figures.stated(
        view, title, formats.number(found.points, view.language), word("customers.points_how", view.language)
    )


def _open(view: View, *, found: Profile) -> None:
    late = int(found.open_cases["late"].sum()) if len(found.open_cases) else 0
    said = word("figure.open_late", view.language, n=formats.number(late, view.language))
    title, n = word("customers.open", view.language), formats.number(len(found.open_cases), view.language)
    figures.stated(view, title, n, said)


def _facts(view: View, found: Profile) -> None:
    """List the attributes that are known, and what the customer agreed to."""
    language = view.language
    st.subheader(word("customers.known", language), anchor=False)
    told = {name: _written(view, name, found.head[name]) for name in HEAD if name in found.head}
    named = {name: word("column.kind" if name == "kind" else f"attribute.{name}", language) for name in told}
    rows = [(named[name], text) for name, text in told.items()]
    rows += [_agreed(one, language) for one in found.consents.to_dict("records")]
    columns = [word(f"customers.{name}", language) for name in ("what", "is")]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, key="customer_facts", height=320)


def _written(view: View, name: str, value: Any) -> str:
    if isinstance(value, dt.date):
        return formats.day(value, view.language)
    if name in ("key_account", "marketing_consent"):
        return word("customers.yes" if value else "customers.no", view.language)
    return label("kind", str(value), view.language) if name == "kind" else str(value)


def _agreed(row: dict[str, Any], language: str) -> tuple[str, str]:
    """Say of one consent what it is for, by which way, and whether it still holds."""
    gone = not pd.isna(row["withdrawn_at"])
    day = formats.day((row["withdrawn_at"] if gone else row["given_at"]).date(), language)
    said = word("customers.withdrawn" if gone else "customers.agreed", language, day=day)
    return word("customers.consent", language, purpose=row["purpose"], channel=row["channel"]), said


def _cases(view: View, found: Profile) -> None:
    language = view.language
    st.subheader(word("customers.open", language), anchor=False)
    if found.open_cases.empty:
        st.markdown(word("customers.none_open", language))
        return
    late = {True: word("customers.late", language), False: ""}
    rows = found.open_cases
    columns = {
        "case": rows["case"],
        "due": [_instant(one, language) for one in rows["due_at"]],
        "late": [late[bool(one)] for one in rows["late"]],
        "category": rows["category"].fillna(""),
        "severity": [label("severity", str(code), language) for code in rows["severity"].fillna("")],
        "opened": [_instant(one, language) for one in rows["opened_at"]],
    }
    titled = {word(f"column.{name}", language): list(values) for name, values in columns.items()}
    st.dataframe(pd.DataFrame(titled), hide_index=True, key="customer_cases", height=320)


def _instant(value: Any, language: str) -> str:
    return "" if pd.isna(value) else formats.short_day(value.date(), language)


def _timeline(view: View, found: Profile, customer_id: str, as_of: dt.datetime) -> None:
    """Draw what happened, the newest first, by kind and by sheets."""
    language = view.language
    st.subheader(word("customers.timeline", language), anchor=False)
    named = {
        kind: word("customers.of_kind", language, kind=label("event", kind, language), n=formats.number(n, language))
        for kind, n in found.counts.items()
    }
    offered = [kind for kind in KINDS if kind in named]
    kinds = st.pills(word("customers.kinds", language), offered, selection_mode="multi", key=CHOSEN,
        format_func=lambda kind: named.get(kind, kind), on_change=_first_sheet)  # fmt: skip
    n = sum(found.counts.get(kind, 0) for kind in (kinds or offered))
    sheets = max(1, -(-n // SHOWN))
    if sheets > 1:
        st.number_input(word("customers.sheet", language, n=sheets), 1, sheets, key=SHEET)
    st.dataframe(_as_read(view, found.timeline), hide_index=True, key="customer_timeline", height=TALL)
    everything = lambda: to_csv(_all(view, customer_id, as_of))  # noqa: E731
    st.download_button(word("customers.csv", language), everything, "customer_timeline.csv", "text/csv",
        key="csv_customer", on_click="ignore", type="tertiary")  # fmt: skip


def _first_sheet() -> None:
    st.session_state[SHEET] = 1


def _all(view: View, customer_id: str, as_of: dt.datetime) -> pd.DataFrame:
    found = profile(view.store, customer_id, as_of, view.settings, limit=DOWNLOADED)
    return pd.DataFrame() if found is None else found.timeline


def _as_read(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    language, currency = view.language, view.settings.currency
    zone = view.settings.zone
    written = [formats.short_day(at.date(), language) for at in rows["at"].dt.tz_convert(zone)]
    columns = {
        "day": written,
        "event": [label("event", kind, language) for kind in rows["kind"]],
        "about": [label("touchpoint", code, language) for code in rows["about"].fillna("")],
        "became": [label("outcome", code, language) for code in rows["outcome"].fillna("")],
        "amount": ["" if pd.isna(one) else formats.money(one, currency, language) for one in rows["amount"]],
        "number": ["" if pd.isna(one) else formats.number(one, language) for one in rows["number"]],
        "how": [_how(code, language) for code in rows["how"].fillna("")],
        "ended": [_instant(one, language) for one in rows["ended"]],
        "key": rows["key"],
    }
    return pd.DataFrame({word(f"customers.column_{name}", language): list(one) for name, one in columns.items()})


def _how(code: str, language: str) -> str:
    """Write which question was answered, or which way something came."""
    asked = label("how", code, language)
    return label("channel", code, language) if asked == code else asked
