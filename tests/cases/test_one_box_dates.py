from datetime import date

import pytest
from django import forms

from cases.action_forms import OneBoxDate


@pytest.mark.parametrize("typed", ["31 3 2026", "31/3/2026", "31.03.2026", "2026-03-31"])
def test_a_date_is_read_however_its_parts_are_divided(typed):
    assert OneBoxDate().clean(typed) == date(2026, 3, 31)


@pytest.mark.parametrize("typed", ["-", " . ", "/ /", "31 3", "31 2 2026", "soon"])
@pytest.mark.parametrize("is_required", [True, False])
def test_what_is_no_date_is_refused_and_never_taken_for_an_empty_box(typed, is_required):
    with pytest.raises(forms.ValidationError):
        OneBoxDate(required=is_required).clean(typed)


def test_an_empty_box_is_no_date_unless_one_is_needed():
    assert OneBoxDate(required=False).clean("") is None
    with pytest.raises(forms.ValidationError):
        OneBoxDate().clean("")
