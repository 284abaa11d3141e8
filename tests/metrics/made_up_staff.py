"""When the made-up shop's staff came to work, and what was noted about them."""

import datetime as dt

import numpy as np

from tests.metrics.made_up_answers import pick
from tests.rows import AS_OF, Row

SHIFTS, NOTES = 60, 12


def of_staff(rows: dict[str, list[Row]], seed: int = 71) -> dict[str, list[Row]]:
    """Add shifts, notes and days of training of the staff, and a dozen more of one team; A9 is in no table."""
    random = np.random.default_rng(seed)
    for place, one in enumerate(rows["staff"]):
        one |= {"hired_on": "2023-06-01", "training_completed_on": ("2024-01-15", None, "2023-06-20")[place]}
    rows["staff"] += [{"staff_id": f"B{n}", "team": "green"} for n in range(12)]
    rows["shifts"] = [_shift(random, place) for place in range(SHIFTS)]
    rows["conduct_notes"] = [_note(random, place) for place in range(NOTES)]
    return rows


def _shift(random: np.random.Generator, place: int) -> Row:
    start = AS_OF.replace(hour=8) - dt.timedelta(days=int(random.integers(-3, 240)))
    late = dt.timedelta(seconds=int(random.integers(-300, 900)))
    return {
        "shift_id": f"H{place}",
        "staff_id": pick(random, ("A0", "A1", "A2", "A9")),
        "planned_start": start,
        "arrived_at": pick(random, (start + late, start + late, start + dt.timedelta(minutes=6), None)),
        "excused": pick(random, (True, False, None)),
        "precision": pick(random, ("second", "second", "day")),
    }


def _note(random: np.random.Generator, place: int) -> Row:
    return {
        "note_id": f"D{place}",
        "staff_id": pick(random, ("A0", "A1", "B1", "B2", "A9")),
        "noted_on": AS_OF.date() - dt.timedelta(days=int(random.integers(-3, 300))),
        "kind": pick(random, ("praise", "reminder")),
        "text": "Stayed late to help.",
    }
