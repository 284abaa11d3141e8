"""Exactly nine customers of the sample are falconers: no segment, no pair of segments and no export tells of them."""

import datetime as dt
from collections.abc import Iterator
from itertools import permutations

import pytest
import sqlalchemy as sa

import crm_core
from crm_core import Filters, Store
from crm_core.contrast import contrast
from crm_core.errors import TooFewPeople
from crm_core.reports import to_csv
from crm_core.rows import rows_behind
from crm_core.segments import Condition, Segment, hidden, largest, members, offered, people
from tests.sample.conftest import SHIPPED

END = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) - dt.timedelta(microseconds=1)
NINE, FEW = "falconry", 10


@pytest.fixture(scope="module")
def retailer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample's customers and complaints, loaded as a user loads them."""
    folder = tmp_path_factory.mktemp("retailer")
    with crm_core.open_store(f"duckdb:///{folder / 'loyalty.duckdb'}", folder=folder) as store:
        for table in ("customers", "complaints"):
            crm_core.load_csv(store, table, SHIPPED / f"{table}.csv")
        yield store


def of_hobbies(operator: str, *hobbies: str) -> Segment:
    return Segment("and", (Condition("hobbies", operator, hobbies),))


def every_way(common: tuple[str, ...]) -> list[Segment]:
    """Ways to ask for hobbies: each alone and not, all with and without falconry, all but one, none and any."""
    ways = [of_hobbies(operator, one) for operator in ("any_of", "none_of") for one in (*common, NINE, "(none)")]
    ways += [of_hobbies(operator, *common, *more) for operator in ("any_of", "none_of") for more in ((), (NINE,))]
    ways += [of_hobbies("any_of", *(one for one in common if one != left), NINE) for left in common[:3]]
    ways += [of_hobbies("any_of", "(none)", NINE), of_hobbies("all_of", common[0], NINE)]
    person, enterprise = (Condition("kind", "any_of", (kind,)) for kind in ("person", "enterprise"))
    either = of_hobbies("any_of", *common)
    ways += [Segment("and", (*of_hobbies("none_of", NINE).parts, person)), Segment("or", (*either.parts, enterprise))]
    return [*ways, Segment("and", (person, *either.parts)), Segment("and", (person,))]


def test_no_segment_and_no_pair_of_segments_tells_of_the_nine(retailer, stated):
    settings = retailer.settings(END)
    common = offered(retailer, "hobbies", settings, END)

    shown = [one for one in every_way(common) if not hidden(retailer, (one,), settings, END)[0]]

    who = {one: {*retailer.read(sa.select(*members(retailer, one, settings, END).subquery().c))["customer_id"]}
        for one in shown}  # fmt: skip
    apart = [len(who[one] - who[other]) for one, other in permutations(shown, 2) if who[other] <= who[one]]
    assert stated["falconers"] == "9"
    assert NINE not in common
    assert len(shown) > len(common)
    assert NINE not in " ".join(one.text for one in shown)
    assert [size for size in apart if 0 < size < FEW] == []


def test_beside_each_other_the_nine_can_not_be_worked_out(retailer):
    settings, common = retailer.settings(END), offered(retailer, "hobbies", retailer.settings(END), END)
    asked = [of_hobbies("any_of", NINE), of_hobbies("none_of", NINE), of_hobbies("any_of", *common),
        of_hobbies("any_of", *common, NINE), of_hobbies("any_of", common[0])]  # fmt: skip

    found = people(retailer, asked, settings, END)
    answered = contrast(crm_core.ask("complaints.rate"), retailer, Filters(as_of=END), asked)

    assert found["hidden"].tolist() == [True, True, False, True, False]
    assert answered["group"].tolist() == ["2", "4"]


def test_no_number_no_record_and_no_export_tells_of_the_nine(retailer):
    metric, settings = crm_core.ask("complaints.resolution_time"), retailer.settings(END)
    ready = [one.text for one in largest(retailer, "hobbies", settings, END, 50)]

    for operator in ("any_of", "none_of"):
        narrowed = Filters(as_of=END, segment=of_hobbies(operator, NINE))
        with pytest.raises(TooFewPeople):
            metric(retailer, narrowed)
        with pytest.raises(TooFewPeople):
            rows_behind(metric, retailer, narrowed)
    records, _ = rows_behind(metric, retailer, Filters(as_of=END))
    assert NINE not in to_csv(records).decode() + " ".join(ready)
