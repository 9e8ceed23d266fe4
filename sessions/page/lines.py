"""The small lists of text of a session in one query: said, agreed, cited, counted, grouped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.translation import gettext as _

from accounts.kept import KeptQuery
from clusters.models import Subject
from clusters.models.school import name_among
from clusters.partial_dates import PartialDate
from sessions.models import (
    Decision,
    ExchangeSession,
    Group,
    Item,
    SessionDocument,
    StatedTotal,
)
from sessions.when import day_words

# Before the names of a school of which the one that held then is to be chosen; nobody can type it.
_NAMES = "\x1e"


@dataclass(slots=True)
class Line:
    """One of the small rows: an item, a decision, a document, a total, a group, a subject."""

    order: int
    part: int
    kind: str
    text: str
    a: str
    b: str
    c: str
    d: str
    e: str
    who: list[str]
    pk: int = 0

    @property
    def kind_words(self) -> str:
        """What an item is: "Phát biểu", "Kết luận"…"""
        return str(Item.Kind(self.kind).label)

    @property
    def status_words(self) -> str:
        return str(Decision.Status(self.kind).label)

    @property
    def due_words(self) -> str:
        """When a decision is due, as people wrote it, else from its dates."""
        if self.a:
            return self.a
        days = [day_words(PartialDate.parse(day)) for day in (self.b, self.c) if day]
        return " – ".join(days) or self.d

    @property
    def document_words(self) -> str:
        """A document's line as it was written, else put together from what is known of it."""
        if self.text:
            return self.text
        words = [self.a, self.b, self.c]
        if self.d:
            day = PartialDate.parse(self.d)
            words.append(
                _("dated %(day)s") % {"day": day_words(day)}
                if day.day
                else day_words(day)
            )
        if self.who:
            words.append(f"của {', '.join(self.who)}")
        words.append(self.e)
        return " ".join(word for word in words if word)


def _rows(what: str, rows: QuerySet, **columns: str | Expression) -> QuerySet:
    """One arm of the union: thirteen columns, those not named are empty. `nth` is the place of `who`
    among several of one row."""
    numbers = ("pk", "order", "part", "nth")
    texts = ("kind", "text", "a", "b", "c", "d", "e", "who")
    shown: dict[str, Expression] = {"line_what": Value(what, output_field=CharField())}
    for name in numbers:
        column = columns.get(name, name if name == "pk" else 0)
        shown[f"line_{name}"] = (
            Coalesce(F(column), 0)
            if isinstance(column, str)
            else Value(column, output_field=IntegerField())
        )
    for name in texts:
        column = columns.get(name, Value("", output_field=TextField()))
        shown[f"line_{name}"] = F(column) if isinstance(column, str) else column
    return rows.order_by().annotate(**shown).values_list(*shown)


def _first_of(*columns: str | Expression) -> Coalesce:
    """The first of these texts that is not empty."""
    empty = Value("", output_field=TextField())
    texts = [
        NullIf(Cast(F(one) if isinstance(one, str) else one, TextField()), empty)
        for one in columns
    ]
    return Coalesce(*texts, empty)


def _changes(school: str) -> Case:
    """All names of a school that bore several, marked as such; empty for the others."""
    changes = F(f"{school}name_changes")
    return Case(
        When(
            Q(**{f"{school}name_changes__gt": ""}),
            then=Concat(Value(_NAMES), changes, output_field=TextField()),
        ),
        default=Value(""),
        output_field=TextField(),
    )


def _stored(column: str) -> Coalesce:
    """A partial date in its stored form, "" where there is none."""
    return Coalesce(Cast(F(column), TextField()), Value("", output_field=TextField()))


def _arms(pk: int) -> QuerySet:
    """The small lists of text of a session as one UNION."""
    mine = {"exchange": pk}
    arms = [
        _rows(
            "item",
            Item.objects.filter(**mine),
            order="order",
            part="part_id",
            kind="kind",
            text="text",
            a="to_whom",
            nth="said_by__order",
            who=_first_of("said_by__name_as_printed"),
        ),
        _rows(
            "decision",
            Decision.objects.filter(**mine),
            order="order",
            kind="status",
            text="text",
            a="when_as_printed",
            b=_stored("due"),
            c=_stored("due_until"),
            d="frequency",
            e="proof",
            nth="owners__order",
            who=_first_of(
                "owners__text",
                _changes("owners__school__"),
                "owners__school__name",
                "owners__cluster__label",
                "owners__user__full_name",
            ),
        ),
        _rows(
            "document",
            SessionDocument.objects.filter(**mine),
            order="order",
            kind="role",
            text="document__raw",
            a="opening_words",
            b="document__type_as_printed",
            c="document__number",
            d=_stored("document__issued_on"),
            e="document__summary",
            nth="document__issuers__order",
            who=_first_of(
                "document__issuer_as_printed",
                "document__issuers__authority__name",
                _changes("document__issuers__school__"),
                "document__issuers__school__name",
                "document__issuers__cluster__label",
            ),
        ),
        _rows("total", StatedTotal.objects.filter(**mine), order="order", text="text"),
        _rows(
            "group",
            Group.objects.filter(part__exchange=pk),
            order="order",
            part="part_id",
            text="name",
        ),
        _rows(
            "subject",
            Subject.objects.filter(exchanges=pk),
            order="order",
            text="name",
            a="short_name",
        ),
    ]
    return arms[0].union(*arms[1:], all=True)


_LINES = KeptQuery(_arms)


def lines_of(exchange: ExchangeSession) -> dict[str, list[Line]]:
    """The small lists of text in one query; a row that joins several names comes once. Schools by
    the name of the session's day."""
    found: dict[str, dict[int, Line]] = {}
    # A database gives joined rows in any order it likes.
    rows = sorted(_LINES.rows(exchange.pk), key=lambda row: (row[1], row[4]))
    for what, pk, order, part, _nth, *texts, who in rows:
        line = found.setdefault(what, {}).setdefault(
            pk, Line(order, part, *texts, who=[], pk=pk)
        )
        if who.startswith(_NAMES):
            who = name_among(who.removeprefix(_NAMES), exchange.named_day or date.max)
        if who and who not in line.who:
            line.who.append(who)
    return {
        what: sorted(lines.values(), key=lambda line: (line.order, line.pk))
        for what, lines in found.items()
    }
