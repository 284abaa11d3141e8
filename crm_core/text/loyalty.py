"""What the page on loyalty says: who comes back, who is kept, and how much hangs on how few."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from crm_core.catalogue import Metric
from crm_core.text import formats, word
from crm_core.text.sentences import Spoken, change, counted

YEAR = 365  # days


def came_back(found: pd.Series[Any], metric: Metric, spoken: Spoken, *, within_days: int) -> str:
    """Say how many of the first-time buyers of a period came back; `found` is an answer of `comparison.compare`."""
    language = spoken.language
    if found["n"] == 0:
        return word("loyalty.too_early", language)
    if found["n"] < spoken.minimum_n:
        n = counted(found["n"], "customers", language)
        return word("loyalty.thin", language, n=n, period=spoken.period)
    share = formats.quantity(found["came_back_pct"], metric.unit, language)
    around = formats.interval(found["low"], found["high"], metric.unit, language)
    if within_days < YEAR:
        return word("loyalty.early", language, share=share, interval=around, days=within_days)
    moved = change(found, metric, spoken)
    return word("loyalty.sentence", language, share=share, interval=around, period=spoken.period, change=moved)


def unknown_before(first: dt.date, counted_from: dt.date, language: str, *, seen: bool) -> str:
    """Say since when first-time buyers are known, or that the first purchase on record counts as the first."""
    places = {"first": formats.month(first, language), "counted": formats.month(counted_from, language)}
    return word("loyalty.unknown_seen" if seen else "loyalty.unknown_new", language, **places)


def kept(table: pd.DataFrame, metric: Metric, spoken: Spoken) -> list[str]:
    """Return the sentence about the customers of the year before; none for too few."""
    row, language = table.iloc[0], spoken.language
    if row["n"] < spoken.minimum_n:
        return []
    share = formats.quantity(row["kept_pct"], metric.unit, language)
    around = formats.interval(row["low"], row["high"], metric.unit, language)
    n = formats.number(row["n"], language)
    return [word("loyalty.kept", language, n=n, share=share, interval=around)]


def top_fifth(table: pd.DataFrame, metric: Metric, spoken: Spoken) -> list[str]:
    """Return the sentence about what the most valuable customers bring; none for too few."""
    row, language = table.iloc[0], spoken.language
    if row["n"] < spoken.minimum_n or formats.missing(row["top_20_pct"]):
        return []
    share = formats.quantity(row["top_20_pct"], metric.unit, language)
    around = formats.interval(row["low"], row["high"], metric.unit, language)
    measure = word(f"measure.{row['measure']}", language)
    return [word("loyalty.top_fifth", language, share=share, interval=around, measure=measure, period=spoken.period)]


def stopped(table: pd.DataFrame, spoken: Spoken, *, currency: str) -> list[str]:
    """Return the sentence about customers who like us and don't buy any more; none for too few."""
    row, language = table.iloc[0], spoken.language
    if row["n"] < spoken.minimum_n or not row["latent_before"] > 0:
        return []
    before = formats.money(row["latent_before"], currency, language)
    return [word("loyalty.stopped", language, n=formats.number(row["latent"], language), money=before)]
