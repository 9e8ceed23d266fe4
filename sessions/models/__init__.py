"""What takes place: exchange sessions with their parts, units, lessons, people and outcomes.

A row of `ExchangeSession` is called `exchange` in code; the word session means the login cookie.
"""

from sessions.models.attendance import (
    CORRECTION_MOVES,
    AttendanceChange,
    CorrectionRequest,
)
from sessions.models.calendar_address import CalendarAddress
from sessions.models.decision import Decision, DecisionOwner
from sessions.models.exchange import MOVES, ExchangeSession, State
from sessions.models.item import Item, SessionDocument, StatedTotal
from sessions.models.lesson import AgreedPlan, Lesson, LessonTeacher
from sessions.models.link import PersonalLink
from sessions.models.minutes import (
    MINUTES_MOVES,
    Minutes,
    MinutesAnswer,
    MinutesAside,
    MinutesFile,
    MinutesRevision,
    MinutesState,
)
from sessions.models.part import PART_MOVES, Group, Part, PartState
from sessions.models.reminder import Reminder
from sessions.models.roster import Attendance, RosterEntry
from sessions.models.seat import (
    OPEN_SEATS,
    SEAT_MOVES,
    PersonReply,
    SeatRequest,
    SeatState,
)
from sessions.models.unit import SessionUnit
from sessions.models.year_plan import (
    YEAR_PLAN_MOVES,
    PlanHost,
    PlanLesson,
    PlanRound,
    PlanRow,
    PlanState,
    PlanTeacher,
    PlanVersion,
    YearPlan,
)

__all__ = [
    "CORRECTION_MOVES",
    "MINUTES_MOVES",
    "MOVES",
    "OPEN_SEATS",
    "PART_MOVES",
    "SEAT_MOVES",
    "YEAR_PLAN_MOVES",
    "AgreedPlan",
    "Attendance",
    "AttendanceChange",
    "CalendarAddress",
    "CorrectionRequest",
    "Decision",
    "DecisionOwner",
    "ExchangeSession",
    "Group",
    "Item",
    "Lesson",
    "LessonTeacher",
    "Minutes",
    "MinutesAnswer",
    "MinutesAside",
    "MinutesFile",
    "MinutesRevision",
    "MinutesState",
    "Part",
    "PartState",
    "PersonReply",
    "PersonalLink",
    "PlanHost",
    "PlanLesson",
    "PlanRound",
    "PlanRow",
    "PlanState",
    "PlanTeacher",
    "PlanVersion",
    "Reminder",
    "RosterEntry",
    "SeatRequest",
    "SeatState",
    "SessionDocument",
    "SessionUnit",
    "State",
    "StatedTotal",
    "YearPlan",
]
