"""The lessons taught (tiết dạy) and their teachers."""

from collections.abc import Collection, Sequence

from accounts.verbs import Actor
from sessions.actions.guard import belongs, edit
from sessions.actions.ordering import save_rows
from sessions.models import ExchangeSession, Lesson, LessonTeacher
from sessions.rows import LessonRow, TeacherRow

_COLUMNS = (
    "part",
    "kind",
    "word_as_printed",
    "subject",
    "subject_as_printed",
    "grade",
    "klass",
    "topic",
    "school",
    "class_school",
    "periods",
)


def write_lesson(
    exchange: ExchangeSession, row: LessonRow, stored: Lesson | None, order: int
) -> None:
    """Store one lesson with its teachers; photos and plans hang on the row, so it keeps its key."""
    belongs(row.part, exchange)
    lesson = stored or Lesson(exchange=exchange)
    for name in _COLUMNS:
        setattr(lesson, name, getattr(row, name))
    lesson.order = order
    lesson.save()
    _write_teachers(lesson, row.teachers)


def _write_teachers(lesson: Lesson, teachers: Sequence[TeacherRow]) -> None:
    known = list(lesson.teachers.values_list("name_as_printed", "user_id"))
    wanted = [(one.name, one.user.pk if one.user else None) for one in teachers]
    if known == wanted:
        return
    lesson.teachers.all().delete()
    LessonTeacher.objects.bulk_create(
        LessonTeacher(lesson=lesson, order=order, name_as_printed=name, user_id=user)
        for order, (name, user) in enumerate(wanted, start=1)
    )


def save_lessons(
    *,
    exchange: ExchangeSession,
    rows: Sequence[LessonRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring the lessons to what the form says. A removed lesson leaves its photos without a lesson."""
    with edit("lessons", exchange=exchange, by=by, version=version) as locked:
        save_rows(
            locked.lessons,
            rows=rows,
            removed=removed,
            write=lambda row, stored, order: write_lesson(locked, row, stored, order),
        )
