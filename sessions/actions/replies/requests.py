"""Asking a principal for one of his people: asked by who edits the session, answered by his school."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.verbs import Actor, Refused
from clusters.models import Post, School
from clusters.standing import standing_of
from sessions.actions.guard import edit
from sessions.actions.replies.seats import (
    close_seat,
    fill_places,
    next_position,
    open_seats,
    refuse_unless_inviting,
    settle,
)
from sessions.actions.replies.telling import tell_answer, tell_principal
from sessions.models import (
    ExchangeSession,
    RosterEntry,
    SeatRequest,
    SeatState,
    State,
)
from sessions.models.roster import Capacity
from sessions.permissions import leading_posts
from sessions.replies.places import Room
from sessions.rows import PersonRow

# Who has one of these is there for the session itself, not as one of his school's guests.
_OF_THE_SESSION = {
    Capacity.CHAIR,
    Capacity.SECRETARY,
    Capacity.DELEGATE,
    Capacity.WITNESS,
    Capacity.SIGNER,
}
_ASKING = (State.DRAFT, State.PROPOSED, State.SCHEDULED)


def to_be_asked(
    exchange: ExchangeSession, rows: Sequence[PersonRow], *, by: Actor, now: datetime
) -> dict[int, int]:
    """Of new people on a roster those whom only their principal can send: person → school.

    A person who works at one school only that the editor does not belong to, and whose principal
    uses Chung Tay. Not: chair, secretary and delegates, who stands on the roster already, who
    teaches one of its lessons, and nobody at all in a session written down afterwards. What nobody
    signed in does (imports, the demonstration) asks nobody.
    """
    if by.user is None or exchange.recorded or exchange.state not in _ASKING:
        return {}
    stored = dict(exchange.roster.values_list("pk", "user"))
    listed = set(stored.values())
    new = [
        row.user.pk
        for row in rows
        if row.user is not None
        and row.user.pk not in listed
        and not _OF_THE_SESSION.intersection(row.capacities)
    ]
    if not new:
        return {}
    teaching = set(
        User.objects.filter(
            pk__in=new, lessons_taught__lesson__exchange=exchange
        ).values_list("pk", flat=True)
    )
    schools = _schools_of(set(new) - teaching, now)
    own = standing_of(by.user).schools
    led = {
        school
        for school, kind in leading_posts(
            set(schools.values()), timezone.localdate(now)
        )
        if kind == Post.Kind.PRINCIPAL
    }
    return {
        person: school
        for person, school in schools.items()
        if school in led and school not in own
    }


def _schools_of(people: Iterable[int], now: datetime) -> dict[int, int]:
    """The school of each person who works at exactly one place today; a principal sends himself."""
    posts = Post.objects.on(timezone.localdate(now)).filter(user__in=people)
    places: dict[int, set[tuple[int | None, int | None]]] = {}
    leading = set()
    for user, school, authority, kind in posts.order_by().values_list(
        "user", "school", "authority", "kind"
    ):
        places.setdefault(user, set()).add((school, authority))
        if kind in Post.LEADING:
            leading.add(user)
    found = {}
    for user, at in places.items():
        [(place, _authority), *others] = sorted(at, key=str)
        if place is not None and not others and user not in leading:
            found[user] = place
    return found


def ask_principals(
    exchange: ExchangeSession,
    rows: Sequence[PersonRow],
    schools: dict[int, int],
    *,
    by: Actor,
    now: datetime,
) -> list[SeatRequest]:
    """Ask for the people of these rows; who was asked for already is not asked for again. Under the
    lock. Principals hear of it once the session is announced."""
    if not rows:
        return []
    units = {unit.school_id: unit for unit in exchange.units.all() if unit.school_id}
    open_for = set(open_seats(exchange).values_list("user", flat=True))
    asked = []
    for row in rows:
        if row.user is None or row.user.pk in open_for:
            continue
        school = schools[row.user.pk]
        unit = units.get(school)
        seat = SeatRequest(
            exchange=exchange,
            state=SeatState.ASKED,
            position=next_position(exchange),
            user=row.user,
            title_as_printed=row.title,
            organisation_as_printed=row.organisation or (unit.label if unit else ""),
            capacities=list(row.capacities),
            school_id=school,
            unit=unit,
            named_at=now,
            named_by=by.user,
        )
        seat.set_name(row.name)
        seat.save()
        seat.parts.set(row.parts)
        open_for.add(row.user.pk)
        asked.append(seat)
    if asked:
        audit.record(
            by=by,
            verb="sessions.ask_principal",
            row=exchange,
            after={"seats": [[seat.pk, str(seat), seat.school_id] for seat in asked]},
        )
    if exchange.state != State.DRAFT:
        tell_principal(exchange, asked, now=now)
    return asked


def agree_to_request(*, seat: SeatRequest, by: Actor, now: datetime) -> SeatRequest:
    """A principal lets one of his people go: the person gets a place, or waits for one. Agreed
    already: nothing. Who works at another school by now is asked of its principal. Refuses when the
    request was taken back, or the session has begun."""
    with edit("people", exchange=seat.exchange, by=by, version=None) as locked:
        stored = _still_open(locked, seat)
        if stored.state != SeatState.ASKED or _passed_on(locked, stored, by, now):
            return stored
        ahead = refuse_unless_inviting(locked, now)
        fill_places(locked, by=by, now=now)
        if stored.unit_id is None:
            stored.unit = locked.units.filter(school=stored.school_id).first()
        stored.decided_at, stored.decided_by = now, by.user
        listed = RosterEntry.objects.filter(exchange=locked, user=stored.user).first()
        if listed is not None:
            stored.state, stored.entry = SeatState.SEATED, listed
            stored.save()
        else:
            settle(locked, stored, Room.of(locked), ahead)
        _log(locked, stored, "sessions.agree_to_request", by)
        tell_answer(locked, stored, by=by, now=now)
        return stored


def refuse_request(
    *, seat: SeatRequest, reason: str, by: Actor, now: datetime
) -> SeatRequest:
    """A principal does not let the person go, and says why. Refused already: nothing. Who works at
    another school by now is asked of its principal."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Please write the reason."), field="reason")
    with edit("people", exchange=seat.exchange, by=by, version=None) as locked:
        stored = _still_open(locked, seat, closed=SeatState.REFUSED)
        if stored.state == SeatState.REFUSED:
            return stored
        if stored.state != SeatState.ASKED:
            raise Refused(
                _(
                    "You agreed to this already. Withdraw the person on your school's page of the "
                    "session instead."
                )
            )
        if _passed_on(locked, stored, by, now):
            return stored
        close_seat(stored, SeatState.REFUSED, by=by, now=now, reason=reason)
        _log(locked, stored, "sessions.refuse_request", by)
        tell_answer(locked, stored, by=by, now=now)
        return stored


def take_back_request(
    *, exchange: ExchangeSession, seat: int, by: Actor, now: datetime
) -> None:
    """Who asked does not ask any more. Answered or gone already: nothing."""
    with edit("people", exchange=exchange, by=by, version=None) as locked:
        asked = locked.seat_requests.filter(pk=seat, state=SeatState.ASKED).first()
        if asked is not None:
            close_seat(asked, SeatState.WITHDRAWN, by=by, now=now)
            _log(locked, asked, "sessions.take_back_request", by)


def _passed_on(
    exchange: ExchangeSession, seat: SeatRequest, by: Actor, now: datetime
) -> bool:
    """Bring a request to the school where the person works today. True where its word is not `by`'s to
    give: then its principal hears of it, or who asked hears that the person left."""
    posts = Post.objects.on(timezone.localdate(now)).filter(user=seat.user)
    schools = set(posts.exclude(school=None).values_list("school", flat=True))
    if seat.user is None or seat.school_id in schools:
        return False
    if not schools:
        reason = _("%(name)s does not work at %(school)s any more.") % {
            "name": seat.name_as_printed,
            "school": seat.school,
        }
        close_seat(seat, SeatState.REFUSED, by=by, now=now, reason=reason)
        _log(exchange, seat, "sessions.refuse_request", by)
        tell_answer(exchange, seat, by=by, now=now)
        return True
    led = standing_of(by.user).led_schools if by.user is not None else frozenset()
    before, mine = seat.school_id, schools & led
    seat.school = School.objects.get(pk=min(mine or schools))
    seat.unit = exchange.units.filter(school=seat.school).first()
    seat.organisation_as_printed = seat.unit.label if seat.unit else str(seat.school)
    seat.save(update_fields=["school", "unit", "organisation_as_printed"])
    audit.record(
        by=by,
        verb="sessions.pass_request_on",
        row=exchange,
        before={"seat": seat.pk, "school": before},
        after={"seat": seat.pk, "school": seat.school_id},
    )
    if mine:
        return False
    tell_principal(exchange, [seat], now=now)
    return True


def _still_open(
    exchange: ExchangeSession, seat: SeatRequest, *, closed: str = ""
) -> SeatRequest:
    """The request as it stands; refuses when it was taken back or answered otherwise meanwhile."""
    stored = (
        exchange.seat_requests.select_related("user", "named_by", "school")
        .filter(pk=seat.pk)
        .first()
    )
    gone = {SeatState.WITHDRAWN, SeatState.REFUSED} - {closed}
    if stored is None or stored.state in gone:
        raise Refused(_("This request was taken back or answered meanwhile."))
    return stored


def _log(exchange: ExchangeSession, seat: SeatRequest, verb: str, by: Actor) -> None:
    audit.record(
        by=by,
        verb=verb,
        row=exchange,
        before={"seat": seat.pk, "state": SeatState.ASKED},
        after={"seat": seat.pk, "state": seat.state, "reason": seat.reason},
    )
