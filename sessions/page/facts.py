"""What a session is, put together for its page: its head, and everything that stands below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from clusters.models.programme import subject_said
from sessions.days import day_ahead
from sessions.models import (
    ExchangeSession,
    Part,
    PartState,
    SeatRequest,
    SeatState,
    SessionUnit,
    State,
)
from sessions.models.part import TAKING_PLACE
from sessions.page.lines import Line, lines_of
from sessions.page.people import PeopleOf, Person, by_unit, people_of

MANY_PEOPLE = 36


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
    # The numbers of groups, as far as they are known.
    in_groups: int
    has_groups: bool

    @property
    def number_of_people(self) -> int:
        """Everybody on the list, groups with their numbers."""
        return self.expected + self.in_groups

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
        """No day of a part that takes place, else of the session, lies ahead."""
        parts = [part for part in self.parts if part.state != PartState.CANCELLED]
        return day_ahead(self.exchange, parts, self.today) is None

    @property
    def open_parts(self) -> list[Part]:
        """Parts at which people can check in now."""
        return _open_parts(self.exchange, self.parts, self.today)


def load(pk: int, user: User) -> ExchangeSession | None:
    """The session with everything its head shows, if this person may see it; `waits` says whether
    the person stands on its waiting list. One query."""
    waiting = SeatRequest.objects.filter(
        exchange=OuterRef("pk"), user=user, state=SeatState.WAITING
    )
    return (
        ExchangeSession.objects.visible_to(user)
        .annotate(waits=Exists(waiting.order_by()))
        .select_related(
            "lead_cluster",
            "lead_school",
            "lead_authority",
            "cluster",
            "partnership",
            "school_year",
            "hours_document",
            "state_by",
            "planned_as__plan__school_year",
        )
        .filter(pk=pk)
        .first()
    )


def session_facts(
    exchange: ExchangeSession, user: User, *, now: datetime
) -> SessionFacts:
    """All that the page shows, in four queries; nothing here asks whether the user may see it."""
    mine = exchange.roster.filter(user=user)
    parts = list(exchange.parts.telling_who_is_expected(mine).select_related("site"))
    units = list(exchange.units.select_related("school", "authority", "cluster"))
    today = timezone.localtime(now).date()
    over = [part for part in parts if part.state == PartState.HELD]
    focus = next(iter([*_open_parts(exchange, parts, today)[-1:], *over[-1:]]), None)
    people = people_of(exchange, focus)
    lines = lines_of(exchange)
    entries = [person for person, _unit in people]
    groups = [person for person in entries if person.is_group]
    individuals = [person for person in entries if not person.is_group]
    # Read again by permissions, which ask for the units: no second query.
    exchange._prefetched_objects_cache = {"units": _kept(exchange.units.all(), units)}  # type: ignore[attr-defined]
    return SessionFacts(
        exchange=exchange,
        now=now,
        parts=parts,
        units=units,
        people=by_unit(people, units),
        mine=next((one for one in entries if one.user == user.pk), None),
        items=lines.get("item", []),
        decisions=lines.get("decision", []),
        documents=lines.get("document", []),
        totals=lines.get("total", []),
        groups=lines.get("group", []),
        subjects=[subject_said(line.text, line.a) for line in lines.get("subject", [])],
        focus=focus,
        expected=len(individuals),
        present=sum(person.here for person in individuals),
        in_groups=sum(person.came or person.count or 0 for person in groups),
        has_groups=bool(groups),
    )


def parts_to_check_in(facts: SessionFacts) -> list[Part]:
    """Of the parts that are open now, those at which the person is expected."""
    return [part for part in facts.open_parts if part.expects]


def _open_parts(
    exchange: ExchangeSession, parts: list[Part], today: date
) -> list[Part]:
    """Today's parts of a session that takes place, not postponed and not cancelled."""
    if exchange.state not in {State.SCHEDULED, State.HELD}:
        return []
    return [
        part
        for part in parts
        if part.state in TAKING_PLACE and part.on is not None and part.on.exact == today
    ]


def _kept(rows: QuerySet, loaded: list) -> QuerySet:
    rows._result_cache = loaded
    return rows
