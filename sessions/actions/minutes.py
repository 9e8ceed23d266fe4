"""What was said or happened, and what was agreed to be done. Minutes and news read these rows."""

from collections.abc import Collection, Sequence

from accounts.verbs import Actor
from sessions.actions.guard import belongs, edit
from sessions.actions.ordering import save_rows
from sessions.models import Decision, DecisionOwner, ExchangeSession, Item
from sessions.rows import DecisionRow, ItemRow


def save_items(
    *,
    exchange: ExchangeSession,
    rows: Sequence[ItemRow],
    removed: Collection[int] = (),
    version: str | None = None,
    by: Actor,
) -> None:
    """Bring what was said to what the form says, each text as it was typed."""
    with edit("items", exchange=exchange, by=by, version=version) as locked:
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
    with edit("decisions", exchange=exchange, by=by, version=version) as locked:
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
