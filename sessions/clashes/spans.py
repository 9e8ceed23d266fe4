"""From when to when something can be: of what people wrote, as much as it says. Pure.

A day known in full can clash; a month or a year cannot. Without an hour the whole half-day, or the
whole day, is taken for possible; an end that nobody wrote is the end of the half-day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sessions.models.exchange import HalfDay

# Of `date.weekday()`.
SUNDAY = 6
NOON, EVENING, MIDNIGHT = 12 * 60, 18 * 60, 24 * 60
HALVES = {
    HalfDay.MORNING: (0, NOON),
    HalfDay.AFTERNOON: (NOON, EVENING),
    HalfDay.EVENING: (EVENING, MIDNIGHT),
}
# What nobody wrote the end of lasts at least as long as two lessons.
_SHORTEST = 90


@dataclass(frozen=True)
class Span:
    """Minutes of one day, half-open; `known`: an hour or a half-day was written."""

    day: date
    start: int
    end: int
    known: bool

    def meets(self, other: Span) -> bool:
        """Whether both can be at the same moment."""
        return (
            self.day == other.day and self.start < other.end and other.start < self.end
        )

    @property
    def halves(self) -> frozenset[str]:
        """The half-days that it touches."""
        return frozenset(
            half
            for half, (start, end) in HALVES.items()
            if self.start < end and start < self.end
        )

    def shares_a_half_day(self, other: Span) -> bool:
        return self.day == other.day and bool(self.halves & other.halves)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def span_of(
    day: date, half_day: str, starts_at: time | None, ends_at: time | None
) -> Span:
    """The span of a part on a day: by its hours, else its half-day, else the whole day."""
    if starts_at is not None:
        start = _minutes(starts_at)
        if ends_at is not None:
            return Span(day, start, _minutes(ends_at), known=True)
        half = next(end for _begin, end in HALVES.values() if start < end)
        return Span(day, start, min(max(half, start + _SHORTEST), MIDNIGHT), known=True)
    if half_day in HALVES:
        start, end = HALVES[HalfDay(half_day)]
        return Span(day, start, end, known=True)
    return Span(day, 0, MIDNIGHT, known=half_day == HalfDay.ALL_DAY)
