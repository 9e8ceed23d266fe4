"""Rows of a section in their order: change the named ones, add new ones, keep what was not shown."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeVar

from django.db import models
from django.db.models import F, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from accounts.verbs import Refused

# Free numbers above all real ones: while rows change places, no two may bear one number.
_ASIDE = 10_000
MOST_ROWS = 2_000


class Line(Protocol):
    @property
    def pk(self) -> int | None: ...


R = TypeVar("R", bound=Line)


def save_rows(
    manager: Any,
    *,
    rows: Sequence[R],
    removed: Collection[int],
    write: Callable[[R, Any, int], object],
) -> None:
    """Bring the ordered rows of `manager` to what the form says.

    `write(row, stored, order)` stores one line; `stored` is None for a new one. Stored rows that
    the form neither names nor removes (added meanwhile, or on another page) keep their place. A
    row that somebody else deleted meanwhile is written anew: nothing typed is lost.
    """
    stored: dict[int, Any] = {one.pk: one for one in manager.order_by("order", "pk")}
    for pk in removed:
        if pk in stored:
            _delete(stored.pop(pk))
    named = {row.pk for row in rows}
    sequence: list[Any] = []
    placed = False
    for pk, one in stored.items():
        if pk not in named:
            sequence.append(one)
        elif not placed:
            sequence.extend(rows)
            placed = True
    if not placed:
        sequence.extend(rows)
    if len(sequence) > MOST_ROWS:
        raise Refused(
            _("More than %(most)s rows cannot be kept here.") % {"most": MOST_ROWS}
        )
    _set_aside(manager, stored, sequence)
    for order, line in enumerate(sequence, start=1):
        if isinstance(line, models.Model):
            _place(line, order)
        else:
            write(line, stored.get(line.pk) if line.pk else None, order)


def _delete(row: models.Model) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise Refused(
            _(
                "“%(row)s” cannot be removed: a lesson plan was handed in for it. Nothing was saved "
                "yet. Please press “Take the plan off” beside the lesson on the session's page (the "
                "plan stays with its authors), then remove the lesson."
            )
            % {"row": row}
        ) from error
    except RestrictedError as error:
        raise Refused(
            _("“%(row)s” cannot be removed: minutes were written of it.") % {"row": row}
        ) from error


def _place(row: Any, order: int) -> None:
    if row.order != order:
        row.order = order
        row.save(update_fields=["order"])


def _set_aside(manager: Any, stored: dict[int, Any], sequence: Sequence[Any]) -> None:
    order_of = {
        line.pk: order for order, line in enumerate(sequence, start=1) if line.pk
    }
    if any(one.order != order_of.get(pk) for pk, one in stored.items()):
        manager.filter(order__lt=_ASIDE).update(order=F("order") + _ASIDE)
        for one in stored.values():
            one.order += _ASIDE
