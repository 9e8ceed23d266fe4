"""The line under a photo: only what is known of its lesson."""

import pytest

from clusters.models import Grade
from reports.models import Photo
from reports.photo_lines import caption_of, lesson_line
from sessions.models import ExchangeSession, Lesson, LessonTeacher
from tests import builders

pytestmark = pytest.mark.django_db


def lesson(exchange, *, teachers=(), **known) -> Lesson:
    made = Lesson.objects.create(exchange=exchange, order=9, topic="Áp suất", **known)
    for order, name in enumerate(teachers, start=1):
        LessonTeacher.objects.create(lesson=made, order=order, name_as_printed=name)
    return made


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Tiết dạy"),
        ({"klass": "8A2"}, "Tiết dạy tại lớp 8A2"),
        ({"subject_as_printed": "KHTN"}, "Tiết dạy môn KHTN"),
        ({"kind": Lesson.Kind.ACTIVITY}, "Hoạt động học"),
        ({"word_as_printed": "chuyên đề"}, "Chuyên đề"),
    ],
)
def test_of_a_lesson_only_what_is_known_is_said(exchange, known, said):
    assert lesson_line(lesson(exchange, **known)) == said


def test_without_a_class_the_grade_is_said(exchange):
    made = lesson(exchange)
    made.grade = Grade(name="Lớp 8")
    assert lesson_line(made) == "Tiết dạy lớp 8"
    made.klass = "8A2"
    assert lesson_line(made) == "Tiết dạy tại lớp 8A2"


def test_the_teachers_are_called_as_the_session_says(exchange):
    other = next(
        one
        for one in ExchangeSession.Address.values
        if one != ExchangeSession.Address.COMRADE
    )
    both = lesson(exchange, teachers=["Vàng Thị Mai", "Lò Văn Yên"])
    assert lesson_line(both) == ("Tiết dạy của các đồng chí Vàng Thị Mai và Lò Văn Yên")
    assert lesson_line(both, other) == (
        "Tiết dạy của các giáo viên Vàng Thị Mai và Lò Văn Yên"
    )


def test_without_caption_and_lesson_nothing_is_said(exchange):
    photo = Photo(exchange=exchange)
    assert caption_of(photo) == ""
    photo.lesson = builders.make_lesson(exchange, klass="8A2")
    assert caption_of(photo).endswith("tại lớp 8A2")
    photo.caption = "Cả lớp"
    assert caption_of(photo) == "Cả lớp"


@pytest.mark.parametrize("address", ExchangeSession.Address.values)
def test_who_is_typed_with_a_form_of_address_gets_no_second_one(exchange, address):
    art = lesson(exchange, subject_as_printed="Mĩ thuật", teachers=["Cô Hoa"])
    assert lesson_line(art, address) == "Tiết dạy môn Mĩ thuật của cô Hoa"
    art.delete()
    both = lesson(exchange, teachers=["đ/c Lê Thị B", "Thầy Nam"])
    assert lesson_line(both, address) == "Tiết dạy của đồng chí Lê Thị B và thầy Nam"
