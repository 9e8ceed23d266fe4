"""How a message about a session is put together, each in its reader's language."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import lazily, tell
from accounts.verbs import Actor
from sessions.announcing import announced_of, when_words
from sessions.models import ExchangeSession, Part, PartState


def say(
    exchange: ExchangeSession,
    people: Iterable[User],
    *,
    by: Actor,
    kind: str,
    key: str,
    title: Callable[[], str],
    text: Callable[[], str],
    now: datetime,
) -> None:
    """Tell these people, but not whoever did it, with a link to the session; once for each key."""
    tell(
        [one for one in people if by.user is None or one.pk != by.user.pk],
        kind=kind,
        key=f"session {exchange.pk} {key}",
        title=lazily(title),
        text=lazily(text),
        path=reverse("session", args=[exchange.pk]),
        now=now,
    )


def parts_told(exchange: ExchangeSession) -> list[Part]:
    """The parts that people are told of: those that are to take place."""
    return list(exchange.parts.filter(state=PartState.PLANNED).select_related("site"))


def headed(part: Part, several: bool) -> str:
    """Which part, where there is more than one."""
    return _("Part %(number)s") % {"number": part.order} if several else ""


def line(*words: str) -> str:
    """The words that there are, in one line."""
    return ": ".join(word for word in words if word)


def when_of(exchange: ExchangeSession) -> Callable[[], str]:
    """Day, time and place of what is to take place, one part a line."""
    parts = parts_told(exchange)
    told = [(part, announced_of(part, exchange)) for part in parts]
    return lambda: "\n".join(
        line(headed(part, len(parts) > 1), when_words(one)) for part, one in told
    )
