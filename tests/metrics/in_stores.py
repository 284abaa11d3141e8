"""What happens in the stores of the made-up shop: appointments, places in programmes, and what visitors are asked."""

import datetime as dt

import numpy as np

from tests.metrics.made_up_answers import pick
from tests.rows import AS_OF, Row

APPOINTMENTS, ATTENDANCES = 160, 140
ONE_IN_STORES: dict[str, list[Row]] = {
    "stores": [{"store_id": "S1"}],
    "appointments": [{"customer_id": "C1", "store_id": "S1", "booked_for": "2024-02-01", "started_at": "2024-02-01"}],
    "attendances": [{"customer_id": "C1", "programme": "class", "held_at": "2024-02-01", "attended": True}],
    "memberships": [{"customer_id": "C1", "programme": "club", "started_on": "2024-02-01"}],
}
"""A row of each of these tables, as little as a number needs."""

ONE_VISIT: Row = {
    "customer_id": "C1", "store_id": "S1", "touchpoint": "store_visit", "satisfaction": 8, "expectations": 8,
    "ideal": 8, "pressure_free": True, "hands_on": False,
}  # fmt: skip
"""An answer after a visit."""

STORES = ("S1", "S1", "S2", "S3", "S9", None)


def in_stores(rows: dict[str, list[Row]]) -> None:
    """Add these tables to the shop, and their columns to its customers and answers."""
    customers = len(rows["customers"])
    rows |= {"appointments": appointments(customers), "attendances": attendances(customers)}
    switched(rows["customers"])
    asked_in_stores(rows["survey_answers"])


def appointments(customers: int, seed: int = 71) -> list[Row]:
    """Kept, missed, cancelled and lying ahead; some early, some late, some without times; some by the day."""
    random = np.random.default_rng(seed)
    return [_appointment(random, place, customers) for place in range(APPOINTMENTS)]


def _appointment(random: np.random.Generator, place: int, customers: int) -> Row:
    booked = _moment(random)
    arrived = booked + dt.timedelta(seconds=int(random.integers(-600, 600)))
    started = max(arrived, booked) + dt.timedelta(seconds=int(random.exponential(400)))
    ended = started + dt.timedelta(seconds=int(random.integers(300, 2_000)))
    fate = pick(random, ("held", "held", "held", "left", "untold", "cancelled", "no_show", "by_day"))
    times = {
        "held": {"arrived_at": arrived, "started_at": started, "ended_at": ended},
        "left": {"arrived_at": arrived, "ended_at": ended},
        "by_day": {"arrived_at": booked, "started_at": booked, "precision": "day"},
    }.get(fate, {})
    own = {
        "appointment_id": f"V{place}",
        "customer_id": pick(random, [*(f"C{n}" for n in range(customers // 3)), "C99"]),
        "store_id": pick(random, STORES),
        "product_id": pick(random, ("P0", "P1", "P2", "P9", None)),
        "staff_id": pick(random, ("A0", "A1", None)),
        "booked_for": booked,
        "cancelled": pick(random, (False, None)) if fate != "cancelled" else True,
        "no_show": pick(random, (False, None)) if fate != "no_show" else True,
        "solved": pick(random, (True, True, False, None)) if fate == "held" else None,
        "problem": pick(random, ("no sound", "is slow", "no sound ", None)),
    }
    return own | times


def attendances(customers: int, seed: int = 72) -> list[Row]:
    """Places in programmes: taken, missed, and of which nobody says."""
    random = np.random.default_rng(seed)
    return [
        {
            "attendance_id": f"T{place}",
            "customer_id": pick(random, [*(f"C{n}" for n in range(customers)), "C99"]),
            "programme": pick(random, ("class", "talk")),
            "topic": pick(random, ("photos", "music", None)),
            "store_id": pick(random, STORES),
            "held_at": _moment(random),
            "attended": pick(random, (True, True, False, None)),
        }
        for place in range(ATTENDANCES)
    ]


def membership(random: np.random.Generator, place: int, customers: int) -> Row:
    """Of one of two clubs, some over."""
    started = AS_OF.date() - dt.timedelta(days=int(random.integers(-5, 420)))
    ended = pick(random, (None, None, started + dt.timedelta(days=90)))
    own = {"membership_id": f"M{place}", "programme": pick(random, ("club", "plus"))}
    return own | {"customer_id": f"C{int(random.integers(customers))}", "started_on": started, "ended_on": ended}


def switched(customers: list[Row], seed: int = 73) -> None:
    """Say of some customers whose they were before."""
    random = np.random.default_rng(seed)
    for row in customers:
        row["switched_from"] = pick(random, ("Orbis", "it's", None, None))


def asked_in_stores(answers: list[Row], seed: int = 74) -> None:
    """Give some answers what is asked of visitors, and the appointment that some are about."""
    random = np.random.default_rng(seed)
    for row in answers:
        row["pressure_free"] = pick(random, (True, True, False, None))
        row["hands_on"] = pick(random, (True, False, None, None))
        about = pick(random, (*(f"V{n}" for n in range(12)), *[None] * 12))
        row["appointment_id"] = about


def _moment(random: np.random.Generator) -> dt.datetime:
    return AS_OF - dt.timedelta(seconds=int(random.integers(-5 * 86_400, 420 * 86_400)))
