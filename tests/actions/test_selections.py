"""Saved selections: kept under a name, found again, refused where they say nothing."""

import pytest

from crm_core.actions import selections
from crm_core.errors import SettingsError
from crm_core.segments import Condition, Segment
from tests.ingest.arriving import rows


def test_a_selection_is_found_again_under_its_name(store):
    selections.save(store, "  The  north ", {"region": ("north", "(none)"), "store": ()})
    selections.save(store, "Late", {"category": ("delay",)})

    found = selections.saved(store)

    assert found == {"Late": {"category": ("delay",)}, "The north": {"region": ("north", "(none)")}}


def test_a_deleted_selection_is_gone_and_noted(store):
    selections.save(store, "Late", {"category": ("delay",)})

    selections.delete(store, "Late")

    assert selections.saved(store) == {}
    assert [what for _, what in rows(store, "audit_log", "at", "what")] == ["selection.save", "selection.delete"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("Late", {"region": ("north",)}, ["selection_taken"]),
        ("", {}, ["selection_name", "selection_empty"]),
        ("x" * 41, {"region": ("north",)}, ["selection_name"]),
        ("Colour", {"colour": ("red",)}, ["selection_empty"]),
    ],
)
def test_a_selection_without_name_or_filter_or_with_a_taken_name_is_refused(store, name, values, expected):
    selections.save(store, "Late", {"category": ("delay",)})

    with pytest.raises(SettingsError) as refused:
        selections.save(store, name, values)

    assert [one.code for one in refused.value.problems or [refused.value]] == expected
    assert list(selections.saved(store)) == ["Late"]


def test_segments_stand_beside_selections_and_share_their_names(store):
    chess = Segment("and", (Condition("hobbies", "any_of", ("chess",)),))
    selections.save(store, "Late", {"category": ("delay",), "segment": (chess.text,)})
    selections.save_segment(store, "Players", chess)

    with pytest.raises(SettingsError) as refused:
        selections.save_segment(store, "Late", chess)

    assert refused.value.code == "selection_taken"
    assert selections.saved(store) == {"Late": {"category": ("delay",), "segment": (chess.text,)}}
    assert selections.saved_segments(store) == {"Players": chess}
