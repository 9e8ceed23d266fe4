"""A new session: scheduled ahead, or written down after it took place."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from sessions.actions.details import columns_of
from sessions.actions.guard import lock, refresh_search_key, refusing
from sessions.actions.lessons import write_lesson
from sessions.actions.marks import mark_recorded
from sessions.actions.moving import refuse_early_session
from sessions.actions.parts import write_part
from sessions.actions.people import units_of, write_person
from sessions.actions.states import propose
from sessions.actions.units import write_unit
from sessions.models import ExchangeSession, State
from sessions.rows import NewExchange

# What the form of a new session writes into the log.
_BY_THE_FORM = ("sessions.schedule", "sessions.schedule_again", "sessions.record")


def schedule(
    *, by: Actor, data: NewExchange, now: datetime, announce: bool = False
) -> ExchangeSession:
    """Make a draft of a session to come; with `announce` propose it at once.

    All or nothing: when proposing is refused, no draft is left behind. The same `client_key` from
    the same person means the session that the first press made: what the form says now is written
    into that draft; refuses once somebody worked on it elsewhere.
    """
    made, first = _once(by, data, lambda: _schedule(by, data, now, announce))
    return made if first else _schedule_again(made, by, data, now, announce)


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

    No approval, no notices, no deadlines. The same `client_key` answers the first press's session;
    refuses when the form says something else by now.
    """
    made, first = _once(
        by, data, lambda: _create(by, data, now, state=State.HELD, recorded=True)
    )
    if not first and not _says_the_same(made, data):
        raise _kept_already()
    return made


def _schedule_again(
    made: ExchangeSession, by: Actor, data: NewExchange, now: datetime, announce: bool
) -> ExchangeSession:
    """The same form once more, after going back in the browser: it is the same draft."""
    with transaction.atomic():
        draft = lock(made)
        others = _log_of(draft).exclude(verb__in=_BY_THE_FORM)
        worked_on = draft.state != State.DRAFT or others.exists()
        if not _says_the_same(draft, data):
            if worked_on:
                raise _kept_already()
            _write_again(draft, by, data, now)
        if announce and not worked_on:
            propose(exchange=draft, by=by, now=now)
        draft.refresh_from_db()
        return draft


def _write_again(
    draft: ExchangeSession, by: Actor, data: NewExchange, now: datetime
) -> None:
    for name, value in columns_of(data.details).items():
        setattr(draft, name, value)
    draft.save()
    try:
        for rows in (draft.lessons, draft.roster, draft.units, draft.parts):
            rows.all().delete()
    except ProtectedError as error:
        raise _kept_already() from error
    _fill(draft, data, now=now)
    audit.record(
        by=by, verb="sessions.schedule_again", row=draft, after=_summary(draft, data)
    )


def _log_of(exchange: ExchangeSession) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        object_type=exchange._meta.label_lower, object_id=str(exchange.pk)
    )


def _says_the_same(exchange: ExchangeSession, data: NewExchange) -> bool:
    """Whether the form that made, or last wrote, this session said just this."""
    last = _log_of(exchange).filter(verb__in=_BY_THE_FORM).order_by("-pk").first()
    return last is not None and last.after.get("form") == _mark_of(data)


def _mark_of(data: NewExchange) -> str:
    return hashlib.sha256(repr(data).encode()).hexdigest()[:16]


def _kept_already() -> Refused:
    return Refused(
        _(
            "This session is kept already, and was worked on since. Open it from the list of "
            "sessions to change it there; what stands here is not stored."
        )
    )


def _once(
    by: Actor, data: NewExchange, make: Callable[[], ExchangeSession]
) -> tuple[ExchangeSession, bool]:
    """One press, one row: of two presses the second meets the constraint on the key, however close
    they come, and answers what the first one made; with it, whether it was made now."""
    try:
        with transaction.atomic():
            return make(), True
    except IntegrityError:
        found = ExchangeSession.objects.filter(
            client_key__isnull=False, client_key=data.client_key, created_by=by.user
        ).first()
        if found is None:
            raise
        return found, False


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
    _fill(exchange, data, now=now)
    mark_recorded(exchange)
    audit.record(
        by=by,
        verb="sessions.record" if recorded else "sessions.schedule",
        row=exchange,
        after=_summary(exchange, data),
    )
    return exchange


def _fill(exchange: ExchangeSession, data: NewExchange, *, now: datetime) -> None:
    """Subjects, parts, units, lessons and people of a session that has none yet."""
    exchange.subjects.set(data.details.subjects)
    exchange.grades.set(data.details.grades)
    parts = [
        write_part(exchange, row, None, order, now=now)
        for order, row in enumerate(data.parts, start=1)
    ]
    if exchange.recorded:
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
    refresh_search_key(exchange=exchange)


def _summary(exchange: ExchangeSession, data: NewExchange) -> dict[str, object]:
    """What the log keeps of a form: how much it held, and a mark by which it is known again."""
    return {
        "kind": exchange.kind,
        "title": exchange.title,
        "state": exchange.state,
        "parts": len(data.parts),
        "units": len(data.units),
        "lessons": len(data.lessons),
        "form": _mark_of(data),
    }
