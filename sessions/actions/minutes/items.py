"""What was said or happened, and what was agreed to be done. Minutes and news read these rows."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from sessions import snapshots
from sessions.actions.guard import belongs, edit
from sessions.actions.ordering import save_rows
from sessions.minutes.page import frozen_rows
from sessions.models import Decision, DecisionOwner, ExchangeSession, Item
from sessions.rows import DecisionRow, ItemRow

# What of a decision is the session's word; how far it has come is not.
_WORD = ("text", "due", "due_until", "when_as_printed", "frequency", "owners")


def _agreed(exchange: ExchangeSession) -> snapshots.Snapshot:
    held = snapshots.decisions(exchange)
    return {key: {name: row[name] for name in _WORD} for key, row in held.items()}


@contextmanager
def _confirmed_rows_stay(
    exchange: ExchangeSession,
    read: Callable[[ExchangeSession], snapshots.Snapshot],
    *,
    which: int,
) -> Iterator[None]:
    """Refuse a change of a row that stands in confirmed minutes; its place in the list may change."""
    frozen = frozen_rows(exchange)[which]
    before = read(exchange) if frozen else {}
    yield
    after = read(exchange) if frozen else {}
    for key in frozen:
        one, other = before.get(str(key)), after.get(str(key))
        if _without_place(one) != _without_place(other):
            raise Refused(
                _(
                    "“%(text)s” stands in minutes that are confirmed. Open those minutes again with a "
                    "reason to change it."
                )
                % {"text": (one or {}).get("text", "")[:60]}
            )


def _without_place(row: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (row or {}).items() if name != "order"}


def save_items(
    *,
    exchange: ExchangeSession,
    rows: Sequence[ItemRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring what was said to what the form says, each text as it was typed."""
    with (
        edit("items", exchange=exchange, by=by, version=version) as locked,
        _confirmed_rows_stay(locked, snapshots.items, which=0),
    ):
        save_rows(
            locked.items,
            rows=rows,
            removed=removed,
            write=lambda row, stored, order: _write_item(locked, row, stored, order),
        )


def _write_item(
    exchange: ExchangeSession, row: ItemRow, stored: Item | None, order: int
) -> None:
    belongs(row.part, exchange)
    belongs(row.lesson, exchange)
    belongs(row.group.part if row.group else None, exchange)
    for entry in row.said_by:
        belongs(entry, exchange)
    item = stored or Item(exchange=exchange)
    for name in ("kind", "text", "part", "group", "lesson", "to_whom"):
        setattr(item, name, getattr(row, name))
    item.order = order
    item.save()
    item.said_by.set(row.said_by)


def save_decisions(
    *,
    exchange: ExchangeSession,
    rows: Sequence[DecisionRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring what was agreed to what the form says: text, owners in order, when, status, proof."""
    with (
        edit("decisions", exchange=exchange, by=by, version=version) as locked,
        _confirmed_rows_stay(locked, _agreed, which=1),
    ):
        save_rows(
            locked.decisions,
            rows=rows,
            removed=removed,
            write=lambda row, stored, order: _write_decision(
                locked, row, stored, order
            ),
        )


def _write_decision(
    exchange: ExchangeSession, row: DecisionRow, stored: Decision | None, order: int
) -> None:
    decision = stored or Decision(exchange=exchange)
    for name in (
        "text",
        "due",
        "due_until",
        "when_as_printed",
        "frequency",
        "status",
        "proof",
    ):
        setattr(decision, name, getattr(row, name))
    decision.order = order
    decision.save()
    decision.owners.all().delete()
    DecisionOwner.objects.bulk_create(
        DecisionOwner(
            decision=decision,
            order=place,
            school=owner.school,
            cluster=owner.cluster,
            user=owner.user,
            text=owner.text,
        )
        for place, owner in enumerate(row.owners, start=1)
    )
