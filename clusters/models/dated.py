"""Rows that hold for a time: from a day (or always) to a day (or until further notice)."""

from datetime import date
from typing import Any, TypeVar

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


def one_current(owner: str, *more: str, name: str) -> models.UniqueConstraint:
    """Of the dated rows of an owner (and of what else tells them apart) one holds until further
    notice."""
    return models.UniqueConstraint(
        fields=[owner, *more], condition=Q(valid_to=None), name=name
    )


class Succession(models.Model):
    """A `successor` took over from a `predecessor` on a day; merged and split ones have several rows.

    Which they are, the row itself says; it takes its constraints from `takes_over_once`.
    """

    predecessor: "models.ForeignKey[Any, Any]"
    successor: "models.ForeignKey[Any, Any]"
    on = models.DateField()

    class Meta:
        abstract = True
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


def takes_over_once(prefix: str) -> list[models.BaseConstraint]:
    """One takes over from another once, and nobody from itself."""
    return [
        models.UniqueConstraint(
            fields=["predecessor", "successor"], name=f"{prefix}_once"
        ),
        models.CheckConstraint(
            condition=~Q(predecessor=F("successor")), name=f"{prefix}_not_self"
        ),
    ]
