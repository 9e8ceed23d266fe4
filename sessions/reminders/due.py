"""Which reminders of sessions are due at a moment: read from the rows, tells nobody.

What was missed is made up for while it still helps: the week's reminder until the last day's is due,
the last day's until the session begins, nothing after that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils import timezone

from sessions.deadlines import COMMENTS, MINUTES, deadline_of
from sessions.models import (
    ExchangeSession,
    Lesson,
    Minutes,
    Part,
    PartState,
    Reminder,
    State,
)
from sessions.replies.places import begins

What = Reminder.What
# In Vietnam, in the morning: whoever is reminded at night forgets again.
AT = time(6)
WEEK, DAY = timedelta(days=7), timedelta(days=1)
# Who has not written minutes after so long has heard it from others.
MINUTES_HELP = timedelta(days=14)
_WHOLE_DATE = 10


@dataclass(frozen=True)
class Due:
    """A reminder that is due: of a session, what for, and the day it speaks of."""

    exchange: int
    what: str
    on: date


def due_before(
    day: date, starts: datetime, *, scheduled: datetime, now: datetime
) -> str:
    """Which reminder of a session on `day` is due: WEEK, DAY or "". Pure.

    One that was scheduled with less than a week to go has no reminder of the week: its invitation
    has just been read.
    """
    if now >= starts:
        return ""
    if now >= _morning(day - DAY):
        return str(What.DAY)
    week = _morning(day - WEEK)
    return str(What.WEEK) if week <= now and scheduled < week else ""


def before_sessions(now: datetime) -> list[Due]:
    today = timezone.localtime(now).date()
    due = []
    for (exchange, day), parts in by_day(_parts_ahead(today)).items():
        scheduled = parts[0].exchange.state_at
        what = due_before(day, _start(parts), scheduled=scheduled, now=now)
        if what:
            due.append(Due(exchange, what, day))
    return due


def deadlines(now: datetime) -> list[Due]:
    """Comments that are due tomorrow or today, and minutes that were due before today."""
    today = timezone.localtime(now).date()
    due = []
    for exchange in _with_deadlines(today):
        parts = list(exchange.parts.all())
        if exchange.state == State.SCHEDULED:
            on = deadline_of(exchange, COMMENTS, parts)
            if on and on - DAY <= today <= on and now >= _morning(on - DAY):
                due.append(Due(exchange.pk, What.COMMENTS, on))
        else:
            on = deadline_of(exchange, MINUTES, parts)
            late = on is not None and on < today <= on + MINUTES_HELP
            if on and late and now >= _morning(on + DAY):
                due.append(Due(exchange.pk, What.MINUTES, on))
    return due


def _morning(day: date) -> datetime:
    return datetime.combine(day, AT, timezone.get_current_timezone())


def _parts_ahead(today: date):
    """Parts of scheduled sessions that take place within a week, on a day that is known in full."""
    last = today + WEEK
    own = Q(on_sort__gte=today, on_sort__lte=last, on_length=_WHOLE_DATE)
    of_session = Q(
        on=None,
        exchange__on_sort__gte=today,
        exchange__on_sort__lte=last,
        exchange_on_length=_WHOLE_DATE,
    )
    return (
        Part.objects.annotate(
            on_length=Length("on"), exchange_on_length=Length("exchange__on")
        )
        .filter(
            own | of_session,
            state=PartState.PLANNED,
            exchange__state=State.SCHEDULED,
            exchange__recorded=False,
        )
        .select_related("exchange", "site")
        .order_by("exchange", "order", "pk")
    )


def by_day(parts: Iterable[Part]) -> dict[tuple[int, date], list[Part]]:
    """The parts of each session on each day; a part without a day has the session's."""
    found: dict[tuple[int, date], list[Part]] = defaultdict(list)
    for part in parts:
        part.on = part.on or part.exchange.on
        if part.on is not None and part.on.exact is not None:
            found[part.exchange_id, part.on.exact].append(part)
    return found


def _start(parts: list[Part]) -> datetime:
    """When the first of these parts begins; their days are known."""
    return min(moment for part in parts if (moment := begins(part)) is not None)


def _with_deadlines(today: date):
    """Sessions whose deadlines can fall on these days, with their parts; two queries. Those that lie
    further away are left out where a deadline that follows from the parts cannot reach."""
    near = Part.objects.filter(
        exchange=OuterRef("pk"),
        on_sort__gte=today - MINUTES_HELP - timedelta(days=10),
        on_sort__lte=today + timedelta(days=3),
    )
    written = Minutes.objects.filter(exchange=OuterRef("pk"), head__gt=0)
    lessons = Lesson.objects.filter(exchange=OuterRef("pk"))
    ahead = (
        Q(state=State.SCHEDULED)
        & Exists(lessons)
        & (Exists(near) | Q(comments_due__gte=today, comments_due__lte=today + DAY))
    )
    behind = Q(state=State.HELD) & (
        Exists(near) | Q(minutes_due__gte=today - MINUTES_HELP, minutes_due__lt=today)
    )
    return (
        ExchangeSession.objects.filter(ahead | (behind & ~Exists(written)))
        .filter(recorded=False)
        .prefetch_related("parts")
        .order_by("pk")
    )
