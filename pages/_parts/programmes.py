"""What the page on programmes shows: who comes, what it goes with, and who came over from another maker."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

import crm_core
from crm_core.text import formats, label, word
from crm_core.text.sentences import change, counted
from pages._parts import card, figures, page, said
from pages._parts.card import Maker
from pages._parts.markdown import escaped
from pages._parts.section import Section
from pages._parts.view import View
from pages._parts.words import column_title

TABLES = ("attendances", "memberships")
ATTENDANCE, MEMBERS = "programmes.attendance", "programmes.members"
EFFECTS = {"attendances": "programmes.effect", "memberships": "programmes.membership_effect"}
SWITCHERS = "programmes.switchers"
TOOK_PART = "took_part"
KNOWN = ("orders", "year", "recency", "tenure", "in_store")
TREND_MONTHS = 24


def anybody(view: View) -> bool:
    """Whether anybody booked a place in the period, or is a member."""
    found, members = view.ask(ATTENDANCE).iloc[0], view.ask(MEMBERS)
    return bool(found["n"] + found["left_out"] > 0 or members[["active", "started", "ended"]].to_numpy().sum() > 0)


def named(view: View, code: str) -> str:
    """Return a programme's name, safe to stand in a sentence."""
    return escaped(label("code", code, view.language))


def _effects(view: View, of: str) -> pd.DataFrame:
    """Return what programmes go with, over all that is known: a year has too few of most of them."""
    return view.answer(EFFECTS[of], view.ever(EFFECTS[of]))


def _foremost(view: View) -> pd.Series[Any] | None:
    """Return the comparison of the programme that most are compared of; None where too few are."""
    table = _effects(view, "attendances")
    ours = table[(table["arm"] == TOOK_PART) & (table["n"] >= view.settings.minimum_n).fillna(False)]
    return None if ours.empty else ours.sort_values(["n", "group"], ascending=[False, True]).iloc[0]


def _alike(view: View, found: pd.Series[Any], of: str) -> pd.Series[Any]:
    table = _effects(view, of)
    return table[(table["group"] == found["group"]) & (table["arm"] != TOOK_PART)].iloc[0]


def sentences(view: View) -> list[str]:
    """Say what the foremost programme goes with, how many places are taken, and who came over and stays."""
    lines = [*_brought(view), *_taken(view), *_stayed(view)]
    here = page.spoken(view, TABLES)
    return lines or [word("programmes.none", view.language, period=here.period)]


def _brought(view: View) -> list[str]:
    found = _foremost(view)
    return [] if found is None else [word(_verdict(found, "sentence"), view.language, **_amounts(view, found))]


def _verdict(found: pd.Series[Any], what: str) -> str:
    if found["difference_low"] <= 0 <= found["difference_high"]:
        return f"programmes.{what}_chance"
    return f"programmes.{what}_more" if found["difference_low"] > 0 else f"programmes.{what}_less"


def _amounts(view: View, found: pd.Series[Any], of: str = "attendances") -> dict[str, str]:
    language = view.language
    points = {
        "points": "difference_points",
        "low": "difference_low",
        "high": "difference_high",
        "plain": "plain_points",
    }
    written = {name: _signed(found[column], language) for name, column in points.items()}
    shares = {"share": found["again_pct"], "alike": _alike(view, found, of)["again_pct"]}
    written |= {name: formats.share(value, language) for name, value in shares.items()}
    return written | {"programme": named(view, found["group"]), "n": formats.number(found["n"], language)}


def _signed(value: float, language: str) -> str:
    text = formats.number(abs(value), language, decimals=1)
    return f"{formats.MINUS}{text}" if value < 0 else text


def _taken(view: View) -> list[str]:
    found, metric = view.compare(ATTENDANCE).iloc[0], crm_core.ask(ATTENDANCE)
    if found["n"] < view.settings.minimum_n:
        return []
    here = page.spoken(view, metric.tables)
    places = {
        "share": formats.share(found["came_pct"], view.language),
        "interval": formats.interval(found["low"], found["high"], metric.unit, view.language),
        "n": counted(int(found["n"]), "customers", view.language),
        "visitors": counted(int(found["visitors"]), "customers", view.language),
        "again": formats.number(found["came_again"], view.language),
    }
    return [word("programmes.taken", view.language, **places, period=here.period, change=change(found, metric, here))]


def _not_narrowed(view: View, name: str) -> list[str]:
    """Say which filters leave a number as it is, where events are narrowed by them and it is not."""
    tables = crm_core.ask(name).tables
    return said.not_narrowed(view, view.filters(tables), tables[0])


def _switched(view: View, per: str = "all") -> pd.DataFrame:
    return view.answer(SWITCHERS, view.ever(SWITCHERS), per=per)


def _stayed(view: View) -> list[str]:
    rows = _switched(view).set_index("group")
    enough = rows[(rows["n"] >= view.settings.minimum_n).fillna(False)]
    if not {"switched", "others"} <= {*enough.index}:
        return []
    found = enough.loc["switched"]
    places = {
        "share": formats.share(found["active_pct"], view.language),
        "interval": formats.interval(found["low"], found["high"], "per cent", view.language),
        "n": counted(int(found["n"]), "customers", view.language),
        "others": formats.share(enough.loc["others", "active_pct"], view.language),
    }
    return [" ".join([word("programmes.stayed", view.language, **places), *_not_narrowed(view, SWITCHERS)])]


def came(view: View) -> None:
    """Draw the share of the places booked that were taken."""
    found, title = view.compare(ATTENDANCE).iloc[0], word(f"figure_title.{ATTENDANCE}", view.language)
    places = {name: formats.number(found[name], view.language) for name in ("came", "booked")}
    figures.drawn(view, crm_core.ask(ATTENDANCE), found, title, word("figure.came_of", view.language, **places))


def brought(view: View) -> None:
    """Draw how far those of the foremost programme are apart from alike customers."""
    found, title = _foremost(view), word("figure.programme_brings", view.language)
    if found is None:
        figures.without(view, title, "no_data", word("figure.nobody_compared", view.language))
        return
    places = _amounts(view, found)
    shown = word("unit.points", view.language, value=places["points"])
    lines = (word("figure.points_between", view.language, **places), word("figure.pairs_of", view.language, **places))
    figures.stated(view, title, shown, *lines)


def members(view: View) -> None:
    """Draw how many memberships there are, and how many began and ended."""
    table = view.ask(MEMBERS)
    sums = {name: formats.number(int(table[name].sum()), view.language) for name in ("active", "started", "ended")}
    lines = (word("figure.members_moved", view.language, **sums), *_not_narrowed(view, MEMBERS))
    figures.stated(view, word(f"figure_title.{MEMBERS}", view.language), sums["active"], *lines)


def stayed(view: View) -> None:
    """Draw the share of those from another maker who stayed."""
    rows, title = _switched(view).set_index("group"), word(f"figure_title.{SWITCHERS}", view.language)
    if "switched" not in rows.index or formats.missing(rows.loc["switched", "active_pct"]):
        figures.without(view, title, "no_data", word("figure.no_switchers", view.language))
        return
    found = rows.loc["switched"]
    value = formats.quantity(found["active_pct"], "per cent", view.language)
    few = found["n"] < view.settings.minimum_n
    around = formats.interval(found["low"], found["high"], "per cent", view.language)
    n = word("figure.stayed_of", view.language, active=formats.number(found["active"], view.language),
             n=formats.number(found["n"], view.language))  # fmt: skip
    figures.stated(view, title, figures.GREY.format(value) if few else value, around, n,
                   *_not_narrowed(view, SWITCHERS))  # fmt: skip


def effects(view: View) -> dict[str, Maker]:
    """Return the comparisons there are: of those who come to events, and of members."""
    makers = {name: partial(_effect, of=name) for name in TABLES if view.reach((name,)) is not None}
    return makers or {"attendances": partial(_effect, of="attendances")}


def _effect(view: View, of: str) -> Section:
    """Who took part beside alike customers who did not, with how alike they were."""
    table = _effects(view, of)
    ours, alike = (table[(table["arm"] == TOOK_PART) == side].drop(columns="arm") for side in (True, False))
    enough = ours[(ours["n"] >= view.settings.minimum_n).fillna(False)].sort_values("n", ascending=False)
    labels = {code: label("code", code, view.language) for code in ours["group"]}
    places: dict[str, Any] = {"before": word("programmes.alike_short", view.language), "n": view.settings.minimum_n}
    places["said"] = " ".join(
        word(_verdict(one, "said"), view.language, **_amounts(view, one, of)) for _, one in enough.iterrows()
    )
    return Section(
        "programmes.effect", EFFECTS[of], "dumbbell", ours, alike, places, labels=labels,
        filters=view.ever(EFFECTS[of]), more=None if enough.empty else _balance(view, enough),
    )  # fmt: skip


def _balance(view: View, found: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return how alike both sides were before and after pairing, under its title."""
    rows = []
    for _, one in found.iterrows():
        for name in KNOWN:
            apart = {when: round(float(one[f"{name}_{when}"]), 2) for when in ("unmatched", "matched")}
            alike = word(f"programmes.known_{name}", view.language)
            rows.append({"programme": label("code", one["group"], view.language), "alike": alike} | apart)
    table = pd.DataFrame(rows).rename(columns=lambda name: column_title(name, view.language))
    return word("complaints.balance_title", view.language), table


def by_month(view: View) -> Section:
    """The share of places taken by month."""
    table, filters = view.by_month(ATTENDANCE, TREND_MONTHS), view.last_months(ATTENDANCE, TREND_MONTHS)
    places = {"n": view.settings.minimum_n}
    return Section("programmes.attendance", ATTENDANCE, "trend", table, places=places, by="month", filters=filters)


def switchers(view: View) -> Section:
    """Who stayed of those who came from each maker, beside others who joined."""
    both, makers = _switched(view), _switched(view, "maker")
    rows = pd.concat([makers, both[both["group"] == "others"]], ignore_index=True)
    labels = {code: code for code in makers["group"]} | {"others": word("programmes.others_joined", view.language)}
    places = {"n": view.settings.minimum_n, "narrowed": " ".join(_not_narrowed(view, SWITCHERS))}
    filters = view.ever(SWITCHERS)
    return Section(
        "programmes.switchers", SWITCHERS, "dumbbell", rows, places=places, labels=labels, filters=filters,
        options={"per": "maker"},
    )  # fmt: skip


def places(view: View) -> dict[str, Maker]:
    """Return the ways to split the places: by programme, by topic, by store."""
    return {name: partial(_places, per=name) for name in ("programme", "topic", "store")}


def _places(view: View, per: str) -> Section:
    by, asked = ("store", {}) if per == "store" else (None, {"per": per})
    now, before = view.now_and_before(ATTENDANCE, **({"by": by} if by else asked))
    known = {"n": view.settings.minimum_n}
    if by:
        return Section("programmes.places", ATTENDANCE, "dumbbell", now, before, known, by=by)
    labels = {code: label("code", code, view.language) for code in now["group"]}
    return Section("programmes.places", ATTENDANCE, "dumbbell", now, before, known, labels=labels, options=asked)


def memberships(view: View) -> None:
    """Draw the memberships of each programme; nothing where there are none."""
    table = view.ask(MEMBERS)
    if table.empty:
        return
    places = {"narrowed": " ".join(_not_narrowed(view, MEMBERS))}
    section = Section("programmes.members", MEMBERS, "bars", table, places=places)
    columns = ["group", "active", "people", "started", "ended"]
    shown = table[columns].assign(group=[label("code", code, view.language) for code in table["group"]])
    titles = {name: column_title("programme" if name == "group" else name, view.language) for name in columns}
    card.listed(view, section, shown.rename(columns=titles), {})
