"""Who is asked at all, and whom each unit named: with a place, or waiting for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions.models import (
    OPEN_SEATS,
    ExchangeSession,
    PersonReply,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.models.roster import WRITERS


def asks(exchange: ExchangeSession, unit: SessionUnit) -> bool:
    """Whether a unit is asked if it comes: hosts, organisers and the leading school are at home."""
    leads = unit.school_id is not None and unit.school_id == exchange.lead_school_id
    return unit.invited and not unit.hosts and not unit.organises and not leads


def asked_units(exchange: ExchangeSession) -> list[SessionUnit]:
    """The units that are asked whether they come; one query."""
    units = exchange.units.select_related("school", "authority", "cluster")
    return [unit for unit in units if asks(exchange, unit)]


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


def seats_in(exchange: ExchangeSession, *states: str) -> list[SeatRequest]:
    """What was asked and named, in the order of naming; without `states` what is still open."""
    found = exchange.seat_requests.filter(state__in=states or OPEN_SEATS)
    return list(found.select_related("unit__school", "school", "named_by"))


def _turns(seats: Iterable[SeatRequest]) -> dict[int, int]:
    """The turn of each who waits, counted over all schools: the order of naming."""
    waiting = [seat for seat in seats if seat.state == SeatState.WAITING]
    return {seat.pk: turn for turn, seat in enumerate(waiting, 1)}


def named_people(
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
                bound=bool(WRITERS.intersection(entry.capacities)),
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
