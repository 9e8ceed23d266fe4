"""What every action needs: who acts, and how an action says no."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User


@dataclass(frozen=True)
class Actor:
    """Who does a thing: the person, for whom (a delegation), and in which request."""

    user: User | None
    on_behalf_of: User | None = None
    request_id: str = ""


def person_of(request: HttpRequest) -> User:
    """Who is signed in. Only for views behind the sign-in, which is all that do not say otherwise."""
    return cast(User, request.user)


def actor_of(request: HttpRequest) -> Actor:
    """The actor of a signed-in request."""
    return Actor(user=person_of(request), request_id=getattr(request, "request_id", ""))


SYSTEM = Actor(user=None, request_id="system")


def no_room() -> str:
    """The sentence for a file that the storage does not take: a full disk, a folder without rights."""
    return _(
        "The server cannot keep files just now. Please tell the person who looks after it, and send "
        "this again later."
    )


class Refused(Exception):  # noqa: N818  (it is an answer to a person, not a fault)
    """An action said no. The message is a whole translated sentence that says what to do.

    `field` names the form field it belongs to, if one does.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
