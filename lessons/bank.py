"""The bank of agreed plans: who finds which, by what, and what colleagues changed in one.

It opens what was agreed and nothing of how it came about: of the round only the comments that its
author took up, without who wrote them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.text import search_words, whole_number
from clusters.models import Grade
from clusters.models.programme import subject_said
from clusters.standing import standing_of
from lessons.models import LessonPlan, PlanComment, State, Teaching
from lessons.sections import sections_of, title_of
from sessions.models import ExchangeSession
from sessions.models import State as SessionState

PAGE = 20
_NUMBER = re.compile(r"\d+")


def in_bank_of(user: User) -> QuerySet[LessonPlan]:
    """The agreed plans that this person finds in the bank: of the own clusters and schools, and the
    own ones wherever one serves today. What its authors took out, and what was opened again, is in
    nobody's bank."""
    banked = LessonPlan.objects.filter(state=State.AGREED, out_of_bank_at=None)
    if user.is_superuser:
        return banked
    standing = standing_of(user)
    near = ExchangeSession.objects.filter(
        ~Q(state=SessionState.DRAFT),
        Q(cluster__in=standing.clusters)
        | Q(lead_cluster__in=standing.clusters)
        | Q(
            pk__in=ExchangeSession.objects.filter(
                units__school__in=standing.schools
            ).values("pk")
        ),
    )
    taught = Teaching.objects.filter(lesson__exchange__in=near.order_by().values("pk"))
    own = LessonPlan.objects.filter(authors__user=user).order_by().values("pk")
    return banked.filter(
        Q(pk__in=taught.order_by().values("plan"))
        | Q(owner_school__in=standing.schools)
        | Q(pk__in=own)
    )


@dataclass(frozen=True)
class Filters:
    """All that may stand in the address; what is not understood there is left out."""

    words: str = ""
    subject: str = ""
    grade: int = 0
    school: int = 0

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        return cls(
            words=" ".join(query.get("q", "").split())[:100],
            subject=query.get("mon", "")[:30],
            grade=whole_number(query.get("khoi"), 0),
            school=whole_number(query.get("truong"), 0),
        )

    @property
    def any(self) -> bool:
        return self != Filters()

    @property
    def selects(self) -> bool:
        """Whether one of the selects is set, so that they must be shown."""
        return replace(self, words="") != Filters()

    def query(self) -> str:
        """The part of the address after the path."""
        named = {
            "q": self.words,
            "mon": self.subject,
            "khoi": self.grade,
            "truong": self.school,
        }
        kept = {name: value for name, value in named.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def apply(self, plans: QuerySet[LessonPlan]) -> QuerySet[LessonPlan]:
        """The plans that fit: every word, accents or not, in any order."""
        wanted = search_words(self.words)
        if self.words and not wanted:
            return plans.none()
        for word in wanted:
            plans = plans.filter(search_key__contains=word)
        if self.subject:
            plans = plans.filter(
                pk__in=Teaching.objects.filter(
                    lesson__subject__code=self.subject
                ).values("plan")
            )
        if self.grade:
            plans = plans.filter(pk__in=_of_grade(self.grade).values("plan"))
        if self.school:
            at = Teaching.objects.filter(lesson__school=self.school).values("plan")
            plans = plans.filter(Q(owner_school=self.school) | Q(pk__in=at))
        return plans


def _of_grade(pk: int) -> QuerySet[Teaching]:
    """Taught in a grade: written down as that, or the class says so ("8A2")."""
    found = Q(lesson__grade=pk)
    number = Grade.objects.filter(pk=pk).values_list("number", flat=True).first()
    if number is not None:
        found |= Q(lesson__grade=None, lesson__klass__regex=rf"^\D*{number}(\D|$)")
    return Teaching.objects.filter(found)


@dataclass(frozen=True)
class Options:
    """What the selects offer: only what is in the bank."""

    subjects: list[tuple[str, str]]
    grades: list[tuple[int, str]]
    schools: list[tuple[int, str]]


def options_for(user: User) -> Options:
    """Subjects, grades and schools of the plans in this person's bank; two queries."""
    rows = list(
        Teaching.objects.filter(plan__in=in_bank_of(user).values("pk"))
        .order_by("lesson__subject__order", "lesson__subject__name")
        .values_list(
            "lesson__subject__code",
            "lesson__subject__name",
            "lesson__grade",
            "lesson__klass",
            "lesson__school",
            "lesson__school__name",
            "plan__owner_school",
            "plan__owner_school__name",
        )
    )
    subjects = {code: name for code, name, *_rest in rows if code}
    schools = {key: name for *_rest, key, name, _own, _called in rows if key}
    schools |= {key: name for *_rest, key, name in rows if key}
    grades = {row[2] for row in rows}
    numbers = {
        int(found[0])
        for row in rows
        if row[2] is None and (found := _NUMBER.search(row[3]))
    }
    offered = [
        (grade.pk, grade.name)
        for grade in Grade.objects.all()
        if grade.pk in grades or grade.number in numbers
    ]
    return Options(
        subjects=list(subjects.items()),
        grades=offered,
        schools=sorted(schools.items(), key=lambda one: one[1]),
    )


def _count(rows: QuerySet, of: str) -> Coalesce:
    counted = rows.order_by().values(of).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_counts(plans: QuerySet[LessonPlan]) -> QuerySet[LessonPlan]:
    """Each with how many comments were `said` of it and `taken_up`, and after how many lessons its
    teachers wrote down what they would change (`adjusted`)."""
    said = PlanComment.objects.filter(revision__plan=OuterRef("pk"), taken_back_at=None)
    adjusted = Teaching.objects.filter(plan=OuterRef("pk")).exclude(adjustments="")
    return plans.annotate(
        said=_count(said, "revision__plan"),
        taken_up=_count(
            said.filter(answer=PlanComment.Answer.ADOPTED), "revision__plan"
        ),
        adjusted=_count(adjusted, "plan"),
    )


@dataclass(frozen=True)
class Row:
    """A plan as the list shows it."""

    plan: LessonPlan
    # "Toán · lớp 8A2", of every lesson that is taught from it.
    lessons: list[str]
    topics: list[str]
    school: str
    authors: list[str]


def page_of(user: User, filters: Filters, number: str | int) -> Page:
    """One page of rows, newest first; the same number of queries however many there are."""
    plans = (
        with_counts(filters.apply(in_bank_of(user)))
        .select_related("owner_school", "agreed_revision")
        .prefetch_related(
            "authors__user", "teachings__lesson__subject", "teachings__lesson__grade"
        )
        .order_by("-agreed_at", "-pk")
    )
    page = Paginator(plans, PAGE).get_page(number)
    page.object_list = [row_of(plan) for plan in page.object_list]
    return page


def row_of(plan: LessonPlan) -> Row:
    """A plan of the bank in words; asks nothing where lessons and authors are at hand."""
    lessons = [teaching.lesson for teaching in plan.teachings.all()]
    said = []
    for lesson in lessons:
        subject = lesson.subject
        named = lesson.subject_as_printed or (
            subject_said(subject.name, subject.short_name) if subject else ""
        )
        grade = str(lesson.grade) if lesson.grade else ""
        said.append(" · ".join(filter(None, [named, lesson.klass or grade])))
    title = plan.title.casefold()
    return Row(
        plan=plan,
        # The title is often made of these words: nothing is said twice.
        lessons=list(
            dict.fromkeys(one for one in said if one and one.casefold() not in title)
        ),
        topics=list(
            dict.fromkeys(
                lesson.topic
                for lesson in lessons
                if lesson.topic and lesson.topic.casefold() not in title
            )
        ),
        school=plan.owner_school.name_on(timezone.localdate(plan.agreed_at))
        if plan.owner_school
        else "",
        authors=[author.user.full_name for author in plan.authors.all()],
    )


@dataclass(frozen=True)
class Change:
    """A comment that was taken up: of which section, what was asked, what the author said to it.
    Who asked is nobody's business here."""

    section: str
    text: str
    answer: str


def changes_of(plan: LessonPlan) -> list[Change]:
    """What colleagues changed, in the order of the plan; one query."""
    content = plan.agreed_revision.content if plan.agreed_revision else None
    order = {key: place for place, key in enumerate(sections_of(0, content))}
    taken_up = (
        PlanComment.objects.filter(
            revision__plan=plan,
            taken_back_at=None,
            answer=PlanComment.Answer.ADOPTED,
        )
        .order_by("pk")
        .values_list("section", "text", "answer_text")
    )
    rows = sorted(
        taken_up, key=lambda row: order.get(row[0].partition(".")[0], len(order))
    )
    return [Change(title_of(key, content), text, answer) for key, text, answer in rows]


def adjustments_of(plan: LessonPlan) -> list[Teaching]:
    """What its teachers would change after teaching it, newest first; one query."""
    return list(
        plan.teachings.exclude(adjustments="")
        .select_related("lesson__subject", "lesson__exchange")
        .order_by("-adjusted_at", "-pk")
    )
