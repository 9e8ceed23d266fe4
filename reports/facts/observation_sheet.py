"""The facts of the blank sheet for observing a lesson. Reads only."""

from __future__ import annotations

from datetime import date

from clusters.models import School
from lessons.criteria import offered_for, points_said
from lessons.models import CriteriaSet, Criterion
from lessons.observing import gives_points
from reports.facts.papers import CriterionFacts, ObservationSheetFacts
from reports.facts.shapes import WhenFacts
from sessions.models import ExchangeSession, Lesson

# The steps of an activity, CV 5512/BGDĐT-GDTrH, appendix IV, d.
STEPS = (
    "giao nhiệm vụ",
    "học sinh thực hiện",
    "báo cáo, thảo luận",
    "kết luận, nhận định",
)


def observation_sheet_facts(lesson: Lesson, *, today: date) -> ObservationSheetFacts:
    """What is known of the lesson before it is taught, and the criteria that are offered for it."""
    exchange = lesson.exchange
    part = lesson.part
    on = (part.on if part else None) or exchange.on
    host = lesson.class_school or (part.site if part else None) or _host(exchange)
    day = exchange.named_day
    offered = offered_for(lesson, today=today)
    giving = gives_points(lesson)
    return ObservationSheetFacts(
        host=host.name_on(day) if host else "",
        lesson=lesson.subject_label,
        topic=lesson.topic,
        klass=lesson.klass,
        teachers=tuple(lesson.teacher_names),
        school=lesson.school_name,
        when=WhenFacts(
            on=str(on) if on else "",
            half_day=(part.half_day if part else "") or exchange.half_day,
            starts_at=part.starts_at.strftime("%H:%M")
            if part and part.starts_at
            else "",
            date_as_printed=(part.date_as_printed if part else "")
            or exchange.date_as_printed,
        ),
        place=part.place_as_printed if part else "",
        steps=STEPS,
        criteria=offered.title if offered else "",
        source=offered.source if offered else "",
        rows=tuple(
            CriterionFacts(
                row.text,
                row.group,
                points_said(row.points) if giving and row.points else "",
            )
            for row in _rows(offered)
        ),
    )


def _host(exchange: ExchangeSession) -> School | None:
    """The school that receives the others, where only one does."""
    units = exchange.units.filter(hosts=True, school__isnull=False)
    hosts = list(units.select_related("school")[:2])
    return hosts[0].school if len(hosts) == 1 else None


def _rows(criteria: CriteriaSet | None) -> list[Criterion]:
    return sorted(criteria.rows.all(), key=lambda row: row.order) if criteria else []
