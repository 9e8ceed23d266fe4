"""The line under a photo: its own caption, else its lesson's line. Pure."""

from reports.models import Photo
from reports.wording.vietnamese import (
    all_addressed,
    has_address,
    join_and,
    upper_first,
)
from sessions.models import ExchangeSession, Lesson


def lesson_line(lesson: Lesson, address: str = ExchangeSession.Address.COMRADE) -> str:
    """`Tiết dạy KHTN của đồng chí Nguyễn Thị Dương tại lớp 6A5`: only what is known.

    Short forms stand alone, full subject names take "môn"; nobody's gender is guessed.
    """
    activity = lesson.kind == Lesson.Kind.ACTIVITY
    words = [lesson.word_as_printed or ("hoạt động học" if activity else "tiết dạy")]
    subject = lesson.subject
    label = lesson.subject_label
    if label:
        short = subject is not None and label == subject.short_name
        words.append(label if short else f"môn {label}")
    teachers = lesson.teacher_names
    if teachers:
        words.append(f"của {_taught_by(teachers, address)}")
    if lesson.klass:
        words.append(f"tại lớp {lesson.klass}")
    elif lesson.grade:
        words.append(str(lesson.grade).lower())
    return upper_first(" ".join(words))


def _taught_by(teachers: list[str], address: str) -> str:
    """`đồng chí An`, `các giáo viên An và Bình`, `cô Hoa`: who is typed with a form of address
    gets no second one."""
    if address == ExchangeSession.Address.COMRADE or any(map(has_address, teachers)):
        return all_addressed(teachers, address)
    plural = "các " if len(teachers) > 1 else ""
    return f"{plural}giáo viên {join_and(teachers)}"


def caption_of(photo: Photo) -> str:
    """What stands under the photo; empty if it has neither a caption nor a lesson."""
    if photo.caption:
        return photo.caption
    if photo.lesson is None:
        return ""
    exchange = photo.exchange
    return lesson_line(photo.lesson, exchange.address if exchange else "dong_chi")
