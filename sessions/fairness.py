"""Whose turn it would be: who has not hosted, which subject and grade had no lesson, which school sent
no teacher. Suggestions beside a plan, about schools and subjects; nobody who teaches is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from clusters.models import Grade, School, SchoolYear, Subject
from clusters.models.cluster import Cluster
from sessions.models import (
    ExchangeSession,
    Lesson,
    PlanHost,
    PlanLesson,
    PlanTeacher,
    PlanVersion,
    SessionUnit,
)
from sessions.models.exchange import TOOK_PLACE

YEARS = 3


@dataclass(frozen=True)
class SchoolTurn:
    """A school: how often it hosts this year (planned, or held without a plan), how often in the last
    three years with this one, and whether a teacher of it teaches this year."""

    school: School
    this_year: int
    three_years: int
    teaches: bool


@dataclass(frozen=True)
class SubjectGaps:
    """A subject that has lessons this year, and the grades in which it has none."""

    subject: Subject
    grades: list[Grade]


@dataclass(frozen=True)
class Fairness:
    """The year so far, of one cluster. Schools with the fewest turns first."""

    schools: list[SchoolTurn] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    gaps: list[SubjectGaps] = field(default_factory=list)

    @property
    def not_hosting(self) -> list[School]:
        return [one.school for one in self.schools if not one.this_year]

    @property
    def not_teaching(self) -> list[School]:
        return [one.school for one in self.schools if not one.teaches]


def fairness_of(
    cluster: Cluster, year: SchoolYear, *, version: PlanVersion | None, today: date
) -> Fairness:
    """The turns of a year, from this version of its plan and from the sessions really held; ten
    queries however large the cluster is. A session made of a round is the same turn as the round."""
    schools = list(cluster.schools_on(today))
    since = year.starts_on.replace(year=year.starts_on.year - YEARS + 1)
    held = ExchangeSession.objects.of_cluster(cluster).filter(state__in=TOOK_PLACE)
    this_year = held.of_year(year).values("pk")
    hosting = _hosting(version, this_year)
    before = Counter(
        SessionUnit.objects.filter(
            exchange__in=held.filter(
                Q(on_sort__gte=since, on_sort__lt=year.starts_on)
                | Q(school_year__starts_on__gte=since, school_year__starts_on__lt=year.starts_on)
            ).values("pk"),
            hosts=True,
            school__isnull=False,
        )
        .order_by()
        .values_list("school", flat=True)
    )  # fmt: skip
    taught = _taught(version, this_year)
    turns = [
        SchoolTurn(
            school,
            hosting[school.pk],
            hosting[school.pk] + before[school.pk],
            school.pk in taught.schools,
        )
        for school in schools
    ]
    turns.sort(key=lambda one: (one.this_year, one.three_years, one.school.sort_key))
    return _with_subjects(cluster, turns, taught)


def _hosting(version: PlanVersion | None, held: QuerySet) -> Counter[int]:
    """How often each school hosts this year; two queries."""
    planned = PlanHost.objects.filter(row__version=version, school__isnull=False)
    counted: Counter[int] = Counter()
    if version is not None:
        counted.update(planned.order_by().values_list("school", flat=True))
    # What was made of a round of the plan is counted with the round.
    unplanned = SessionUnit.objects.filter(
        exchange__in=held, exchange__planned_as=None, hosts=True, school__isnull=False
    )
    counted.update(unplanned.order_by().values_list("school", flat=True))
    return counted


@dataclass
class _Taught:
    """What is taught in a year, by keys: the grades of each subject, all grades, the schools whose
    teachers teach."""

    subjects: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    grades: set[int] = field(default_factory=set)
    schools: set[int] = field(default_factory=set)

    def add(self, subject: int | None, grade: int | None) -> None:
        """A lesson; one whose class is not written says nothing of grades, and the other way round."""
        grades = {grade} if grade is not None else set()
        self.grades |= grades
        if subject is not None:
            self.subjects[subject] |= grades


def _taught(version: PlanVersion | None, held: QuerySet) -> _Taught:
    """What this version plans to teach and what was taught in sessions held; three queries."""
    taught = _Taught()
    if version is not None:
        lessons = PlanLesson.objects.filter(row__version=version)
        for subject, grade in lessons.order_by().values_list("subjects", "grades"):
            taught.add(subject, grade)
        teachers = PlanTeacher.objects.filter(
            lesson__row__version=version, school__isnull=False
        )
        taught.schools |= set(teachers.order_by().values_list("school", flat=True))
    given = Lesson.objects.filter(exchange__in=held).order_by()
    for subject, grade, school in given.values_list("subject", "grade", "school"):
        taught.add(subject, grade)
        if school is not None:
            taught.schools.add(school)
    return taught


def _with_subjects(
    cluster: Cluster, turns: list[SchoolTurn], taught: _Taught
) -> Fairness:
    """What of the programme of the cluster's levels had no lesson; three queries."""
    schools = [one.school.pk for one in turns]
    levels = set(cluster.levels.values_list("pk", flat=True)) or set(
        School.levels.through.objects.filter(school__in=schools).values_list(
            "level", flat=True
        )
    )
    if not levels:
        return Fairness(schools=turns)
    subjects = list(
        Subject.objects.filter(levels__in=levels, is_active=True).distinct()
    )
    grades = list(Grade.objects.filter(level__in=levels).exclude(number=None))
    return Fairness(
        schools=turns,
        subjects=[one for one in subjects if one.pk not in taught.subjects],
        grades=[one for one in grades if one.pk not in taught.grades],
        gaps=_gaps(subjects, grades, taught.subjects),
    )


def _gaps(
    subjects: Iterable[Subject], grades: list[Grade], taught: dict[int, set[int]]
) -> list[SubjectGaps]:
    found = []
    for subject in subjects:
        # A subject of which no class was written says nothing about grades.
        if taught.get(subject.pk):
            missing = [one for one in grades if one.pk not in taught[subject.pk]]
            if missing:
                found.append(SubjectGaps(subject, missing))
    return found
