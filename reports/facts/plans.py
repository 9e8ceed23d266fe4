"""What the work on the lessons of a session says for its news: how their plans were agreed, and what was
looked at while they were taught. Never who said what: comments and notes are colleagues' words to the
teacher, not to the public.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import F
from django.utils import timezone

from clusters.models import Post
from lessons.models import (
    LessonPlan,
    Moment,
    ObservationNote,
    ObservationState,
    PlanComment,
    State,
    Teaching,
)
from reports.facts.shapes import PlanFacts


def agreed_plans(lesson_at: Mapping[int, int]) -> tuple[PlanFacts, ...]:
    """The agreed plans of these lessons with what colleagues said of them until then, in the order of the
    lessons. `lesson_at` leads from a lesson's key to its position. At most three queries."""
    taught: dict[LessonPlan, list[int]] = {}
    for teaching in Teaching.objects.filter(
        lesson__in=lesson_at, plan__state=State.AGREED
    ).select_related("plan"):
        taught.setdefault(teaching.plan, []).append(lesson_at[teaching.lesson_id])
    if not taught:
        return ()
    comments = list(
        PlanComment.objects.filter(
            revision__plan__in=taught,
            taken_back_at=None,
            at__lte=F("revision__plan__agreed_at"),
        ).select_related("revision")
    )
    posts = list(
        Post.objects.filter(
            user__in={one.by_id for one in comments}, school__isnull=False
        )
        .select_related("school")
        .order_by("school__sort_key", "school")
    )
    found = []
    for plan, lessons in taught.items():
        said = [one for one in comments if one.revision.plan_id == plan.pk]
        adopted = [one for one in said if one.answer == PlanComment.Answer.ADOPTED]
        found.append(
            PlanFacts(
                key=plan.pk,
                lessons=tuple(sorted(lessons)),
                comments=len(said),
                adopted=len(adopted),
                schools=_schools(plan, {one.by_id for one in said}, posts),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.lessons, one.key)))


def _schools(
    plan: LessonPlan, people: Collection[int], posts: Iterable[Post]
) -> tuple[str, ...]:
    """The schools of those who commented, by the names they had on the day of the agreement."""
    if plan.agreed_at is None:
        return ()
    day = timezone.localdate(plan.agreed_at)
    names = (
        post.school.name_on(day)
        for post in posts
        if post.school
        and post.user_id in people
        and (post.valid_from is None or post.valid_from <= day)
        and (post.valid_to is None or day <= post.valid_to)
    )
    return tuple(dict.fromkeys(names))


def looked_at(lesson_at: Mapping[int, int]) -> tuple[str, ...]:
    """The moments of learning that shared observations of these lessons hold notes of, in their order."""
    noted = set(
        ObservationNote.objects.filter(
            observation__lesson__in=lesson_at,
            observation__state=ObservationState.SHARED,
            removed_at=None,
        ).values_list("moment", flat=True)
    )
    return tuple(moment for moment in Moment.values if moment in noted)
