"""Partial dates: what people wrote of a day, and no more. Pure but for the two model fields.

Stored as text: `2023-12-07`, `2023-12`, `2023`, `--12-07` (no year), `--12`. Never filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

_STORED = re.compile(r"^(?P<y>\d{4}|-)(-(?P<m>\d{2})(-(?P<d>\d{2}))?)?$")
_LEAP_YEAR = 2024


@dataclass(frozen=True, order=True)
class PartialDate:
    """A year, month and day, each of which may be unknown; a day needs its month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.year is None and self.month is None:
            raise ValueError("a partial date holds at least a year or a month")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        # Raises ValueError for the 31st of February; without a year the 29th is possible.
        date(
            _LEAP_YEAR if self.year is None else self.year,
            1 if self.month is None else self.month,
            1 if self.day is None else self.day,
        )

    @classmethod
    def of(cls, day: date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, stored: str) -> PartialDate:
        """From the stored form; ValueError if it is none."""
        found = _STORED.match(stored)
        if not found:
            raise ValueError(f"not a partial date: {stored!r}")
        year, month, day = found["y"], found["m"], found["d"]
        return cls(
            None if year == "-" else int(year),
            int(month) if month else None,
            int(day) if day else None,
        )

    def __str__(self) -> str:
        stored = "-" if self.year is None else f"{self.year:04d}"
        if self.month is not None:
            stored += f"-{self.month:02d}"
        if self.day is not None:
            stored += f"-{self.day:02d}"
        return stored

    @property
    def exact(self) -> date | None:
        """The day itself, if year, month and day are known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    @property
    def first_day(self) -> date | None:
        """The first day it can mean, for sorting only; None without a year."""
        if self.year is None:
            return None
        return date(self.year, self.month or 1, self.day or 1)

    def in_news(self) -> str:
        """As news reports write it: `07/12/2023`, `12/2023`, `năm 2023`, `07/12`, `tháng 12`."""
        if self.day is not None:
            short = f"{self.day:02d}/{self.month:02d}"
            return short if self.year is None else f"{short}/{self.year}"
        if self.month is not None:
            return (
                f"tháng {self.month}"
                if self.year is None
                else f"{self.month:02d}/{self.year}"
            )
        return f"năm {self.year}"


class PartialDateField(models.CharField):
    """A nullable column that holds a `PartialDate` in its stored form."""

    description = "A date of which parts may be unknown"

    def __init__(self, *args, **kwargs) -> None:
        kwargs["max_length"] = 10
        kwargs["null"] = True
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return None if value is None else PartialDate.parse(value)

    def to_python(self, value):
        if value is None or isinstance(value, PartialDate):
            return value
        if isinstance(value, date):
            return PartialDate.of(value)
        try:
            return PartialDate.parse(str(value)) if value else None
        except ValueError as error:
            raise ValidationError(_("This date does not exist.")) from error

    def get_prep_value(self, value):
        value = self.to_python(value)
        return None if value is None else str(value)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return "" if value is None else str(value)


class FirstDayField(models.DateField):
    """The first day that the partial date in the field `of` can mean: to sort by, never printed."""

    def __init__(self, *args, of: str, **kwargs) -> None:
        self.of = of
        kwargs["null"] = True
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["of"] = self.of
        for fixed in ("null", "editable", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        partial = cast(PartialDateField, self.model._meta.get_field(self.of))
        source = partial.to_python(getattr(model_instance, self.of))
        value = None if source is None else source.first_day
        setattr(model_instance, self.attname, value)
        return value
