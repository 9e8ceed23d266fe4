"""Leaving a place: a school withdraws one of its people, or sends a colleague instead."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.text import fold
from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit, refusing
from sessions.actions.replies.people import (
    TypedName,
    names_of,
    people_named,
    school_of,
    stored_unit,
)
from sessions.actions.replies.seats import (
    close_seat,
    fill_places,
    next_position,
    open_seats,
    refuse_unless_inviting,
)
from sessions.actions.replies.telling import tell_named, tell_withdrawn
from sessions.models import (
    ExchangeSession,
    PersonReply,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.permissions import WRITERS


def withdraw(
    *,
    unit: SessionUnit,
    entry: int | None = None,
    seat: int | None = None,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Take one of a school's people off the roster (`entry`) or off the waiting list (`seat`), by
    key; the school then brings one person less. Who came up in his place, by name. Gone already:
    nothing."""
    with edit("people", exchange=unit.exchange, by=by, version=None) as locked:
        stored = stored_unit(locked, unit)
        listed = _listed(locked, stored, entry) if entry is not None else None
        waiting = _waiting(locked, stored, seat) if seat is not None else None
        if listed is None and waiting is None:
            return []
        refuse_unless_inviting(locked, now)
        if listed is not None:
            take_off(locked, listed, by=by, now=now)
        if waiting is not None:
            close_waiting(locked, waiting, by=by, now=now)
        _one_less(locked, stored, by=by)
        return [str(one) for one in fill_places(locked, by=by, now=now)]


def _one_less(exchange: ExchangeSession, unit: SessionUnit, *, by: Actor) -> None:
    """Lower the number that a school said. Whoever goes in place of the one withdrawn is sent by
    `send_instead`, beside it on the same page: withdrawn is who comes without another, also where
    fewer were named than the number says."""
    before = unit.reply_count
    if unit.reply != SessionUnit.Reply.YES or not before:
        return
    unit.reply_count = before - 1 or None
    unit.save(update_fields=["reply_count"])
    audit.record(
        by=by,
        verb="sessions.reply",
        row=exchange,
        before={"unit": unit.pk, "reply": unit.reply, "count": before},
        after={"unit": unit.pk, "reply": unit.reply, "count": unit.reply_count},
    )


def send_instead(
    *,
    unit: SessionUnit,
    entry: int | None = None,
    seat: int | None = None,
    user: int | None = None,
    name: TypedName | None = None,
    by: Actor,
    now: datetime,
) -> str:
    """Send a colleague instead of one of a school's people: the place, or the turn on the waiting
    list, stays with the school. The new name. Refuses who stands on the list already."""
    with edit("people", exchange=unit.exchange, by=by, version=None) as locked:
        stored = stored_unit(locked, unit)
        refuse_unless_inviting(locked, now)
        person, title = _colleague(locked, stored, user, name, now)
        shown = person.full_name if person else (name or TypedName("")).name
        listed = _listed(locked, stored, entry) if entry is not None else None
        waiting = _waiting(locked, stored, seat) if seat is not None else None
        if listed is None and waiting is None:
            raise Refused(_("This name was taken off the list meanwhile."))
        if listed is not None:
            _refuse_bound(listed)
            waiting = SeatRequest.objects.filter(entry=listed).first()
        new = SeatRequest(
            exchange=locked,
            state=waiting.state if waiting else SeatState.SEATED,
            position=waiting.position if waiting else next_position(locked),
            user=person,
            title_as_printed=title,
            organisation_as_printed=stored.label,
            school_id=school_of(stored),
            unit=stored,
            capacities=list(waiting.capacities if waiting else []),
            named_at=now,
            named_by=by.user,
        )
        new.set_name(shown)
        before = str(listed or waiting)
        parts = list(waiting.parts.all()) if waiting else []
        if waiting is not None:
            close_seat(waiting, SeatState.WITHDRAWN, by=by, now=now)
            if listed is None:
                what = f"seat-{waiting.pk}"
                tell_withdrawn(locked, waiting.user, what, by=by, now=now)
        if listed is not None:
            _hand_over(listed, person, shown, title, now=now)
            new.entry = listed
        with refusing(_already_listed(shown)):
            new.save()
        new.parts.set(parts)
        audit.record(
            by=by,
            verb="sessions.send_instead",
            row=locked,
            before={"name": before, "unit": stored.pk},
            after={"name": shown, "seat": new.pk, "state": new.state},
        )
        tell_named(locked, [new], by=by, now=now)
        return shown


def withdraw_all(
    exchange: ExchangeSession, unit: SessionUnit, *, by: Actor, now: datetime
) -> None:
    """The people that a school named, when it says that it does not come. Whom the lead put on the
    list stays: a teacher of a lesson is no guest of his school."""
    seats = open_seats(exchange).filter(unit=unit).exclude(state=SeatState.ASKED)
    for seat in seats.select_related("entry", "user"):
        if seat.entry is None:
            close_waiting(exchange, seat, by=by, now=now)
        else:
            take_off(exchange, seat.entry, by=by, now=now)
    fill_places(exchange, by=by, now=now)


def _listed(
    exchange: ExchangeSession, unit: SessionUnit, entry: int
) -> RosterEntry | None:
    return exchange.roster.filter(pk=entry, unit=unit).first()


def _waiting(
    exchange: ExchangeSession, unit: SessionUnit, seat: int
) -> SeatRequest | None:
    waiting = exchange.seat_requests.filter(state=SeatState.WAITING)
    return waiting.filter(pk=seat, unit=unit).first()


def take_off(
    exchange: ExchangeSession, entry: RosterEntry, *, by: Actor, now: datetime
) -> None:
    _refuse_bound(entry)
    seat = SeatRequest.objects.filter(entry=entry).first()
    if seat is not None:
        close_seat(seat, SeatState.WITHDRAWN, by=by, now=now)
    audit.record(
        by=by,
        verb="sessions.withdraw",
        row=exchange,
        before={"entry": entry.pk, "name": entry.name_as_printed},
    )
    tell_withdrawn(exchange, entry.user, f"entry-{entry.pk}", by=by, now=now)
    entry.delete()


def _refuse_bound(entry: RosterEntry) -> None:
    """Chair and secretary are the lead's choice; who was there cannot be taken away."""
    if WRITERS.intersection(entry.capacities):
        raise Refused(
            _(
                "%(name)s chairs the session or writes its minutes. Please ask the people who lead "
                "the session to name somebody else."
            )
            % {"name": entry.name_as_printed}
        )
    if entry.attendances.exists():
        raise Refused(
            _("%(name)s was there already, so the name stays on the list.")
            % {"name": entry.name_as_printed}
        )


def close_waiting(
    exchange: ExchangeSession, seat: SeatRequest, *, by: Actor, now: datetime
) -> None:
    before = seat.state
    close_seat(seat, SeatState.WITHDRAWN, by=by, now=now)
    audit.record(
        by=by,
        verb="sessions.withdraw",
        row=exchange,
        before={"seat": seat.pk, "name": seat.name_as_printed, "state": before},
    )
    tell_withdrawn(exchange, seat.user, f"seat-{seat.pk}", by=by, now=now)


def _colleague(
    exchange: ExchangeSession,
    unit: SessionUnit,
    user: int | None,
    name: TypedName | None,
    now: datetime,
) -> tuple[User | None, str]:
    """Who comes instead, with his title; refuses nobody, and who stands on a list already."""
    if user is not None:
        [post] = people_named(unit, [user], now)
        if (
            exchange.roster.filter(user=user).exists()
            or open_seats(exchange).filter(user=user).exists()
        ):
            raise Refused(_already_listed(post.user.full_name))
        return post.user, post.title
    if name is None or not fold(name.name):
        raise Refused(_("Please choose who comes instead."), field="user")
    if fold(name.name) in names_of(exchange, unit):
        raise Refused(_already_listed(name.name))
    return None, name.title


def _already_listed(name: str) -> str:
    return _("%(name)s stands on the list already.") % {"name": name}


def _hand_over(
    entry: RosterEntry, person: User | None, name: str, title: str, *, now: datetime
) -> None:
    """The entry with its place, parts and capacities to another person; links and answers of the
    first one end."""
    entry.kind = RosterEntry.Kind.PERSON if person else RosterEntry.Kind.NAME
    entry.user, entry.title_as_printed = person, title
    entry.set_name(name)
    entry.save(
        update_fields=[
            "kind",
            "user",
            "title_as_printed",
            "name_as_printed",
            "search_key",
        ]
    )
    entry.personal_links.in_use().update(revoked_at=now)
    PersonReply.objects.filter(entry=entry).delete()
