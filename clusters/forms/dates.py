"""A day of which parts may be unknown, as people type it: one line of text."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.widgets import FAR_YEAR, NO_SUCH_DAY, NO_SUCH_MONTH, read_date
from clusters.partial_dates import PartialDate

NO_PARTIAL = _(
    "“%(text)s” is not a date that can be read. Please write 26/11/2026, or only what is known: "
    "11/2026, 2026, 26/11."
)
_MONTH_YEAR = re.compile(
    r"(?:tháng\s+)?(?P<month>\d{1,2})(?:\s*[-/.]\s*|\s+năm\s+)(?P<year>\d{4})"
)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_YEAR = re.compile(r"(?:năm\s+)?(?P<year>\d{4})")
_DAY_MONTH = re.compile(
    r"(?:ngày\s+)?(?P<day>\d{1,2})(?:\s*[-/.]\s*|\s+tháng\s+)(?P<month>\d{1,2})"
)
_MONTH = re.compile(r"tháng\s+(?P<month>\d{1,2})")
_YEARS = range(1945, 2101)


def read_partial(text: str) -> PartialDate:
    """What a person wrote of a day: 26/11/2026, 2026-11-26, 11/2026, 2026, 26/11, "tháng 3".

    Raises ValidationError with a sentence; nothing that was not written is filled in.
    """
    text = " ".join(text.split()).lower()
    for pattern in (_MONTH_YEAR, _YEAR_MONTH, _YEAR, _DAY_MONTH, _MONTH):
        found = pattern.fullmatch(text)
        if found:
            return _checked(
                **{key: int(number) for key, number in found.groupdict().items()}
            )
    try:
        return PartialDate.of(read_date(text))
    except ValidationError as error:
        if error.message in {NO_SUCH_DAY, NO_SUCH_MONTH, FAR_YEAR}:
            raise
        raise ValidationError(
            NO_PARTIAL, code="invalid", params={"text": text[:40]}
        ) from error


def _checked(
    year: int | None = None, month: int | None = None, day: int | None = None
) -> PartialDate:
    if year is not None and year not in _YEARS:
        raise ValidationError(FAR_YEAR, code="invalid", params={"year": year})
    if month is not None and not 1 <= month <= 12:
        raise ValidationError(NO_SUCH_MONTH, code="invalid", params={"month": month})
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise ValidationError(
            _("There is no day %(day)s in month %(month)s. Please check the day."),
            code="invalid",
            params={"day": day, "month": month},
        ) from error


def written(value: PartialDate | None) -> str:
    """A partial date as a form shows it, readable again by `read_partial`."""
    if value is None:
        return ""
    text = value.in_news()
    return text.removeprefix("năm ")


class PartialDateField(forms.CharField):
    """A day of which parts may be unknown, in one line of text; empty means unknown."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        if value is None or isinstance(value, PartialDate):
            return value
        text = str(value).strip()
        return read_partial(text) if text else None

    def run_validators(self, value: Any) -> None:
        """What could be read is a date; text rules do not apply to it."""

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial or "") != (data or "").strip()
