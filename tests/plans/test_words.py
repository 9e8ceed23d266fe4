"""What people write in a plan, and what it means."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from clusters import programme
from clusters.models import Grade, SchoolYear
from clusters.partial_dates import PartialDate
from clusters.programme import KnownSubjects
from sessions.planning import times, words

YEAR = SchoolYear(
    label="2026-2027", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31)
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10/2026", "2026-10"),
        ("tháng 10", "2026-10"),
        ("Tháng 3", "2027-03"),
        ("tha\u0301ng 10", "2026-10"),
        ("T10/2026", "2026-10"),
        ("10", "2026-10"),
        ("15/10", "2026-10-15"),
        ("15.10.2026", "2026-10-15"),
        ("ngày 6 tháng 4", "2027-04-06"),
        ("Oct-26", "2026-10"),
        ("26-Oct", "2026-10-26"),
        ("thg 10-26", "2026-10"),
        ("1/9/26", "2026-09-01"),
        ("2026-10-15 00:00:00", "2026-10-15"),
        ("46310", "2026-10-15"),
        ("tuần 3 tháng 10", "2026-10"),
        ("7h30 ngày 15/10", "2026-10-15"),
        ("Thứ 5, 15/10/2026", "2026-10-15"),
        ("15-17/10/2026", "2026-10"),
        ("Tháng 9 năm 2026", "2026-09"),
    ],
)
def test_a_time_is_read_as_people_and_excel_write_it(text, meant):
    assert times.read_when(text, YEAR) == times.When(PartialDate.parse(meant))


@pytest.mark.parametrize("text", ["tháng 10-11", "31/3 và 1/4", "học kỳ II", "đầu năm"])
def test_a_time_that_names_no_single_month_is_asked_and_not_guessed(text):
    found = times.read_when(text, YEAR)
    assert found.on is None
    assert found.doubt


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31/2", "Tháng 2 không có ngày 31"),
        ("10/15/2026", "15/10/2026?|xin viết 15/10/2026"),
        ("12/2025", "không thuộc năm học 2026-2027"),
        ("10/1/2026", "xin viết 01/10/2026"),
        ("tháng 13", "Không có tháng 13"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_to_write(text, says):
    with pytest.raises(ValidationError, match=says):
        times.read_when(text, YEAR)


def test_no_time_is_no_doubt():
    assert times.read_when("  ", YEAR) == times.When()


def test_the_last_day_of_a_month_is_its_last():
    assert times.last_day(PartialDate(2026, 12)) == date(2026, 12, 31)
    assert times.last_day(PartialDate(2027, 2)) == date(2027, 2, 28)
    assert times.last_day(PartialDate(2026, 10, 15)) == date(2026, 10, 15)
    assert times.last_day(PartialDate(2026)) is None
    assert times.last_day(None) is None


@pytest.mark.parametrize(
    ("text", "subjects", "grades", "unknown"),
    [
        ("KHTN 8A2", ["Khoa học tự nhiên"], [8], []),
        ("Toán/9", ["Toán"], [9], []),
        ("8A - KHTN", ["Khoa học tự nhiên"], [8], []),
        ("Văn - Toán - Anh 9", ["Ngữ văn", "Toán", "Tiếng Anh"], [9], []),
        ("Lịch sử và Địa lí 7", ["Lịch sử và Địa lí"], [7], []),
        ("khối 6, 7", [], [6, 7], []),
        ("GDTC 8/2", ["Giáo dục thể chất"], [8], []),
        ("Kỹ năng sống 6", [], [6], ["Kỹ năng sống"]),
    ],
)
def test_subjects_and_grades_of_a_cell(db, text, subjects, grades, unknown):
    programme.load()
    known = {one.number: one for one in Grade.objects.exclude(number=None)}
    found = words.read_subjects(text, KnownSubjects(), known)
    assert [one.name for one in found.subjects] == subjects
    assert [one.number for one in found.grades] == grades
    assert list(found.unknown) == unknown


@pytest.mark.parametrize(
    ("text", "subject", "klass"),
    [
        ("KHTN 8B", "KHTN", "8B"),
        ("GDTC 8/2", "GDTC", "8/2"),
        ("Toán lớp 9", "Toán", "lớp 9"),
        ("8A - KHTN", "KHTN", "8A"),
        ("lớp 6, 7", "", "lớp 6, 7"),
        ("Chuyên đề STEM", "Chuyên đề STEM", ""),
    ],
)
def test_a_class_is_parted_from_its_subject(text, subject, klass):
    assert words.split_class(text) == (subject, klass)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trần Bảo Châu; Lê Văn B", ["Trần Bảo Châu", "Lê Văn B"]),
        ("Trần Thị A, Lê Văn B", ["Trần Thị A", "Lê Văn B"]),
        ("Trần Bảo Châu, THCS Dân Tiến", ["Trần Bảo Châu, THCS Dân Tiến"]),
        ("Cô Lan và cô Hà", ["Cô Lan", "cô Hà"]),
    ],
)
def test_names_in_one_cell_are_parted(text, names):
    assert words.parted(text) == names


def test_a_place_behind_a_name_is_its_place():
    assert words.name_and_place("Trần Bảo Châu (THCS Dân Tiến)") == (
        "Trần Bảo Châu",
        "THCS Dân Tiến",
    )
    assert words.name_and_place("Trần Bảo Châu") == ("Trần Bảo Châu", "")


def test_the_form_of_address_is_no_part_of_a_name():
    assert words.bare_name("Cô giáo Trần Bảo Châu") == "Trần Bảo Châu"


def test_a_post_is_nobodys_name():
    assert words.names_nobody("Cụm trưởng")
    assert words.names_nobody("Hiệu trưởng trường đăng cai")
    assert not words.names_nobody("Hoàng Văn Khải")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sinh hoạt theo NCBH", "lesson_study"),
        ("Chuyên đề", "demo_lessons"),
        ("Khảo sát chất lượng", "joint_exam"),
        ("Hội thảo", "conference"),
        ("Giao lưu", "exchange"),
        ("Tham quan", "visit"),
        ("Ký kết phối hợp", "signing"),
        ("Cả ngày", ""),
    ],
)
def test_a_kind_is_read_from_the_words_of_the_field(text, kind):
    assert words.kind_of(text) == kind
