"""Dates and times as people write them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, translation

from accounts.widgets import (
    DateField,
    DateInput,
    TimeField,
    TimeInput,
    date_in_words,
    read_date,
    read_time,
)


@pytest.mark.parametrize(
    "text",
    [
        "07/12/2023", "7/12/2023", "7-12-2023", "07.12.2023", "2023-12-07", "2023/12/7",
        " 07 / 12 / 2023 ", "ngày 7 tháng 12 năm 2023", "07 tháng 12 năm 2023",
    ],
)  # fmt: skip
def test_every_way_of_writing_the_seventh_of_december_is_that_day(text: str) -> None:
    assert read_date(text) == date(2023, 12, 7)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/02/2026", "There is no day 31 in month 2/2026. Please check the day."),
        ("2026-02-30", "There is no day 30 in month 2/2026. Please check the day."),
        (
            "12/25/2023",
            "There is no month 25. Please write day/month/year, for example 07/12/2023.",
        ),
        ("07/12/0023", "The year 23 cannot be right. Please check the year."),
        (
            "07/12/23",
            "“07/12/23” is not a date that can be read. Please write day/month/year, for example 07/12/2023.",
        ),
        (
            "hôm nay",
            "“hôm nay” is not a date that can be read. Please write day/month/year, for example 07/12/2023.",
        ),
    ],
)
def test_a_day_that_is_none_is_refused_with_a_sentence(text: str, words: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read_date(text)
    with translation.override("en"):
        assert refused.value.messages == [words]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("13:30", time(13, 30)), ("13h30", time(13, 30)), ("13 giờ 30", time(13, 30)), ("7h", time(7)),
        ("13:30:00", time(13, 30)), ("13 giờ 30 phút", time(13, 30)), ("7g15", time(7, 15)),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, moment: time) -> None:
    assert read_time(text) == moment


@pytest.mark.parametrize("text", ["25:00", "13:75", "chiều", "1330", "::"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_time(text)


@pytest.mark.parametrize("typed", ["07/12/2023", "2023-12-07", "7-12-2023"])
def test_djangos_own_date_field_reads_day_before_month_too(typed: str) -> None:
    with translation.override("vi"):
        assert forms.DateField().clean(typed) == date(2023, 12, 7)


def test_the_week_starts_on_monday_and_numbers_use_a_comma() -> None:
    with translation.override("vi"):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.date_format(date(2023, 12, 7)) == "07/12/2023"
        assert (
            formats.date_format(date(2023, 12, 7), "YEAR_MONTH_FORMAT")
            == "tháng 12/2023"
        )
        assert formats.localize(7.5) == "7,5"


def test_a_date_is_said_in_the_interfaces_language() -> None:
    with translation.override("vi"):
        assert date_in_words(date(2023, 12, 7)) == "Thứ Năm, ngày 07/12/2023"
    with translation.override("en"):
        assert date_in_words(date(2023, 12, 7)) == "Thursday, 07/12/2023"


class Form(forms.Form):
    on = DateField()
    at = TimeField(required=False)


def test_a_known_date_is_shown_as_iso_with_its_words_below() -> None:
    with translation.override("vi"):
        html = str(Form(initial={"on": date(2023, 12, 7), "at": time(7, 5)})["on"])
    assert 'type="date"' in html
    assert 'value="2023-12-07"' in html
    assert 'data-readback="id_on_words"' in html
    assert (
        '<span class="readback num" id="id_on_words">Thứ Năm, ngày 07/12/2023</span>'
        in html
    )


def test_a_time_is_read_back_below_it_because_browsers_say_it_their_way() -> None:
    with translation.override("vi"):
        html = str(Form(initial={"at": time(13, 30)})["at"])
        typed = str(Form({"on": "", "at": "7h"})["at"])
    assert 'data-readback="id_at_words"' in html
    assert '<span class="readback num" id="id_at_words">13 giờ 30</span>' in html
    assert 'type="time"' in typed
    assert 'value="07:00"' in typed
    assert ">7 giờ</span>" in typed
    with translation.override("en"):
        assert ">13:30</span>" in str(Form(initial={"at": time(13, 30)})["at"])


def test_a_sunday_is_marked() -> None:
    html = str(Form(initial={"on": date(2026, 11, 29)})["on"])
    assert '<span class="readback num odd" id="id_on_words">' in html


def test_an_empty_field_stays_native_after_an_error() -> None:
    form = Form({"on": "", "at": ""})
    assert not form.is_valid()
    assert 'type="date"' in str(form["on"])
    assert 'type="time"' in str(form["at"])


def test_what_cannot_be_read_stays_visible_as_text() -> None:
    form = Form({"on": "31/02/2026", "at": "chiều"})
    assert not form.is_valid()
    assert 'type="text"' in str(form["on"])
    assert 'value="31/02/2026"' in str(form["on"])
    assert 'aria-invalid="true"' in str(form["on"])
    assert 'type="text"' in str(form["at"])
    assert 'value="chiều"' in str(form["at"])


def test_a_typed_date_that_can_be_read_turns_into_a_native_one() -> None:
    form = Form({"on": "7/12/2023", "at": "13h30"})
    assert form.is_valid()
    assert form.cleaned_data == {"on": date(2023, 12, 7), "at": time(13, 30)}
    assert 'value="2023-12-07"' in str(form["on"])


def test_empty_and_ready_made_values_pass_through() -> None:
    moment = datetime(2023, 12, 7, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert DateField(required=False).clean("") is None
    assert DateField().clean(moment) == date(2023, 12, 7)
    assert DateField().clean(date(2023, 12, 7)) == date(2023, 12, 7)
    assert TimeField(required=False).clean("") is None
    assert TimeField().clean(time(7)) == time(7)
    assert DateInput().render("on", None) == '<input type="date" name="on">'
    assert 'value="07:05"' in TimeInput().render("at", time(7, 5))
