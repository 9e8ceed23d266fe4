"""From a round of the plan to a session: one press makes a draft, and only one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from clusters.models import ClusterMembership, School
from clusters.partial_dates import PartialDate
from sessions import defaults
from sessions.actions import create
from sessions.models import ExchangeSession, PlanRound, PlanRow, State
from sessions.models.part import Purpose
from sessions.models.roster import Capacity
from sessions.planning.content import line_of, rows_of
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

# A chair of more words than this is no name of a person.
_LONGEST_NAME = 120


def schedule(*, planned: PlanRound, by: Actor, now: datetime) -> ExchangeSession:
    """Make the session of a round: a draft that holds what the plan says, with all schools of the
    cluster invited. A day is taken over where the plan names one; of a month only the month stands.

    Pressed again it answers the session that is there; after that one was cancelled it makes another.
    Refuses what is not in the version in force.
    """
    with transaction.atomic():
        locked = _lock(planned)
        made = locked.exchange
        if made is not None and made.state != State.CANCELLED:
            return made
        row = _in_force(locked)
        exchange = create.schedule(by=by, data=_new_exchange(row, made, now), now=now)
        _tie(locked, exchange, by=by, verb="plans.schedule")
        return exchange


def link(*, planned: PlanRound, exchange: ExchangeSession, by: Actor) -> None:
    """Tie a session that exists already to the round it is of. Refuses a second session for one
    round, a session of another cluster, and one that is tied elsewhere."""
    with transaction.atomic():
        locked = _lock(planned)
        if locked.exchange_id == exchange.pk:
            return
        if locked.exchange is not None and locked.exchange.state != State.CANCELLED:
            raise Refused(_("This round has a session already."))
        cluster = locked.plan.cluster_id
        if cluster not in {exchange.cluster_id, exchange.lead_cluster_id}:
            raise Refused(_("This session is of another cluster."))
        if PlanRound.objects.filter(exchange=exchange).exists():
            raise Refused(_("This session is tied to another round already."))
        _tie(locked, exchange, by=by, verb="plans.link")


def unlink(*, planned: PlanRound, by: Actor) -> None:
    """Untie a session from its round; both stay as they are."""
    with transaction.atomic():
        locked = _lock(planned)
        if locked.exchange_id is not None:
            _tie(locked, None, by=by, verb="plans.unlink")


def _lock(planned: PlanRound) -> PlanRound:
    found = PlanRound.objects.select_for_update().filter(pk=planned.pk).first()
    if found is None:
        raise Refused(_("This round is no longer in the plan."))
    return found


def _tie(
    locked: PlanRound, exchange: ExchangeSession | None, *, by: Actor, verb: str
) -> None:
    before = locked.exchange_id
    locked.exchange = exchange
    locked.save(update_fields=["exchange"])
    audit.record(
        by=by,
        verb=verb,
        row=locked,
        before={"exchange": before},
        after={"exchange": exchange.pk if exchange else None},
    )


def _in_force(locked: PlanRound) -> PlanRow:
    version = locked.plan.versions.in_force().first()
    rows = rows_of(version) if version is not None else []
    for row in rows:
        if row.round_id == locked.pk:
            return row
    raise Refused(
        _(
            "Only rounds of the approved plan are scheduled. Have the plan approved first."
        )
    )


def _new_exchange(
    row: PlanRow, follows: ExchangeSession | None, now: datetime
) -> NewExchange:
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
        units=_units(line, plan.cluster_id, timezone.localtime(now).date()),
        lessons=lessons,
        lessons_in=defaults.taught_in(line.kind) or len(parts),
        people=_people(line),
    )  # fmt: skip


def _title(line: RoundLine) -> str:
    """What the plan calls a round whose lessons have no topic."""
    said = [
        lesson.topic or lesson.subject_as_printed
        for lesson in line.lessons
        if lesson.topic or lesson.subject_as_printed
    ]
    return ", ".join(said)


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


def _units(line: RoundLine, cluster: int, today) -> list[UnitRow]:
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
    members = ClusterMembership.objects.on(today).filter(cluster=cluster)
    schools = School.objects.filter(pk__in=members.values("school"), is_active=True)
    units += [
        UnitRow(school=school)
        for school in schools.order_by("sort_key", "pk")
        if school.pk not in there
    ]
    return units


def _lessons(line: RoundLine) -> list[LessonRow]:
    rows = []
    for lesson in line.lessons:
        subject, klass = split_class(lesson.subject_as_printed)
        one = lesson.subjects[0] if len(lesson.subjects) == 1 else None
        if not (subject or klass or lesson.topic):
            continue
        people = [one for one in lesson.teachers if not _is_school(one)]
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


def _is_school(teacher) -> bool:
    """A school that is to name somebody: nobody's name stands there yet."""
    return teacher.user is None and teacher.school is not None and (
        teacher.name == teacher.school.name
    )  # fmt: skip


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
