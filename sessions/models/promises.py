"""What several tables promise alike: a number of its own for each row of a list, words that are there."""

from django.db import models
from django.db.models import Q


def one_at_a_place(above: str, *, name: str) -> models.UniqueConstraint:
    """No two rows of a list have the same number; `above` is the key to the row that the list is of."""
    return models.UniqueConstraint(fields=[above, "order"], name=name)


def never_empty(text: str, *, name: str) -> models.CheckConstraint:
    """A row without this text would say nothing."""
    return models.CheckConstraint(condition=~Q(**{text: ""}), name=name)


class NamedInOrder(models.Model):
    """A person, school or place at its number in a list, shown by the name as printed; who or which is
    meant by it stands beside it where it is known. Each kind has its own `name_as_printed`."""

    order = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_as_printed  # type: ignore[attr-defined]
