"""A new session: scheduled ahead, or written down after it took place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor
from sessions.actions.details import columns_of
from sessions.actions.guard import refresh_search_key, refusing
from sessions.actions.lessons import write_lesson
from sessions.actions.marks import mark_recorded
from sessions.actions.moving import refuse_early_session
from sessions.actions.parts import write_part
from sessions.actions.people import units_of, write_person
from sessions.actions.states import propose
from sessions.actions.units import write_unit
from sessions.models import ExchangeSession, State
from sessions.rows import NewExchange


def schedule(
    *, by: Actor, data: NewExchange, now: datetime, announce: bool = False
) -> ExchangeSession:
    """Make a draft of a session to come; with `announce` propose it at once.

    All or nothing: when proposing is refused, no draft is left behind. The same `client_key` from
    the same person answers the session that the first press made.
    """
    return _once(by, data, lambda: _schedule(by, data, now, announce))


def _schedule(
    by: Actor, data: NewExchange, now: datetime, announce: bool
) -> ExchangeSession:
    exchange = _create(by, data, now, state=State.DRAFT, recorded=False)
    if announce:
        propose(exchange=exchange, by=by, now=now)
        exchange.refresh_from_db()
    return exchange


def record(*, by: Actor, data: NewExchange, now: datetime) -> ExchangeSession:
    """Write down a session that took place: held at once, its parts held, its roster present.

    No approval, no notices, no deadlines. The same `client_key` answers the first press's session.
    """
    return _once(
        by, data, lambda: _create(by, data, now, state=State.HELD, recorded=True)
    )


def _once(
    by: Actor, data: NewExchange, make: Callable[[], ExchangeSession]
) -> ExchangeSession:
    """One press, one row: of two presses the second meets the constraint on the key, however close
    they come, and answers what the first one made."""
    try:
        with transaction.atomic():
            return make()
    except IntegrityError:
        found = ExchangeSession.objects.filter(
            client_key__isnull=False, client_key=data.client_key, created_by=by.user
        ).first()
        if found is None:
            raise
        return found


def _create(
    by: Actor, data: NewExchange, now: datetime, *, state: str, recorded: bool
) -> ExchangeSession:
    exchange = ExchangeSession.objects.create(
        **columns_of(data.details),
        state=state,
        state_at=now,
        state_by=by.user,
        recorded=recorded,
        created_by=by.user,
        client_key=data.client_key or None,
    )
    exchange.subjects.set(data.details.subjects)
    exchange.grades.set(data.details.grades)
    parts = [
        write_part(exchange, row, None, order, now=now)
        for order, row in enumerate(data.parts, start=1)
    ]
    if recorded:
        refuse_early_session(exchange, parts, now, field="on")
    with refusing(_("One unit stands here twice: it takes part once.")):
        for order, unit in enumerate(data.units, start=1):
            write_unit(exchange, unit, None, order)
    taught_in = parts[data.lessons_in - 1] if data.lessons_in else None
    for order, lesson in enumerate(data.lessons, start=1):
        write_lesson(exchange, replace(lesson, part=taught_in), None, order)
    with refusing(_("One person stands on the list twice.")):
        units = units_of(exchange) if data.people else set()
        for order, person in enumerate(data.people, start=1):
            write_person(exchange, person, None, order, units=units)
    mark_recorded(exchange)
    refresh_search_key(exchange=exchange)
    audit.record(
        by=by,
        verb="sessions.record" if recorded else "sessions.schedule",
        row=exchange,
        after={
            "kind": exchange.kind,
            "title": exchange.title,
            "state": state,
            "parts": len(data.parts),
            "units": len(data.units),
            "lessons": len(data.lessons),
        },
    )
    return exchange
