"""What a school sees of its own answer: its people, its places, and whom it can name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text import fold
from sessions.models import (
    ExchangeSession,
    Part,
    SeatState,
    SessionUnit,
)
from sessions.replies.named import NamedPerson, asks, named_people, seats_in
from sessions.replies.places import (
    INVITING,
    Room,
    limit_of,
    parts_ahead,
    reply_deadline,
    staff_of,
)


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
    seats = seats_in(exchange)
    named = named_people(exchange, seats).get(unit.pk, [])
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
