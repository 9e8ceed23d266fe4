"""When something is, in words of the interface (not of a paper). Pure."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from accounts.widgets import date_in_words
from clusters.partial_dates import PartialDate


def day_words(on: PartialDate | None) -> str:
    """The short form: "26/11/2026", "tháng 11/2026", "năm 2023", "07/12 (không rõ năm)", ""."""
    if on is None:
        return ""
    if (exact := on.exact) is not None:
        return f"{exact:%d/%m/%Y}"
    if on.day is not None:
        return _("%(day)s/%(month)s (year not known)") % {
            "day": f"{on.day:02d}",
            "month": f"{on.month:02d}",
        }
    if on.month is not None and on.year is not None:
        return _("month %(month)s/%(year)s") % {"month": on.month, "year": on.year}
    if on.month is not None:
        return _("month %(month)s (year not known)") % {"month": on.month}
    return _("year %(year)s") % {"year": on.year}


def long_day_words(on: PartialDate | None) -> str:
    """With the weekday where the day is known: "Thứ Năm, ngày 26/11/2026"."""
    exact = on.exact if on else None
    return date_in_words(exact) if exact else day_words(on)


def short_day(day: date, *, today: date) -> str:
    """A day in a narrow place: "hôm nay", "26/11", with the year when it is another one."""
    if day == today:
        return _("today")
    return f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}"
