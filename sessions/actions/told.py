"""Those concerned are told what became of a session: invited, changed from old to new, called off.

Called inside the transaction of the change. Nothing is told of drafts that nobody knows, nor of what
was written down afterwards; whoever did it is not told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Notice, User
from accounts.notices import tell
from accounts.verbs import Actor, Refused
from sessions.announcing import (
    Announced,
    Changed,
    announced_of,
    changes_between,
    when_words,
)
from sessions.models import ExchangeSession, Part, PartState, State
from sessions.telling import named_in, people_among, people_of, speaking_for

# A second change so soon after the first is told together with it, if it was not read yet.
TOGETHER = timedelta(minutes=10)
WHEN_AND_WHERE, WHO = {"parts", "details"}, {"people", "lessons", "units"}
# Where an audit entry keeps how the parts had been announced.
_TOLD = "told"


def _lazily(build: Callable[[], str]) -> str:
    """Words put together for each reader, in the reader's language."""
    return lazy(build, str)()


def _say(
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
    tell(
        [one for one in people if by.user is None or one.pk != by.user.pk],
        kind=kind,
        key=f"session {exchange.pk} {key}",
        title=_lazily(title),
        text=_lazily(text),
        path=reverse("session", args=[exchange.pk]),
        now=now,
    )


def _was_announced(exchange: ExchangeSession, was: str) -> bool:
    """Whether people were told that it takes place, so that they hear that it does not."""
    if exchange.recorded:
        return False
    announced = exchange.parts.filter(announced__isnull=False)
    return was == State.SCHEDULED or announced.exists()


def _parts_told(exchange: ExchangeSession) -> list[Part]:
    return list(exchange.parts.filter(state=PartState.PLANNED).select_related("site"))


def _headed(part: Part, several: bool) -> str:
    return _("Part %(number)s") % {"number": part.order} if several else ""


def _line(*words: str) -> str:
    return ": ".join(word for word in words if word)


def scheduled(
    exchange: ExchangeSession, *, entry: AuditEntry, by: Actor, now: datetime
) -> None:
    """Invite everybody concerned. Whom it was announced to before hears what is another now."""
    parts = _parts_told(exchange)
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
            lines.append(_line(_headed(part, several), said))
        return "\n".join(lines)

    def title() -> str:
        if again:
            return _("Takes place again: %(session)s") % {"session": exchange}
        return _("Invitation: %(session)s") % {"session": exchange}

    _say(
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

    _say(
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
        what = ", ".join(one for one in (_headed(part, several), str(exchange)) if one)
        return words[PartState(part.state)] % {"what": what}

    def text() -> str:
        if part.state != PartState.PLANNED:
            why = _("Reason: %(reason)s") % {"reason": reason}
            return "\n".join(line for line in (when_words(told), why) if line)
        changes = changes_between(before, told) if before else []
        return "; ".join(one.words for one in changes) or when_words(told)

    _say(
        exchange,
        people_of(exchange, part=part),
        by=by,
        kind=Notice.Kind.CHANGED,
        key=f"part {entry.pk}",
        title=title,
        text=text,
        now=entry.at,
    )


@dataclass
class Watch:
    """What a change of one section does to what people know of an announced session.

    Made before the change; `look` compares after it, `tell` says it once the change is in the log.
    """

    exchange: ExchangeSession
    section: str
    reason: str = ""
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    moved: list[Part] = field(default_factory=list)
    added: list[Part] = field(default_factory=list)
    removed: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def over(
        cls, exchange: ExchangeSession, section: str, reason: str
    ) -> "Watch | None":
        """None where nobody is to be told: no announced session, or a section that nobody is told of."""
        if exchange.state != State.SCHEDULED or exchange.recorded:
            return None
        watch = cls(exchange, section, reason.strip())
        if section in WHEN_AND_WHERE:
            parts = _parts_told(exchange)
            watch.before = {part.pk: announced_of(part, exchange) for part in parts}
            watch.orders = {part.pk: part.order for part in parts}
            return watch
        if section in WHO:
            watch.named = watch._who()
            return watch
        return None

    def _who(self) -> set[int]:
        """Those whom this section names: of units who speaks for them."""
        if self.section == "units":
            return speaking_for(self.exchange)
        return named_in(self.exchange)

    def look(self) -> None:
        """Compare; a changed day, time or place, or a part that goes, needs its reason."""
        if self.section not in WHEN_AND_WHERE:
            return
        parts = _parts_told(self.exchange)
        for part in parts:
            told = announced_of(part, self.exchange)
            if part.pk not in self.before:
                self.added.append(part)
                part.announced = told
                part.save(update_fields=["announced"])
            elif changes_between(self.before[part.pk], told):
                self.moved.append(part)
        kept = set(self.exchange.parts.values_list("pk", flat=True))
        self.removed = {
            pk: (self.orders[pk], told)
            for pk, told in self.before.items()
            if pk not in kept
        }
        if (self.moved or self.removed) and not self.reason:
            raise Refused(
                _(
                    "Please write briefly why the day, time or place changes: everybody concerned "
                    "is told, with your reason."
                ),
                field="reason",
            )
        for part in self.moved:
            part.announced = part.announced or self.before[part.pk]
            part.change_reason = self.reason
            part.save(update_fields=["announced", "change_reason"])

    def kept(self) -> dict[str, Any]:
        """What the log keeps of it: how the parts had been before."""
        if not self.moved:
            return {}
        return {_TOLD: {str(part.pk): self.before[part.pk] for part in self.moved}}

    def tell(self, entry: AuditEntry, *, by: Actor) -> None:
        """Say it to those concerned, each thing once."""
        if self.section in WHO:
            self._tell_who(entry, by)
            return
        several = self.exchange.parts.count() > 1
        for part in self.moved:
            self._tell_moved(part, entry, by, several)
        for part in self.added:
            self._tell_added(part, entry, by)
        for pk, (number, told) in self.removed.items():
            self._tell_removed(pk, number, told, entry, by)

    def _tell_moved(
        self, part: Part, entry: AuditEntry, by: Actor, several: bool
    ) -> None:
        exchange, reason = self.exchange, self.reason
        people = people_of(exchange, part=part)
        earlier = _just_told(exchange, part, entry, by)
        keys = [_key(exchange, one, part) for one in earlier]
        unread = Notice.objects.filter(
            user__in=people, key__in=keys, read_at=None, mailed_at=None
        )
        unread.delete()
        now = announced_of(part, exchange)
        first = earlier[0].before[_TOLD][str(part.pk)] if earlier else None
        changes = _sentences(first or self.before[part.pk], now)
        if not changes():
            # Back to what everybody still believes: only who read of the change hears of it.
            heard = Notice.objects.filter(user__in=people, key__in=keys).values("user")
            people = list(User.objects.filter(pk__in=heard))
            changes = _sentences(self.before[part.pk], now)

        def text() -> str:
            said = "; ".join(one.words for one in changes())
            why = _("Reason: %(reason)s") % {"reason": reason}
            return f"{_line(_headed(part, several), said)}. {why}"

        _say(
            exchange,
            people,
            by=by,
            kind=Notice.Kind.CHANGED,
            key=f"changed {entry.pk} part {part.pk}",
            title=lambda: _("Changed: %(session)s") % {"session": exchange},
            text=text,
            now=entry.at,
        )

    def _tell_added(self, part: Part, entry: AuditEntry, by: Actor) -> None:
        exchange = self.exchange
        told = announced_of(part, exchange)
        _say(
            exchange,
            people_of(exchange, part=part),
            by=by,
            kind=Notice.Kind.CHANGED,
            key=f"added {entry.pk} part {part.pk}",
            title=lambda: _("One part more: %(session)s") % {"session": exchange},
            text=lambda: _line(_headed(part, True), when_words(told)),
            now=entry.at,
        )

    def _tell_removed(
        self,
        pk: int,
        number: int,
        told: Announced,
        entry: AuditEntry,
        by: Actor,
    ) -> None:
        exchange, reason = self.exchange, self.reason

        def text() -> str:
            head = _("Part %(number)s") % {"number": number}
            why = _("Reason: %(reason)s") % {"reason": reason}
            return f"{_line(head, when_words(told))}. {why}"

        _say(
            exchange,
            people_of(exchange),
            by=by,
            kind=Notice.Kind.CHANGED,
            key=f"removed {entry.pk} part {pk}",
            title=lambda: _("One part less: %(session)s") % {"session": exchange},
            text=text,
            now=entry.at,
        )

    def _tell_who(self, entry: AuditEntry, by: Actor) -> None:
        """Whom the section names now is invited; whom it named is told that it does not any more."""
        exchange, named = self.exchange, self._who()
        parts = _parts_told(exchange)
        several = len(parts) > 1
        told = [(part, announced_of(part, exchange)) for part in parts]

        def when() -> str:
            return "\n".join(
                _line(_headed(part, several), when_words(one)) for part, one in told
            )

        _say(
            exchange,
            people_among(named - self.named),
            by=by,
            kind=Notice.Kind.INVITED,
            key=f"invited {entry.pk}",
            title=lambda: _("Invitation: %(session)s") % {"session": exchange},
            text=when,
            now=entry.at,
        )
        _say(
            exchange,
            people_among(self.named - named),
            by=by,
            kind=Notice.Kind.CHANGED,
            key=f"left {entry.pk}",
            title=lambda: (
                _("No longer on the list: %(session)s") % {"session": exchange}
            ),
            text=when,
            now=entry.at,
        )


def _sentences(before: Announced, after: Announced) -> Callable[[], list[Changed]]:
    return lambda: changes_between(before, after)


def _key(exchange: ExchangeSession, entry: AuditEntry, part: Part) -> str:
    return f"session {exchange.pk} changed {entry.pk} part {part.pk}"


def _just_told(
    exchange: ExchangeSession, part: Part, entry: AuditEntry, by: Actor
) -> list[AuditEntry]:
    """The changes of this part that the same person made a few minutes ago, the first one first."""
    recent = AuditEntry.objects.filter(
        object_type=exchange._meta.label_lower,
        object_id=str(exchange.pk),
        verb__in=[f"sessions.save_{section}" for section in sorted(WHEN_AND_WHERE)],
        actor=by.user,
        at__gte=entry.at - TOGETHER,
        pk__lt=entry.pk,
    ).order_by("pk")
    return [one for one in recent if str(part.pk) in one.before.get(_TOLD, {})]
