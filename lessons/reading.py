"""Questions that the pages of lessons ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from lessons.bank import in_bank_of
from lessons.models import (
    LessonPlan,
    PlanComment,
    PlanPage,
    PlanRevision,
    Teaching,
)
from sessions.days import over
from sessions.models import ExchangeSession, Lesson, State


def visible_lessons(user: User) -> QuerySet[Lesson]:
    """Lessons of the sessions that this person may see, with what handing in needs."""
    return (
        Lesson.objects.filter(
            exchange__in=ExchangeSession.objects.visible_to(user).values("pk")
        )
        .select_related(
            "exchange__lead_cluster",
            "exchange__lead_school",
            "exchange__lead_authority",
            "part",
            "subject",
            "grade",
        )
        .prefetch_related("teachers")
    )


def owed_by(user: User, *, today: date) -> QuerySet[Lesson]:
    """Lessons that the person teaches in a session that is not over, and that have no plan yet."""
    coming = ExchangeSession.objects.filter(
        state__in=[State.PROPOSED, State.SCHEDULED]
    ).exclude(over(today))
    return (
        Lesson.objects.filter(
            # No plan, or one whose revisions were all withdrawn.
            ~Exists(
                PlanRevision.objects.filter(
                    plan__teachings__lesson=OuterRef("pk"), withdrawal=None
                )
            ),
            teachers__user=user,
            exchange__in=coming.values("pk"),
        )
        .select_related("exchange", "subject", "grade", "part")
        .order_by("exchange__on_sort", "order", "pk")
        .distinct()
    )


def standing_revision(lesson: Lesson) -> PlanRevision | None:
    """The newest revision of the lesson's plan that was not withdrawn: what a new one follows."""
    return (
        PlanRevision.objects.filter(plan__teachings__lesson=lesson, withdrawal=None)
        .select_related("created_by", "plan")
        .order_by("-number")
        .first()
    )


@dataclass(slots=True)
class Taught:
    """A lesson of one's own with how its plan stands."""

    lesson: Lesson
    plan: LessonPlan | None
    newest: int
    day: date | None
    # In a session that is still to come, without a plan.
    owed: bool


def lessons_taught_by(user: User, *, today: date) -> list[Taught]:
    """All lessons the person teaches or taught, newest session first; three queries."""
    newest = (
        PlanRevision.objects.filter(plan=OuterRef("teaching__plan"), withdrawal=None)
        .order_by()
        .values("plan")
        .annotate(newest=Max("number"))
        .values("newest")
    )
    lessons = (
        visible_lessons(user)
        .filter(teachers__user=user)
        .select_related(
            "exchange__cluster",
            "exchange__lead_cluster",
            "exchange__lead_school",
            "exchange__lead_authority",
            "part",
            "subject",
            "grade",
            "teaching__plan",
        )
        .annotate(newest=Coalesce(Subquery(newest), 0))
        .order_by("-exchange__on_sort", "order", "pk")
        .distinct()
    )
    owed = set(owed_by(user, today=today).order_by().values_list("pk", flat=True))
    taught = []
    for lesson in lessons:
        teaching = getattr(lesson, "teaching", None)
        on = (lesson.part.on if lesson.part else None) or lesson.exchange.on
        day = on.exact if on else None
        taught.append(
            Taught(
                lesson=lesson,
                plan=teaching.plan if teaching else None,
                newest=lesson.newest,
                day=day,
                owed=lesson.pk in owed,
            )
        )
    return taught


def plans_without_lesson(user: User) -> list[LessonPlan]:
    """The plans that the person wrote or handed in and that were taken off their lesson, newest
    first; one query."""
    own = Q(authors__user=user) | Q(created_by=user)
    return list(
        LessonPlan.objects.filter(own, teachings=None).order_by("-pk").distinct()
    )


def readable_revisions(user: User) -> QuerySet[PlanRevision]:
    """The revisions that this person may read: in the rounds one sees those that stand (a withdrawn one
    only who handed it in), in the bank the agreed ones."""
    seen = LessonPlan.objects.visible_to(user).order_by().values("pk")
    banked = in_bank_of(user).order_by().values("agreed_revision")
    return PlanRevision.objects.filter(
        Q(plan__in=seen) & (Q(withdrawal=None) | Q(created_by=user)) | Q(pk__in=banked)
    )


def collected_pages(lesson: Lesson) -> QuerySet[PlanPage]:
    """The photos of pages that wait to be handed in for this lesson, in order."""
    return PlanPage.objects.filter(
        plan__teachings__lesson=lesson, revision=None
    ).order_by("order", "pk")


def numbered_pages(
    revision: PlanRevision, said: Mapping[str, list[PlanComment]] | None = None
) -> list[tuple[int, PlanPage, list[PlanComment]]]:
    """The photographed pages of a revision with their numbers and what is open about each; of other kinds
    none, without a question."""
    if revision.kind != PlanRevision.Kind.PHOTOS:
        return []
    return [
        (number, page, (said or {}).get(f"p{number}", []))
        for number, page in enumerate(revision.pages.order_by("order"), 1)
    ]


def teachings_of(plan: LessonPlan, user: User) -> list[Teaching]:
    """Where the plan is taught, as far as this person may see those sessions; two queries."""
    return list(
        Teaching.objects.filter(
            plan=plan, lesson__in=visible_lessons(user).values("pk")
        )
        .select_related(
            "lesson__exchange__cluster",
            "lesson__exchange__lead_cluster",
            "lesson__exchange__lead_school",
            "lesson__exchange__lead_authority",
            "lesson__part",
            "lesson__subject",
            "lesson__grade",
        )
        .prefetch_related(
            "lesson__teachers", "lesson__exchange__units", "lesson__exchange__parts"
        )
    )
