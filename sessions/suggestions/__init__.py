"""Whom and what a form suggests: units and people near a session, and what typed words mean.

A suggestion links; words that are no suggestion stay words. People are never linked by name alone,
nor are schools outside those near: a name that somebody bears becomes a question.
A form carries the first few hundred suggestions; all others are found by what is typed.
"""

from sessions.suggestions.levels import levels_of, levels_of_leads
from sessions.suggestions.namesakes import (
    AMONG_PEOPLE,
    IN_LESSONS,
    Namesake,
    Question,
    namesakes_of,
    questions_of,
)
from sessions.suggestions.near import Near, near_exchange, near_leads, subject_words
from sessions.suggestions.people import (
    MOST_PEOPLE,
    Person,
    find_people,
    people_named,
)
from sessions.suggestions.scope import Scope, Unit, scope_of_exchange, scope_of_leads
from sessions.suggestions.units import MOST_SCHOOLS, find_units
from sessions.suggestions.units_named import (
    AMONG_UNITS,
    SchoolNamed,
    SchoolQuestion,
    schools_meant,
)

__all__ = [
    "AMONG_PEOPLE",
    "AMONG_UNITS",
    "IN_LESSONS",
    "MOST_PEOPLE",
    "MOST_SCHOOLS",
    "Namesake",
    "Near",
    "Person",
    "Question",
    "SchoolNamed",
    "SchoolQuestion",
    "Scope",
    "Unit",
    "find_people",
    "find_units",
    "levels_of",
    "levels_of_leads",
    "namesakes_of",
    "near_exchange",
    "near_leads",
    "people_named",
    "questions_of",
    "schools_meant",
    "scope_of_exchange",
    "scope_of_leads",
    "subject_words",
]
