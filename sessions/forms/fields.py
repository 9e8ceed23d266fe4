"""Fields of the session forms: limits in words, partial dates, one of some rows, several names."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.widgets import FAR_YEAR, NO_SUCH_DAY, NO_SUCH_MONTH, read_date
from clusters.partial_dates import PartialDate

TOO_LONG = _(
    "This text has %(show_value)s characters; at most %(limit_value)s fit here. Please shorten it."
)
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


class OneOfField(forms.ChoiceField):
    """A select over rows that the page loaded once; cleans to the row itself, None for empty.

    Many rows of a form share one list, so that no row asks the database for its choices.
    """

    def __init__(self, *, empty: Any = "—", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        self.empty = empty
        self.rows: dict[str, Any] = {}
        super().__init__(**kwargs)

    def offer(self, rows: Iterable[Any], label: Callable[[Any], str] = str) -> None:
        rows = list(rows)
        self.rows = {str(row.pk): row for row in rows}
        choices: list[tuple[str, Any]] = [(str(row.pk), label(row)) for row in rows]
        self.choices = [("", self.empty), *choices]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(getattr(value, "pk", value) or "")


class SomeOfField(forms.MultipleChoiceField):
    """Check boxes over rows that the page loaded once; cleans to the rows themselves."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        self.rows: dict[str, Any] = {}
        super().__init__(**kwargs)

    def offer(self, rows: Iterable[Any], label: Callable[[Any], str] = str) -> None:
        rows = list(rows)
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [(str(row.pk), label(row)) for row in rows]

    def clean(self, value: Any) -> list[Any]:
        return [self.rows[key] for key in super().clean(value)]

    def prepare_value(self, value: Any) -> Any:
        if value is None:
            return []
        return [str(getattr(one, "pk", one)) for one in value]


def separated(text: str) -> list[str]:
    """Names in one field: parted by semicolons or line breaks, spaces tidied, empty ones left out."""
    names = (" ".join(name.split()) for name in re.split(r"[;\n]", text))
    return [name for name in names if name]


def joined(names: Sequence[str]) -> str:
    return "; ".join(names)


def suggesting(list_id: str, **attrs: str) -> forms.TextInput:
    """A text field with the suggestions of the page's `<datalist id=…>`."""
    return forms.TextInput(attrs={"list": list_id, "autocomplete": "off", **attrs})


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordsForm(forms.Form):
    """A form whose texts are kept whole: limits are told in a sentence, never cut by the browser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.widget.attrs.pop("maxlength", None)
                field.error_messages["max_length"] = TOO_LONG
