"""The facts of the paper of a typed lesson plan. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.utils import timezone

from clusters.models.programme import subject_said
from clusters.naming import school_name_on
from lessons.models import PlanRevision
from lessons.structures import FREE, ORGANISATION, form_of, written
from reports.facts.papers import LessonPlanFacts, LineFacts, PlanSectionFacts
from sessions.models import Lesson

_KINDERGARTEN = "mn"


def lesson_plan_facts(revision: PlanRevision) -> LessonPlanFacts:
    """What a typed revision says, under the names of the day on which it was handed in; after the agreed
    one what its teachers would change. A constant number of questions."""
    plan = revision.plan
    content: dict[str, str] = revision.content or {}
    day = timezone.localdate(revision.created_at)
    teachings = list(
        plan.teachings.select_related("lesson__subject", "lesson__grade__level")
    )
    lessons = [teaching.lesson for teaching in teachings]
    school = plan.owner_school
    agreed = plan.agreed_revision_id == revision.pk
    return LessonPlanFacts(
        form=form_of(content),
        kindergarten=form_of(content) == FREE and _of_kindergarten(lessons),
        school=school_name_on(school, day) if school else "",
        group=content.get("group", ""),
        teachers=tuple(
            author.user.full_name for author in plan.authors.select_related("user")
        ),
        title=content.get("title", ""),
        subjects=_each(_subject(lesson) for lesson in lessons),
        classes=_each(lesson.klass for lesson in lessons),
        periods=content.get("periods", ""),
        sections=tuple(_sections(content)),
        adjustments=tuple(
            LineFacts(teaching.lesson.klass, teaching.adjustments)
            for teaching in teachings
            if agreed and teaching.adjustments
        ),
    )


def day_of(revision: PlanRevision) -> date:
    """The day whose names the paper bears: that of handing in."""
    return timezone.localdate(revision.created_at)


def _sections(content: Mapping[str, str]) -> Iterator[PlanSectionFacts]:
    for one in written(content):
        lines: list[LineFacts] = []
        organised = False
        title = one.section.title
        for field, text in one.texts:
            if field.key.endswith(".name"):
                title = f"{title} – {text}"
                continue
            if field.step and not organised:
                organised = True
                lines.append(LineFacts(ORGANISATION, ""))
            lines.append(LineFacts(field.title, text))
        yield PlanSectionFacts(title, one.section.chapter, tuple(lines))


def _subject(lesson: Lesson) -> str:
    subject = lesson.subject
    return lesson.subject_as_printed or (
        subject_said(subject.name, subject.short_name) if subject else ""
    )


def _of_kindergarten(lessons: list[Lesson]) -> bool:
    levels = {lesson.grade.level.code for lesson in lessons if lesson.grade}
    return levels == {_KINDERGARTEN}


def _each(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, in their order, without those that say nothing."""
    return tuple(dict.fromkeys(filter(None, words)))
