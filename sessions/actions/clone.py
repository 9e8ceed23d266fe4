"""A session like an earlier one (nhân bản từ đợt trước): everything but what belongs to its days."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from accounts.verbs import Actor
from clusters.models import Post, SchoolYear
from clusters.partial_dates import PartialDate
from sessions.actions.create import schedule
from sessions.actions.guard import refresh_search_key
from sessions.models import (
    ExchangeSession,
    Group,
    Lesson,
    LessonTeacher,
    Part,
    PartState,
    RosterEntry,
    SessionDocument,
    SessionUnit,
)
from sessions.rows import Details, NewExchange, PartRow, UnitRow
from sessions.telling import people_among

_CLONE = "sessions.clone"


def clone(
    *,
    exchange: ExchangeSession,
    first_day: date | None = None,
    client_key: str | None = None,
    by: Actor,
    now: datetime,
) -> ExchangeSession:
    """A draft with the parts, units, lessons, people, groups and bases of an earlier session, which it
    follows.

    Without days, rounds, attendance, replies, what was said and what was agreed; without people who
    left. With `first_day` its parts lie as far apart as they did. The same `client_key` answers the
    draft that the first press made.
    """
    parts = list(
        exchange.parts.exclude(state=PartState.CANCELLED).select_related("site")
    )
    shift = _shift(exchange, parts, first_day)
    with transaction.atomic():
        made = schedule(
            by=by,
            data=NewExchange(
                details=_details(exchange, first_day),
                parts=[_part(part, shift) for part in parts],
                units=[_unit(unit) for unit in _units_of(exchange)],
                client_key=client_key,
            ),
            now=now,
        )
        if _is_cloned(made):
            return made
        new_parts = dict(
            zip((part.pk for part in parts), made.parts.all(), strict=True)
        )
        _copy_groups(new_parts)
        _copy_lessons(exchange, made, new_parts)
        _copy_people(
            exchange, made, new_parts, day=first_day or timezone.localdate(now)
        )
        for line in exchange.documents.all():
            SessionDocument.objects.create(
                exchange=made,
                document_id=line.document_id,
                order=line.order,
                role=line.role,
                opening_words=line.opening_words,
            )
        refresh_search_key(exchange=made)
        audit.record(by=by, verb=_CLONE, row=made, after={"of": exchange.pk})
        return made


def _is_cloned(made: ExchangeSession) -> bool:
    return AuditEntry.objects.filter(
        object_type=made._meta.label_lower, object_id=str(made.pk), verb=_CLONE
    ).exists()


def _shift(
    exchange: ExchangeSession, parts: list[Part], first_day: date | None
) -> timedelta | None:
    """How far the days move, where there is a day to move from and one to move to."""
    days = [part.on or exchange.on for part in parts]
    known = [on.exact for on in days if on and on.exact]
    return first_day - min(known) if first_day and known else None


def _details(exchange: ExchangeSession, first_day: date | None) -> Details:
    year = SchoolYear.objects.containing(first_day) if first_day else None
    return Details(
        kind=exchange.kind,
        lead=exchange.lead,
        cluster=exchange.cluster,
        partnership=exchange.partnership,
        school_year=year,
        follows=exchange,
        called=exchange.called,
        title=exchange.title,
        purpose=exchange.purpose,
        duration_as_printed=exchange.duration_as_printed,
        subjects=list(exchange.subjects.all()),
        grades=list(exchange.grades.all()),
        address=exchange.address,
    )


def _part(part: Part, shift: timedelta | None) -> PartRow:
    on = part.on or part.exchange.on
    exact = on.exact if on else None
    return PartRow(
        title=part.title,
        purposes=part.purposes,
        on=PartialDate.of(exact + shift) if exact and shift is not None else None,
        half_day=part.half_day,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        duration_as_printed=part.duration_as_printed,
        site=part.site,
        place_as_printed=part.place_as_printed,
        mode=part.mode,
    )


def _units_of(exchange: ExchangeSession) -> list[SessionUnit]:
    return list(exchange.units.select_related("school", "authority", "cluster"))


def _unit(unit: SessionUnit) -> UnitRow:
    return UnitRow(
        school=unit.school,
        authority=unit.authority,
        cluster=unit.cluster,
        name_as_printed=unit.name_as_printed,
        inner_unit=unit.inner_unit,
        organises=unit.organises,
        hosts=unit.hosts,
        invited=unit.invited,
    )


def _copy_groups(parts: dict[int, Part]) -> None:
    for group in Group.objects.filter(part__in=parts).prefetch_related("subjects"):
        made = Group.objects.create(
            part=parts[group.part_id], order=group.order, name=group.name
        )
        made.subjects.set(group.subjects.all())


def _copy_lessons(
    exchange: ExchangeSession, made: ExchangeSession, parts: dict[int, Part]
) -> None:
    """The lessons with their teachers, without those who left."""
    lessons = list(exchange.lessons.prefetch_related("teachers"))
    still = _still({one.user_id for lesson in lessons for one in lesson.teachers.all()})
    for lesson in lessons:
        copy = Lesson.objects.create(
            exchange=made,
            part=parts.get(lesson.part_id) if lesson.part_id else None,
            order=lesson.order,
            kind=lesson.kind,
            word_as_printed=lesson.word_as_printed,
            subject_id=lesson.subject_id,
            subject_as_printed=lesson.subject_as_printed,
            grade_id=lesson.grade_id,
            klass=lesson.klass,
            topic=lesson.topic,
            school_id=lesson.school_id,
            class_school_id=lesson.class_school_id,
            periods=lesson.periods,
        )
        LessonTeacher.objects.bulk_create(
            LessonTeacher(
                lesson=copy,
                order=one.order,
                user_id=one.user_id,
                name_as_printed=one.name_as_printed,
            )
            for one in lesson.teachers.all()
            if one.user_id is None or one.user_id in still
        )


def _copy_people(
    exchange: ExchangeSession,
    made: ExchangeSession,
    parts: dict[int, Part],
    *,
    day: date,
) -> None:
    """The list of people, without those who left, tied to the units of the new session."""
    entries = list(exchange.roster.select_related("unit").prefetch_related("parts"))
    still = _still({entry.user_id for entry in entries})
    posts = list(Post.objects.filter(user__in=still).order_by("pk"))
    held = set(Post.objects.on(day).filter(user__in=still).values_list("pk", flat=True))
    old = exchange.units.values_list("pk", flat=True)
    units = dict(zip(old, made.units.values_list("pk", flat=True), strict=True))
    for entry in entries:
        if entry.user_id is not None and entry.user_id not in still:
            continue
        copy = RosterEntry(
            exchange=made,
            order=entry.order,
            kind=entry.kind,
            user_id=entry.user_id,
            title_as_printed=_title(entry, posts, held),
            organisation_as_printed=entry.organisation_as_printed,
            unit_id=units.get(entry.unit_id) if entry.unit_id else None,
            capacities=entry.capacities,
            group_count=entry.group_count,
        )
        copy.set_name(entry.name_as_printed)
        copy.save()
        copy.parts.set([parts[one.pk] for one in entry.parts.all() if one.pk in parts])


def _title(entry: RosterEntry, posts: list[Post], held: set[int]) -> str:
    """The title as printed, but of a post that ended that of the one held now, at the same school
    before any other; words that no post bears were typed for a reason and stay. Pure."""
    theirs = [post for post in posts if post.user_id == entry.user_id]
    now = [post for post in theirs if post.pk in held]
    printed = entry.title_as_printed
    if not now or printed not in {post.title for post in theirs if post not in now}:
        return printed
    if printed in {post.title for post in now}:
        return printed
    school = entry.unit.school_id if entry.unit else None
    return min(now, key=lambda post: post.school_id != school).title


def _still(people: set[int | None]) -> set[int]:
    return {one.pk for one in people_among({pk for pk in people if pk is not None})}
