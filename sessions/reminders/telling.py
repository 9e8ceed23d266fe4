"""Making one reminder, and whom it tells what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.notices import lazily, tell
from accounts.widgets import date_in_words, time_in_words
from sessions.models import (
    ExchangeSession,
    LessonTeacher,
    Part,
    PartState,
    Reminder,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.models.seat import PersonReply
from sessions.reminders.due import Due, What, by_day
from sessions.replies.named import asked_units
from sessions.telling import keepers, leaders_of_unit, people_of


@transaction.atomic
def make(due: Due, *, now: datetime) -> bool:
    """Make the reminder and tell it, if the session still stands so (its state, and the day of its parts);
    False if not, or if somebody else has."""
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
    parts = by_day(planned).get((exchange.pk, due.on), [])
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


def _of(
    exchange: ExchangeSession, ids: Iterable[int | None], now: datetime
) -> list[User]:
    """Those of the people whom the session concerns today; who has left is not told."""
    wanted = set(ids)
    return [
        one
        for one in people_of(exchange, today=timezone.localdate(now))
        if one.pk in wanted
    ]


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
        _of(exchange, _expected(exchange, parts), now),
        kind=Notice.Kind.REMINDER,
        key=f"session {exchange.pk} reminder {due.what} {due.on}",
        title=lazily(words),
        text=lazily(lambda: when_and_where(parts)),
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
        leaders_of_unit(unit, today=timezone.localdate(now)),
        kind=Notice.Kind.REMINDER,
        key=f"session {exchange.pk} unit {unit.pk} unanswered {due.what} {due.on}",
        title=lazily(lambda: _("%(school)s has not replied: %(title)s") % names),
        text=lazily(lambda: when_and_where(parts)),
        path=reverse("sessions:reply", args=[exchange.pk, unit.pk]),
        now=now,
    )


def _tell_of_comments(exchange: ExchangeSession, due: Due, *, now: datetime) -> None:
    names = {"title": str(exchange)}
    everyone = list(exchange.parts.filter(state=PartState.PLANNED))
    tell(
        _of(exchange, _expected(exchange, everyone) - _teachers(exchange), now),
        kind=Notice.Kind.REMINDER,
        key=f"session {exchange.pk} comments {due.on}",
        title=lazily(
            lambda: _("Comments on the lesson plan are due: %(title)s") % names
        ),
        text=lazily(
            lambda: (
                _("Please read the plan and comment on it until %(day)s.")
                % {"day": date_in_words(due.on)}
            )
        ),
        path=reverse("session", args=[exchange.pk]),
        now=now,
    )


def _tell_of_minutes(exchange: ExchangeSession, due: Due, *, now: datetime) -> None:
    tell(
        keepers(exchange, today=timezone.localdate(now)),
        kind=Notice.Kind.MINUTES,
        key=f"session {exchange.pk} minutes late {due.on}",
        title=lazily(lambda: _("Minutes are late: %(title)s") % {"title": exchange}),
        text=lazily(
            lambda: _("They were due on %(day)s.") % {"day": date_in_words(due.on)}
        ),
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
