"""Months as periods of bulletins. Pure; a period is half-open, [from, until)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Period:
    """The days from `starts_on` up to, and not with, `ends_before`."""

    starts_on: date
    ends_before: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_before

    @property
    def label(self) -> str:
        """As it is printed: "tháng 11/2026"."""
        return f"tháng {self.starts_on.month}/{self.starts_on.year}"


def month_before(day: date) -> Period:
    """The whole month before the one that holds the day."""
    if day.month == 1:
        return _month(day.year - 1, 12)
    return _month(day.year, day.month - 1)


def month_named(text: str) -> Period:
    """The month written as "2026-11". Raises ValueError for anything else."""
    year, dash, month = text.partition("-")
    if not (dash and len(year) == 4 and year.isdecimal() and month.isdecimal()):
        raise ValueError(f"{text!r} is not a month like 2026-11")
    return _month(int(year), int(month))


def _month(year: int, month: int) -> Period:
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), following)
