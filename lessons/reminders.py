"""Reminders of a round, before the day and never after: to the author while no revision stands or the
plan is to be revised, to readers who were asked.

The notices themselves say what was told: their key holds the plan (or the lesson) and the day, so a
second clock or a night without any tells nobody twice, and a day that changes is reminded of anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.notices import lazily, tell
from accounts.widgets import date_in_words
from lessons.models import (
    LessonPlan,
    PlanReader,
    PlanRevision,
    ReaderState,
    State,
)
from sessions.deadlines import COMMENTS, deadline_of
from sessions.models import ExchangeSession, Lesson, Part
from sessions.models import State as SessionState

logger = logging.getLogger(__name__)

# In Vietnam, in the morning.
AT = time(6)
# Colleagues need days to read: the author is reminded so long before the last day of comments, who
# was asked to read after that.
AUTHOR, READER = timedelta(days=4), timedelta(days=2)


@dataclass(frozen=True)
class Due:
    """One reminder: whom, by which key, in which words, leading where."""

    people: list[User]
    key: str
    title: Callable[[], str]
    text: Callable[[], str]
    path: str


def remind(*, now: datetime) -> int:
    """Tell what is due now; how many notices were written. Asked twice it tells once; two queries while
    no session with lessons is near, and as many for one lesson as for all."""
    due = []
    for exchange in _near(timezone.localdate(now)):
        on = deadline_of(exchange, COMMENTS, exchange.parts.all())
        if on is None or timezone.localdate(now) > on:
            continue
        for lesson in exchange.lessons.all():
            due += _of_lesson(lesson, on, now)
    if not due:
        return 0
    known = set(
        Notice.objects.filter(key__in=[one.key for one in due]).values_list(
            "user", "key"
        )
    )
    told = 0
    for one in due:
        new = [who for who in one.people if (who.pk, one.key) not in known]
        if not new:
            continue
        try:
            with transaction.atomic():
                told += tell(
                    new,
                    kind=Notice.Kind.REMINDER,
                    key=one.key,
                    title=lazily(one.title),
                    text=lazily(one.text),
                    path=one.path,
                    now=now,
                )
        except Exception:
            # One plan that cannot be told of must not silence the others.
            logger.exception("No reminder %s", one.key)
    return told


def _near(today: date):
    """Scheduled sessions with lessons whose last day of comments can fall within the next days."""
    last = today + AUTHOR + timedelta(days=2)
    near = Part.objects.filter(
        exchange=OuterRef("pk"), on_sort__gte=today, on_sort__lte=last
    )
    # What they say is not needed, and may be long.
    standing = PlanRevision.objects.filter(withdrawal=None).only("plan")
    asked = PlanReader.objects.filter(state=ReaderState.ASKED).select_related("user")
    return (
        ExchangeSession.objects.filter(
            Q(Exists(near))
            | Q(on_sort__gte=today, on_sort__lte=last)
            | Q(comments_due__gte=today, comments_due__lte=last),
            Exists(Lesson.objects.filter(exchange=OuterRef("pk"))),
            state=SessionState.SCHEDULED,
            recorded=False,
        )
        .prefetch_related(
            "parts",
            "lessons__teachers__user",
            "lessons__teaching__plan__authors__user",
            "lessons__teaching__plan__teachings__lesson__teachers__user",
            Prefetch("lessons__teaching__plan__revisions", standing),
            Prefetch("lessons__teaching__plan__readers", asked),
        )
        .order_by("pk")
    )


def _of_lesson(lesson: Lesson, on: date, now: datetime) -> list[Due]:
    teaching = getattr(lesson, "teaching", None)
    plan: LessonPlan | None = teaching.plan if teaching else None
    words = _until(on)
    found = []
    if plan is None or not plan.revisions.all():
        if now >= _morning(on - AUTHOR):
            teachers = [one.user for one in lesson.teachers.all() if one.user]
            found.append(
                Due(
                    teachers,
                    f"lesson {lesson.pk} plan before {on}",
                    lambda: (
                        _("Please hand in the plan: %(lesson)s") % {"lesson": lesson}
                    ),
                    words,
                    reverse("lessons:plan_upload", args=[lesson.pk]),
                )
            )
        return found
    path = reverse("lessons:plan", args=[plan.pk])
    if plan.state == State.RETURNED and now >= _morning(on - AUTHOR):
        found.append(
            Due(
                _authors(plan),
                f"lesson plan {plan.pk} revise before {on}",
                lambda: _("Please revise your plan: %(plan)s") % {"plan": plan},
                words,
                path,
            )
        )
    if plan.state == State.SUBMITTED and now >= _morning(on - READER):
        found.append(
            Due(
                [reader.user for reader in plan.readers.all()],
                f"lesson plan {plan.pk} read before {on}",
                lambda: _("Please read a colleague's plan: %(plan)s") % {"plan": plan},
                words,
                path,
            )
        )
    return found


def _authors(plan: LessonPlan) -> list[User]:
    """Its authors and who teaches from it, each once, from what was fetched (`telling.authors_of`)."""
    people = [author.user for author in plan.authors.all()]
    for teaching in plan.teachings.all():
        people += [one.user for one in teaching.lesson.teachers.all() if one.user]
    return list(dict.fromkeys(people))


def _until(on: date) -> Callable[[], str]:
    """The line that names the last day, put together for each reader."""
    return lambda: _("Colleagues comment until %(day)s.") % {"day": date_in_words(on)}


def _morning(day: date) -> datetime:
    return datetime.combine(day, AT, timezone.get_current_timezone())
