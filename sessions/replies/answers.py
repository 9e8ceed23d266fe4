"""What the host sees of the answers: who comes, who is silent, who waits, who is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.signin_names import shown
from clusters.serving import leading
from sessions.models import (
    OPEN_SEATS,
    ExchangeSession,
    Part,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.replies.named import NamedPerson, asks, named_people, seats_in
from sessions.replies.places import (
    INVITING,
    Room,
    parts_ahead,
    reply_deadline,
)


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
    refused: list[SeatRequest]
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
    seats = seats_in(exchange, *OPEN_SEATS, SeatState.REFUSED)
    named = named_people(exchange, seats)
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
        refused=_refused(seats),
        deadline=reply_deadline(exchange, parts),
        open=exchange.state in INVITING and bool(parts_ahead(parts, now)),
        room=Room.of(exchange),
        today=today,
    )


def _refused(seats: list[SeatRequest]) -> list[SeatRequest]:
    """Whom a principal did not give and who is not named again since; of each the last word."""
    last = {seat.user_id: seat for seat in seats}
    return [seat for seat in last.values() if seat.state == SeatState.REFUSED]


def leaders_of(schools: set[int | None], today: date) -> dict[int | None, list[Leader]]:
    """Who leads these schools, the principal first, with the numbers they sign in by; two queries."""
    found: dict[int | None, list[Leader]] = {}
    posts = leading({pk for pk in schools if pk is not None}, today=today)
    prefetch_related_objects([post.user for _pk, post in posts], "sign_in_names")
    for school, post in posts:
        phones = [
            shown(name)
            for name in post.user.sign_in_names.all()
            if name.kind == "phone"
        ]
        title = post.title or str(post.get_kind_display())
        found.setdefault(school, []).append(
            Leader(post.user.full_name, title, tuple(phones))
        )
    return found
