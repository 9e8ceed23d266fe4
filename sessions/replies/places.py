"""Places at a session: when it begins, until when schools answer, how much room there is, and when
its personal links end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from clusters.models import Post
from sessions.models import (
    ExchangeSession,
    Part,
    PersonalLink,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.models.exchange import HalfDay
from sessions.models.part import TAKING_PLACE

# Schools answer until three days before: the host still has to cook, print and set the chairs.
ANSWERS_BEFORE = timedelta(days=3)
# Of a session whose day is not known: a link is not for ever.
LINK_WITHOUT_DAY = timedelta(days=60)
# While a session is announced and not over, people are invited to it.
INVITING = (State.PROPOSED, State.SCHEDULED)
# "2026-11-26" is a day, anything shorter none.
_EXACT = 10
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


def all_parts_ahead(now: datetime) -> QuerySet[Part]:
    """`parts_ahead` of all sessions."""
    local = timezone.localtime(now)
    today, clock = local.date(), local.time()
    halves = [half for half, begins_at in _BEGINS.items() if clock < begins_at]
    later = Q(starts_at__gt=clock) | Q(starts_at=None, half_day__in=halves)
    return (
        Part.objects.filter(state__in=TAKING_PLACE)
        .annotate(on_length=Length("on"))
        .filter(
            Q(on=None)
            | Q(on_length__lt=_EXACT)
            | Q(on_sort__gt=today)
            | (Q(on_sort=today) & later)
        )
        .order_by()
    )


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
    """The last day to answer: the one that was set, else the usual one (`days_before`). None while that
    is not known. A late answer is taken all the same."""
    return exchange.reply_by or days_before(exchange, parts)


def days_before(exchange: ExchangeSession, parts: Iterable[Part]) -> date | None:
    """Three days before the first day, as far as that is known; of a session that was announced later
    than that, the day after the schools were told, at most its first day."""
    days = days_of(exchange, parts)
    if not days:
        return None
    usual = days[0] - ANSWERS_BEFORE
    if exchange.told_at is None:
        return usual
    told = timezone.localtime(exchange.told_at).date()
    return max(usual, min(told + timedelta(days=1), days[0]))


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


def link_opens(link: PersonalLink, parts: Iterable[Part], *, now: datetime) -> bool:
    """Whether a link still opens its page: not taken back, its day not over, the session still on."""
    return (
        link.revoked_at is None
        and link.exchange.state in {*INVITING, State.HELD}
        and now < link_ends(link.exchange, parts, link.issued_at)
    )


def limit_of(exchange: ExchangeSession, unit: SessionUnit) -> int | None:
    """How many people of a unit may come; None: as many as there is room for. Its own number wins
    over that of every school; a host is at home."""
    if unit.seats is not None:
        return unit.seats
    guest = unit.school_id is not None and not unit.hosts
    return exchange.seats_each if guest else None


def staff_of(school: int | None, now: datetime) -> QuerySet[Post]:
    """The posts of those who work at a school today and can be named for it."""
    return (
        Post.objects.on(timezone.localdate(now))
        .filter(school=school, user__is_active=True)
        .select_related("user")
        .order_by("user__sort_key", "user_id", "pk")
    )


@dataclass
class Room:
    """How many places are taken, of how many: in all, and by each unit (`limits`, `taken_by`).

    Everybody on the roster takes a place, also whom the lead put there without asking for one; of a
    group its number, as far as it is known.
    """

    seats: int | None
    taken: int = 0
    limits: dict[int, int | None] = field(default_factory=dict)
    taken_by: dict[int | None, int] = field(default_factory=dict)

    @classmethod
    def of(cls, exchange: ExchangeSession) -> Room:
        """As the rows stand now: two queries."""
        room = cls(seats=exchange.seats)
        for unit in exchange.units.all():
            room.limits[unit.pk] = limit_of(exchange, unit)
        roster = exchange.roster.order_by().values_list("unit", "kind", "group_count")
        for unit_pk, kind, number in roster:
            group = kind == RosterEntry.Kind.GROUP
            room.take(unit_pk, (number or 0) if group else 1)
        return room

    def take(self, unit: int | None, number: int = 1) -> None:
        self.taken += number
        self.taken_by[unit] = self.taken_by.get(unit, 0) + number

    def left(self, unit: int | None) -> int | None:
        """How many more of a unit's people find a place; None: no limit. Lowering a limit throws
        nobody out, so there may be more people than places: that leaves none."""
        known = [] if self.seats is None else [self.seats - self.taken]
        limit = self.limits.get(unit) if unit is not None else None
        if limit is not None:
            known.append(limit - self.taken_by.get(unit, 0))
        return max(0, min(known)) if known else None

    def has_room(self, unit: int | None) -> bool:
        return self.left(unit) != 0
