"""Which rows of a session belong to which minutes, and what nobody may change any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from sessions.models import (
    Decision,
    ExchangeSession,
    Item,
    Minutes,
    MinutesRevision,
    MinutesState,
    Part,
    PartState,
)


def parts_of(exchange: ExchangeSession) -> list[Part]:
    """The parts that minutes can be of, with their groups."""
    rows = exchange.parts.select_related("site").prefetch_related("groups")
    return [part for part in rows if part.state != PartState.CANCELLED]


def is_only_part(minutes: Minutes, parts: Iterable[Part]) -> bool:
    """Minutes of the whole session hold everything while it has one part at most."""
    return minutes.part_id is None and len(list(parts)) < 2


def items_of(minutes: Minutes, parts: list[Part] | None = None) -> QuerySet[Item]:
    """The items of these minutes, in their order: a group's, a part's, or the whole session's.

    An item of a lesson belongs to the lesson's part. Minutes of a whole session with several parts
    hold what belongs to none.
    """
    rows = minutes.exchange.items.select_related("lesson__subject").prefetch_related(
        "said_by"
    )
    if minutes.group_id is not None:
        return rows.filter(group=minutes.group_id)
    rows = rows.filter(group=None)
    if minutes.part_id is not None:
        return rows.filter(
            Q(part=minutes.part_id) | Q(part=None, lesson__part=minutes.part_id)
        )
    parts = parts_of(minutes.exchange) if parts is None else parts
    if is_only_part(minutes, parts):
        return rows
    return rows.filter(Q(lesson=None) | Q(lesson__part=None), part=None)


def frozen_rows(exchange: ExchangeSession) -> tuple[set[int], set[int]]:
    """The keys of the items and of the decisions that stand in confirmed minutes; one query."""
    items: set[int] = set()
    decisions: set[int] = set()
    confirmed = MinutesRevision.objects.filter(
        minutes__exchange=exchange,
        minutes__state=MinutesState.CONFIRMED,
        confirmed_at__isnull=False,
    ).order_by("number")
    newest = {one.minutes_id: one.content for one in confirmed}
    for content in newest.values():
        items |= {row["key"] for row in content["items"]}
        decisions |= {row["key"] for row in content["decisions"]}
    return items, decisions


def decisions_of(exchange: ExchangeSession) -> QuerySet[Decision]:
    return exchange.decisions.prefetch_related(
        "owners__school", "owners__cluster", "owners__user"
    )
