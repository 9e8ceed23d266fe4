"""Partial dates: what people wrote of a day, and no more."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from clusters.models import Document
from clusters.partial_dates import FirstDayField, PartialDate, PartialDateField


@pytest.mark.parametrize(
    ("stored", "in_news", "first_day", "exact"),
    [
        ("2023-12-07", "07/12/2023", date(2023, 12, 7), date(2023, 12, 7)),
        ("2023-12", "12/2023", date(2023, 12, 1), None),
        ("2023", "năm 2023", date(2023, 1, 1), None),
        ("--04-06", "06/04", None, None),
        ("--04", "tháng 4", None, None),
        ("--02-29", "29/02", None, None),
    ],
)
def test_each_form_is_kept_and_told_as_it_is(stored, in_news, first_day, exact):
    partial = PartialDate.parse(stored)
    assert (str(partial), partial.in_news(), partial.first_day, partial.exact) == (
        stored,
        in_news,
        first_day,
        exact,
    )


@pytest.mark.parametrize(
    "stored", ["2023-02-31", "2023-13", "07/12/2023", "", "-", "---07", "2023-02-29"]
)
def test_what_is_no_date_is_refused(stored):
    with pytest.raises(ValueError):  # noqa: PT011  (parse and date both speak of the value)
        PartialDate.parse(stored)


def test_a_day_needs_its_month():
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(2023, None, 7)


def test_the_column_takes_dates_texts_and_nothing():
    field = PartialDateField()
    assert field.to_python(date(2023, 12, 7)) == PartialDate(2023, 12, 7)
    assert field.to_python("2023-12") == PartialDate(2023, 12)
    assert field.to_python("") is None
    with pytest.raises(ValidationError):
        field.to_python("2023-02-31")


def test_the_sort_day_follows_the_date(db):
    document = Document.objects.create(
        summary="Kế hoạch", issued_on=PartialDate(2023, 12)
    )
    assert Document.objects.get().issued_sort == date(2023, 12, 1)
    document.issued_on = None
    document.save()
    assert Document.objects.get().issued_sort is None
    assert Document._meta.get_field("issued_on").value_to_string(document) == ""
    document.issued_on = PartialDate(2023)
    assert Document._meta.get_field("issued_on").value_to_string(document) == "2023"


def test_the_two_fields_can_be_written_into_migrations():
    assert PartialDateField().deconstruct()[3] == {}
    assert FirstDayField(of="on").deconstruct()[3] == {"of": "on"}
