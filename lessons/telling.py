"""Who is told what of a round and of what colleagues saw: in the transaction of the change, each thing once."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.notices import lazily, tell
from accounts.verbs import Actor
from lessons.models import (
    LessonPlan,
    Observation,
    PlanComment,
    PlanReader,
    PlanRevision,
)


def authors_of(plan: LessonPlan) -> list[User]:
    """Whose plan it is: its authors and who teaches from it; one query."""
    mine = Q(plans_written__plan=plan) | Q(lessons_taught__lesson__teaching__plan=plan)
    return list(User.objects.filter(mine).distinct())


def round_of(plan: LessonPlan) -> list[User]:
    """Who takes part in the round: readers who were asked or have read, and who commented; one query."""
    part = Q(plans_to_read__plan=plan, plans_to_read__state__in=["asked", "read"]) | Q(
        plan_comments__revision__plan=plan, plan_comments__taken_back_at__isnull=True
    )
    return list(User.objects.filter(part).distinct())


def commented(comment: PlanComment, *, now: datetime) -> None:
    """The author hears once a day that there are new comments, however many come in."""
    plan = comment.revision.plan
    _say(
        plan,
        [one for one in authors_of(plan) if one.pk != comment.by_id],
        key=f"comments {timezone.localdate(now)}",
        title=lambda: _("Colleagues comment on your plan: %(plan)s") % {"plan": plan},
        now=now,
    )


def answered(comment: PlanComment, *, by: Actor, now: datetime) -> None:
    """Who commented hears once a day that answers came."""
    plan = comment.revision.plan
    _say(
        plan,
        _others([comment.by], by),
        key=f"answers {timezone.localdate(now)}",
        title=lambda: _("The author has answered you: %(plan)s") % {"plan": plan},
        now=now,
    )


def returned(plan: LessonPlan, reason: str, *, by: Actor, now: datetime) -> None:
    """The author hears that the plan is to be revised, and why."""
    _say(
        plan,
        _others(authors_of(plan), by),
        key=f"returned {now.isoformat()}",
        title=lambda: _("Please revise your plan: %(plan)s") % {"plan": plan},
        text=lambda: reason,
        now=now,
    )


def agreed(plan: LessonPlan, *, by: Actor, now: datetime) -> None:
    """Author and colleagues hear what was agreed."""
    number = plan.agreed_revision.number if plan.agreed_revision else 0
    _say(
        plan,
        _others([*authors_of(plan), *round_of(plan)], by),
        key=f"agreed {number}",
        title=lambda: (
            _("Revision %(number)s is agreed: %(plan)s")
            % {"number": number, "plan": plan}
        ),
        now=now,
    )


def reopened(plan: LessonPlan, reason: str, *, by: Actor, now: datetime) -> None:
    """Author and colleagues hear that the plan is open again, and why."""
    _say(
        plan,
        _others([*authors_of(plan), *round_of(plan)], by),
        key=f"reopened {now.isoformat()}",
        title=lambda: (
            _("This plan is open for comments again: %(plan)s") % {"plan": plan}
        ),
        text=lambda: reason,
        now=now,
    )


def asked(
    reader: PlanReader, revision: PlanRevision, *, by: Actor, now: datetime
) -> None:
    """Who is asked to read hears it, for each revision once."""
    plan = revision.plan
    _say(
        plan,
        _others([reader.user], by),
        key=f"asked revision {revision.number} {reader.asked_at.isoformat()}",
        title=lambda: _("Please read a colleague's plan: %(plan)s") % {"plan": plan},
        text=lambda: _(
            "If you cannot read it, please say so with one tap, so that somebody else is asked in time."
        ),
        now=now,
    )


def shared(observation: Observation, *, now: datetime) -> None:
    """Who taught hears once a day that colleagues share what they saw; nobody is named before it is read."""
    lesson = observation.lesson
    tell(
        User.objects.filter(lessons_taught__lesson=lesson).distinct(),
        kind=Notice.Kind.LESSON,
        key=f"lesson {lesson.pk} shared {timezone.localdate(now)}",
        title=lazily(
            lambda: (
                _("Colleagues share what they saw in your lesson: %(lesson)s")
                % {"lesson": lesson}
            )
        ),
        path=reverse("lessons:observe", args=[lesson.pk]),
        now=now,
    )


def _others(people: Iterable[User], by: Actor) -> list[User]:
    return [one for one in people if by.user is None or one.pk != by.user.pk]


def _say(
    plan: LessonPlan,
    people: Iterable[User],
    *,
    key: str,
    title: Callable[[], str],
    text: Callable[[], str] = lambda: "",
    now: datetime,
) -> None:
    tell(
        people,
        kind=Notice.Kind.LESSON,
        key=f"lesson plan {plan.pk} {key}",
        title=lazily(title),
        text=lazily(text),
        path=reverse("lessons:plan", args=[plan.pk]),
        now=now,
    )
