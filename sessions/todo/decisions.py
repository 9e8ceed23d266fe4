"""What of the sessions waits for a person's word: to approve, confirm, look at, send, reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.text import shortened
from clusters.todo import Todo
from sessions import waiting
from sessions.filters import Filters
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.when import short_day

# More than this of one kind become one line with a link to the list.
SINGLE = 6


def todo_of(
    found: Sequence[ExchangeSession], units: Sequence[SessionUnit], today: date
) -> list[Todo]:
    """What of the sessions waits for a person's word, most pressing first: the decisions, then, as
    what one decides oneself comes before it, the reply of one's school to the same session. Pure."""
    return [*_decide(found, today), *_reply(units)]


def _reply(units: Sequence[SessionUnit]) -> list[Todo]:
    """Invitations of the schools that the person leads."""
    found = {
        unit.pk: (
            unit.exchange_id,
            Todo(
                icon="send",
                text=_("Reply for %(school)s: %(title)s")
                % {"school": unit.label, "title": unit.exchange},
                url=reverse("sessions:reply", args=[unit.exchange_id, unit.pk]),
                action=_("Reply"),
                urgent=True,
            ),
        )
        for unit in units
        if not unit.reply
    }
    return _single_or_sum(
        [todo for _exchange, todo in found.values()],
        _("%(n)s sessions wait for your school's reply"),
        Filters(waits=waiting.REPLY),
        # Somebody may lead two of the schools asked: the list has their session once.
        count=len({exchange for exchange, _todo in found.values()}),
    )


def _decide(found: Sequence[ExchangeSession], today: date) -> list[Todo]:
    """What waits for a decision: to approve, to say that it took place, that it is written down
    rightly, to send."""
    return [
        *_single_or_sum(
            [_to_approve(one, today) for one in found if one.state == State.PROPOSED],
            _("%(n)s sessions wait for your approval"),
            Filters(waits=waiting.APPROVE),
        ),
        *_single_or_sum(
            [_to_confirm(one, today) for one in found if one.state == State.SCHEDULED],
            _("%(n)s sessions are over and not marked as held"),
            Filters(waits=waiting.CONFIRM, oldest_first=True),
        ),
        *_single_or_sum(
            [_to_look_at(one) for one in found if one.state == State.HELD],
            _("%(n)s sessions were written down by others in your unit's name"),
            Filters(waits=waiting.LOOK),
        ),
        *_single_or_sum(
            [_to_send(one) for one in found if one.state == State.DRAFT],
            _("%(n)s drafts of yours are not sent yet"),
            Filters(waits=waiting.SEND),
        ),
    ]


def _to_approve(exchange: ExchangeSession, today: date) -> Todo:
    return Todo(
        icon="clipboard-check",
        text=_("Approve: %(title)s") % {"title": exchange},
        note=short_day(exchange.day, today=today) if exchange.day else "",  # type: ignore[attr-defined]
        url=reverse("session", args=[exchange.pk]),
        action=_("Look and approve"),
        urgent=True,
    )


def _to_confirm(exchange: ExchangeSession, today: date) -> Todo:
    return Todo(
        icon="calendar-days",
        text=_("Did it take place? %(title)s") % {"title": exchange},
        note=short_day(exchange.last_day, today=today),  # type: ignore[attr-defined]
        url=reverse("session", args=[exchange.pk]),
        action=_("Mark as held"),
    )


def _to_look_at(exchange: ExchangeSession) -> Todo:
    return Todo(
        icon="eye",
        text=_("Written down in your unit's name: %(title)s") % {"title": exchange},
        note=str(exchange.created_by or ""),
        url=reverse("session", args=[exchange.pk]),
        action=_("Look and confirm"),
    )


def _to_send(exchange: ExchangeSession) -> Todo:
    """A draft of one's own; one sent back says why."""
    back = bool(exchange.state_reason)
    words = _("Sent back to you: %(title)s") if back else _("Your draft: %(title)s")
    return Todo(
        icon="undo-2" if back else "pencil",
        text=words % {"title": exchange},
        note=shortened(exchange.state_reason, 80),
        url=reverse("session", args=[exchange.pk]),
        action=_("Go on"),
    )


def _single_or_sum(
    todos: list[Todo], many: str, filters: Filters, *, count: int | None = None
) -> list[Todo]:
    """The few as they are; many of one kind as one line that leads to the list of exactly these.
    `count`: how many rows that list has, where it is not one a line."""
    if len(todos) <= SINGLE:
        return todos
    return [
        Todo(
            icon=todos[0].icon,
            text=many % {"n": count or len(todos)},
            url=reverse("sessions:list") + filters.query(),
            action=_("See the list"),
            urgent=todos[0].urgent,
        )
    ]
