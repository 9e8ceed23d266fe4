"""Reminders: who is expected is told seven days and one day before, who owes something of its day.

Computed from the rows each time it is asked, and each told once: the row of a `Reminder` is made in
the transaction that tells. So two clocks at the same moment, a night without any, or a second worker
change nothing but the hour. A day that changes is another row, and so another reminder. What was
missed is made up for while it still helps: the week's reminder until the last day's is due, the last
day's until the session begins, nothing after that.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.notices import tell
from accounts.widgets import date_in_words, time_in_words
from sessions.deadlines import COMMENTS, MINUTES, deadline_of
from sessions.models import (
    ExchangeSession,
    Lesson,
    LessonTeacher,
    Minutes,
    Part,
    PartState,
    Reminder,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.models.seat import PersonReply
from sessions.replies.named import asked_units
from sessions.replies.places import begins
from sessions.telling import keepers, leaders_of_unit, people_of

logger = logging.getLogger(__name__)

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


def remind(*, now: datetime) -> int:
    """Tell what is due now; how many reminders were made. Asked twice it tells once.

    Four queries while nothing is due.
    """
    due = [*_before_sessions(now), *_deadlines(now)]
    known = Reminder.objects.filter(exchange__in={one.exchange for one in due})
    made = set(known.order_by().values_list("exchange", "what", "on"))
    told = 0
    for one in due:
        if (one.exchange, one.what, one.on) in made:
            continue
        try:
            told += _make(one, now=now)
        except (
            Exception
        ):  # one session that cannot be told of must not silence the others
            logger.exception("Session %s: no reminder %s", one.exchange, one.what)
    if told:
        logger.info("Made %s reminders", told)
    return told


def _morning(day: date) -> datetime:
    return datetime.combine(day, AT, timezone.get_current_timezone())


# --- before a session -----------------------------------------------------------------------


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


def _by_day(parts: Iterable[Part]) -> dict[tuple[int, date], list[Part]]:
    """The parts of each session on each day; a part without a day has the session's."""
    found: dict[tuple[int, date], list[Part]] = defaultdict(list)
    for part in parts:
        part.on = part.on or part.exchange.on
        if part.on is not None and part.on.exact is not None:
            found[part.exchange_id, part.on.exact].append(part)
    return found


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


def _start(parts: list[Part]) -> datetime:
    """When the first of these parts begins; their days are known."""
    return min(moment for part in parts if (moment := begins(part)) is not None)


def _before_sessions(now: datetime) -> list[Due]:
    today = timezone.localtime(now).date()
    due = []
    for (exchange, day), parts in _by_day(_parts_ahead(today)).items():
        scheduled = parts[0].exchange.state_at
        what = due_before(day, _start(parts), scheduled=scheduled, now=now)
        if what:
            due.append(Due(exchange, what, day))
    return due


# --- deadlines ------------------------------------------------------------------------------


def _deadlines(now: datetime) -> list[Due]:
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


# --- telling --------------------------------------------------------------------------------


@transaction.atomic
def _make(due: Due, *, now: datetime) -> bool:
    """Make the reminder and tell it, if it is still true; False if not, or if somebody else has."""
    exchange = (
        ExchangeSession.objects.select_for_update().filter(pk=due.exchange).first()
    )
    if exchange is None or exchange.recorded:
        return False
    ahead = due.what in {What.WEEK, What.DAY, What.COMMENTS}
    if exchange.state != (State.SCHEDULED if ahead else State.HELD):
        return False
    planned = exchange.parts.filter(state=PartState.PLANNED).select_related(
        "site", "exchange"
    )
    parts = _by_day(planned).get((exchange.pk, due.on), [])
    if due.what in {What.WEEK, What.DAY} and not parts:
        return False
    _reminder, made = Reminder.objects.get_or_create(
        exchange=exchange, what=due.what, on=due.on, defaults={"at": now}
    )
    if not made:
        return False
    if due.what == What.COMMENTS:
        _tell_of_comments(exchange, due, now=now)
    elif due.what == What.MINUTES:
        _tell_of_minutes(exchange, due, now=now)
    else:
        _tell_of_session(exchange, due, parts, now=now)
    return True


def _of(exchange: ExchangeSession, ids: Iterable[int | None]) -> list[User]:
    """Those of the people whom the session concerns today; who has left is not told."""
    wanted = set(ids)
    return [one for one in people_of(exchange) if one.pk in wanted]


def _expected(exchange: ExchangeSession, parts: list[Part]) -> set[int]:
    """Who is on the roster of these parts and has not said no, and who teaches at them."""
    no = PersonReply.objects.filter(entry=OuterRef("pk"), answer="no")
    listed = (
        RosterEntry.objects.filter(
            Q(parts=None) | Q(parts__in=parts), exchange=exchange, user__isnull=False
        )
        .exclude(Exists(no))
        .order_by()
        .values_list("user", flat=True)
    )
    return {user for user in listed if user} | _teachers(exchange, parts)


def _teachers(exchange: ExchangeSession, parts: list[Part] | None = None) -> set[int]:
    teaching = LessonTeacher.objects.filter(
        lesson__exchange=exchange, user__isnull=False
    )
    if parts is not None:
        teaching = teaching.filter(
            Q(lesson__part=None) | Q(lesson__part__in=parts)
        ).order_by()
    return {user for user in teaching.values_list("user", flat=True) if user}


def _tell_of_session(
    exchange: ExchangeSession, due: Due, parts: list[Part], *, now: datetime
) -> None:
    left = (due.on - timezone.localtime(now).date()).days
    title = str(exchange)

    def words() -> str:
        if left == 0:
            return _("Today: %(title)s") % {"title": title}
        if left == 1:
            return _("Tomorrow: %(title)s") % {"title": title}
        return _("In %(n)s days: %(title)s") % {"n": left, "title": title}

    tell(
        _of(exchange, _expected(exchange, parts)),
        kind=Notice.Kind.REMINDER,
        key=f"session {exchange.pk} reminder {due.what} {due.on}",
        title=lazy(words, str)(),
        text=lazy(lambda: when_and_where(parts), str)(),
        path=reverse("session", args=[exchange.pk]),
        now=now,
    )
    for unit in _unanswered(exchange):
        _tell_to_answer(exchange, unit, due, parts, now=now)


def _unanswered(exchange: ExchangeSession) -> list[SessionUnit]:
    """Schools that are asked and have not said whether they come."""
    return [unit for unit in asked_units(exchange) if unit.school_id and not unit.reply]


def _tell_to_answer(
    exchange: ExchangeSession,
    unit: SessionUnit,
    due: Due,
    parts: list[Part],
    *,
    now: datetime,
) -> None:
    names = {"school": unit.label, "title": str(exchange)}
    tell(
        leaders_of_unit(unit),
        kind=Notice.Kind.REMINDER,
        key=f"session {exchange.pk} unit {unit.pk} unanswered {due.what} {due.on}",
        title=lazy(lambda: _("%(school)s has not replied: %(title)s") % names, str)(),
        text=lazy(lambda: when_and_where(parts), str)(),
        path=reverse("sessions:reply", args=[exchange.pk, unit.pk]),
        now=now,
    )


def _tell_of_comments(exchange: ExchangeSession, due: Due, *, now: datetime) -> None:
    names = {"title": str(exchange), "day": due.on}
    everyone = list(exchange.parts.filter(state=PartState.PLANNED))
    tell(
        _of(exchange, _expected(exchange, everyone) - _teachers(exchange)),
        kind=Notice.Kind.REMINDER,
        key=f"session {exchange.pk} comments {due.on}",
        title=lazy(
            lambda: _("Comments on the lesson plan are due: %(title)s") % names, str
        )(),
        text=lazy(
            lambda: (
                _("Please read the plan and comment on it until %(day)s.")
                % {"day": date_in_words(due.on)}
            ),
            str,
        )(),
        path=reverse("session", args=[exchange.pk]),
        now=now,
    )


def _tell_of_minutes(exchange: ExchangeSession, due: Due, *, now: datetime) -> None:
    tell(
        keepers(exchange, today=timezone.localdate(now)),
        kind=Notice.Kind.MINUTES,
        key=f"session {exchange.pk} minutes late {due.on}",
        title=lazy(
            lambda: _("Minutes are late: %(title)s") % {"title": exchange}, str
        )(),
        text=lazy(
            lambda: _("They were due on %(day)s.") % {"day": date_in_words(due.on)},
            str,
        )(),
        path=reverse("sessions:minutes", args=[exchange.pk]),
        now=now,
    )


def when_and_where(parts: list[Part]) -> str:
    """A line a part: "Thứ Sáu, ngày 27/11/2026 · 13 giờ 30 · THCS Hồng Tiến". Of what is known."""
    lines = []
    for part in parts:
        day = part.on.exact if part.on else None
        half = part.get_half_day_display() if part.half_day else ""
        words = (
            date_in_words(day) if day else "",
            time_in_words(part.starts_at) if part.starts_at else str(half),
            part.place_as_printed or part.site_name,
        )
        lines.append(" · ".join(word for word in words if word))
    return "\n".join(lines)
