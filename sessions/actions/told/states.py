"""A session or a part of it takes place, does not, or does again."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Notice
from accounts.verbs import Actor
from sessions.actions.told.saying import headed, line, parts_told, say
from sessions.announcing import announced_of, changes_between, when_words
from sessions.models import ExchangeSession, Part, PartState, State
from sessions.telling import people_of


def _was_announced(exchange: ExchangeSession, was: str) -> bool:
    """Whether people were told that it takes place, so that they hear that it does not."""
    if exchange.recorded:
        return False
    announced = exchange.parts.filter(announced__isnull=False)
    return was == State.SCHEDULED or announced.exists()


def scheduled(
    exchange: ExchangeSession, *, entry: AuditEntry, by: Actor, now: datetime
) -> None:
    """Invite everybody concerned. Whom it was announced to before hears what is another now."""
    parts = parts_told(exchange)
    several = len(parts) > 1
    before = {part.pk: part.announced for part in parts if part.announced}
    for part in parts:
        if part.announced is None:
            part.announced = announced_of(part, exchange)
            part.save(update_fields=["announced"])
    again = bool(before)

    def text() -> str:
        lines = []
        for part in parts:
            told = announced_of(part, exchange)
            changes = (
                changes_between(before[part.pk], told) if part.pk in before else []
            )
            said = "; ".join(one.words for one in changes) or when_words(told)
            lines.append(line(headed(part, several), said))
        return "\n".join(lines)

    def title() -> str:
        if again:
            return _("Takes place again: %(session)s") % {"session": exchange}
        return _("Invitation: %(session)s") % {"session": exchange}

    say(
        exchange,
        people_of(exchange),
        by=by,
        kind=Notice.Kind.CHANGED if again else Notice.Kind.INVITED,
        key=f"scheduled {entry.pk}",
        title=title,
        text=text,
        now=now,
    )


def called_off(
    exchange: ExchangeSession,
    *,
    was: str,
    entry: AuditEntry,
    by: Actor,
    now: datetime,
) -> None:
    """A session that was announced is cancelled, or taken back to be worked on, with the reason."""
    cancelled = exchange.state == State.CANCELLED
    if not _was_announced(exchange, was) or not (cancelled or was == State.SCHEDULED):
        return
    reason = exchange.state_reason

    def title() -> str:
        if cancelled:
            return _("Cancelled: %(session)s") % {"session": exchange}
        return _("Taken back to be planned anew: %(session)s") % {"session": exchange}

    say(
        exchange,
        people_of(exchange),
        by=by,
        kind=Notice.Kind.CHANGED,
        key=f"off {entry.pk}",
        title=title,
        text=lambda: _("Reason: %(reason)s") % {"reason": reason},
        now=now,
    )


def part_moved(part: Part, *, was: str, entry: AuditEntry, by: Actor) -> None:
    """A part of a scheduled session is put off, called off, or back on the plan."""
    exchange = part.exchange
    if exchange.state != State.SCHEDULED or exchange.recorded:
        return
    if part.state == PartState.PLANNED and was != PartState.POSTPONED:
        return
    several = exchange.parts.count() > 1
    told = announced_of(part, exchange)
    before, reason = part.announced, part.state_reason

    def title() -> str:
        words = {
            PartState.POSTPONED: _("Postponed: %(what)s"),
            PartState.CANCELLED: _("Cancelled: %(what)s"),
            PartState.PLANNED: _("Takes place again: %(what)s"),
        }
        what = ", ".join(one for one in (headed(part, several), str(exchange)) if one)
        return words[PartState(part.state)] % {"what": what}

    def text() -> str:
        if part.state != PartState.PLANNED:
            why = _("Reason: %(reason)s") % {"reason": reason}
            return "\n".join(line for line in (when_words(told), why) if line)
        changes = changes_between(before, told) if before else []
        return "; ".join(one.words for one in changes) or when_words(told)

    say(
        exchange,
        people_of(exchange, part=part),
        by=by,
        kind=Notice.Kind.CHANGED,
        key=f"part {entry.pk}",
        title=title,
        text=text,
        now=entry.at,
    )
