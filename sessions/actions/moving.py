"""One step of a session or of a part along its table, and what must lie behind us before it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from sessions.actions import told
from sessions.days import day_ahead, lies_ahead
from sessions.models import ExchangeSession, Part, PartState, State
from sessions.when import day_words


def become(
    exchange: ExchangeSession,
    state: str,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> ExchangeSession:
    """Write the new state of a locked session with its audit entry; whether it may move is asked
    before."""
    before = {"state": exchange.state}
    exchange.state, exchange.state_reason = state, reason
    exchange.state_at, exchange.state_by = now, by.user
    exchange.sequence += 1
    if state == State.SCHEDULED and exchange.told_at is None:
        exchange.told_at = now
    exchange.save(
        update_fields=[
            "state",
            "state_reason",
            "state_at",
            "state_by",
            "told_at",
            "sequence",
        ]
    )
    entry = audit.record(
        by=by,
        verb=f"sessions.become_{state}",
        row=exchange,
        before=before,
        after={"state": state, "reason": reason} if reason else {"state": state},
    )
    if state == State.SCHEDULED:
        told.scheduled(exchange, entry=entry, by=by, now=now)
    elif state in {State.CANCELLED, State.DRAFT}:
        told.called_off(exchange, was=before["state"], entry=entry, by=by, now=now)
    return exchange


def become_part(part: Part, state: str, *, by: Actor, reason: str = "") -> AuditEntry:
    """Move one part of a locked session along its table; answers its audit entry."""
    if not part.may_become(state):
        raise Refused(
            _("A part that is “%(from)s” cannot become “%(to)s”.")
            % {"from": part.get_state_display(), "to": PartState(state).label}
        )
    before = {"part": part.pk, "state": part.state}
    part.state, part.state_reason = state, reason
    part.sequence += 1
    part.save(update_fields=["state", "state_reason", "sequence"])
    return audit.record(
        by=by,
        verb="sessions.move_part",
        row=part.exchange,
        before=before,
        after={"part": part.pk, "state": state, "reason": reason},
    )


def hold_when_all_is_held(
    exchange: ExchangeSession, *, by: Actor, now: datetime
) -> None:
    """A scheduled session is held as soon as every part that remains is."""
    remaining = exchange.parts.exclude(state=PartState.CANCELLED)
    states = set(remaining.order_by().values_list("state", flat=True))
    if exchange.state == State.SCHEDULED and states == {PartState.HELD}:
        become(exchange, State.HELD, by=by, now=now)


def hold_parts(exchange: ExchangeSession, *, by: Actor, now: datetime) -> None:
    """Hold every part that was not cancelled; refuses while one of them is postponed, and while a
    day of the session lies ahead."""
    remaining = list(exchange.parts.exclude(state=PartState.CANCELLED))
    for part in remaining:
        if part.state == PartState.POSTPONED:
            raise Refused(
                _(
                    "Part %(number)s is postponed: give it a new day, or cancel it, first."
                )
                % {"number": part.order}
            )
    refuse_early_session(exchange, remaining, now)
    for part in remaining:
        if part.state != PartState.HELD:
            become_part(part, PartState.HELD, by=by)


def refuse_early(part: Part, now: datetime, *, field: str | None = None) -> None:
    """A part whose day has not come was not held; without a day it has the session's."""
    on = part.on or part.exchange.on
    if on is not None and lies_ahead(on, timezone.localdate(now)):
        raise Refused(
            _("This part is on %(day)s, which has not come yet.")
            % {"day": day_words(on)},
            field=field,
        )


def refuse_early_session(
    exchange: ExchangeSession,
    parts: list[Part],
    now: datetime,
    *,
    field: str | None = None,
) -> None:
    """A session of which one day has not come was not held."""
    ahead = day_ahead(exchange, parts, timezone.localdate(now))
    if ahead is not None:
        raise Refused(
            _("The session has a day that has not come yet: %(day)s.")
            % {"day": day_words(ahead)},
            field=field,
        )
