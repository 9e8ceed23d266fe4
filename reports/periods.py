"""Months: which one a day or a news item falls in. Pure; a period is half-open, [from, until)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clusters.partial_dates import PartialDate


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


def month_of(day: date) -> Period:
    """The month that holds the day."""
    return _month(day.year, day.month)


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


def month_of_event(
    parts: Iterable[PartialDate | None], whole: PartialDate | None
) -> Period | None:
    """The month of a session: of its last dated part, else of its own date.

    A date counts when its year and month are known; without any the session is in no month.
    """
    days = [day for one in parts if (day := _first_day(one))]
    last = max(days) if days else _first_day(whole)
    return month_of(last) if last else None


def _first_day(one: PartialDate | None) -> date | None:
    return one.first_day if one and one.year and one.month else None


def _month(year: int, month: int) -> Period:
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), following)
