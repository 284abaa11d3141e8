"""Business rules as one frozen value: what a workspace may decide for itself.

The rows live in the table ``settings`` (key, value as JSON, valid_from); ``Store.settings(as_of)`` reads those that
were valid at a moment into a `Settings`. A metric takes such a value as an argument, so that a changed rule can be
tried out before it is switched on.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_core.errors import SettingsError

CURRENCY_LETTERS = 3
"""Length of an ISO 4217 currency code."""


@dataclass(frozen=True)
class Settings:
    """The rules that numbers depend on.

    Attributes
    ----------
    zone : str
        IANA name of the workspace's time zone: days and months are counted there.
    currency : str
        ISO 4217 code of every amount of money.
    minimum_n : int
        Below it a figure is greyed, never ranked (noise), in units of the figure's own n.
    minimum_people : int
        Below it a group is hidden (privacy), in persons.
    minimum_people_personal : int
        The same for groups by a personal attribute or a member of staff, in persons.
    index_weights : tuple of float
        Weights of the three index items: overall satisfaction, expectations met, closeness to the ideal.
    sensitive_columns : tuple of str
        Names of sensitive columns that the workspace has switched on.
    """

    zone: str = "UTC"
    currency: str = "USD"
    minimum_n: int = 30
    minimum_people: int = 5
    minimum_people_personal: int = 10
    index_weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    sensitive_columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        _check_weights(self.index_weights)
        if len(self.currency) != CURRENCY_LETTERS or not self.currency.isalpha() or not self.currency.isupper():
            raise SettingsError("currency_unknown", found=self.currency, expected="three capital letters such as USD")
        for name in ("minimum_n", "minimum_people", "minimum_people_personal"):
            if getattr(self, name) < 1:
                raise SettingsError("minimum_too_small", found=f"{name} = {getattr(self, name)}", expected="at least 1")

    def with_rows(self, rows: Mapping[str, str]) -> Settings:
        """Return these settings changed by database rows (key to JSON text)."""
        known = {field.name for field in fields(self)}
        for key in rows:
            if key not in known:
                close = difflib.get_close_matches(key, known, n=1)
                raise SettingsError("setting_unknown", found=key, expected=close[0] if close else ", ".join(known))
        changes: dict[str, Any] = {key: _value(text) for key, text in rows.items()}
        return replace(self, **changes)


def _value(text: str) -> object:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError("zone_unknown", found=zone, expected="an IANA name such as Europe/Berlin") from error


def _check_weights(weights: tuple[float, ...]) -> None:
    if len(weights) != len(Settings.index_weights) or min(weights) < 0 or sum(weights) <= 0:
        raise SettingsError("weights_invalid", found=str(weights), expected="three numbers, none negative, not all 0")
