"""The rows of a version as they are stored: rounds with their hosts, lessons and who teaches them."""

from collections.abc import Sequence

from sessions.models import (
    PlanHost,
    PlanLesson,
    PlanRound,
    PlanRow,
    PlanTeacher,
    PlanVersion,
    YearPlan,
)
from sessions.planning.rows import RoundLine


def write_rows(version: PlanVersion, lines: Sequence[RoundLine]) -> None:
    """The rows of a version anew, in this order. Each goes on with the round whose key it bears; what a
    form cannot know (no key, one of another plan, one used above) begins a new round."""
    version.rows.all().delete()
    rounds = _rounds_for(version.plan, lines)
    rows = PlanRow.objects.bulk_create(
        PlanRow(
            version=version,
            round_id=round_id,
            order=order,
            label=line.label,
            when_as_printed=line.when_as_printed,
            on=line.on,  # type: ignore[misc]
            kind=line.kind,
            chair=line.chair.user if line.chair else None,
            chair_as_printed=line.chair.name if line.chair else "",
            note=line.note,
        )
        for order, (line, round_id) in enumerate(
            zip(lines, rounds, strict=True), start=1
        )
    )
    pairs = list(zip(rows, lines, strict=True))
    PlanHost.objects.bulk_create(
        PlanHost(row=row, order=order, school=host.school, name_as_printed=host.name)
        for row, line in pairs
        for order, host in enumerate(line.hosts, start=1)
    )
    _write_lessons(pairs)


def _rounds_for(plan: YearPlan, lines: Sequence[RoundLine]) -> list[int]:
    """The key of the round of each line, made where there is none."""
    free = set(plan.rounds.values_list("pk", flat=True))
    known: list[int | None] = []
    for line in lines:
        known.append(line.round if line.round in free else None)
        free.discard(known[-1])
    made = PlanRound.objects.bulk_create(
        PlanRound(plan=plan) for key in known if key is None
    )
    fresh = iter(made)
    return [key if key is not None else next(fresh).pk for key in known]


def _write_lessons(pairs: Sequence[tuple[PlanRow, RoundLine]]) -> None:
    said = [lesson for _row, line in pairs for lesson in line.lessons]
    stored = PlanLesson.objects.bulk_create(
        PlanLesson(
            row=row,
            order=order,
            subject_as_printed=lesson.subject_as_printed,
            topic=lesson.topic,
        )
        for row, line in pairs
        for order, lesson in enumerate(line.lessons, start=1)
    )
    lessons = list(zip(stored, said, strict=True))
    subjects, grades = PlanLesson.subjects.through, PlanLesson.grades.through
    subjects.objects.bulk_create(
        subjects(planlesson=made, subject=one)
        for made, lesson in lessons
        for one in lesson.subjects
    )
    grades.objects.bulk_create(
        grades(planlesson=made, grade=one)
        for made, lesson in lessons
        for one in lesson.grades
    )
    PlanTeacher.objects.bulk_create(
        PlanTeacher(
            lesson=made,
            order=order,
            user=one.user,
            school=one.school,
            name_as_printed=one.name,
        )
        for made, lesson in lessons
        for order, one in enumerate(lesson.teachers, start=1)
    )
