"""The lessons that minutes are about, and those whose agreed plan they cite."""

from __future__ import annotations

from django.db.models import QuerySet

from sessions.minutes import words
from sessions.models import Lesson, Minutes, Part
from sessions.models.part import Purpose


def cited_of(
    minutes: Minutes, part: Part | None, lessons: list[Lesson]
) -> list[Lesson]:
    """The meeting that agrees the plans has those of all lessons of the session, whenever they are
    taught; minutes of the whole session have those of their own lessons."""
    if part is not None and Purpose.AGREE_PLAN in part.purposes:
        return _of_group(minutes, list(_rows(minutes)))
    return lessons if minutes.part_id is None else []


def _rows(minutes: Minutes) -> QuerySet[Lesson]:
    return minutes.exchange.lessons.select_related(
        "subject", "school", "agreed_plan"
    ).prefetch_related("teachers")


def lessons_of(minutes: Minutes, parts: list[Part], part: Part | None) -> list[Lesson]:
    """The lessons taught, in order. A group's: those of its subjects, where it has subjects."""
    rows = _rows(minutes)
    if minutes.part_id is not None:
        rows = rows.filter(part=minutes.part_id)
    elif len(parts) > 1:
        # Each part's minutes have its own; the plenary's those of no part.
        rows = rows.filter(part=None)
    return _of_group(minutes, list(rows))


def _of_group(minutes: Minutes, found: list[Lesson]) -> list[Lesson]:
    if minutes.group is not None:
        subjects = {one.pk for one in minutes.group.subjects.all()}
        if subjects:
            found = [one for one in found if one.subject_id in subjects]
    return found


def lesson_line(lesson: Lesson) -> str:
    """The lesson as minutes name it."""
    word = lesson.word_as_printed or (
        "Hoạt động học" if lesson.kind == Lesson.Kind.ACTIVITY else "Tiết dạy"
    )
    return words.lesson(
        word=word[:1].upper() + word[1:],
        subject=lesson.subject_label,
        klass=lesson.klass,
        topic=lesson.topic,
        teachers=lesson.teacher_names,
        school=lesson.school_name,
    )
