"""Who may hand in a plan. About people only; whether it is late is the action's business."""

from accounts.models import User
from lessons.models import PlanAuthor, PlanRevision
from sessions.models import Lesson
from sessions.permissions import leads


def can_hand_in(user: User, lesson: Lesson, *, wrote: bool | None = None) -> bool:
    """Who teaches the lesson, the authors of its plan, and the lead's people for a teacher who has
    no account. `wrote` says whether the person is an author, where that is known already.
    """
    if not user.is_authenticated:
        return False
    if wrote is None:
        written = PlanAuthor.objects.filter(plan__teachings__lesson=lesson, user=user)
        wrote = written.exists()
    return (
        wrote
        or any(teacher.user_id == user.pk for teacher in lesson.teachers.all())
        or leads(user, lesson.exchange)
    )


def can_withdraw(user: User, revision: PlanRevision) -> bool:
    """Who handed it in takes it back, nobody else."""
    return user.is_authenticated and revision.created_by_id == user.pk
