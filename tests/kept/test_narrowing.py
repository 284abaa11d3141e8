"""Numbers narrowed and split by the tier of the whole customer."""

import pytest

from crm_core import MISSING, Settings, ask
from crm_core.rows import choices
from tests.kept.test_customer_month import with_rules
from tests.relations.clubs import bought, club
from tests.rows import known, put

CLUB = Settings(tier_rules=club(), minimum_people=1)


def fill(store) -> None:
    put(store, customers=[{"customer_id": f"C{n}"} for n in range(1, 4)])
    put(
        store,
        purchases=[bought("C1", "2024-02-01", 250), bought("C2", "2024-02-01", 100), bought("C2", "2024-03-09", 500)],
        complaints=[
            {"customer_id": customer, "opened_at": "2024-02-01", "resolved_at": "2024-02-02"}
            for customer in ("C1", "C2", "C2", "C3", "C3", "C3", None)
        ],
    )


@pytest.mark.parametrize(
    ("codes", "complaints"),
    [(("Gold",), 1), (("Silver",), 2), (("Base",), 3), (("Base", "Gold"), 4), ((MISSING,), 1), (("Nickel",), 0)],
)
def test_complaints_are_narrowed_by_the_tier_of_their_customer(store, codes, complaints):
    fill(store)

    found = ask("complaints.rate")(store, known(tier=codes), settings=CLUB).iloc[0]

    assert found["n"] == complaints  # C2 becomes Gold a day after what is known


def test_a_split_by_tier_is_what_the_filter_says(store):
    fill(store)

    rows = known().rows(store, "complaints", by="tier", settings=CLUB)

    groups = store.read(rows.select())["group"].value_counts().to_dict()
    assert groups == {"Gold": 1, "Silver": 2, "Base": 3, MISSING: 1}


def test_without_a_scheme_nobody_has_a_tier(store):
    fill(store)

    found = ask("complaints.rate")(store, known(tier=("Gold",)), settings=Settings()).iloc[0]

    assert found["n"] == 0
    assert choices(store, "tier") == {}


def test_tiers_are_offered_in_their_own_order(store):
    with_rules(store, club())

    assert list(choices(store, "tier")) == ["Base", "Silver", "Gold"]
