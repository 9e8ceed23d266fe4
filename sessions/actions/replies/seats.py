"""Places: who is named gets one, or waits for one in the order of naming.

All of it happens under the lock of the session's row: the last place is taken once, and who leaves
makes room for the next in the same transaction.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.text import fold
from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit
from sessions.actions.replies.telling import tell_of_place
from sessions.models import (
    OPEN_SEATS,
    ExchangeSession,
    Part,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.models.part import TAKING_PLACE
from sessions.replies.places import INVITING, Room, parts_ahead


def open_seats(exchange: ExchangeSession):
    """The rows that still mean somebody who is to come, in the order of naming."""
    return exchange.seat_requests.filter(state__in=OPEN_SEATS)


def refuse_unless_inviting(exchange: ExchangeSession, now: datetime) -> list[Part]:
    """The parts that people can still be named for; refuses when there is none."""
    if exchange.state not in INVITING:
        raise Refused(
            _("Nobody can be named: the session is “%(state)s”.")
            % {"state": exchange.get_state_display()}
        )
    ahead = parts_ahead(exchange.parts.all(), now)
    if not ahead:
        raise Refused(
            _(
                "The session has begun. Who came is written down in the list of presence; nobody is "
                "named any more."
            )
        )
    return ahead


def next_position(exchange: ExchangeSession) -> int:
    """A number behind everybody who was ever named; under the lock, so no two get the same."""
    last = exchange.seat_requests.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def give_place(
    exchange: ExchangeSession, seat: SeatRequest, ahead: Sequence[Part]
) -> RosterEntry:
    """Put the person on the roster, for the parts that have not begun."""
    last = exchange.roster.aggregate(last=Max("order"))["last"]
    entry = RosterEntry(
        exchange=exchange,
        order=(last or 0) + 1,
        kind=RosterEntry.Kind.PERSON if seat.user_id else RosterEntry.Kind.NAME,
        user=seat.user,
        title_as_printed=seat.title_as_printed,
        organisation_as_printed="" if seat.unit_id else seat.organisation_as_printed,
        unit_id=seat.unit_id,
        capacities=list(seat.capacities),
    )
    entry.set_name(seat.name_as_printed)
    entry.save()
    taking = [part for part in exchange.parts.all() if part.state in TAKING_PLACE]
    asked = list(seat.parts.all()) or taking
    still = [part for part in asked if part in ahead] or list(ahead)
    if len(still) < len(taking):
        entry.parts.set(still)
    seat.state, seat.entry = SeatState.SEATED, entry
    return entry


def settle(
    exchange: ExchangeSession, seat: SeatRequest, room: Room, ahead: Sequence[Part]
) -> None:
    """A place for somebody who may come, or a turn on the waiting list; saved."""
    if room.has_room(seat.unit_id):
        room.take(seat.unit_id)
        give_place(exchange, seat, ahead)
    else:
        seat.state = SeatState.WAITING
    seat.save()


def fill_places(
    exchange: ExchangeSession, *, by: Actor, now: datetime
) -> list[SeatRequest]:
    """Give what places are free to those who wait, first come first; the promoted are told.

    Call it under the lock, in the transaction that made room. Never once the session has begun, nor
    while it invites nobody. A school that is at its own limit is passed over, not dropped.
    """
    if exchange.state not in INVITING:
        return []
    waiting = list(
        open_seats(exchange)
        .filter(state=SeatState.WAITING)
        .select_related("user", "unit")
    )
    ahead = parts_ahead(exchange.parts.all(), now) if waiting else []
    if not ahead:
        return []
    room = Room.of(exchange)
    promoted = []
    for seat in waiting:
        if not room.has_room(seat.unit_id):
            continue
        room.take(seat.unit_id)
        give_place(exchange, seat, ahead)
        seat.decided_at = now
        seat.save(update_fields=["state", "entry", "decided_at"])
        audit.record(
            by=by,
            verb="sessions.promote",
            row=exchange,
            before={"seat": seat.pk, "state": SeatState.WAITING},
            after={"seat": seat.pk, "state": SeatState.SEATED, "entry": seat.entry_id},
        )
        tell_of_place(exchange, seat, now=now)
        promoted.append(seat)
    return promoted


def set_seats(
    *,
    exchange: ExchangeSession,
    seats: int | None,
    seats_each: int | None,
    reply_by: date | None,
    of_units: dict[int, int | None],
    by: Actor,
    now: datetime,
) -> list[str]:
    """How many people there is room for, in all, from each school and from some (`of_units`, by key
    of unit), and until when schools answer. Who got a place by it, by name.

    Lowering a number throws nobody out: nobody new comes in until there is room again.
    """
    with edit("details", exchange=exchange, by=by, version=None) as locked:
        units = list(locked.units.all())
        before = _said(locked, units)
        locked.seats, locked.seats_each = seats, seats_each
        locked.reply_by = reply_by
        locked.save(update_fields=["seats", "seats_each", "reply_by"])
        for unit in units:
            if unit.pk in of_units and unit.seats != of_units[unit.pk]:
                unit.seats = of_units[unit.pk]
                unit.save(update_fields=["seats"])
        after = _said(locked, units)
        if after == before:
            return []
        audit.record(
            by=by, verb="sessions.set_seats", row=locked, before=before, after=after
        )
        return [str(seat) for seat in fill_places(locked, by=by, now=now)]


def _said(exchange: ExchangeSession, units: Collection[SessionUnit]) -> dict:
    return {
        "seats": exchange.seats,
        "seats_each": exchange.seats_each,
        "reply_by": exchange.reply_by.isoformat() if exchange.reply_by else None,
        "units": {str(unit.pk): unit.seats for unit in units if unit.seats is not None},
    }


def follow_roster(exchange: ExchangeSession, *, by: Actor, now: datetime) -> None:
    """After the roster was written by hand: a row whose entry is another person now is closed, who
    was put on the roster waits no longer, and free places are given away. Under the lock."""
    people: dict[int, RosterEntry] = {}
    names: set[tuple[int | None, str]] = set()
    for entry in exchange.roster.select_related("user"):
        if entry.user_id is not None:
            people[entry.user_id] = entry
        else:
            names.add((entry.unit_id, fold(entry.name_as_printed)))
    for seat in open_seats(exchange).select_related("entry"):
        if seat.state == SeatState.SEATED and not _is_still(seat):
            close_seat(seat, SeatState.WITHDRAWN, by=by, now=now)
        elif seat.state != SeatState.SEATED and seat.user_id in people:
            entry = people[seat.user_id]
            if SeatRequest.objects.filter(entry=entry).exists():
                close_seat(seat, SeatState.WITHDRAWN, by=by, now=now)
                continue
            seat.state, seat.entry = SeatState.SEATED, entry
            seat.decided_at, seat.decided_by = now, by.user
            seat.save(update_fields=["state", "entry", "decided_at", "decided_by"])
        elif (
            seat.state == SeatState.WAITING
            and seat.user_id is None
            and (seat.unit_id, seat.search_key) in names
        ):
            close_seat(seat, SeatState.WITHDRAWN, by=by, now=now)
    fill_places(exchange, by=by, now=now)


def _is_still(seat: SeatRequest) -> bool:
    """Whether the entry of a seat still means the person who was named."""
    entry = seat.entry
    if entry is None or entry.user_id != seat.user_id:
        return False
    return seat.user_id is not None or fold(entry.name_as_printed) == seat.search_key


def close_seat(
    seat: SeatRequest, state: str, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    """Refused or withdrawn: the row stays as a record, without an entry."""
    seat.state, seat.entry, seat.reason = state, None, reason
    seat.decided_at, seat.decided_by = now, by.user
    seat.save(update_fields=["state", "entry", "reason", "decided_at", "decided_by"])
