"""The work on a lesson: plans and their rounds, what was observed, what colleagues say afterwards."""

from lessons.models.feedback import FeedbackAnswer, FeedbackTicket, HeldBackFor
from lessons.models.observation import (
    OBSERVATION_MOVES,
    CriteriaSet,
    Criterion,
    CriterionWord,
    Moment,
    Observation,
    ObservationNote,
    ObservationPhoto,
    ObservationState,
)
from lessons.models.plan import (
    MOVES,
    LessonPlan,
    PlanAuthor,
    PlanRevision,
    RevisionWithdrawal,
    State,
    Teaching,
)
from lessons.models.rounds import READER_MOVES, PlanComment, PlanReader, ReaderState
from lessons.models.writing import PlanDraft, PlanPage

__all__ = [
    "MOVES",
    "OBSERVATION_MOVES",
    "READER_MOVES",
    "CriteriaSet",
    "Criterion",
    "CriterionWord",
    "FeedbackAnswer",
    "FeedbackTicket",
    "HeldBackFor",
    "LessonPlan",
    "Moment",
    "Observation",
    "ObservationNote",
    "ObservationPhoto",
    "ObservationState",
    "PlanAuthor",
    "PlanComment",
    "PlanDraft",
    "PlanPage",
    "PlanReader",
    "PlanRevision",
    "ReaderState",
    "RevisionWithdrawal",
    "State",
    "Teaching",
]
