"""The mix effect that is planted in the sample is found in its files as they are loaded."""

import datetime as dt

import pytest

import crm_core
from crm_core import Filters
from tests.sample.conftest import SHIPPED

LAST_YEAR = {"start": dt.date(2025, 11, 1), "end": dt.date(2026, 10, 31)}


def test_each_support_team_improves_and_the_total_falls_because_more_is_asked_in_the_chat(tmp_path, stated):
    with crm_core.open_store(f"duckdb:///{tmp_path / 'loyalty.duckdb'}", folder=tmp_path) as store:
        for table in ("staff", "survey_answers"):
            crm_core.load_csv(store, table, SHIPPED / f"{table}.csv")
        as_of = crm_core.horizon(store, ("survey_answers",))
        support = Filters(as_of=as_of, touchpoint=("support",), **LAST_YEAR)
        found = crm_core.ask("satisfaction.mix")(store, support).set_index("part")

    sides = {"": "both", "Phone Support": "phone", "Chat Support": "chat"}
    for part, name in sides.items():
        truth = [float(stated[f"csat_{name}_{year}"]) for year in (3, 2)]
        assert found.loc[part, ["now", "before"]].tolist() == pytest.approx(truth, abs=0.00501)
    whole, chat = found.loc[""], found.loc["Chat Support"]
    assert whole["high"] < 0 < whole["within_low"]  # worse in all and better team by team, both beyond chance
    assert whole["mix_high"] < 0
    assert whole["within"] + whole["mix"] == pytest.approx(whole["change"])
    assert chat["share_pct"] > chat["share_before_pct"] + 20
