"""What a section of a session holds right now, as plain data.

One reading serves three needs: the version that an edit form carries, the before and after of an
audit entry, and the question whether anything changed at all. Asks only the database.
"""

import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from accounts.models import AuditEntry
from accounts.versions import version_of  # noqa: F401  (the sections are marked by it)
from clusters.partial_dates import PartialDate
from sessions.models import (
    DecisionOwner,
    ExchangeSession,
    Group,
    Item,
    LessonTeacher,
    RosterEntry,
)

Snapshot = dict[str, Any]

DETAILS = (
    "kind",
    "lead_cluster_id",
    "lead_school_id",
    "lead_authority_id",
    "cluster_id",
    "partnership_id",
    "school_year_id",
    "follows_id",
    "called",
    "title",
    "on",
    "half_day",
    "date_as_printed",
    "duration_as_printed",
    "rounds_as_printed",
    "purpose",
    "address",
)
_HOURS = (
    "hours",
    "hours_document_id",
    "hours_document__type_as_printed",
    "hours_document__number",
    "hours_document__issued_on",
    "hours_document__issuer_as_printed",
    "hours_document__summary",
)
_DEADLINES = ("comments_due", "minutes_due", "news_due")
_PART = (
    "order",
    "title",
    "purposes",
    "on",
    "half_day",
    "starts_at",
    "ends_at",
    "date_as_printed",
    "duration_as_printed",
    "site_id",
    "place_as_printed",
    "mode",
)
_UNIT = (
    "order",
    "school_id",
    "authority_id",
    "cluster_id",
    "name_as_printed",
    "inner_unit",
    "organises",
    "hosts",
    "invited",
    "took_part",
)
_LESSON = (
    "order",
    "part_id",
    "kind",
    "word_as_printed",
    "subject_id",
    "subject_as_printed",
    "grade_id",
    "klass",
    "topic",
    "school_id",
    "class_school_id",
    "periods",
)
_ENTRY = (
    "order",
    "kind",
    "user_id",
    "name_as_printed",
    "title_as_printed",
    "organisation_as_printed",
    "unit_id",
    "capacities",
    "group_count",
)


def details(exchange: ExchangeSession) -> Snapshot:
    held: Snapshot = (
        ExchangeSession.objects.filter(pk=exchange.pk).values(*DETAILS).get()
    )
    held["subjects"] = sorted(exchange.subjects.values_list("pk", flat=True))
    held["grades"] = sorted(exchange.grades.values_list("pk", flat=True))
    return _plain(held)


def deadlines(exchange: ExchangeSession) -> Snapshot:
    held: Snapshot = (
        ExchangeSession.objects.filter(pk=exchange.pk).values(*_DEADLINES).get()
    )
    return _plain(held)


def hours(exchange: ExchangeSession) -> Snapshot:
    held: Snapshot = (
        ExchangeSession.objects.filter(pk=exchange.pk).values(*_HOURS).get()
    )
    return _plain(held)


def parts(exchange: ExchangeSession) -> Snapshot:
    held = _rows(exchange.parts.values("pk", *_PART))
    for row in held.values():
        row["groups"] = []
    groups = Group.objects.filter(part__exchange=exchange)
    for group in groups.order_by("order").prefetch_related("subjects"):
        held[str(group.part_id)]["groups"].append(
            [group.pk, group.name, sorted(one.pk for one in group.subjects.all())]
        )
    return _plain(held)


def units(exchange: ExchangeSession) -> Snapshot:
    return _plain(_rows(exchange.units.values("pk", *_UNIT)))


def lessons(exchange: ExchangeSession) -> Snapshot:
    held = _rows(exchange.lessons.values("pk", *_LESSON))
    for row in held.values():
        row["teachers"] = []
    taught = LessonTeacher.objects.filter(lesson__exchange=exchange).order_by("order")
    for lesson, name, user in taught.values_list(
        "lesson_id", "name_as_printed", "user_id"
    ):
        held[str(lesson)]["teachers"].append([name, user])
    return _plain(held)


def people(exchange: ExchangeSession) -> Snapshot:
    held = _rows(exchange.roster.values("pk", *_ENTRY))
    for row in held.values():
        row["parts"] = []
    through = RosterEntry.parts.through.objects.filter(rosterentry__exchange=exchange)
    for entry, part in through.order_by("part_id").values_list(
        "rosterentry_id", "part_id"
    ):
        held[str(entry)]["parts"].append(part)
    totals = exchange.stated_totals.values("pk", "order", "text", "number", "part_id")
    for total in totals:
        held[f"total {total.pop('pk')}"] = total
    return _plain(held)


def documents(exchange: ExchangeSession) -> Snapshot:
    return _plain(
        _rows(
            exchange.documents.values(
                "pk",
                "order",
                "role",
                "opening_words",
                "document_id",
                "document__type_as_printed",
                "document__number",
                "document__issued_on",
                "document__issuer_as_printed",
                "document__summary",
            )
        )
    )


def items(exchange: ExchangeSession) -> Snapshot:
    held = _rows(
        exchange.items.values(
            "pk", "order", "kind", "text", "part_id", "group_id", "lesson_id", "to_whom"
        )
    )
    for row in held.values():
        row["said_by"] = []
    through = Item.said_by.through.objects.filter(item__exchange=exchange)
    for item, entry in through.order_by("rosterentry_id").values_list(
        "item_id", "rosterentry_id"
    ):
        held[str(item)]["said_by"].append(entry)
    return _plain(held)


def decisions(exchange: ExchangeSession) -> Snapshot:
    held = _rows(
        exchange.decisions.values(
            "pk",
            "order",
            "text",
            "due",
            "due_until",
            "when_as_printed",
            "frequency",
            "status",
            "proof",
        )
    )
    for row in held.values():
        row["owners"] = []
    owners = DecisionOwner.objects.filter(decision__exchange=exchange)
    for owner in owners.order_by("order").values(
        "decision_id", "school_id", "cluster_id", "user_id", "text"
    ):
        held[str(owner.pop("decision_id"))]["owners"].append(owner)
    return _plain(held)


SECTIONS: dict[str, Callable[[ExchangeSession], Snapshot]] = {
    "details": details,
    "deadlines": deadlines,
    "hours": hours,
    "parts": parts,
    "units": units,
    "lessons": lessons,
    "people": people,
    "documents": documents,
    "items": items,
    "decisions": decisions,
}


def last_change(exchange: ExchangeSession, section: str) -> AuditEntry | None:
    """Who changed a section last, and when; None when nobody has since it was made."""
    return (
        AuditEntry.objects.filter(
            object_type=exchange._meta.label_lower,
            object_id=str(exchange.pk),
            verb=f"sessions.save_{section}",
        )
        .select_related("actor")
        .first()
    )


def difference(before: Snapshot, after: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Of both, only the keys whose values differ."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return (
        {key: before[key] for key in keys if key in before},
        {key: after[key] for key in keys if key in after},
    )


def _rows(rows) -> Snapshot:
    return {str(row.pop("pk")): row for row in rows}


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return str(o) if isinstance(o, PartialDate) else super().default(o)


def _plain(held: Snapshot) -> Snapshot:
    return json.loads(json.dumps(held, cls=_Encoder))
