"""Who stands at the door: somebody signed in, or whose phone is known. Nobody else is believed."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from accounts import phones
from accounts.models import KnownPhone, User
from accounts.verbs import Actor, person_of
from sessions.models import AttendanceChange, ExchangeSession, RosterEntry

Through = AttendanceChange.Through


@dataclass(frozen=True)
class Arrival:
    """A person at the door, and by what they are believed."""

    user: User
    through: str
    phone: KnownPhone | None = None

    @property
    def signed_in(self) -> bool:
        return self.through == Through.SIGNED_IN

    @property
    def mark(self) -> str:
        """What presses that the device keeps are bound to: whoever comes later does not send them."""
        return f"u{self.user.pk}"

    def entry_of(self, exchange: ExchangeSession) -> RosterEntry | None:
        """The person's own line of the list."""
        return exchange.roster.filter(user=self.user).first()

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
