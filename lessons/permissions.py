"""Who may hand in a plan. About people only; whether it is late is the action's business."""

from accounts.models import User
from lessons.models import PlanAuthor
from sessions.models import Lesson
from sessions.permissions import leads


def can_hand_in(user: User, lesson: Lesson) -> bool:
    """Who teaches the lesson, the authors of its plan, and the lead's people for a teacher who has
    no account.
    """
    if not user.is_authenticated:
        return False
    return (
        any(teacher.user_id == user.pk for teacher in lesson.teachers.all())
        or PlanAuthor.objects.filter(plan__teachings__lesson=lesson, user=user).exists()
        or leads(user, lesson.exchange)
    )
