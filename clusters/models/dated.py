"""Rows that hold for a time: from a day (or always) to a day (or until further notice)."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


def holds_on(day: date, prefix: str = "") -> Q:
    """The condition that a dated row holds on that day; both ends count."""
    return (
        Q(**{f"{prefix}valid_from__isnull": True})
        | Q(**{f"{prefix}valid_from__lte": day})
    ) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    )


class DatedQuerySet(models.QuerySet[M]):
    def on(self, day: date) -> "DatedQuerySet[M]":
        """The rows that hold on that day."""
        return self.filter(holds_on(day))


def ends_after_start(name: str) -> models.CheckConstraint:
    """A dated row does not end before it began."""
    return models.CheckConstraint(
        condition=Q(valid_from=None)
        | Q(valid_to=None)
        | Q(valid_to__gte=F("valid_from")),
        name=name,
    )
