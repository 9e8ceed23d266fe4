"""Date and time fields of every form.

The browser shows a native date in its own language (an English Windows shows 12/07/2023 for
7 December), so each date is said again in words below the field, and what arrives may have any
of the forms that people write.
"""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.days import FIRST_YEAR, LAST_YEAR, WEEKDAYS

SUNDAY = 6
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_SEPARATOR = r"\s*[-/.]\s*"
_ISO = re.compile(
    rf"(?P<year>\d{{4}}){_SEPARATOR}(?P<month>\d{{1,2}}){_SEPARATOR}(?P<day>\d{{1,2}})"
)
_WRITTEN = re.compile(
    rf"(?P<day>\d{{1,2}}){_SEPARATOR}(?P<month>\d{{1,2}}){_SEPARATOR}(?P<year>\d{{4}})"
)
_IN_WORDS = re.compile(
    r"(?:ngày\s+)?(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>\d{4})",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})\s*(?::|h|giờ|g)\s*(?P<minute>\d{1,2})?(?::\d{2})?\s*(?:phút|p)?",
    re.IGNORECASE,
)

NO_DATE = _(
    "“%(text)s” is not a date that can be read. Please write day/month/year, for example 07/12/2023."
)
NO_SUCH_DAY = _(
    "There is no day %(day)s in month %(month)s/%(year)s. Please check the day."
)
NO_SUCH_MONTH = _(
    "There is no month %(month)s. Please write day/month/year, for example 07/12/2023."
)
FAR_YEAR = _("The year %(year)s cannot be right. Please check the year.")
NO_TIME = _(
    "“%(text)s” is not a time that can be read. Please write hours and minutes, for example 13:30."
)


def date_in_words(day: date) -> str:
    """A date with its weekday, in the interface's language: "Thứ Năm, ngày 07/12/2023"."""
    weekday = WEEKDAYS[day.weekday()]
    return f"{weekday}, {'' if get_language() == 'en' else 'ngày '}{day:%d/%m/%Y}"


def time_in_words(moment: time) -> str:
    """A time inside a sentence: "13 giờ 30", "8 giờ"; "13:30" in English."""
    if get_language() == "en":
        return f"{moment.hour}:{moment.minute:02d}"
    return (
        f"{moment.hour} giờ {moment.minute:02d}"
        if moment.minute
        else f"{moment.hour} giờ"
    )


def read_date(text: str) -> date:
    """The day that a person wrote: 07/12/2023, 7-12-2023, 7.12.2023, 2023-12-07, "ngày 7 tháng 12
    năm 2023". Day before month, always. Raises ValidationError with a sentence that says what to do.
    """
    text = text.strip()
    found = (
        _WRITTEN.fullmatch(text) or _ISO.fullmatch(text) or _IN_WORDS.fullmatch(text)
    )
    if found is None:
        raise ValidationError(NO_DATE, code="invalid", params={"text": text[:40]})
    parts = {name: int(number) for name, number in found.groupdict().items()}
    if not FIRST_YEAR <= parts["year"] <= LAST_YEAR:
        raise ValidationError(FAR_YEAR, code="invalid", params=parts)
    if not 1 <= parts["month"] <= 12:
        raise ValidationError(NO_SUCH_MONTH, code="invalid", params=parts)
    try:
        return date(parts["year"], parts["month"], parts["day"])
    except ValueError:
        raise ValidationError(NO_SUCH_DAY, code="invalid", params=parts) from None


def read_time(text: str) -> time:
    """The time that a person wrote: 13:30, 13h30, 13 giờ 30, 7h. Raises ValidationError."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValidationError(
            NO_TIME, code="invalid", params={"text": text.strip()[:40]}
        )
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59:
        raise ValidationError(
            NO_TIME, code="invalid", params={"text": text.strip()[:40]}
        )
    return time(hour, minute)


def _iso_day(text: str) -> date | None:
    """The day that a native date field would show; None also for 2026-02-31, which is none."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class DateInput(forms.DateInput):
    """`<input type=date>` with an ISO value and the date read back in words below it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """ISO for a date, also for text that can be read as one; other text as it was typed."""
        if isinstance(value, str):
            try:
                value = read_date(value)
            except ValidationError:
                return value
        return value.strftime("%Y-%m-%d") if isinstance(value, date) else None

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        shown = widget["value"]
        if shown and _iso_day(shown) is None:
            # A native date field would show nothing for it: what was typed must stay visible.
            widget["type"] = "text"
            widget["attrs"] |= {"inputmode": "numeric", "placeholder": "26/11/2026"}
        if identifier := widget["attrs"].get("id"):
            widget["attrs"]["data-readback"] = f"{identifier}_words"
        return context

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        identifier = (attrs or {}).get("id") or self.attrs.get("id")
        if not identifier:
            return field
        shown = self.format_value(value)
        day = _iso_day(shown) if shown else None
        return _with_words(
            field,
            identifier,
            date_in_words(day) if day else "",
            odd=day is not None and day.weekday() == SUNDAY,
        )


class TimeInput(forms.TimeInput):
    """`<input type=time>`, hours and minutes, read back below it: an English browser shows 01:30 PM."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        if widget["value"] and not _CLOCK.fullmatch(widget["value"]):
            widget["type"] = "text"
            widget["attrs"]["placeholder"] = "13:30"
        if identifier := widget["attrs"].get("id"):
            widget["attrs"]["data-readback"] = f"{identifier}_words"
        return context

    def format_value(self, value: Any) -> str | None:
        """Hours and minutes, also for text that can be read as such; other text as it was typed."""
        if isinstance(value, str):
            try:
                value = read_time(value)
            except ValidationError:
                return value
        return value.strftime("%H:%M") if isinstance(value, time) else None

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        identifier = (attrs or {}).get("id") or self.attrs.get("id")
        if not identifier:
            return field
        shown = self.format_value(value) or ""
        words = time_in_words(read_time(shown)) if _CLOCK.fullmatch(shown) else ""
        return _with_words(field, identifier, words)


def _with_words(
    field: SafeString, identifier: str, words: str, *, odd: bool = False
) -> SafeString:
    """A field with what it says in words below; `odd`: people should look at it twice."""
    return format_html(
        '{}<span class="readback num{}" id="{}_words">{}</span>',
        field,
        " odd" if odd else "",
        identifier,
        words,
    )


class DateField(forms.DateField):
    """A day, written in any of the ways people write one; see `read_date`."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else read_date(str(value))


class TimeField(forms.TimeField):
    """A time of day; see `read_time`."""

    widget = TimeInput

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, time) else read_time(str(value))
