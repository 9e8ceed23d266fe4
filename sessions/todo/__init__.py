"""What waits for a person in the sessions, one module a subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from clusters.todo import Todo
from sessions.mine import OwnPart
from sessions.todo import decisions, minutes, places, plans
from sessions.todo.check_in import check_in_todos
from sessions.waiting import sessions_asked, units_asked


def todo_of(user: User, to_check_in: Iterable[OwnPart], now: datetime) -> list[Todo]:
    """Everything in the order of the work. `to_check_in`: the person's parts of today, from
    `sessions.mine`."""
    today = timezone.localtime(now).date()
    asked = sessions_asked(user, now=now)
    units = units_asked(user, now=now)
    return [
        *check_in_todos(to_check_in, now),
        *decisions.todo_of(asked.decisions, units, today),
        *plans.todo_of(user, now),
        *minutes.todo_of(user, asked.late_minutes, now),
        *places.todo_of(user, asked.silent, units, now),
    ]
