"""A section of an announced session was saved: what is another now, who came and who went."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Notice, User
from accounts.verbs import Actor, Refused
from sessions.actions.told.saying import headed, line, parts_told, say, when_of
from sessions.announcing import (
    Announced,
    Changed,
    announced_of,
    changes_between,
    when_words,
)
from sessions.models import ExchangeSession, Part, State
from sessions.telling import named_in, people_among, people_of, speaking_for

# A second change so soon after the first is told together with it, if it was not read yet.
TOGETHER = timedelta(minutes=10)


WHEN_AND_WHERE, WHO = {"parts", "details"}, {"people", "lessons", "units"}


# Where an audit entry keeps how the parts had been announced.
_TOLD = "told"


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
            parts = parts_told(exchange)
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
        parts = parts_told(self.exchange)
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
            return f"{line(headed(part, several), said)}. {why}"

        say(
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
        say(
            exchange,
            people_of(exchange, part=part),
            by=by,
            kind=Notice.Kind.CHANGED,
            key=f"added {entry.pk} part {part.pk}",
            title=lambda: _("One part more: %(session)s") % {"session": exchange},
            text=lambda: line(headed(part, True), when_words(told)),
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
            return f"{line(head, when_words(told))}. {why}"

        say(
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
        when = when_of(exchange)
        say(
            exchange,
            people_among(named - self.named - exchange.heard),
            by=by,
            kind=Notice.Kind.INVITED,
            key=f"invited {entry.pk}",
            title=lambda: _("Invitation: %(session)s") % {"session": exchange},
            text=when,
            now=entry.at,
        )
        say(
            exchange,
            people_among(self.named - named - exchange.heard),
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
