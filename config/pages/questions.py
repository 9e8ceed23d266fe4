"""Questions to those who edit a session: is this name the person of that account?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from lessons.page import LessonRow
from sessions.page import SessionFacts
from sessions.suggestions import Namesake, namesakes_of


@dataclass(frozen=True)
class Question:
    """A name in a row of the session, and the people who bear it."""

    row: int
    name: str
    people: list[Namesake]


@dataclass(frozen=True)
class Questions:
    """What is asked beside the lessons, and beside the list of people."""

    lessons: list[Question]
    people: list[Question]


def questions_of(
    user: User, facts: SessionFacts, lessons: list[LessonRow], *, may_edit: bool
) -> Questions:
    """For each name without an account somebody of exactly that name; at most one query."""
    if not may_edit:
        return Questions([], [])
    taught = [(lesson.pk, name) for lesson in lessons for name in lesson.nameless]
    roster = [person for group in facts.people for person in group.people]
    listed = [
        (person.pk, person.name)
        for person in roster
        if person.user is None and not person.is_group
    ]
    found = namesakes_of(
        facts.exchange, [name for _row, name in [*taught, *listed]], user=user
    )
    here = {person.user for person in roster}
    return Questions(_asked(taught, found), _asked(listed, found, without=here))


def _asked(
    rows: Iterable[tuple[int, str]],
    found: dict[str, list[Namesake]],
    *,
    without: Iterable[int | None] = (),
) -> list[Question]:
    asked = [
        Question(row, name, [one for one in people if one.user_id not in without])
        for row, name in rows
        if (people := found.get(name))
    ]
    return [question for question in asked if question.people]
