"""A school says whether it comes and names its people; withdraws them; sends a colleague instead."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.text import fold
from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit
from sessions.actions.replies.leaving import withdraw_all
from sessions.actions.replies.people import (
    TypedName,
    names_of,
    people_named,
    school_of,
    stored_unit,
)
from sessions.actions.replies.seats import (
    fill_places,
    next_position,
    open_seats,
    refuse_unless_inviting,
    settle,
)
from sessions.actions.replies.telling import tell_named, tell_the_host
from sessions.models import (
    ExchangeSession,
    RosterEntry,
    SeatRequest,
    SeatState,
    SessionUnit,
)
from sessions.models.unit import NO_ANSWER
from sessions.replies.places import INVITING, Room

# A school has no more people than this; a longer list is a mistake of pasting.
MOST_NAMED = 200


@dataclass(frozen=True)
class Named:
    """What became of names: who has a place, who waits, who had been named before."""

    seated: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


def reply_for_school(
    *,
    unit: SessionUnit,
    answer: str,
    count: int | None = None,
    note: str = "",
    people: Collection[int] = (),
    names: Sequence[TypedName] = (),
    by: Actor,
    now: datetime,
    by_link: bool = False,
) -> Named:
    """A school answers: it comes, with how many people and, at once or later, with whom; or not.

    May be changed until the session has begun. Who was named by a school that then says no is
    withdrawn, and the places are given to those who wait. The answer of somebody who held the
    school's link is written down as such and never overwrites one given in the school's name.
    """
    if answer not in SessionUnit.Reply.values:
        raise Refused(_("Please choose whether your school comes."), field="answer")
    with edit("people", exchange=unit.exchange, by=by, version=None) as locked:
        stored = stored_unit(locked, unit)
        if locked.state not in INVITING:
            raise Refused(
                _("An invitation cannot be answered: the session is “%(state)s”.")
                % {"state": locked.get_state_display()}
            )
        if by_link and stored.reply and not stored.replied_by_link:
            raise Refused(
                _(
                    "%(unit)s has answered in Chung Tay already. Who leads it can change the answer "
                    "there."
                )
                % {"unit": stored.label}
            )
        comes = answer == SessionUnit.Reply.YES
        named = Named()
        if comes and (people or names):
            named = _name(locked, stored, people, names, by=by, now=now)
        if not comes:
            withdraw_all(locked, stored, by=by, now=now)
        coming = _number_named(locked, stored)
        _write_answer(
            locked,
            stored,
            answer=answer,
            count=max(count or 0, coming) or None if comes else None,
            # Whoever holds a link has one field for it; in Chung Tay a note says why not.
            note=note.strip() if by_link or not comes else "",
            by=by,
            now=now,
            by_link=by_link,
        )
        return named


def name_people(
    *,
    unit: SessionUnit,
    people: Collection[int] = (),
    names: Sequence[TypedName] = (),
    by: Actor,
    now: datetime,
) -> Named:
    """Name people of a school: `people` are ids of its own with an account, `names` are typed.

    Whoever is beyond the places waits, in the order of naming. Naming the same person again changes
    nothing. Naming somebody is also a yes: the number of those who come is never smaller than the
    number of names.
    """
    with edit("people", exchange=unit.exchange, by=by, version=None) as locked:
        stored = stored_unit(locked, unit)
        named = _name(locked, stored, people, names, by=by, now=now)
        coming = _number_named(locked, stored)
        if _awaits_answer(stored) and (
            stored.reply != SessionUnit.Reply.YES or (stored.reply_count or 0) < coming
        ):
            _write_answer(
                locked,
                stored,
                answer=SessionUnit.Reply.YES,
                count=coming,
                note="",
                by=by,
                now=now,
            )
        return named


# --- under the lock -------------------------------------------------------------------------


def _awaits_answer(unit: SessionUnit) -> bool:
    """Host and organiser agree by approving; all others are asked whether they come."""
    return not unit.hosts and not unit.organises


def _name(
    exchange: ExchangeSession,
    unit: SessionUnit,
    people: Collection[int],
    names: Sequence[TypedName],
    *,
    by: Actor,
    now: datetime,
) -> Named:
    school_of(unit)
    if len(people) + len(names) > MOST_NAMED:
        raise Refused(
            _("More than %(most)s people cannot be named at once.")
            % {"most": MOST_NAMED}
        )
    ahead = refuse_unless_inviting(exchange, now)
    fill_places(exchange, by=by, now=now)
    wanted = people_named(unit, people, now)
    room, named, made = Room.of(exchange), Named(), []
    known_users = set(
        exchange.roster.filter(user__isnull=False).values_list("user", flat=True)
    )
    held = {seat.user_id: seat for seat in open_seats(exchange) if seat.user_id}
    known_names = names_of(exchange, unit)
    for post in wanted:
        seat = held.get(post.user_id)
        if seat is not None and seat.state == SeatState.ASKED:
            # Somebody else had asked for this person: naming him is the principal's yes.
            seat.decided_at, seat.decided_by = now, by.user
            seat.unit = seat.unit or unit
            settle(exchange, seat, room, ahead)
            made.append(seat)
        elif seat is not None or post.user_id in known_users:
            named.known.append(post.user.full_name)
        else:
            typed = TypedName(post.user.full_name, post.title)
            seat = _seat(exchange, unit, typed, user=post.user, by=by, now=now)
            settle(exchange, seat, room, ahead)
            made.append(seat)
    for one in names:
        if fold(one.name) in known_names:
            named.known.append(one.name)
            continue
        known_names.add(fold(one.name))
        seat = _seat(exchange, unit, one, by=by, now=now)
        settle(exchange, seat, room, ahead)
        made.append(seat)
    for seat in made:
        told = named.seated if seat.state == SeatState.SEATED else named.waiting
        told.append(seat.name_as_printed)
    if made:
        audit.record(
            by=by,
            verb="sessions.name_people",
            row=exchange,
            after={
                "unit": unit.pk,
                "seats": [[seat.pk, str(seat), seat.state] for seat in made],
            },
        )
        tell_named(exchange, made, by=by, now=now)
    return named


def _seat(
    exchange: ExchangeSession,
    unit: SessionUnit,
    name: TypedName,
    *,
    user: User | None = None,
    by: Actor,
    now: datetime,
) -> SeatRequest:
    """A stored row with its place in the order of naming, waiting until it is settled."""
    seat = SeatRequest(
        exchange=exchange,
        state=SeatState.WAITING,
        position=next_position(exchange),
        user=user,
        title_as_printed=name.title,
        organisation_as_printed=unit.label,
        school_id=school_of(unit),
        unit=unit,
        named_at=now,
        named_by=by.user,
    )
    seat.set_name(name.name)
    seat.save()
    return seat


def _number_named(exchange: ExchangeSession, unit: SessionUnit) -> int:
    """How many people of a unit have a place or wait for one."""
    waiting = open_seats(exchange).filter(unit=unit, state=SeatState.WAITING)
    listed = exchange.roster.filter(unit=unit).exclude(kind=RosterEntry.Kind.GROUP)
    return waiting.count() + listed.count()


def _write_answer(
    exchange: ExchangeSession,
    unit: SessionUnit,
    *,
    answer: str,
    count: int | None,
    note: str,
    by: Actor,
    now: datetime,
    by_link: bool = False,
) -> None:
    before = {"unit": unit.pk, "reply": unit.reply, "count": unit.reply_count}
    unit.reply, unit.reply_count, unit.reply_note = answer, count, note
    unit.replied_at, unit.replied_by = now, by.user
    unit.replied_by_link = by_link
    unit.save(update_fields=[*NO_ANSWER])
    entry = audit.record(
        by=by,
        verb="sessions.reply",
        row=exchange,
        before=before,
        after={"unit": unit.pk, "reply": answer, "count": count, "by_link": by_link},
    )
    if (before["reply"], before["count"]) != (answer, count):
        tell_the_host(exchange, unit, f"reply-{entry.pk}", by=by, now=now)
