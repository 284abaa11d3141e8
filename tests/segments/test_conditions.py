"""Segments as values: written, read, refused."""

import pytest

from crm_core.errors import SettingsError
from crm_core.segments import ATTRIBUTES, Condition, Segment, read

CHESS = Condition("hobbies", "any_of", ("chess", 'a;b\\c "d"'))
GROWN = Condition("age", "between", ("25-34", "45-54"))
LIKELY = Condition("active_pct", "at_least", (80,))
WHOLE = Segment("or", (Segment("and", (CHESS, GROWN)), LIKELY))


def test_a_segment_is_read_back_from_its_text():
    assert read(WHOLE.text) == WHOLE
    assert hash(read(WHOLE.text)) == hash(WHOLE)
    assert WHOLE.attributes == ("hobbies", "age", "active_pct")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "segment_unreadable"),
        ("chess", "segment_unreadable"),
        ("[]", "segment_unreadable"),
        ('{"and":[]}', "segment_unreadable"),
        ('["hobbies","any_of","chess"]', "segment_unreadable"),  # a condition alone is no segment
        ('["and",3]', "segment_unreadable"),
        ("[" * 5_000, "segment_unreadable"),
        ('["and"]', "segment_size"),
        ('["and",["belief","any_of","x"]]', "segment_attribute"),  # sensitive columns are no attributes
        ('["and",["email","any_of","x"]]', "segment_attribute"),
        ('["and",["hobbies"]]', "segment_operator"),
        ('["and",["hobbies","at_least","x"]]', "segment_operator"),
        ('["and",["hobbies","any_of"]]', "segment_values"),
        ('["and",["age","between","25-34"]]', "segment_values"),
        ('["and",["hobbies","any_of",3]]', "segment_value"),
        ('["and",["active_pct","at_least",81]]', "segment_value"),  # steps of five
        ('["and",["active_pct","at_least",true]]', "segment_value"),
        ('["and",["active_pct","at_least",105]]', "segment_value"),
        ('["and",["or",["and",["or",["and",["kind","any_of","person"]]]]]]', "segment_unreadable"),  # too deep
    ],
)
def test_what_is_no_segment_is_refused(text, code):
    with pytest.raises(SettingsError) as refused:
        read(text)

    assert refused.value.code == code


def test_hobbies_and_needs_come_first_and_nothing_sensitive_is_an_attribute():
    assert [*ATTRIBUTES][:2] == ["hobbies", "needs"]
    assert {"belief", "name", "email", "phone", "birth_date"}.isdisjoint(ATTRIBUTES)
