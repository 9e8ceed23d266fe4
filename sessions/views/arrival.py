"""Who stands at the door: signed in, by a known phone, or by a personal link. Nobody else is believed."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from accounts import phones
from accounts.codes import read_code
from accounts.models import KnownPhone, User
from accounts.verbs import Actor, person_of
from sessions.models import (
    AttendanceChange,
    ExchangeSession,
    PersonalLink,
    RosterEntry,
    State,
)
from sessions.replies.places import link_ends

Through = AttendanceChange.Through


@dataclass(frozen=True)
class Arrival:
    """A person at the door, and by what they are believed. A link speaks for one line of one list;
    its person may have no account."""

    user: User | None
    through: str
    phone: KnownPhone | None = None
    link: PersonalLink | None = None

    @property
    def signed_in(self) -> bool:
        return self.through == Through.SIGNED_IN

    @property
    def mark(self) -> str:
        """What presses that the device keeps are bound to: whoever comes later does not send them."""
        return f"l{self.link.pk}" if self.link else f"u{self.user.pk}"  # type: ignore[union-attr]

    @property
    def name(self) -> str:
        return str(self.link.entry if self.link else self.user)

    def entry_of(self, exchange: ExchangeSession) -> RosterEntry | None:
        """The person's own line of the list."""
        if self.link is not None:
            return exchange.roster.filter(pk=self.link.entry_id).first()
        return exchange.roster.filter(user=self.user).first()

    def speaks_for(self, entry: RosterEntry) -> bool:
        """Whether this is the line of the person who is here."""
        if self.link is not None:
            return self.link.entry_id == entry.pk
        return self.user is not None and entry.user_id == self.user.pk

    def actor(self, request: HttpRequest) -> Actor:
        return Actor(user=self.user, request_id=getattr(request, "request_id", ""))


def arrival_of(request: HttpRequest, *, now: datetime) -> Arrival | None:
    """Who this request comes from: signed in, else by a known phone."""
    if request.user.is_authenticated:
        return Arrival(person_of(request), Through.SIGNED_IN)
    phone = phones.phone_of(request, now=now)
    if phone is None:
        return None
    return Arrival(phone.user, Through.PHONE, phone)


def arrival_by_link(code: str, *, now: datetime, late: bool = False) -> Arrival | None:
    """Who holds the personal link of this code; None where it opens nothing. `late`: for a press that
    was made before the link ended and only arrives now."""
    read = read_code(code)
    link = (
        PersonalLink.objects.with_code(read, PersonalLink.Purpose.CHECK_IN)
        if read
        else None
    )
    if link is None or link.entry is None or link.revoked_at is not None:
        return None
    if link.exchange.state not in {State.SCHEDULED, State.HELD}:
        return None
    ends = link_ends(link.exchange, link.exchange.parts.all(), link.issued_at)
    if now >= ends and not late:
        return None
    return Arrival(link.entry.user, Through.LINK, link=link)
