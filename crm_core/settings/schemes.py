"""A tier scheme as one value: its tiers in order, what each needs, and what each way of measuring is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crm_core.settings.rules import TierRule

ROLLING, CALENDAR_YEAR, MEMBERSHIP_YEAR = "rolling", "calendar_year", "membership_year"
NET_SPEND, VISITS, QUALIFYING_POINTS = "net_spend", "visits", "qualifying_points"
BASES = (NET_SPEND, QUALIFYING_POINTS, VISITS)
"""What can be measured; of two that are in equally many tiers the first orders the tiers."""

CENTS = 100
"""Money is measured in whole cents, so that a spend exactly on a limit is on it on every engine."""

YEAR_DAYS = 365
"""Length of the window in which a customer counts as buying where no rule says one, in days."""


@dataclass(frozen=True, order=True)
class Measure:
    """One way of measuring a customer: a basis over a window.

    Attributes
    ----------
    basis : str
        ``net_spend``, ``visits`` or ``qualifying_points``.
    window : str
        ``rolling``, ``calendar_year`` or ``membership_year``.
    days : int
        Length of a rolling window, in days; 0 for the others.
    """

    basis: str
    window: str
    days: int = 0


@dataclass(frozen=True)
class Need:
    """One threshold of a tier: this much to reach it and this much to keep it, in cents, days or points."""

    measure: Measure
    reach: int
    keep: int


@dataclass(frozen=True)
class Tier:
    """One tier.

    Attributes
    ----------
    name : str
        Its name, which is its code.
    needs : tuple of Need
        Its thresholds.
    any_of_them : bool
        Whether one threshold is enough; else all are needed.
    mode : TierRule
        The rule that says how the tier is held and lost.
    """

    name: str
    needs: tuple[Need, ...]
    any_of_them: bool
    mode: TierRule


@dataclass(frozen=True)
class Scheme:
    """Tiers, the lowest first.

    Attributes
    ----------
    name : str
        The scheme's name.
    tiers : tuple of Tier
        The lowest tier first: everybody has at least that one.
    """

    name: str
    tiers: tuple[Tier, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tiers, the lowest first."""
        return tuple(tier.name for tier in self.tiers)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All ways of measuring that the tiers above the first need."""
        return tuple(sorted({need.measure for tier in self.tiers[1:] for need in tier.needs}))

    @property
    def window_days(self) -> int:
        """Length of the window in which a customer counts as buying, in days: the longest rolling one, else a year."""
        days = [measure.days for measure in self.measures if measure.window == ROLLING]
        return max(days, default=YEAR_DAYS)

    @property
    def remembers(self) -> bool:
        """Whether a tier depends on what was before, not on the window at the moment alone."""
        return any(_remembers(tier) for tier in self.tiers[1:])


def scheme_of(rules: tuple[TierRule, ...], name: str | None = None) -> Scheme | None:
    """Return a scheme from the rules in force.

    Parameters
    ----------
    rules : tuple of TierRule
        Rules of one or several schemes.
    name : str, optional
        The scheme; the first by name where none is given.

    Returns
    -------
    Scheme or None
        None where there is no such scheme. Tiers are in the order of their thresholds on the basis that most of them
        share.
    """
    name = name or min((rule.scheme for rule in rules), default="")
    by_tier: dict[str, list[TierRule]] = {}
    for rule in rules:
        if rule.scheme == name:
            by_tier.setdefault(rule.tier, []).append(rule)
    if not by_tier:
        return None
    shared = Counter(rule.basis for own in by_tier.values() for rule in own)
    basis = max(BASES, key=lambda one: (shared[one], -BASES.index(one)))
    ordered = sorted(by_tier.items(), key=lambda item: (_height(item[1], basis), item[0]))
    return Scheme(name, tuple(_tier(tier, own) for tier, own in ordered))


def _height(rules: list[TierRule], basis: str) -> float:
    on_basis = [rule.threshold for rule in rules if rule.basis == basis]
    return min(on_basis or [rule.threshold for rule in rules])


def _tier(name: str, rules: list[TierRule]) -> Tier:
    ordered = sorted(rules, key=lambda rule: BASES.index(rule.basis))
    return Tier(name, tuple(_need(rule) for rule in ordered), ordered[0].join == "or", ordered[0])


def _need(rule: TierRule) -> Need:
    window = rule.window or ROLLING
    measure = Measure(rule.basis, window, (rule.window_days or YEAR_DAYS) if window == ROLLING else 0)
    keep = rule.threshold if rule.keep_threshold is None else rule.keep_threshold
    return Need(measure, _units(rule.threshold, rule.basis), _units(keep, rule.basis))


def _units(amount: float, basis: str) -> int:
    return round(amount * CENTS) if basis == NET_SPEND else round(amount)


def _remembers(tier: Tier) -> bool:
    mode = tier.mode
    held = (mode.validity or "at_once") != "at_once" or bool(mode.grace_days) or bool(mode.soft_landing)
    own_keep = any(need.keep != need.reach for need in tier.needs)
    return mode.downgrade != "at_once" or held or own_keep
