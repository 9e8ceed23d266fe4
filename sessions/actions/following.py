"""Following up what was agreed: done with a result, in the way, dropped, opened again."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.models import Notice
from accounts.notices import tell
from accounts.verbs import Actor, Refused
from sessions import telling
from sessions.actions.guard import lock
from sessions.follow_up import page_of_decision
from sessions.models import Decision

MOST_TEXT = 600


def finish_decision(
    *, decision: Decision, proof: str, link: str = "", by: Actor, now: datetime
) -> Decision:
    """Say that it is done, with what came of it or a link to it. A second press changes nothing."""
    proof, link = _short(proof, "proof"), link.strip()
    if link and (urlsplit(link).scheme not in {"http", "https"} or len(link) > 500):
        raise Refused(
            _("Please write the whole address of the page, beginning with https://."),
            field="link",
        )
    if not (proof or link):
        raise Refused(_("Please write what came of it, or add a link."), field="proof")
    with transaction.atomic():
        locked = _lock(decision)
        if locked.status == Decision.Status.DONE and (
            (locked.proof, locked.proof_link) == (proof, link)
        ):
            return locked
        before = _state_of(locked)
        if locked.status != Decision.Status.DONE:
            _become(locked, Decision.Status.DONE, by=by, now=now)
        locked.proof, locked.proof_link = proof, link
        _clear_obstacle(locked)
        return _kept(locked, before, "sessions.finish_decision", by)


def hinder_decision(
    *, decision: Decision, obstacle: str, by: Actor, now: datetime
) -> Decision:
    """An owner says why it cannot be done; it stays open until those who write for the session decide.
    They are told."""
    obstacle = _needed(obstacle, "obstacle")
    with transaction.atomic():
        locked = _lock(decision)
        if locked.status != Decision.Status.OPEN:
            raise Refused(_("This task is closed already."))
        if locked.obstacle == obstacle:
            return locked
        before = _state_of(locked)
        locked.obstacle, locked.obstacle_by = obstacle, by.user
        kept = _kept(locked, before, "sessions.hinder_decision", by)
        writers = telling.writers_of(locked.exchange)
        tell(
            [one for one in writers if one != by.user],
            kind=Notice.Kind.DECISION,
            key=f"decision {locked.pk} hindered at {now.isoformat()}",
            title=format_lazy(
                gettext_lazy("Cannot be done: {text}"), text=locked.text[:120]
            ),
            text=obstacle,
            path=page_of_decision(locked.pk),
            now=now,
        )
        return kept


def drop_decision(
    *, decision: Decision, reason: str, by: Actor, now: datetime
) -> Decision:
    """Give it up, with a reason. A second press changes nothing."""
    reason = _needed(reason, "reason")
    with transaction.atomic():
        locked = _lock(decision)
        if locked.status == Decision.Status.DROPPED:
            return locked
        before = _state_of(locked)
        _become(locked, Decision.Status.DROPPED, by=by, now=now, reason=reason)
        return _kept(locked, before, "sessions.drop_decision", by)


def reopen_decision(
    *, decision: Decision, reason: str, by: Actor, now: datetime
) -> Decision:
    """Open it again, with a reason; what was written of its result stays."""
    reason = _needed(reason, "reason")
    with transaction.atomic():
        locked = _lock(decision)
        if locked.status == Decision.Status.OPEN:
            return locked
        before = _state_of(locked)
        _become(locked, Decision.Status.OPEN, by=by, now=now, reason=reason)
        _clear_obstacle(locked)
        return _kept(locked, before, "sessions.reopen_decision", by)


def _lock(decision: Decision) -> Decision:
    """The row as it is now, with its session locked first. A closed session's tasks go on."""
    exchange = lock(decision.exchange)
    found = Decision.objects.select_for_update().filter(pk=decision.pk).first()
    if found is None:
        raise Refused(_("Somebody else removed this task meanwhile."))
    found.exchange = exchange
    return found


def _become(
    decision: Decision, status: str, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    if not decision.may_become(status):
        raise Refused(
            _("A task that is “%(from)s” cannot become “%(to)s”.")
            % {
                "from": decision.get_status_display(),
                "to": Decision.Status(status).label,
            }
        )
    decision.status, decision.status_reason = status, reason
    decision.status_at, decision.status_by = now, by.user


def _clear_obstacle(decision: Decision) -> None:
    decision.obstacle, decision.obstacle_by = "", None


_COLUMNS = ("status", "proof", "proof_link", "status_reason", "obstacle")


def _state_of(decision: Decision) -> dict[str, Any]:
    return {name: getattr(decision, name) for name in _COLUMNS}


def _kept(decision: Decision, before: dict[str, Any], verb: str, by: Actor) -> Decision:
    decision.save(update_fields=[*_COLUMNS, "status_at", "status_by", "obstacle_by"])
    after = _state_of(decision)
    changed = [name for name in after if before[name] != after[name]]
    audit.record(
        by=by,
        verb=verb,
        row=decision,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return decision


def _needed(text: str, field: str) -> str:
    text = _short(text, field)
    if not text:
        raise Refused(_("Please write the reason."), field=field)
    return text


def _short(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > MOST_TEXT:
        raise Refused(
            _("This text is too long: at most %(most)s characters.")
            % {"most": MOST_TEXT},
            field=field,
        )
    return text
