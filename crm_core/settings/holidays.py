"""Holidays of a country, as suggestions: a workspace decides on which of them it rests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import holidays as known

ENGLISH = "en_US"


def countries() -> dict[str, tuple[str, ...]]:
    """Return the ISO codes of the countries whose holidays are known, with the codes of their parts."""
    return {code: tuple(parts) for code, parts in sorted(known.list_supported_countries().items())}


def suggested(country: str, years: Iterable[int], part: str | None = None) -> dict[dt.date, str]:
    """Return the holidays of a country, or of a part of it, with their names, in the order of their days.

    Parameters
    ----------
    country : str
        ISO 3166 code, such as FR.
    years : iterable of int
        Gregorian years.
    part : str, optional
        Code of a region with holidays of its own, such as BY in DE.

    Notes
    -----
    Days that hang on the moon are estimates; weekends are working hours, not holidays.
    """
    languages = known.list_localized_countries().get(country, [])
    language = ENGLISH if ENGLISH in languages else None
    found = known.country_holidays(country, subdiv=part, years=list(years), language=language)
    return dict(sorted(found.items()))
