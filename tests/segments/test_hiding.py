"""Which segments are hidden: those of too few people, and those that give such a group away."""

import pytest

from crm_core import Settings, ask
from crm_core.errors import TooFewPeople
from crm_core.rows import how_many, rows_behind
from crm_core.segments import hidden, largest, offered, people, read
from tests.rows import AS_OF, known, put

RULES = Settings()  # 10 people by a personal attribute, 5 else


def shop(store) -> None:
    """80 people: nine falconers, two of them play chess too; 40 chess players, 31 of tea, and three without any."""
    hobbies = ["falconry"] * 7 + ["chess;falconry"] * 2 + ["chess"] * 38 + ["tea"] * 30 + [None] * 3
    put(
        store,
        customers=[
            {"customer_id": f"C{n:02}", "hobbies": text, "region": "north" if n % 20 else "south"}
            for n, text in enumerate(hobbies)
        ],
        complaints=[{"customer_id": f"C{n:02}", "opened_at": "2024-02-01"} for n in range(len(hobbies))],
    )


def are_hidden(store, *texts: str) -> list[bool]:
    return list(hidden(store, [read(f'["and",{text}]') for text in texts], RULES, AS_OF))


GONE = {
    '["hobbies","any_of","chess"]': False,
    '["hobbies","any_of","falconry"]': True,  # nine
    '["hobbies","none_of","falconry"]': True,  # the rest is nine
    '["hobbies","any_of","nobody does this"]': True,  # nobody and few look alike
    '["hobbies","any_of","falconry","chess"]': True,  # seven more than chess alone
    '["hobbies","all_of","falconry","chess"]': True,
    '["or",["hobbies","any_of","chess"],["hobbies","any_of","falconry"]]': True,
    '["hobbies","any_of","(none)"]': False,  # ten: falconers count as having none, three have none
    '["hobbies","none_of","(none)"]': False,
    '["hobbies","any_of","(none)"],["hobbies","none_of","falconry"]': True,
    '["region","any_of","south"]': True,  # four, of five needed
    '["region","any_of","north"]': True,
    '["region","any_of","north","south"]': False,  # everybody
    '["hobbies","any_of","chess"],["region","any_of","north"]': True,  # a few players in the south less
}
"""Conditions of a segment, and whether it is hidden in the shop."""


def test_a_segment_is_hidden_where_it_or_its_rest_or_a_piece_of_it_is_too_small(store):
    shop(store)

    assert {text: are_hidden(store, text)[0] for text in GONE} == GONE


def test_of_segments_beside_each_other_the_smallest_goes_that_gives_a_group_away(store):
    put(store, customers=[{"customer_id": f"{key}{n}", "region": key, "country": "X" if key != "d" else "Y"}
        for key, size in (("a", 30), ("b", 20), ("c", 3), ("d", 40)) for n in range(size)])  # fmt: skip
    a, b, x = '["region","any_of","a"]', '["region","any_of","b"]', '["country","any_of","X"]'

    alone = [are_hidden(store, one) for one in (a, b, x)]
    together = are_hidden(store, a, b, x)

    assert alone == [[False], [False], [False]]
    assert together == [False, True, False]  # X less a less b are the three of c
    assert people(store, [read(f'["and",{one}]') for one in (a, b, x)], RULES, AS_OF)["people"].tolist()[::2] == [
        30,
        53,
    ]


def test_nothing_is_told_of_nine_falconers(store):
    shop(store)
    falconers = known(segment=read('["and",["hobbies","any_of","falconry"]]'))
    metric = ask("complaints.rate")

    assert offered(store, "hobbies", RULES, AS_OF) == ("chess", "tea")
    assert [one.parts[0].chosen for one in largest(store, "hobbies", RULES, AS_OF)] == [("chess",), ("tea",)]
    with pytest.raises(TooFewPeople):
        metric(store, falconers)
    with pytest.raises(TooFewPeople):
        rows_behind(metric, store, falconers)
    with pytest.raises(TooFewPeople):
        how_many(store, falconers, "complaints")


def test_a_segment_that_is_large_enough_narrows_a_number(store):
    shop(store)

    found = ask("complaints.rate")(store, known(segment=read('["and",["hobbies","any_of","chess"]]')))

    assert found["n"].tolist() == [40]


def test_what_is_remembered_of_a_store_is_forgotten_when_it_changes(store):
    shop(store)
    before = are_hidden(store, '["hobbies","any_of","falconry"]')
    put(store, customers=[{"customer_id": f"N{n}", "hobbies": "falconry"} for n in range(20)])

    assert before == [True]
    assert are_hidden(store, '["hobbies","any_of","falconry"]') == [False]
