"""A made-up shop with every awkward case, the same rows on every engine."""

import datetime as dt

import numpy as np

from tests.metrics.cases import answers_after
from tests.metrics.in_stores import ONE_IN_STORES, ONE_VISIT, in_stores, membership
from tests.metrics.made_up_accounts import looked_after
from tests.metrics.made_up_answers import MANUALS, about, judged, leaning
from tests.metrics.made_up_answers import pick as _pick
from tests.metrics.made_up_reports import moment, reports
from tests.metrics.made_up_staff import of_staff
from tests.rows import AS_OF, Row

CUSTOMERS, COMPLAINTS, ANSWERS, ORDERS, EVENTS = 90, 240, 260, 150, 200
MEMBERSHIPS, MOVES = 40, 120
INVITATIONS, CONTACTS = 160, 140
REGIONS = ("north", "south", 'it\'s "odd" %', "中", None)
CATEGORIES = ("delay", "price", "a;b\\c", "(none)", None)
STORES = ("S1", "S2", "S3", "S9", None)  # S9 is in no table
ENDS: tuple[Row, ...] = (
    {},
    {"status": "open"},
    {"status": "resolved", "resolved_at": 1},
    {"resolved_at": 1},
    {"status": "resolved", "resolved_at": 1},
    {"status": "open", "resolved_at": 1},
    {"status": "rejected", "closed_at": 1},
    {"status": "withdrawn", "closed_at": 1},
    {"status": "withdrawn"},
    {"status": "resolved"},
    {"status": "duplicate", "resolved_at": 1},
    {"kind": "question", "resolved_at": 1},
)
"""How a case may stand; 1 stands for an instant."""

ONE_OF_EACH: dict[str, list[Row]] = {
    "complaints": [{"opened_at": "2024-02-01", "resolved_at": "2024-03-05"}, {"opened_at": "2024-03-01"}],
    "survey_answers": [
        {"customer_id": "C1", "satisfaction": 5, "expectations": 5, "ideal": 5, "recommend": 0, "listen": 5}
        | {"comment": "A good shop."}
        | {"csat": 5, "csat_scale": "5", "effort": 1, "effort_version": "1"}
    ],
    "survey_invitations": [{"customer_id": "C1", "sent_at": "2024-02-01"}],
    "interactions": [
        {"customer_id": "C1", "started_at": "2024-02-01", "channel": channel, "abandoned": False}
        for channel in ("phone", "search")
    ],
    "contact_intervals": [
        {"queue": "sales", "channel": "phone", "starts_at": "2024-02-02", "ends_at": "2024-02-03", "t_seconds": 20}
        | dict.fromkeys(("offered", "answered", "answered_in_t", "abandoned", "abandoned_in_t"), 1)
    ],
    "benchmarks": [
        {"company": "Us", "industry": "Lamps", "metric": "acsi", "unit": "points 0-100", "citation": "A paper"}
        | {"period_start": "2023-01-01", "period_end": "2023-12-31", "value": 80}
    ],
    "purchases": [
        {"order_id": "O1", "customer_id": "C1", "product_id": "P1"},
        {"order_id": "O2", "customer_id": "C1", "product_id": "P1", "trial": True, "bought_at": "2023-12-01"},
    ],
    "products": [{"product_id": "P1", "manual_updated_on": "2020-01-01"}],
    "points": [{"customer_id": "C1", "happened_at": "2024-02-01", "kind": "earn", "points": 5, "qualifying": True}],
    "customers": [{"customer_id": "C1", "joined_on": "2024-02-01", "key_account": True, "owner_id": "A1"}],
    "staff": [{"staff_id": "A1", "left_on": "2024-03-01"}],
    "conduct_notes": [{"staff_id": "A1", "noted_on": "2024-02-01", "kind": "praise", "text": "Helped."}],
} | ONE_IN_STORES
ONE_OF_EACH["survey_answers"].append(ONE_VISIT)
"""A row of each table, as little as a number needs."""


def shop(seed: int = 5) -> dict[str, list[Row]]:
    """Rows of all tables that filters narrow; some lie after 8 March 2024."""
    random, joining = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    winning = np.random.default_rng(seed + 41)
    rating, asking = np.random.default_rng(seed + 31), np.random.default_rng(seed + 32)
    solving, judging = np.random.default_rng(seed + 33), np.random.default_rng(seed + 34)
    serving = np.random.default_rng(seed + 41)
    writing = np.random.default_rng(seed + 51)
    rows = {
        "customers": [_customer(random, place) | _joined(joining) | _won(winning) for place in range(CUSTOMERS)],
        "customer_identity": [{"customer_id": "C1", "survivor_id": "C2"}, {"customer_id": "C3", "survivor_id": "C2"}],
        "stores": [{"store_id": f"S{n}", "region": REGIONS[n], "name": f"Store {n}"} for n in (1, 2, 3)],
        "staff": [{"staff_id": f"A{n}", "team": ("red", None, "blue")[n]} for n in range(3)],
        "products": [_product(place) | MANUALS[place] for place in range(4)],
        "complaints": [_complaint(random, place) for place in range(COMPLAINTS)],
        "complaint_events": _events(),
        "survey_answers": [_answer(random, place) | _rating(rating) | _words(writing) for place in range(ANSWERS)],
        "survey_invitations": [_invitation(asking, place) for place in range(INVITATIONS)],
        "interactions": [
            _served(serving, _contact(asking, place) | about(solving) | judged(judging)) for place in range(CONTACTS)
        ],
        "contact_intervals": reports(np.random.default_rng(seed + 42)),
        "benchmarks": [_benchmark(company, year) for company in ("Us", "Them", "Lamps") for year in (2020, 2022)],
        "purchases": [line for place in range(ORDERS) for line in _order(random, place)],
        "memberships": [membership(joining, place, CUSTOMERS) for place in range(MEMBERSHIPS)],
        "points": [_points(joining, place) for place in range(MOVES)],
    }
    in_stores(rows)
    rows["survey_answers"] += answers_after(rows["complaints"])
    rows["customers"] = leaning(rows["customers"])
    looked_after(rows, np.random.default_rng(seed + 61))
    return of_staff(rows)


def _events(seed: int = 11) -> list[Row]:
    """What happened to a third of the cases, in no tidy order."""
    random = np.random.default_rng(seed)
    kinds = ("assigned", "responded", "paused", "resumed", "resolved", "reopened", "closed")
    return [
        {
            "event_id": f"E{place}",
            "complaint_id": f"K{int(random.integers(COMPLAINTS // 3))}",
            "kind": _pick(random, kinds),
            "happened_at": moment(random),
        }
        for place in range(EVENTS)
    ]


def _keys(random: np.random.Generator) -> Row:
    return {
        "customer_id": _pick(random, [*(f"C{n}" for n in range(CUSTOMERS + 5)), None]),
        "store_id": _pick(random, STORES),
        "product_id": _pick(random, ("P0", "P1", "P2", "P3", "P9", None)),
        "staff_id": _pick(random, ("A0", "A1", "A2", "A9", None)),
    }


def _customer(random: np.random.Generator, place: int) -> Row:
    return {
        "customer_id": f"C{place}",
        "region": _pick(random, REGIONS),
        "country": _pick(random, ("NL", "DE", None)),
        "kind": _pick(random, ("person", "person", "enterprise", None)),
    }


def _joined(random: np.random.Generator) -> Row:
    """Some joined before the first purchase of all, some after it, of some nobody knows."""
    day = AS_OF.date() - dt.timedelta(days=int(random.integers(30, 600)))
    return {"joined_on": _pick(random, (day, day, None))}


def _won(random: np.random.Generator) -> Row:
    return {"acquisition_channel": _pick(random, ("web", "event", None))}


def _product(place: int) -> Row:
    own = {"seller": ("We", "They", None, "We")[place], "own_brand": (True, False, None, True)[place]}
    return {"product_id": f"P{place}", "category": ("lamps", None)[place % 2], "name": "A lamp"} | own


def _points(random: np.random.Generator, place: int) -> Row:
    kind, sign = _pick(random, (("earn", 1), ("earn", 1), ("redeem", -1), ("expire", -1), ("adjust", 1)))
    own = {"points_id": f"L{place}", "kind": kind, "points": sign * int(random.integers(1, 200)), "qualifying": True}
    return own | {"customer_id": f"C{int(random.integers(CUSTOMERS))}", "happened_at": moment(random)}


def _complaint(random: np.random.Generator, place: int) -> Row:
    opened = moment(random)
    days = int(random.integers(2))
    opened = opened.replace(hour=0, minute=0, second=0) if days else opened
    took = dt.timedelta(days=int(random.integers(9))) if days else dt.timedelta(seconds=int(random.exponential(6e5)))
    ending = {name: opened + took if value == 1 else value for name, value in _pick(random, ENDS).items()}
    own = {
        "complaint_id": f"K{place}",
        "opened_at": opened,
        "precision": "day" if days else "second",
        "category": _pick(random, CATEGORIES),
        "severity": _pick(random, ("low", "normal", "high", None)),
        "channel": _pick(random, ("email", "store", None)),
        "team": _pick(random, ("red", "green", None)),
        "duplicate_of": "K0" if place % 40 == 39 else None,
    }
    return own | _keys(random) | ending


def _answer(random: np.random.Generator, place: int) -> Row:
    items = {name: int(random.integers(1, 11)) for name in ("satisfaction", "expectations", "ideal")}
    left_away = _pick(random, ((), (), (), ("ideal",), ("satisfaction", "ideal"), tuple(items)))
    own = {
        "answer_id": f"Q{place}",
        "answered_at": moment(random),
        "touchpoint": _pick(random, ("relationship", "relationship", None, "support")),
        "recommend": _pick(random, (*range(11), None)),
    }
    return own | items | dict.fromkeys(left_away) | _keys(random)


def _words(random: np.random.Generator) -> Row:
    """What some write, in languages that are told, told wrongly or not told."""
    said = (
        "I waited for a very good repair.",
        "The staff was rude",
        "店员很热情，讲解很仔细。",
        "دو هفته منتظر تعمیر ماندم.",
        "12",
        " ",
    )
    return {"comment": _pick(random, (*said, None)), "language": _pick(random, ("en", "zh-CN", "", None))}


def _rating(random: np.random.Generator) -> Row:
    """Answers on scales of every length, some left empty, some that don't fit, some without a scale."""
    step = lambda: _pick(random, (1, 2, 3, 4, 5, 5, None))  # noqa: E731
    return {
        "csat": _pick(random, (1, 2, 3, 4, 5, 5, 6, 10, None)),
        "csat_scale": _pick(random, ("2", "3", "5", "5", "7", "10", None)),
        "effort": _pick(random, (1, 2, 3, 5, 6, 7, None)),
        "effort_version": _pick(random, ("1", "2", "2", None)),
        "invitation_id": _pick(random, [*(f"N{n}" for n in range(INVITATIONS + 5)), None, None]),
        "completed": _pick(random, (True, False, None)),
    } | {name: step() for name in ("approach", "probe", "present", "listen", "close")}


def _invitation(random: np.random.Generator, place: int) -> Row:
    own = {
        "invitation_id": f"N{place}",
        "customer_id": f"C{int(random.integers(CUSTOMERS + 5))}",
        "sent_at": moment(random),
        "touchpoint": _pick(random, ("relationship", "support")),
        "interaction_id": _pick(random, [*(f"I{n}" for n in range(CONTACTS)), None]),
        "bounced": _pick(random, (False, False, False, True)),
    }
    return {name: value for name, value in _keys(random).items() if name in ("store_id", "staff_id")} | own


def _contact(random: np.random.Generator, place: int) -> Row:
    own = {
        "interaction_id": f"I{place}",
        "started_at": moment(random),
        "channel": _pick(random, ("phone", "chat", "search", None)),
        "abandoned": _pick(random, (False, False, True)),
        "team": _pick(random, ("red", None)),
    }
    return _keys(random) | own


def _served(random: np.random.Generator, contact: Row) -> Row:
    """Calls with and without a queue, an answer and an end; some known by the day."""
    by_day = bool(random.random() < 0.1)
    started = contact["started_at"].replace(hour=0, minute=0, second=0) if by_day else contact["started_at"]
    queued = started + dt.timedelta(seconds=int(random.integers(0, 20)))
    met = queued + dt.timedelta(seconds=int(random.exponential(30)))
    over = met + dt.timedelta(seconds=int(random.exponential(200)))
    times = {"answered_at": None if contact["abandoned"] else met, "ended_at": met if contact["abandoned"] else over}
    return contact | {
        "started_at": started,
        "precision": "day" if by_day else "second",
        "queued_at": _pick(random, (queued, None)),
        **(times if random.random() < 0.9 else {}),
        "abandoned": _pick(random, (contact["abandoned"],) * 9 + (None,)),
    }


def _benchmark(company: str, year: int) -> Row:
    score = {"Us": 81, "Them": 79, "Lamps": 77}[company] - year % 10
    return {"company": company, "industry": "Lamps", "metric": "acsi", "unit": "points 0-100", "citation": "A paper",
            "period_start": f"{year}-01-01", "period_end": f"{year}-12-31", "value": score, "margin": 1.5}  # fmt: skip


def _order(random: np.random.Generator, place: int) -> list[Row]:
    own = {
        "order_id": f"O{place}",
        "bought_at": moment(random),
        "order_status": _pick(random, ("paid", None, "cancelled", "draft")),
        "trial": _pick(random, (True, False, None)),
        "channel": _pick(random, ("store", "web", None)),
    }
    keys = _keys(random)
    return [own | keys | {"line_no": line, "revenue": line} for line in range(1, int(random.integers(2, 5)))]
