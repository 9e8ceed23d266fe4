"""What the word of a school was given for: when it changes while a session waits, it is asked anew."""

from typing import Any

from accounts import audit
from accounts.verbs import Actor
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.models.unit import NO_ANSWER

# The sections that say when, where and with whom.
ASKED_ABOUT = {"details", "parts", "units"}
_WHEN_AND_WHERE = ("on", "half_day", "starts_at", "site", "place_as_printed", "mode")
_WHO = ("school", "authority", "cluster", "name_as_printed", "organises", "hosts")


def agreed_upon(exchange: ExchangeSession) -> list[Any]:
    """Days, places and units as they stand: to compare with what they become. Three queries."""
    rows = ExchangeSession.objects.filter(pk=exchange.pk)
    return [
        *rows.values_list("on", "half_day", "date_as_printed"),
        *exchange.parts.order_by("pk").values_list(*_WHEN_AND_WHERE),
        *exchange.units.order_by("pk").values_list(*_WHO),
    ]


def ask_again(exchange: ExchangeSession, *, by: Actor) -> None:
    """Take back the words that organising schools gave to a session that still waits, each in the
    log. Whoever makes the change knows of it: the word that he gave himself stays."""
    if exchange.state != State.PROPOSED:
        return
    given = exchange.units.filter(organises=True, reply=SessionUnit.Reply.YES)
    if by.user is not None:
        given = given.exclude(replied_by=by.user)
    for unit in given:
        audit.record(
            by=by,
            verb="sessions.ask_again",
            row=exchange,
            before={"unit": unit.pk, "reply": unit.reply},
            after={"unit": unit.pk, "reply": ""},
        )
        unit.forget_answer()
        unit.save(update_fields=[*NO_ANSWER])
