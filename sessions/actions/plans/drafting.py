"""What a round of the plan says, as the session that is made of it."""

from datetime import date, datetime

from django.utils import timezone

from clusters.models import Cluster
from clusters.partial_dates import PartialDate
from sessions import defaults
from sessions.models import ExchangeSession, PlanRow
from sessions.models.part import Purpose
from sessions.models.roster import Capacity
from sessions.planning.content import line_of
from sessions.planning.rows import RoundLine
from sessions.planning.words import names_nobody, parted, split_class
from sessions.rows import (
    Details,
    LessonRow,
    NewExchange,
    PartRow,
    PersonRow,
    TeacherRow,
    UnitRow,
)

# As long as a name in a session may be; a cell of the plan may hold more, and keeps it.
_LONGEST_NAME = 120


def session_of(
    row: PlanRow, *, follows: ExchangeSession | None, now: datetime
) -> NewExchange:
    """The session that a round means: its schools are the hosts and those of the cluster today, its
    parts the usual ones of the kind. `follows` is the one that was cancelled before it."""
    line = line_of(row)
    plan = row.round.plan
    lessons = _lessons(line) if line.kind in defaults.WITH_LESSONS else []
    title = defaults.title_from(lessons) or _title(line)
    parts = _parts(line)
    return NewExchange(
        details=Details(
            kind=line.kind,
            lead=plan.cluster,
            cluster=plan.cluster,
            school_year=plan.school_year,
            title=title[:250],
            rounds_as_printed=line.label,
            follows=follows,
            subjects=list({one.pk: one for lesson in line.lessons for one in lesson.subjects}.values()),
            grades=list({one.pk: one for lesson in line.lessons for one in lesson.grades}.values()),
            address=plan.cluster.address_style,
        ),
        parts=parts,
        units=_units(line, plan.cluster, timezone.localtime(now).date()),
        lessons=lessons,
        lessons_in=defaults.taught_in(line.kind) or len(parts),
        people=_people(line),
    )  # fmt: skip


def _title(line: RoundLine) -> str:
    """What the plan calls a round whose lessons have no topic."""
    said = (lesson.topic or lesson.subject_as_printed for lesson in line.lessons)
    return ", ".join(filter(None, said))


def _parts(line: RoundLine) -> list[PartRow]:
    """The usual parts of the kind. A day in the plan is the day on which it is taught, or on which
    everything takes place; the meeting before it is left open."""
    host = next((one for one in line.hosts if one.school is not None), None)
    named = next((one.name for one in line.hosts if one.school is None), "")
    offered = defaults.parts_of(line.kind)
    taught = defaults.taught_in(line.kind)
    month = (
        PartialDate(line.on.year, line.on.month) if line.on and line.on.month else None
    )
    rows = []
    for number, part in enumerate(offered, start=1):
        main = len(offered) == 1 or number == (taught or 1)
        before = Purpose.AGREE_PLAN in part.purposes and line.on and line.on.day
        rows.append(
            PartRow(
                title=part.title,
                purposes=part.purposes,
                on=line.on if main else (None if before else month),
                site=host.school if host else None,
                place_as_printed="" if host else named,
            )
        )
    return rows


def _units(line: RoundLine, cluster: Cluster, today: date) -> list[UnitRow]:
    """The hosts, then the other schools of the cluster as of today."""
    units = [
        UnitRow(
            school=host.school,
            name_as_printed="" if host.school else host.name,
            hosts=True,
        )
        for host in line.hosts
    ]
    there = {host.school.pk for host in line.hosts if host.school}
    return units + [
        UnitRow(school=school)
        for school in cluster.schools_on(today)
        if school.pk not in there
    ]


def _lessons(line: RoundLine) -> list[LessonRow]:
    rows = []
    for lesson in line.lessons:
        subject, klass = split_class(lesson.subject_as_printed)
        one = lesson.subjects[0] if len(lesson.subjects) == 1 else None
        if not (subject or klass or lesson.topic):
            continue
        people = [one for one in lesson.teachers if not one.is_school]
        school = next((one.school for one in lesson.teachers if one.school), None)
        rows.append(
            LessonRow(
                subject=one,
                subject_as_printed=subject[:80],
                grade=lesson.grades[0] if len(lesson.grades) == 1 else None,
                klass=klass[:40],
                topic=lesson.topic,
                teachers=[
                    TeacherRow(name=one.name[:_LONGEST_NAME], user=one.user)
                    for one in people
                ],
                school=school,
            )
        )
    return rows


def _people(line: RoundLine) -> list[PersonRow]:
    """The chair, where the plan names people; "Cụm trưởng" is nobody's name."""
    chair = line.chair
    if chair is None:
        return []
    names = [chair.name] if chair.user else parted(chair.name)
    return [
        PersonRow(
            name=name[:_LONGEST_NAME], user=chair.user, capacities=(Capacity.CHAIR,)
        )
        for name in dict.fromkeys(names)
        if chair.user or not names_nobody(name)
    ]
