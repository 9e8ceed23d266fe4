"""What takes place: exchange sessions with their parts, units, lessons, people and outcomes.

A row of `ExchangeSession` is called `exchange` in code; the word session means the login cookie.
"""

from sessions.models.calendar_address import CalendarAddress
from sessions.models.decision import Decision, DecisionOwner
from sessions.models.exchange import MOVES, ExchangeSession, State
from sessions.models.item import Item, SessionDocument, StatedTotal
from sessions.models.lesson import Lesson, LessonTeacher
from sessions.models.part import PART_MOVES, Group, Part, PartState
from sessions.models.reminder import Reminder
from sessions.models.roster import Attendance, RosterEntry
from sessions.models.unit import SessionUnit

__all__ = [
    "MOVES",
    "PART_MOVES",
    "Attendance",
    "CalendarAddress",
    "Decision",
    "DecisionOwner",
    "ExchangeSession",
    "Group",
    "Item",
    "Lesson",
    "LessonTeacher",
    "Part",
    "PartState",
    "Reminder",
    "RosterEntry",
    "SessionDocument",
    "SessionUnit",
    "State",
    "StatedTotal",
]
