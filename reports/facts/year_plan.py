"""The facts of the paper of one version of a cluster's plan. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from reports.facts.letterhead import cluster_signer, letterhead_facts
from reports.facts.papers import PlanRow, YearPlanFacts
from sessions.models import PlanRow as PlannedRow
from sessions.models import PlanState, PlanVersion

FINAL = (PlanState.APPROVED, PlanState.REPLACED)


def year_plan_facts(version: PlanVersion) -> YearPlanFacts:
    """Everything that stands on the paper of this version; a constant number of questions."""
    plan = version.plan
    prefetch_related_objects(
        [version], "rows__hosts", "rows__lessons__teachers", "rows__chair"
    )
    day = day_of(version)
    return YearPlanFacts(
        letterhead=letterhead_facts(
            plan.cluster,
            day,
            on=str(version.issued_on) if version.issued_on else "",
            number=version.number_as_printed,
        ),
        school_year=plan.school_year.label,
        cluster=plan.cluster.label,
        bases=_lines(version.bases),
        opening=_lines(version.opening),
        purposes=_lines(version.purposes),
        contents=_lines(version.contents),
        schedule_words=_lines(version.schedule_words),
        rows=tuple(line for row in version.rows.all() for line in _rows(row)),
        organisation=_lines(version.organisation),
        signer=cluster_signer(plan.cluster, day),
        recipients=_lines(version.recipients),
        confirmed=version.state in FINAL,
    )


def day_of(version: PlanVersion) -> date:
    """The day whose names the paper bears: its own, else that of its approval, else of its making."""
    first = version.issued_on.first_day if version.issued_on else None
    return first or timezone.localdate(version.approved_at or version.created_at)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _rows(row: PlannedRow) -> Iterator[PlanRow]:
    """A line for each lesson of a round; the round itself is told on the first."""
    told = PlanRow(
        order=row.label,
        when=row.when_as_printed,
        on=str(row.on) if row.on else "",
        hosts=tuple(host.name_as_printed for host in row.hosts.all()),
        chair=row.chair_as_printed or (str(row.chair) if row.chair else ""),
        note=row.note,
    )
    lessons = list(row.lessons.all())
    if not lessons:
        yield told
    for at, lesson in enumerate(lessons):
        yield replace(
            PlanRow() if at else told,
            subject=lesson.subject_as_printed,
            topic=lesson.topic,
            teachers=tuple(one.name_as_printed for one in lesson.teachers.all()),
        )
