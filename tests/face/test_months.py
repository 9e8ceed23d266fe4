"""Months and numbers in words of the interface."""

from datetime import date

from django.utils import translation

from clusters.models.programme import subject_said
from config.templatetags.face import month_name, month_words, whole

DAY = date(2026, 11, 22)


def test_a_month_is_said_in_each_language() -> None:
    with translation.override("vi"):
        assert (month_words(DAY), month_name(DAY)) == ("tháng 11/2026", "tháng 11")
    with translation.override("en"):
        assert (month_words(DAY), month_name(DAY)) == ("November 2026", "November")


def test_a_number_stays_with_the_word_before_it() -> None:
    assert whole("Tiết dạy Ngữ văn 7 lớp 7A") == "Tiết dạy Ngữ văn\u00a07 lớp\u00a07A"


def test_a_short_form_of_two_letters_is_written_out() -> None:
    assert subject_said("Tiếng Anh", "TA") == "Tiếng Anh"
    assert subject_said("Khoa học tự nhiên", "KHTN") == "KHTN"
    assert subject_said("Toán", "") == "Toán"
