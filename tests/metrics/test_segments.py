"""Who buys, by attribute: rows by hand, as of 8 March 2024."""

import pytest

from crm_core import Settings, ask
from crm_core.errors import UnknownDimension
from tests.rows import known, put

SIZES = ask("segments.sizes")


def shop(store) -> None:
    """Buyers: twelve of chess, four of them of tea too, three of falconry, ten of none; one spends 100, the rest 10."""
    hobbies = ["chess"] * 8 + ["chess;tea"] * 4 + ["falconry"] * 3 + [None] * 10
    people = [f"C{n:02}" for n in range(len(hobbies))]
    put(
        store,
        customers=[{"customer_id": key, "hobbies": text} for key, text in zip(people, hobbies, strict=True)]
        + [{"customer_id": "never", "hobbies": "chess"}],
        purchases=[
            {"order_id": f"O{key}", "customer_id": key, "revenue": 100 if key == "C00" else 10} for key in people
        ]
        + [{"order_id": "old", "customer_id": "never", "bought_at": "2022-01-01"}, {"order_id": "nobody"}],
    )


def test_buyers_and_sales_are_shared_out_by_hobby(store):
    shop(store)
    filters = known(start=known().as_of.date().replace(year=2023))

    found = SIZES(store, filters, settings=Settings(minimum_people=1, minimum_people_personal=1)).set_index("group")

    # 25 buyers, 100 + 24 * 10 = 340 of sales.
    assert found["n"].to_dict() == {"chess": 12, "falconry": 3, "tea": 4}
    assert found["share_pct"].to_dict() == {"chess": 48, "falconry": 12, "tea": 16}
    assert found.loc["chess", "sales_pct"] == pytest.approx(100 * 210 / 340)
    assert found.loc["chess", ["low", "high"]].round(2).tolist() == [30.03, 66.50]  # Wilson, 12 of 25


def test_codes_of_few_people_are_not_listed(store):
    shop(store)

    found = SIZES(store, known())

    assert found["group"].tolist() == ["chess"]  # three and four are fewer than ten


def test_a_number_or_something_unknown_is_no_attribute_to_split_by(store):
    for attribute in ("active_pct", "belief"):
        with pytest.raises(UnknownDimension):
            SIZES(store, known(), attribute=attribute)


def test_the_answer_by_another_attribute(store):
    shop(store)

    year, everything = (
        SIZES(store, known(start=start), attribute="dealing")
        for start in (known().as_of.date().replace(year=2023), None)
    )

    assert year.set_index("group")["n"].to_dict() == {"new": 25}
    assert everything["n"].tolist() == [0]  # one lapsed customer: the 25 new ones would give them away
