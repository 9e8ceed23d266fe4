"""Which other sessions stand in a time, and what of ours they take: the questions to the database.

Each is asked once, whatever the number of sessions; what does not concern our people, schools,
classes or grades is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.models import Cluster, ClusterMembership, SchoolAuthority
from sessions.clashes.asked import (
    Asked,
    bare_class,
    classes_in,
    grades_in,
    room_of,
    span_at,
)
from sessions.clashes.spans import Span
from sessions.models import (
    ExchangeSession,
    Lesson,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.models.exchange import Kind
from sessions.models.part import TAKING_PLACE

# What is announced stands in the way; a draft stands in nobody's.
_ANNOUNCED = (State.PROPOSED, State.SCHEDULED, State.HELD)


@dataclass
class Other:
    """A part of another session, with what of ours is in it."""

    part: Part
    span: Span
    # Names by key, so that they are told once and in order.
    people: dict[int, str] = field(default_factory=dict)
    schools: dict[int, str] = field(default_factory=dict)
    classes: dict[tuple[int, str], str] = field(default_factory=dict)
    # The numbers of the grades of a joint exam; empty: not known, so any.
    grades: set[int] = field(default_factory=set)
    is_exam_near: bool = False

    @property
    def exchange(self) -> ExchangeSession:
        return self.part.exchange

    @property
    def room(self) -> str:
        return room_of(self.part.place_as_printed, str(self.part.site or ""))


def others_between(
    asked: Asked, first: date, last: date, *, today: date
) -> list[Other]:
    """The parts of other sessions from `first` to `last` that concern ours. Five queries at most."""
    schools = asked.schools | asked.hosts
    near = _exams_near(asked, schools, today)
    sites = {part.site for part in asked.parts if part.site} | asked.hosts
    concerned = (
        Q(exchange__in=_with_schools(schools).values("exchange"))
        | Q(exchange__in=_with_people(asked.people).values("exchange"))
        | Q(exchange__in=_taught_by(asked.people).values("lesson__exchange"))
        | Q(site__in=sites)
        | Q(exchange__in=near.values("pk"))
    )
    whole_day = ExchangeSession.objects.filter(on_sort__range=(first, last))
    parts = (
        Part.objects.with_lead()
        .filter(state__in=TAKING_PLACE)
        .filter(
            Q(on_sort__range=(first, last))
            | Q(on=None, exchange__in=whole_day.order_by().values("pk"))
        )
        .filter(concerned, exchange__state__in=_ANNOUNCED)
        .exclude(exchange=asked.exchange)
        .annotate(exam_near=Q(exchange__in=near.values("pk")))
        .select_related("site")
        .order_by("on_sort", "starts_at", "pk")
    )
    found = []
    for part in parts:
        span = span_at(part, part.exchange)
        if span is not None:
            found.append(Other(part, span, is_exam_near=part.exam_near))
    _fill_in(found, asked, schools)
    return found


def _fill_in(found: list[Other], asked: Asked, schools: frozenset[int]) -> None:
    """Who and what of ours each of these parts takes: four queries."""
    by_exchange: dict[int, list[Other]] = defaultdict(list)
    for other in found:
        by_exchange[other.part.exchange_id].append(other)
    exchanges = set(by_exchange)
    for exchange, part, user, name in _people_in(exchanges, asked.people):
        for other in by_exchange[exchange]:
            if part in {None, other.part.pk}:
                other.people[user] = name
    hosts: dict[int, list[int]] = defaultdict(list)
    units = _with_schools(schools).filter(exchange__in=exchanges).order_by("order")
    for exchange, school, name, is_host in units.values_list(
        "exchange_id", "school_id", "school__name", "hosts"
    ):
        if is_host:
            hosts[exchange].append(school)
        for other in by_exchange[exchange]:
            other.schools[school] = name
    lessons = Lesson.objects.filter(exchange__in=exchanges).order_by("order")
    for lesson in lessons.values(
        "exchange_id",
        "part_id",
        "klass",
        "grade__number",
        "school_id",
        "class_school_id",
    ):
        for other in by_exchange[lesson["exchange_id"]]:
            if lesson["part_id"] in {None, other.part.pk}:
                _add_lesson(other, lesson, hosts[lesson["exchange_id"]])
    exams = {one.part.exchange_id for one in found if one.is_exam_near}
    through = ExchangeSession.grades.through.objects.filter(exchangesession__in=exams)
    for exchange, number in through.values_list("exchangesession_id", "grade__number"):
        for other in by_exchange[exchange]:
            if number is not None:
                other.grades.add(number)


def _add_lesson(other: Other, lesson: dict, hosts: list[int]) -> None:
    here = other.part.site_id or (hosts[0] if hosts else None)
    school = lesson["class_school_id"] or here or lesson["school_id"]
    if school is not None:
        for klass in classes_in(lesson["klass"]):
            other.classes[school, klass] = bare_class(lesson["klass"])
    if lesson["grade__number"] is not None:
        other.grades.add(lesson["grade__number"])
    else:
        other.grades |= grades_in(lesson["klass"])


def _people_in(
    exchanges: Iterable[int], people: frozenset[int]
) -> list[tuple[int, int | None, int, str]]:
    """(session, part or None for all, person, name) of our people there."""
    listed = (
        _with_people(people)
        .filter(exchange__in=exchanges)
        .values_list("exchange_id", "parts", "user_id", "user__full_name")
    )
    teaching = (
        _taught_by(people)
        .filter(lesson__exchange__in=exchanges)
        .values_list(
            "lesson__exchange_id", "lesson__part_id", "user_id", "user__full_name"
        )
    )
    return sorted(listed.union(teaching), key=lambda row: (row[3], row[2]))


def _with_people(people: frozenset[int]) -> QuerySet[RosterEntry]:
    return RosterEntry.objects.filter(user__in=people).order_by()


def _taught_by(people: frozenset[int]) -> QuerySet[LessonTeacher]:
    return LessonTeacher.objects.filter(user__in=people).order_by()


def _with_schools(schools: frozenset[int]) -> QuerySet[SessionUnit]:
    """Units that are one of these schools and did not say that they stay away."""
    return (
        SessionUnit.objects.filter(school__in=schools)
        .exclude(reply=SessionUnit.Reply.NO)
        .exclude(took_part=False)
        .order_by()
    )


def _exams_near(
    asked: Asked, schools: frozenset[int], today: date
) -> QuerySet[ExchangeSession]:
    """Joint exams that our schools sit: of a cluster of theirs, or of an authority above them."""
    memberships = ClusterMembership.objects.on(today).filter(school__in=schools)
    clusters = Q(pk__in=asked.clusters) | Q(
        pk__in=memberships.order_by().values("cluster")
    )
    ours = Cluster.objects.filter(clusters).order_by()
    above = SchoolAuthority.objects.on(today).filter(school__in=schools).order_by()
    authorities = (
        Q(lead_authority__in=above.values("authority"))
        | Q(lead_authority__in=above.values("authority__parent"))
        | Q(lead_authority__in=above.values("authority__parent__parent"))
    )
    return ExchangeSession.objects.filter(
        Q(cluster__in=ours.values("pk"))
        | Q(lead_cluster__in=ours.values("pk"))
        | Q(cluster__in=ours.values("parent"))
        | authorities,
        kind=Kind.JOINT_EXAM,
    ).order_by()


def seen_by(viewer: User, exchanges: Iterable[int]) -> set[int]:
    """Which of these sessions the reader may see."""
    seen = ExchangeSession.objects.visible_to(viewer).filter(pk__in=list(exchanges))
    return set(seen.order_by().values_list("pk", flat=True))
