"""What the session page shows of a session: one function, four queries however many rows there are.

The page has a budget of twelve queries, so rows that only join (a lesson's teachers, a person's
attendance) come flat in one query and are put together here, and the small lists of text (what was
said, agreed, cited, counted) come in one UNION.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import (
    CharField,
    Expression,
    F,
    IntegerField,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from clusters.models import Subject
from clusters.partial_dates import PartialDate
from sessions.kept import KeptQuery
from sessions.models import (
    Decision,
    ExchangeSession,
    Group,
    Item,
    Part,
    PartState,
    RosterEntry,
    SessionDocument,
    SessionUnit,
    State,
    StatedTotal,
)
from sessions.models.roster import Capacity
from sessions.when import day_words

MANY_PEOPLE = 36
_CAPACITY_WORDS = dict(Capacity.choices)


@dataclass(slots=True)
class Person:
    """A line of the roster: a person, a name, or a group without names."""

    pk: int
    order: int
    name: str
    title: str
    organisation: str
    user: int | None
    capacities: list[str]
    is_group: bool
    count: int | None
    # Parts attended, and the number that a group came with.
    at: set[int] = field(default_factory=set)
    came: int | None = None
    here: bool = False

    @property
    def shown(self) -> str:
        """The small line: capacities, title; of a group its number."""
        words = [
            str(_CAPACITY_WORDS[one])
            for one in self.capacities
            if one in _CAPACITY_WORDS
        ]
        if self.title:
            words.append(self.title)
        number = self.came or self.count
        if self.is_group and number:
            words.append(
                ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
            )
        return " · ".join(words)


@dataclass(slots=True)
class PeopleOf:
    """The people of one unit, in printed order."""

    label: str
    people: list[Person]


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
            words.append(f"ngày {day.in_news()}" if day.day else day.in_news())
        if self.who:
            words.append(f"của {', '.join(self.who)}")
        words.append(self.e)
        return " ".join(word for word in words if word)


@dataclass
class SessionFacts:
    """Everything that the app `sessions` gives to the session page."""

    exchange: ExchangeSession
    now: datetime
    parts: list[Part]
    units: list[SessionUnit]
    people: list[PeopleOf]
    mine: Person | None
    items: list[Line]
    decisions: list[Line]
    documents: list[Line]
    totals: list[Line]
    groups: list[Line]
    subjects: list[str]
    # The part whose presence is shown: today's, else the last one held; None when none was.
    focus: Part | None
    # Those who are to be there, groups not counted, and those of them who were.
    expected: int
    present: int

    @property
    def today(self) -> date:
        return timezone.localtime(self.now).date()

    @property
    def somebody_knows(self) -> bool:
        """A reply or a mark of presence: enough to know that it cannot be deleted."""
        return any(unit.reply for unit in self.units) or any(
            person.at for group in self.people for person in group.people
        )

    @property
    def marks_attendance(self) -> bool:
        """Whether presence says anything here: not for what is only planned, or written afterwards."""
        return self.focus is not None and not self.exchange.recorded

    @property
    def many_people(self) -> bool:
        """More than one screen: each unit's people then fold away."""
        return sum(len(group.people) for group in self.people) > MANY_PEOPLE

    @property
    def hosts(self) -> list[SessionUnit]:
        return [unit for unit in self.units if unit.hosts]

    def holding(self, capacity: str) -> list[Person]:
        """Those who chair, or keep the minutes."""
        return [
            person
            for group in self.people
            for person in group.people
            if capacity in person.capacities
        ]

    @property
    def may_be_held(self) -> bool:
        """No planned part lies in the days to come."""
        return not any(
            part.state == PartState.PLANNED
            and part.on is not None
            and (part.on.first_day or self.today) > self.today
            for part in self.parts
        )

    @property
    def open_parts(self) -> list[Part]:
        """Parts at which people can check in now."""
        return _open_parts(self.exchange, self.parts, self.today)


def load(pk: int, user: User) -> ExchangeSession | None:
    """The session with everything its head shows, if this person may see it. One query."""
    return (
        ExchangeSession.objects.visible_to(user)
        .select_related(
            "lead_cluster",
            "lead_school",
            "lead_authority",
            "cluster",
            "partnership",
            "school_year",
            "state_by",
        )
        .filter(pk=pk)
        .first()
    )


def session_facts(
    exchange: ExchangeSession, user: User, *, now: datetime
) -> SessionFacts:
    """All that the page shows, in four queries; nothing here asks whether the user may see it."""
    parts = list(exchange.parts.select_related("site"))
    units = list(exchange.units.select_related("school", "authority", "cluster"))
    today = timezone.localtime(now).date()
    over = [part for part in parts if part.state == PartState.HELD]
    focus = next(iter([*_open_parts(exchange, parts, today)[-1:], *over[-1:]]), None)
    people = _people(exchange, focus)
    lines = _lines(exchange)
    entries = [person for person, _unit in people]
    individuals = [person for person in entries if not person.is_group]
    # Read again by permissions, which ask for the units: no second query.
    exchange._prefetched_objects_cache = {"units": _kept(exchange.units.all(), units)}  # type: ignore[attr-defined]
    return SessionFacts(
        exchange=exchange,
        now=now,
        parts=parts,
        units=units,
        people=_by_unit(people, units),
        mine=next((one for one in entries if one.user == user.pk), None),
        items=lines.get("item", []),
        decisions=lines.get("decision", []),
        documents=lines.get("document", []),
        totals=lines.get("total", []),
        groups=lines.get("group", []),
        subjects=[line.text for line in lines.get("subject", [])],
        focus=focus,
        expected=len(individuals),
        present=sum(person.here for person in individuals),
    )


def _open_parts(
    exchange: ExchangeSession, parts: list[Part], today: date
) -> list[Part]:
    """Today's parts of a session that takes place, not postponed and not cancelled."""
    if exchange.state not in {State.SCHEDULED, State.HELD}:
        return []
    return [
        part
        for part in parts
        if part.state in {PartState.PLANNED, PartState.HELD}
        and part.on is not None
        and part.on.exact == today
    ]


def _kept(rows: QuerySet, loaded: list) -> QuerySet:
    rows._result_cache = loaded
    return rows


_ROSTER = KeptQuery(
    lambda pk: (
        RosterEntry.objects.filter(exchange=pk)
        .order_by("order", "pk")
        .values_list(
            "pk",
            "order",
            "name_as_printed",
            "title_as_printed",
            "organisation_as_printed",
            "user_id",
            "capacities",
            "kind",
            "group_count",
            "unit_id",
            "attendances__part_id",
            "attendances__number",
        )
    )
)


def _people(
    exchange: ExchangeSession, focus: Part | None
) -> list[tuple[Person, int | None]]:
    """Everybody on the roster with their unit, attendance joined; one query."""
    found: dict[int, tuple[Person, int | None]] = {}
    for row in _ROSTER.rows(exchange.pk):
        if row[0] not in found:
            capacities = json.loads(row[6]) if isinstance(row[6], str) else row[6]
            person = Person(
                *row[:6],
                capacities=capacities,
                is_group=row[7] == "group",
                count=row[8],
            )
            found[row[0]] = (person, row[9])
        if row[10] is not None:
            person = found[row[0]][0]
            person.at.add(row[10])
            person.here = person.here or (focus is not None and row[10] == focus.pk)
            person.came = max(person.came or 0, row[11] or 0) or None
    people = list(found.values())
    # Written down afterwards: who is on the list was there, unless somebody ticked names.
    if exchange.recorded and not any(person.at for person, _unit in people):
        for person, _unit in people:
            person.here = True
    return people


def _by_unit(
    people: Iterable[tuple[Person, int | None]], units: list[SessionUnit]
) -> list[PeopleOf]:
    """By school as people print it: units in their order, then others by their organisation."""
    groups: dict[object, PeopleOf] = {
        unit.pk: PeopleOf(unit.label, []) for unit in units
    }
    for person, unit in people:
        key: object = unit if unit in groups else person.organisation
        if key not in groups:
            groups[key] = PeopleOf(person.organisation, [])
        groups[key].people.append(person)
    return [group for group in groups.values() if group.people]


def _rows(what: str, rows: QuerySet, **columns: str | Expression) -> QuerySet:
    """One arm of the union: twelve columns, those not named are empty."""
    numbers = ("pk", "order", "part")
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


def _first_of(*columns: str) -> Coalesce:
    """The first of these texts that is not empty."""
    empty = Value("", output_field=TextField())
    texts = [NullIf(Cast(F(column), TextField()), empty) for column in columns]
    return Coalesce(*texts, empty)


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
            who=_first_of(
                "owners__text",
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
            who=_first_of(
                "document__issuer_as_printed",
                "document__issuers__authority__name",
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
            text=_first_of("short_name", "name"),
        ),
    ]
    return arms[0].union(*arms[1:], all=True)


_LINES = KeptQuery(_arms)


def _lines(exchange: ExchangeSession) -> dict[str, list[Line]]:
    """The small lists of text in one query; a row that joins several names comes once."""
    found: dict[str, dict[int, Line]] = {}
    for what, pk, *columns, who in _LINES.rows(exchange.pk):
        line = found.setdefault(what, {}).setdefault(pk, Line(*columns, who=[]))
        if who and who not in line.who:
            line.who.append(who)
    return {
        what: sorted(lines.values(), key=lambda line: line.order)
        for what, lines in found.items()
    }
