"""Totals that move by the sizes of their teams, on the pages."""

import datetime as dt

import pandas as pd
import pytest

from pages._parts.mix import moved
from tests.pages import shop
from tests.pages.seen import lines, raised, title
from tests.rows import Row

FEBRUARY = dt.datetime(2024, 2, 20, tzinfo=dt.UTC)


def row(part: str, change: tuple, within: tuple = (0, 0), mix: tuple = (0, 0), n: int = 100) -> dict:
    """Limits of a change, of what the parts did, and of what came of their sizes; their middles are the numbers."""
    ends = {"low": change, "within_low": within, "mix_low": mix}
    limits = {name.replace("low", end): pair[place] for name, pair in ends.items()
              for place, end in enumerate(("low", "high"))}  # fmt: skip
    middles = {"change": sum(change) / 2, "within": sum(within) / 2, "mix": sum(mix) / 2}
    return {"part": part, "n": n, "before_n": n} | limits | middles


FELL, BETTER, SIZES, NOTHING = (-9, -3), (1, 5), (-12, -5), (-2, 2)


@pytest.mark.parametrize(
    ("whole", "parts", "said"),
    [
        ((FELL, BETTER, SIZES), (BETTER, BETTER), "each"),
        ((FELL, BETTER, SIZES), (BETTER, NOTHING), "against"),
        ((FELL, NOTHING, SIZES), (NOTHING, NOTHING), "alone"),
        (((-6, -2), (-5, 0.5), (-3, -0.5)), (NOTHING, NOTHING), None),  # the sizes make up less than half of it
        ((FELL, FELL, SIZES), (FELL, FELL), None),  # the teams got worse too
        ((FELL, FELL, NOTHING), (FELL, FELL), None),
        ((NOTHING, BETTER, SIZES), (BETTER, BETTER), None),  # the total did not move
        ((BETTER, FELL, (5, 9)), (FELL, FELL), "each"),
    ],
)
def test_a_reason_is_given_only_for_what_is_more_than_chance(whole, parts, said):
    found = pd.DataFrame([row("", *whole), *(row(f"T{n}", part) for n, part in enumerate(parts))])

    assert moved(found, 30) == said
    assert moved(found.assign(before_n=29), 30) is None


def cases(team: str, year: int, count: int, kept: int) -> list[Row]:
    """So many complaints of a team, due after two days; so many settled after one, the others after five."""
    opened = FEBRUARY - (2024 - year) * 365 * shop.DAY
    return [
        {
            "complaint_id": f"{team}{year}-{n}", "customer_id": f"{team}{year}-{n}", "team": team, "opened_at": opened,
            "due_at": opened + 2 * shop.DAY, "resolved_at": opened + (1 if n < kept else 5) * shop.DAY,
        }
        for n in range(count)
    ]  # fmt: skip


def test_promises_that_are_kept_less_because_another_team_has_the_complaints_are_explained(workspace, open_page):
    # Red rises from 480 of 600 to 192 of 200, blue from 60 of 200 to 300 of 600: all together from 67.5 to 61.5 %.
    before = cases("Red", 2023, 600, 480) + cases("*Blue*", 2023, 200, 60)
    shop.fill(workspace, complaints=before + cases("Red", 2024, 200, 192) + cases("*Blue*", 2024, 600, 300))

    app = open_page("complaints", period="last_28_days")

    assert title(app) == "Complaints"
    assert raised(app) == []
    (said,) = [line for line in lines(app) if line.startswith("Promise kept by team")]
    assert said.endswith(
        "Each team keeps more of its promises; the total fell by 6.0 points because more complaints are with "
        "\\*Blue\\*, 75% now and 25% before."
    )
