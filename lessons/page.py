"""What the session page shows of its lessons: who teaches what, and how the plan stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.utils.translation import gettext as _

from accounts.kept import KeptQuery
from accounts.models import User
from clusters.models.programme import subject_said
from clusters.naming import school_name_among
from clusters.standing import standing_of
from lessons.models import LessonPlan, PlanRevision
from lessons.models.plan import State
from sessions.models import ExchangeSession, Lesson


@dataclass(slots=True)
class LessonRow:
    """A lesson with its teachers and, for those who may see it, its plan."""

    pk: int
    order: int
    part: int | None
    word: str
    subject: str
    grade: str
    klass: str
    topic: str
    school: str
    class_school: str
    plan: int | None
    plan_state: str
    revision: int
    may_see_plan: bool
    teachers: list[str] = field(default_factory=list)
    # Those of them who stand there by name only.
    nameless: list[str] = field(default_factory=list)

    # Whether the reader teaches it.
    mine: bool = False
    # Whether notes are taken of it now, or were: by who is on the list.
    observed: bool = False

    @property
    def number(self) -> str:
        """ "Tiết 1", or the word of the report ("Hoạt động học 1")."""
        return f"{self.word or _('Lesson')} {self.order}"

    @property
    def heading(self) -> str:
        """ "KHTN 8, lớp 8A2" as far as it is known."""
        where = self.klass or self.grade
        return " · ".join(part for part in (self.subject, where) if part) or self.topic

    @property
    def line(self) -> str:
        """One line for a photo of it: subject, class and who teaches."""
        return " · ".join(
            one for one in (self.heading, ", ".join(self.teachers)) if one
        )

    @property
    def plan_words(self) -> str:
        return str(State(self.plan_state).label) if self.plan_state else ""


def sees_plans_of(user: User, schools: set[int], *, on_roster: bool) -> bool:
    """Whether `LessonPlan.objects.visible_to` gives this person every plan of a session of these
    schools: on its roster, leading one of the schools, or heading a subject there.
    """
    standing = standing_of(user)
    return (
        user.is_superuser
        or on_roster
        or bool(schools & (standing.led_schools | standing.subject_head_at))
    )


_PLAN = OuterRef("teaching__plan")


def _rows(pk: int, seen: Expression) -> QuerySet:
    """The lessons of a session, a row a teacher; `seen` says whether the plan may be named."""
    newest = (
        PlanRevision.objects.filter(plan=_PLAN, withdrawal=None)
        .order_by()
        .values("plan")
        .annotate(newest=Max("number"))
        .values("newest")
    )
    return (
        Lesson.objects.filter(exchange=pk)
        .annotate(newest=Subquery(newest), seen=seen)
        .order_by("order", "pk", "teachers__order")
        .values_list(
            "pk",
            "order",
            "part_id",
            "word_as_printed",
            "subject_as_printed",
            "subject__short_name",
            "subject__name",
            "grade__name",
            "klass",
            "topic",
            "school__name",
            "class_school__name",
            "teaching__plan_id",
            "teaching__plan__state",
            "teachers__name_as_printed",
            "teachers__user_id",
            "newest",
            "seen",
            "school__name_changes",
            "class_school__name_changes",
        )
    )


_ALL_SEEN = KeptQuery(lambda pk: _rows(pk, Value(True, output_field=BooleanField())))


def _named(name: str | None, changes: str | None, exchange: ExchangeSession) -> str:
    """A school by the name of the session's day."""
    if name and changes:
        return school_name_among(name, changes, exchange.named_day)
    return name or ""


def lessons_of(
    exchange: ExchangeSession, user: User, *, sees_plans: bool
) -> list[LessonRow]:
    """The lessons in order, with teachers and plans; one query however many there are.

    A plan that this person may not see is not named: only that there is one. `sees_plans`: it is
    known that all plans of this session are the user's to see (`sees_plans_of`), so that the rows
    need not be asked.
    """
    if sees_plans:
        rows = _ALL_SEEN.rows(exchange.pk)
    else:
        plans = LessonPlan.objects.visible_to(user)
        rows = list(_rows(exchange.pk, Exists(plans.filter(pk=_PLAN))))
    found: dict[int, LessonRow] = {}
    for row in rows:
        lesson = found.get(row[0])
        if lesson is None:
            lesson = found[row[0]] = LessonRow(
                pk=row[0],
                order=row[1],
                part=row[2],
                word=row[3],
                subject=row[4] or subject_said(row[6] or "", row[5] or ""),
                grade=row[7] or "",
                klass=row[8],
                topic=row[9],
                school=_named(row[10], row[18], exchange),
                class_school=_named(row[11], row[19], exchange),
                plan=row[12],
                plan_state=row[13] or "",
                revision=row[16] or 0,
                may_see_plan=bool(row[17]),
            )
        if row[14]:
            lesson.teachers.append(row[14])
            if row[15] is None:
                lesson.nameless.append(row[14])
        lesson.mine = lesson.mine or (row[15] is not None and row[15] == user.pk)
    return list(found.values())
