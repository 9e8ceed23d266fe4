"""When a session begins, until when schools answer, and when its personal links end. Pure but for
the rows handed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sessions.models import ExchangeSession, Part
from sessions.models.exchange import HalfDay
from sessions.models.part import TAKING_PLACE

# Schools answer until three days before: the host still has to cook, print and set the chairs.
ANSWERS_BEFORE = timedelta(days=3)
# Of a session whose day is not known: a link is not for ever.
LINK_WITHOUT_DAY = timedelta(days=60)
# When half a day begins, where no hour was written.
_BEGINS = {HalfDay.AFTERNOON: time(12), HalfDay.EVENING: time(17)}


def begins(part: Part) -> datetime | None:
    """When a part begins; without an hour, when its half-day does, else at midnight. None while its
    day is not known."""
    day = part.on.exact if part.on else None
    if day is None:
        return None
    hour = part.starts_at or _BEGINS.get(HalfDay(part.half_day or "all_day"), time.min)
    return datetime.combine(day, hour, timezone.get_current_timezone())


def parts_ahead(parts: Iterable[Part], now: datetime) -> list[Part]:
    """The parts that take place and have not begun; one without a day has not."""
    return [
        part
        for part in parts
        if part.state in TAKING_PLACE
        and ((start := begins(part)) is None or now < start)
    ]


def days_of(exchange: ExchangeSession, parts: Iterable[Part]) -> list[date]:
    """The days, as far as they are known, of the parts that take place; else the session's own."""
    days = [
        part.on.exact
        for part in parts
        if part.state in TAKING_PLACE and part.on and part.on.exact
    ]
    own = exchange.on.exact if exchange.on else None
    return sorted(days) or ([own] if own else [])


def reply_deadline(exchange: ExchangeSession, parts: Iterable[Part]) -> date | None:
    """The last day to answer: the one that was set, else three days before the first day. None while
    that is not known. A late answer is taken all the same."""
    if exchange.reply_by is not None:
        return exchange.reply_by
    days = days_of(exchange, parts)
    return days[0] - ANSWERS_BEFORE if days else None


def link_ends(
    exchange: ExchangeSession, parts: Iterable[Part], issued_at: datetime
) -> datetime:
    """When a personal link ends: with the day after the session's last day, wherever that is moved
    to; sixty days after it was made while no day is known."""
    days = days_of(exchange, parts)
    if not days:
        return issued_at + LINK_WITHOUT_DAY
    zone = timezone.get_current_timezone()
    return datetime.combine(days[-1], time.min, zone) + timedelta(days=2)
