"""What waits for a person in the lessons: the plans that they owe."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.todo import Todo
from lessons.reading import owed_by
from sessions.when import short_day


def todo_of(user: User, now: datetime) -> list[Todo]:
    """The plans to hand in; one query."""
    today = timezone.localtime(now).date()
    todos = []
    for lesson in owed_by(user, today=today):
        on = (lesson.part and lesson.part.on) or lesson.exchange.on
        day = on.exact if on else None
        todos.append(
            Todo(
                icon="upload",
                text=_("Hand in the plan: %(lesson)s") % {"lesson": lesson},
                note=short_day(day, today=today) if day else "",
                url=reverse("lessons:plan_upload", args=[lesson.pk]),
                action=_("Hand in"),
                urgent=True,
            )
        )
    return todos
