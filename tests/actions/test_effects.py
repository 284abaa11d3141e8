"""What would change: numbers by the rules in force beside those by changed ones, without writing anything."""

import datetime as dt
from dataclasses import replace

import pytest

from crm_core import Settings
from crm_core.actions import effects
from crm_core.settings import SlaTarget, TierRule
from tests.ingest.arriving import rows
from tests.pages import shop
from tests.rows import known

DAY = dt.date(2024, 3, 1)


def test_heavier_weights_move_the_index_and_nothing_else(store):
    shop.fill(store, survey_answers=[row | {"ideal": 1} for row in shop.answers()])
    now = Settings()

    found = effects.effect(store, known(), now, replace(now, index_weights=(1, 1, 0)), effects.HEADLINE[:5])

    # Means 8, 8 and 1: 100 (17 - 3) / 27 = 51.85; without the third 100 (16 - 2) / 18 = 77.78.
    moved = found[found["moved"]]
    assert moved["metric"].tolist() == ["satisfaction.index"]
    assert moved["now"].tolist() == pytest.approx([51.8519], abs=1e-4)
    assert moved["then"].tolist() == pytest.approx([77.7778], abs=1e-4)
    assert rows(store, "settings") == []


def test_a_higher_minimum_hides_a_number_that_has_too_few(store):
    shop.fill(store, survey_answers=shop.answers())

    found = effects.effect(store, known(), Settings(), Settings(minimum_n=41), ["satisfaction.index"]).iloc[0]

    assert (found["n"], found["shown"], found["shown_then"], found["moved"]) == (40, True, False, True)


def test_nothing_moves_where_there_are_no_rows(store):
    found = effects.effect(store, known(), Settings(), Settings(minimum_n=5), effects.HEADLINE)

    assert not found["moved"].any()


def test_rules_are_tried_in_place_of_their_like():
    held = SlaTarget(DAY, "high", resolution_seconds=60)
    other = SlaTarget(DAY, "low", resolution_seconds=60)
    club, card = (TierRule(name, "Base", "visits", 0.0, "none", DAY, window_days=9) for name in ("club", "card"))
    now = Settings(sla_targets=(held, other), tier_rules=(club, card))

    promised = effects.with_promises(now, [replace(held, resolution_seconds=30)]).sla_targets
    tiers = effects.with_scheme(now, [replace(club, tier="Start")]).tier_rules

    assert promised == (SlaTarget(effects.ALWAYS, "high", resolution_seconds=30), other)
    assert tiers == (card, replace(club, tier="Start"))
