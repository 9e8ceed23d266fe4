"""The work on a lesson: plans, their revisions, and which revision was taught."""

from lessons.models.plan import (
    MOVES,
    LessonPlan,
    PlanAuthor,
    PlanRevision,
    RevisionWithdrawal,
    State,
    Teaching,
)

__all__ = [
    "MOVES",
    "LessonPlan",
    "PlanAuthor",
    "PlanRevision",
    "RevisionWithdrawal",
    "State",
    "Teaching",
]
