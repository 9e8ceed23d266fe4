"""The nearest half-days that are free: for the people, the host and the class of a part. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.widgets import WEEKDAYS
from sessions.clashes.asked import Asked, AskedPart
from sessions.clashes.others import Other
from sessions.clashes.spans import HALVES, SUNDAY, Span
from sessions.models.exchange import HalfDay
from sessions.public_holidays import public_holiday

OFFERED = 3
# How far a free half-day is looked for, before and after the day that was chosen.
SLOTS_BEFORE = timedelta(days=10)
SLOTS_WITHIN = timedelta(days=21)
# When schools usually begin.
_BEGINS = {HalfDay.MORNING: time(7, 30), HalfDay.AFTERNOON: time(13, 30)}


@dataclass(frozen=True)
class Slot:
    """A free half-day, and the hour that a form is filled with."""

    day: date
    half: str
    starts_at: time

    @property
    def words(self) -> str:
        """ "Sáng thứ Sáu 27/11", "Friday 27/11, morning"."""
        names = {
            HalfDay.MORNING: _("%(weekday)s %(day)s, morning"),
            HalfDay.AFTERNOON: _("%(weekday)s %(day)s, afternoon"),
        }
        return names[HalfDay(self.half)] % {
            "weekday": WEEKDAYS[self.day.weekday()],
            "day": f"{self.day:%d/%m}",
        }

    @property
    def query(self) -> str:
        """The same in an address: what the form of a part is opened with."""
        return urlencode(
            {"ngay": self.day.isoformat(), "gio": f"{self.starts_at:%H:%M}"}
        )

    @property
    def value(self) -> str:
        """What a button carries: "2026-11-27 13:30"."""
        return f"{self.day.isoformat()} {self.starts_at:%H:%M}"


def slots_for(
    part: AskedPart,
    asked: Asked,
    others: Sequence[Other],
    *,
    today: date,
    takes: Callable[[AskedPart, Other, Asked], bool],
) -> list[Slot]:
    """Up to three free working half-days, the nearest first, the same half-day before another.

    After today, between the parts before and after this one, on no Sunday and no holiday, and where
    nothing takes the people, the host, a class, the room or the grade.
    """
    span = part.span
    if span is None:
        return []
    others_here = [other for other in others if takes(part, other, asked)]
    earliest, latest = _room_between(part, asked, today)
    own = [one.span for one in asked.parts if one.span and one.key != part.key]
    mine = _half_of(span)
    found = []
    for day in _days(span.day):
        if not earliest <= day <= latest or day.weekday() == SUNDAY:
            continue
        if public_holiday(day):
            continue
        for half in _BEGINS:
            whole = Span(day, *HALVES[half], known=True)
            taken = [other.span for other in others_here] + own
            if any(whole.meets(one) for one in taken):
                continue
            found.append(Slot(day, half, _begin(half, span, mine)))
    found.sort(
        key=lambda slot: (abs((slot.day - span.day).days), slot.half != mine, slot.day)
    )
    return found[:OFFERED]


def _days(chosen: date) -> list[date]:
    first, last = chosen - SLOTS_BEFORE, chosen + SLOTS_WITHIN
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _room_between(part: AskedPart, asked: Asked, today: date) -> tuple[date, date]:
    """From the day after the part before, at the earliest tomorrow, to the day before the next one."""
    earliest, latest = today + timedelta(days=1), date.max
    for one in asked.parts:
        if one.day is None or part.day is None:
            continue
        if one.number < part.number and one.day < part.day:
            earliest = max(earliest, one.day + timedelta(days=1))
        if one.number > part.number and one.day > part.day:
            latest = min(latest, one.day - timedelta(days=1))
    return earliest, latest


def _half_of(span: Span) -> str:
    """The half-day that it begins in, of those that are offered."""
    _start, noon = HALVES[HalfDay.MORNING]
    return HalfDay.MORNING if span.start < noon else HalfDay.AFTERNOON


def _begin(half: str, span: Span, mine: str) -> time:
    """The hour that was chosen, where it is in that half-day; else when schools usually begin."""
    start, end = HALVES[HalfDay(half)]
    if half == mine and span.known and start < span.start < end:
        return time(span.start // 60, span.start % 60)
    return _BEGINS[HalfDay(half)]
