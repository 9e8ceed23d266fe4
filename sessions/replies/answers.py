"""What the pages of answers show: to a school its people and places, to the host who has answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.signin_names import shown
from accounts.text import fold
from clusters.models import Post
from sessions.models import (
    OPEN_SEATS,
    ExchangeSession,
    Part,
    PersonReply,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.models.roster import Capacity
from sessions.replies.places import (
    INVITING,
    Room,
    limit_of,
    parts_ahead,
    reply_deadline,
    staff_of,
)

_AT_THE_DESK = {Capacity.CHAIR, Capacity.SECRETARY}


def asks(exchange: ExchangeSession, unit: SessionUnit) -> bool:
    """Whether a unit is asked if it comes: hosts, organisers and the leading school are at home."""
    leads = unit.school_id is not None and unit.school_id == exchange.lead_school_id
    return unit.invited and not unit.hosts and not unit.organises and not leads


@dataclass
class NamedPerson:
    """One of a unit's people: with a place (`entry`), or waiting for one at `turn` (`seat`)."""

    name: str
    title: str = ""
    entry: int | None = None
    seat: int | None = None
    turn: int | None = None
    # What the person answered by a link, if anything.
    said: PersonReply | None = None
    # Chair or secretary: named by the lead, and changed by it.
    bound: bool = False

    @property
    def key(self) -> str:
        return f"e{self.entry}" if self.entry else f"s{self.seat}"

    @property
    def turn_words(self) -> str:
        return _("number %(n)s on the waiting list") % {"n": self.turn}


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the school and can be named; `fits`: teaches a subject of the session."""

    user: User
    title: str
    fits: bool

    @property
    def search(self) -> str:
        """The folded words by which the line is found."""
        return fold(f"{self.user.full_name} {self.title}")


@dataclass
class SchoolPage:
    """What a school sees of its own answer."""

    exchange: ExchangeSession
    unit: SessionUnit
    parts: list[Part]
    named: list[NamedPerson]
    staff: list[Colleague]
    deadline: date | None
    asked: bool
    open: bool
    limit: int | None
    left: int | None

    @property
    def waiting(self) -> list[NamedPerson]:
        return [one for one in self.named if one.turn]

    @property
    def places(self) -> str:
        """How many may come, in a sentence; "" without a limit."""
        if self.left is None:
            return ""
        if self.left == 0:
            if self.limit is not None and self._seated >= self.limit:
                return _(
                    "The places of your school (%(limit)s) are taken. Who is named now waits for one."
                ) % {"limit": self.limit}
            return _("All places are taken. Who is named now waits for one.")
        return ngettext(
            "There is room for %(n)s more person of your school.",
            "There is room for %(n)s more people of your school.",
            self.left,
        ) % {"n": self.left}

    @property
    def _seated(self) -> int:
        return sum(1 for one in self.named if one.entry)


def school_page(
    exchange: ExchangeSession, unit: SessionUnit, *, now: datetime
) -> SchoolPage:
    """The answer of one school with its people, named and not; nine queries."""
    parts = list(exchange.parts.select_related("site"))
    room = Room.of(exchange)
    open_ = exchange.state in INVITING and bool(parts_ahead(parts, now))
    seats = _open_seats(exchange)
    named = _named(exchange, seats).get(unit.pk, [])
    taken = {seat.user_id for seat in seats if seat.state != SeatState.ASKED}
    taken |= set(exchange.roster.values_list("user", flat=True))
    return SchoolPage(
        exchange=exchange,
        unit=unit,
        parts=[part for part in parts if part.state != "cancelled"],
        named=named,
        staff=_colleagues(exchange, unit, taken, now) if open_ else [],
        deadline=reply_deadline(exchange, parts),
        asked=asks(exchange, unit),
        open=open_,
        limit=limit_of(exchange, unit),
        left=room.left(unit.pk),
    )


def _open_seats(exchange: ExchangeSession) -> list[SeatRequest]:
    return list(
        exchange.seat_requests.filter(state__in=OPEN_SEATS).select_related(
            "unit__school", "school", "named_by"
        )
    )


def _turns(seats: Iterable[SeatRequest]) -> dict[int, int]:
    """The turn of each who waits, counted over all schools: the order of naming."""
    waiting = [seat for seat in seats if seat.state == SeatState.WAITING]
    return {seat.pk: turn for turn, seat in enumerate(waiting, 1)}


def _named(
    exchange: ExchangeSession, seats: list[SeatRequest]
) -> dict[int | None, list[NamedPerson]]:
    """The people of each unit, those with a place in the order of the roster, then those who wait;
    one query. Groups are not people."""
    found: dict[int | None, list[NamedPerson]] = {}
    entries = exchange.roster.exclude(kind=RosterEntry.Kind.GROUP)
    for entry in entries.select_related("answer"):
        found.setdefault(entry.unit_id, []).append(
            NamedPerson(
                name=entry.name_as_printed,
                title=entry.title_as_printed,
                entry=entry.pk,
                said=getattr(entry, "answer", None),
                bound=bool(_AT_THE_DESK.intersection(entry.capacities)),
            )
        )
    turns = _turns(seats)
    for seat in seats:
        if seat.pk in turns:
            found.setdefault(seat.unit_id, []).append(
                NamedPerson(
                    name=seat.name_as_printed,
                    title=seat.title_as_printed,
                    seat=seat.pk,
                    turn=turns[seat.pk],
                )
            )
    return found


def _colleagues(
    exchange: ExchangeSession,
    unit: SessionUnit,
    taken: set[int | None],
    now: datetime,
) -> list[Colleague]:
    """Who can be named, teachers of the session's subjects first; three queries."""
    subjects = set(exchange.subjects.values_list("pk", flat=True))
    found: dict[int, Colleague] = {}
    if unit.school_id is None:
        return []
    for post in staff_of(unit.school_id, now).prefetch_related("subjects"):
        fits = bool(subjects & {one.pk for one in post.subjects.all()})
        if post.user_id in taken or (post.user_id in found and not fits):
            continue
        title = post.title or str(post.get_kind_display())
        found[post.user_id] = Colleague(post.user, title, fits)
    return sorted(found.values(), key=lambda one: not one.fits)


@dataclass
class UnitAnswer:
    """One unit concerned as the host sees it."""

    unit: SessionUnit
    named: list[NamedPerson] = field(default_factory=list)
    leaders: list[Leader] = field(default_factory=list)

    @property
    def seated(self) -> list[NamedPerson]:
        return [one for one in self.named if one.entry]

    @property
    def waiting(self) -> list[NamedPerson]:
        return [one for one in self.named if one.turn]

    def reminded(self, today: date) -> bool:
        """Whether its leaders were reminded today already."""
        at = self.unit.reminded_at
        return at is not None and timezone.localtime(at).date() == today


@dataclass(frozen=True)
class Leader:
    """Who speaks for a school, and under which number."""

    name: str
    title: str
    phones: tuple[str, ...]


@dataclass
class Answers:
    """Everything the host asks: who comes, who is silent, who waits, who is asked for."""

    exchange: ExchangeSession
    parts: list[Part]
    silent: list[UnitAnswer]
    answered: list[UnitAnswer]
    home: list[UnitAnswer]
    waiting: list[SeatRequest]
    asked: list[SeatRequest]
    deadline: date | None
    open: bool
    room: Room
    today: date

    @property
    def total(self) -> int:
        return len(self.silent) + len(self.answered)

    @property
    def coming(self) -> int:
        """People that the schools said will come; where they named more, those."""
        return sum(
            max(one.unit.reply_count or 0, len(one.seated)) for one in self.answered
        )

    @property
    def named(self) -> int:
        return sum(len(one.seated) for one in [*self.answered, *self.home])

    @property
    def can_be_reminded(self) -> list[UnitAnswer]:
        """The silent that somebody speaks for and that were not reminded today."""
        return [
            one for one in self.silent if one.leaders and not one.reminded(self.today)
        ]

    @property
    def deadline_words(self) -> str:
        if self.deadline is None:
            return ""
        days = (self.deadline - self.today).days
        if days < 0:
            return _("the deadline is over; answers are still taken")
        if days == 0:
            return _("until today")
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}


def answers_of(exchange: ExchangeSession, *, now: datetime) -> Answers:
    """The answers of all units; nine queries, however many units."""
    today = timezone.localtime(now).date()
    parts = list(exchange.parts.select_related("site"))
    units = list(
        exchange.units.select_related("school", "authority", "cluster", "replied_by")
    )
    seats = _open_seats(exchange)
    named = _named(exchange, seats)
    rows = [UnitAnswer(unit, named.get(unit.pk, [])) for unit in units]
    asked = [row for row in rows if asks(exchange, row.unit)]
    silent = [row for row in asked if not row.unit.reply]
    leaders = leaders_of({row.unit.school_id for row in silent}, today)
    for row in silent:
        row.leaders = leaders.get(row.unit.school_id, [])
    return Answers(
        exchange=exchange,
        parts=parts,
        silent=silent,
        answered=[row for row in asked if row.unit.reply],
        home=[row for row in rows if row not in asked and row.named],
        waiting=[seat for seat in seats if seat.state == SeatState.WAITING],
        asked=[seat for seat in seats if seat.state == SeatState.ASKED],
        deadline=reply_deadline(exchange, parts),
        open=exchange.state in INVITING and bool(parts_ahead(parts, now)),
        room=Room.of(exchange),
        today=today,
    )


def leaders_of(schools: set[int | None], today: date) -> dict[int | None, list[Leader]]:
    """Who leads these schools, the principal first, with the numbers they sign in by; two queries."""
    posts = (
        Post.objects.on(today)
        .filter(
            school__in=schools - {None},
            kind__in=[Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL],
            user__is_active=True,
        )
        .select_related("user")
        .prefetch_related("user__sign_in_names")
        .order_by("kind", "user__sort_key", "pk")
    )
    found: dict[int | None, list[Leader]] = {}
    for post in posts:
        phones = [
            shown(name)
            for name in post.user.sign_in_names.all()
            if name.kind == "phone"
        ]
        title = post.title or str(post.get_kind_display())
        found.setdefault(post.school_id, []).append(
            Leader(post.user.full_name, title, tuple(phones))
        )
    return found
