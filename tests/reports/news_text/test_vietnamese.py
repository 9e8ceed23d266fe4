"""Small words of Vietnamese papers."""

import pytest

from reports.wording import vietnamese as vi

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["Toán"], "Toán"),
        (["Ngữ văn", "Toán"], "Ngữ văn và Toán"),
        (["Ngữ văn", "", "Toán", "Tiếng Anh"], "Ngữ văn, Toán và Tiếng Anh"),
    ],
)
def test_lists_end_with_va_and_no_comma(words, expected):
    assert vi.join_and(words) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["THCS Ái Mộ"], "trường THCS Ái Mộ"),
        (["Trường THCS Ái Mộ"], "trường THCS Ái Mộ"),
        (["THCS A", "THCS B"], "trường THCS A và trường THCS B"),
        (["THCS A", "trường THCS B", "THCS C"], "các trường THCS A, THCS B và THCS C"),
    ],
)
def test_the_word_school_is_never_doubled(names, expected):
    assert vi.schools(names) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tại lớp 7A1", f"tại lớp{NBSP}7A1"),
        ("Cụm I và cụm số 1", f"Cụm{NBSP}I và cụm{NBSP}số{NBSP}1"),
        ("ngày 07/12/2023", f"ngày{NBSP}07/12/2023"),
        ("số 02/HD-PGD&ĐT", f"số{NBSP}02/HD-PGD&ĐT"),
        ("năm học 2022-2023", "năm học 2022-2023"),
        ("một số khó khăn", "một số khó khăn"),
        ("môn Đạo đức", f"môn{NBSP}Đạo đức"),
    ],
)
def test_a_noun_stays_with_its_number(text, expected):
    assert vi.bind(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hai trường hỗ trợ nhau", "hai trường hỗ trợ nhau"),
        ("KHTN là môn mới", "KHTN là môn mới"),
        ("Nguyễn Văn Kỳ nêu ý kiến", "Nguyễn Văn Kỳ nêu ý kiến"),
        ("GV dạy Toán", "GV dạy Toán"),
        ("", ""),
    ],
)
def test_a_clause_begins_small_but_names_and_abbreviations_stay(text, expected):
    assert vi.lower_first(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ý thức học tập", "Ý thức học tập."),
        ("Đã xong!", "Đã xong!"),
        ("  ", ""),
        ("gồm:", "Gồm:"),
    ],
)
def test_a_sentence_has_one_mark_at_its_end(text, expected):
    assert vi.sentence(text) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("2023-12-07", "ngày 07/12/2023"),
        ("2023-12", "tháng 12/2023"),
        ("2023", "năm 2023"),
        ("--04-06", "ngày 06/04"),
        ("--04", "tháng 4"),
        ("", ""),
    ],
)
def test_days_are_told_as_far_as_known(stored, expected):
    assert vi.day_in_news(stored) == expected


def test_hours_and_numbers_are_written_the_vietnamese_way():
    assert (vi.clock("13:30"), vi.clock("07:00")) == ("13 giờ 30", "7 giờ 00")
    assert (vi.number(69), vi.number(1234567)) == ("69", "1.234.567")


def test_typed_text_loses_its_last_mark_inside_a_sentence():
    assert vi.clause(" đã thống nhất; ") == "đã thống nhất"
    assert vi.upper_first("buổi 1") == "Buổi 1"
    assert vi.school("Tiểu học Giang Biên") == "trường Tiểu học Giang Biên"
