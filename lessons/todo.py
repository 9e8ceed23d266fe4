"""What waits for a person in the lessons: the plans that they owe."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.todo import Todo
from sessions.days import over, with_day
from sessions.models import ExchangeSession, Lesson, State
from sessions.when import short_day


def owed_by(user: User, *, today: date) -> QuerySet[Lesson]:
    """Lessons that the person teaches in a coming session and that have no plan yet."""
    coming = with_day(
        ExchangeSession.objects.filter(
            state__in=[State.PROPOSED, State.SCHEDULED]
        ).exclude(over(today))
    )
    return (
        Lesson.objects.filter(
            teachers__user=user, teaching=None, exchange__in=coming.values("pk")
        )
        .select_related("exchange", "subject", "grade", "part")
        .order_by("exchange__on_sort", "order", "pk")
        .distinct()
    )


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
