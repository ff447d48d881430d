"""Days as people type them."""

from datetime import date

import pytest
from django import forms

from directory.fields import DayField, parse_day


@pytest.mark.parametrize(
    "text", ["17/05/1979", "17051979", "17.5.1979", "17 05 1979", "17-05-1979", " 17/5/1979 ", "1979-05-17"]
)
def test_a_day_is_read_in_every_way_it_is_typed(text):
    assert DayField().clean(text) == date(1979, 5, 17)


@pytest.mark.parametrize(
    "text",
    ["31/02/1979", "17/05/79", "17/05", "1705197", "05/17/1979", "17/05/19790", "١٧/٠٥/١٩٧٩", "0000-01-01", "\0"],
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(forms.ValidationError) as refusal:
        DayField().clean(text)

    assert "17/05/1979" in refusal.value.messages[0]
    assert parse_day(text) is None


def test_a_day_is_shown_as_it_is_said():
    field = DayField()

    assert field.widget.format_value(date(1979, 5, 17)) == "17/05/1979"
    assert field.widget.format_value("31/02/1979") == "31/02/1979"
