"""Dates in words of the interface, as far as they are known."""

from datetime import date

import pytest
from django.utils import translation

from clusters.partial_dates import PartialDate
from sessions.page.lines import Line
from sessions.when import day_words, long_day_words, short_day


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (None, ""),
        (PartialDate(2023, 12, 7), "07/12/2023"),
        (PartialDate(2023, 12), "month 12/2023"),
        (PartialDate(2023), "year 2023"),
        (PartialDate(None, 12, 7), "07/12 (year not known)"),
        (PartialDate(None, 12), "month 12 (year not known)"),
    ],
)
def test_a_partial_date_says_what_is_known_and_no_more(on, words):
    with translation.override("en"):
        assert day_words(on) == words


def test_a_known_day_has_its_weekday():
    with translation.override("vi"):
        assert long_day_words(PartialDate(2023, 12, 7)) == "Thứ Năm, ngày 07/12/2023"
    assert long_day_words(PartialDate(2023)) == day_words(PartialDate(2023))
    assert long_day_words(None) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 26), "26/11"),
        (date(2027, 1, 3), "03/01/2027"),
    ],
)
def test_a_day_in_a_narrow_place(day, words):
    with translation.override("en"):
        assert short_day(day, today=date(2026, 11, 22)) == words


def test_a_document_is_dated_in_the_words_of_the_reader():
    line = Line(**dict.fromkeys(Line.__dataclass_fields__, ""))
    line.who, line.a, line.d = [], "Kế hoạch", "2025"
    with translation.override("en"):
        assert line.document_words == "Kế hoạch year 2025"
    line.d = "2025-03-07"
    with translation.override("en"):
        assert line.document_words == "Kế hoạch dated 07/03/2025"
    with translation.override("vi"):
        assert line.document_words == "Kế hoạch ngày 07/03/2025"
