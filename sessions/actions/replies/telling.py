"""What people hear of their places: each thing once, in their own language."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts import notices
from accounts.models import Notice, User
from accounts.notices import lazily
from accounts.verbs import Actor
from sessions.actions.told.saying import when_of
from sessions.models import (
    ExchangeSession,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.paths import answers_path, reply_path, requests_path, session_path
from sessions.telling import leaders_of_unit


def _hears(exchange: ExchangeSession, user: User | None) -> list[User]:
    """The person, who then hears of the same change of the list nothing more."""
    if user is None:
        return []
    exchange.heard.add(user.pk)
    return [user]


def tell_of_place(
    exchange: ExchangeSession, seat: SeatRequest, *, now: datetime
) -> None:
    """Tell somebody who waited, and who leads the school, that there is a place now."""
    people = _hears(exchange, seat.user)
    leaders = leaders_of_unit(seat.unit) if seat.unit is not None else []
    for person in people:
        notices.tell(
            [person],
            kind=Notice.Kind.INVITED,
            key=f"seat-{seat.pk}-promoted",
            title=format_lazy(
                gettext_lazy("You have a place now: {title}"), title=str(exchange)
            ),
            text=lazily(when_of(exchange)),
            path=session_path(exchange),
            now=now,
        )
    notices.tell(
        [one for one in leaders if one not in people],
        kind=Notice.Kind.REPLY,
        key=f"seat-{seat.pk}-promoted",
        title=format_lazy(
            gettext_lazy("{name} has a place now: {title}"),
            name=seat.name_as_printed,
            title=str(exchange),
        ),
        path=reply_path(exchange, seat.unit_id),
        now=now,
    )


def tell_the_host(
    exchange: ExchangeSession, unit: SessionUnit, key: str, *, by: Actor, now: datetime
) -> None:
    """Who made the session and who leads the hosting schools hear of an answer."""
    people = [] if exchange.created_by is None else [exchange.created_by]
    for host in exchange.units.filter(hosts=True, school__isnull=False):
        people += leaders_of_unit(host)
    words = (
        gettext_lazy("{unit} comes: {title}")
        if unit.reply == SessionUnit.Reply.YES
        else gettext_lazy("{unit} cannot come: {title}")
    )
    notices.tell(
        [one for one in people if one != by.user],
        kind=Notice.Kind.REPLY,
        key=key,
        title=format_lazy(words, unit=unit.label, title=str(exchange)),
        text=unit.reply_note,
        path=answers_path(exchange),
        now=now,
    )


def tell_named(
    exchange: ExchangeSession, seats: Sequence[SeatRequest], *, by: Actor, now: datetime
) -> None:
    """Each person with an account hears that he was named, and whether he has a place."""
    for seat in seats:
        if seat.user is None or seat.user == by.user:
            continue
        words = (
            gettext_lazy("Your school sends you to: {title}")
            if seat.state == SeatState.SEATED
            else gettext_lazy("You are on the waiting list of: {title}")
        )
        notices.tell(
            _hears(exchange, seat.user),
            kind=Notice.Kind.INVITED,
            key=f"seat-{seat.pk}-{seat.state}",
            title=format_lazy(words, title=str(exchange)),
            text=lazily(when_of(exchange)),
            path=session_path(exchange),
            now=now,
        )


def tell_withdrawn(
    exchange: ExchangeSession,
    user: User | None,
    what: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    if user is None or user == by.user:
        return
    notices.tell(
        _hears(exchange, user),
        kind=Notice.Kind.INVITED,
        key=f"withdrawn-{what}",
        title=format_lazy(
            gettext_lazy("You are no longer on the list of: {title}"),
            title=str(exchange),
        ),
        text=lazily(when_of(exchange)),
        path=session_path(exchange),
        now=now,
    )


def tell_principal(
    exchange: ExchangeSession, seats: Sequence[SeatRequest], *, now: datetime
) -> None:
    """Who leads the school hears that somebody asks for one of its people."""
    for seat in seats:
        unit = seat.unit or SessionUnit(exchange=exchange, school=seat.school)
        notices.tell(
            leaders_of_unit(unit),
            kind=Notice.Kind.REQUEST,
            key=f"seat-{seat.pk}-asked",
            title=format_lazy(
                gettext_lazy("May {name} come? {title}"),
                name=seat.name_as_printed,
                title=str(exchange),
            ),
            text=lazily(when_of(exchange)),
            path=requests_path(),
            now=now,
        )


def tell_answer(
    exchange: ExchangeSession, seat: SeatRequest, *, by: Actor, now: datetime
) -> None:
    """Who asked hears the principal's word; the person hears it when it is a yes."""
    words = (
        gettext_lazy("{school} does not send {name}: {title}")
        if seat.state == SeatState.REFUSED
        else gettext_lazy("{school} sends {name}: {title}")
    )
    if seat.named_by is not None:
        notices.tell(
            [seat.named_by],
            kind=Notice.Kind.REQUEST,
            key=f"seat-{seat.pk}-answered",
            title=format_lazy(
                words,
                school=str(seat.school),
                name=seat.name_as_printed,
                title=str(exchange),
            ),
            text=seat.reason,
            path=answers_path(exchange),
            now=now,
        )
    if seat.state != SeatState.REFUSED:
        tell_named(exchange, [seat], by=by, now=now)


def tell_absence(
    exchange: ExchangeSession, entry: RosterEntry, note: str, *, key: str, now: datetime
) -> None:
    """That a person answered by a link that he cannot come: to who leads his school, else to who
    made the session."""
    unit = entry.unit
    people = leaders_of_unit(unit) if unit is not None else []
    path = reply_path(exchange, unit.pk) if unit is not None and people else ""
    if not people and exchange.created_by is not None:
        people, path = [exchange.created_by], answers_path(exchange)
    notices.tell(
        people,
        kind=Notice.Kind.REPLY,
        key=key,
        title=format_lazy(
            gettext_lazy("{name} cannot come: {title}"),
            name=entry.name_as_printed,
            title=str(exchange),
        ),
        text=note,
        path=path,
        now=now,
    )
