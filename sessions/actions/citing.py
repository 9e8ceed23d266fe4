"""What minutes cite of the plans of the lessons, told by the rounds of these plans."""

from collections.abc import Iterable
from datetime import date

from sessions.models import AgreedPlan, Lesson


def cite_plan(*, lessons: Iterable[int], revision: int, on: date) -> None:
    """Of these lessons this revision of their plan was agreed on that day; in the place of one agreed
    before. Within the transaction that agrees it, which writes the log."""
    AgreedPlan.objects.bulk_create(
        [AgreedPlan(lesson_id=lesson, revision=revision, on=on) for lesson in lessons],
        update_conflicts=True,
        unique_fields=["lesson"],
        update_fields=["revision", "on"],
    )


def cite_no_plan(*, lesson: Lesson) -> None:
    """The lesson was parted from its plan. Within the transaction that does it."""
    AgreedPlan.objects.filter(lesson=lesson).delete()
