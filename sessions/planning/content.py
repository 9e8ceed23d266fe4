"""What a version of a plan holds: its rows, the words for them, and a mark of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.versions import version_of
from clusters.partial_dates import PartialDate
from sessions.models import PlanRow, PlanTeacher, PlanVersion
from sessions.models.exchange import Kind
from sessions.models.year_plan import PLAN_TEXTS
from sessions.planning.rows import (
    HostLine,
    LessonLine,
    PlanWords,
    RoundLine,
    TeacherLine,
)

_KINDS = dict(Kind.choices)


def rows_of(version: PlanVersion) -> list[PlanRow]:
    """The rows of a version with everything in them, in order; six queries."""
    return list(
        version.rows.select_related("chair", "round__exchange").prefetch_related(
            "hosts__school",
            "lessons__subjects",
            "lessons__grades",
            "lessons__teachers__user",
            "lessons__teachers__school",
        )
    )


def line_of(row: PlanRow) -> RoundLine:
    """A stored row as an action takes it."""
    chair = None
    if row.chair_as_printed:
        chair = TeacherLine(name=row.chair_as_printed, user=row.chair)
    return RoundLine(
        round=row.round_id,
        label=row.label,
        when_as_printed=row.when_as_printed,
        on=row.on,
        kind=row.kind,
        hosts=tuple(
            HostLine(name=host.name_as_printed, school=host.school)
            for host in row.hosts.all()
        ),
        chair=chair,
        note=row.note,
        lessons=tuple(
            LessonLine(
                subject_as_printed=lesson.subject_as_printed,
                topic=lesson.topic,
                subjects=tuple(lesson.subjects.all()),
                grades=tuple(lesson.grades.all()),
                teachers=tuple(
                    TeacherLine(
                        name=one.name_as_printed, user=one.user, school=one.school
                    )
                    for one in lesson.teachers.all()
                ),
            )
            for lesson in row.lessons.all()
        ),
    )


def said_of(teacher: TeacherLine | PlanTeacher) -> str:
    """A teacher as a table shows: the name, and the school where it is another thing and known."""
    name = teacher.name_as_printed if isinstance(teacher, PlanTeacher) else teacher.name
    school = teacher.school
    if school is None or school.name in name:
        return name
    return f"{name} ({school})"


def lesson_words(lesson: LessonLine) -> str:
    """A lesson in one line: "KHTN 8B · Áp suất · Trần Bảo Châu"."""
    teachers = ", ".join(said_of(one) for one in lesson.teachers)
    return " · ".join(filter(None, [lesson.subject_as_printed, lesson.topic, teachers]))


def month_words(on: PartialDate | None) -> str:
    """A time of a plan: "15/10/2026", "tháng 10/2026"; empty when it is not known."""
    if on is None:
        return ""
    if on.day is None and on.month is not None:
        return str(_("month %(month)s/%(year)s")) % {"month": on.month, "year": on.year}
    return on.in_news()


def when_words(line: RoundLine | PlanRow) -> str:
    """The time in the words of the plan, else the date that stands for it."""
    return line.when_as_printed or month_words(line.on)


def words_of(line: RoundLine) -> dict[str, str]:
    """A round in words, by the names of its columns."""
    return {
        "label": line.label,
        "when": when_words(line),
        "hosts": ", ".join(host.name for host in line.hosts),
        "kind": str(_KINDS[line.kind]),
        "lessons": "; ".join(filter(None, map(lesson_words, line.lessons))),
        "chair": line.chair.name if line.chair else "",
        "note": line.note,
    }


def texts_of(version: PlanVersion | PlanWords) -> PlanWords:
    return PlanWords(
        number_as_printed=version.number_as_printed,
        issued_on=version.issued_on,
        **{name: getattr(version, name) for name in PLAN_TEXTS},
    )


def plain(line: RoundLine) -> list[Any]:
    """Everything that a round says, as plain data: equal rounds have equal keys."""
    chair = line.chair
    return [
        line.label,
        line.when_as_printed,
        str(line.on or ""),
        line.kind,
        [[host.name, host.school.pk if host.school else None] for host in line.hosts],
        [chair.name, chair.user.pk if chair.user else None] if chair else [],
        line.note,
        [
            [
                lesson.subject_as_printed,
                lesson.topic,
                sorted(one.pk for one in lesson.subjects),
                sorted(one.pk for one in lesson.grades),
                [
                    [
                        one.name,
                        one.user.pk if one.user else None,
                        one.school.pk if one.school else None,
                    ]
                    for one in lesson.teachers
                ],
            ]
            for lesson in line.lessons
        ],
    ]


def snapshot(lines: Sequence[RoundLine], words: PlanWords) -> dict[str, Any]:
    """All of a version as plain data, for its mark and the audit log."""
    texts = {name: getattr(words, name) for name in PLAN_TEXTS}
    return {
        "rows": [[line.round, *plain(line)] for line in lines],
        "number": words.number_as_printed,
        "issued_on": str(words.issued_on or ""),
        **texts,
    }


def mark_of(version: PlanVersion | None, rows: Sequence[PlanRow]) -> str:
    """The mark of what a version holds now; of no version yet a mark of its own."""
    if version is None:
        return version_of({})
    held = snapshot([line_of(row) for row in rows], texts_of(version))
    return version_of({"version": version.pk, "state": version.state, **held})


def schools_in(line: RoundLine) -> set[int]:
    """The schools that a round concerns: that host it, or whose teachers teach in it."""
    hosting = {host.school.pk for host in line.hosts if host.school}
    teaching = {
        one.school.pk
        for lesson in line.lessons
        for one in lesson.teachers
        if one.school is not None
    }
    return hosting | teaching
