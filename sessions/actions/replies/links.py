"""Personal links: made for one unit or one person on the roster, answered by, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import belongs, lock, refuse_if_closed
from sessions.actions.replies.naming import reply_for_school
from sessions.actions.replies.telling import tell_absence
from sessions.models import (
    ExchangeSession,
    PersonalLink,
    PersonReply,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.replies.places import link_opens


def issue_link(
    *,
    exchange: ExchangeSession,
    purpose: str,
    unit: SessionUnit | None = None,
    entry: RosterEntry | None = None,
    by: Actor,
    now: datetime,
) -> PersonalLink:
    """The link of this purpose for one unit or one entry: the one in use, else a new one.

    Asking twice gives the same link, so that what was printed keeps opening. Refuses on a draft,
    which nobody was invited to, and on a closed or cancelled session; a group without names has no
    one hand to give a link to.
    """
    with transaction.atomic():
        locked = lock(exchange)
        refuse_if_closed(locked)
        if locked.state == State.DRAFT:
            raise Refused(_("Nobody is invited to a draft yet. Announce it first."))
        belongs(unit, locked)
        belongs(entry, locked)
        if entry is not None and entry.kind == RosterEntry.Kind.GROUP:
            raise Refused(
                _("A link is for one person; this line of the list is a group.")
            )
        whose = {"unit": unit, "entry": entry}
        known = locked.personal_links.in_use().filter(purpose=purpose, **whose).first()
        if known is not None:
            return known
        link = PersonalLink.objects.create(
            exchange=locked, purpose=purpose, issued_at=now, issued_by=by.user, **whose
        )
        audit.record(
            by=by, verb="sessions.issue_link", row=locked, after=_as_logged(link)
        )
        return link


def revoke_link(*, link: PersonalLink, by: Actor, now: datetime) -> None:
    """Take a link back: it opens nothing from now on. Twice is once."""
    with transaction.atomic():
        locked = lock(link.exchange)
        stored = locked.personal_links.in_use().filter(pk=link.pk).first()
        if stored is None:
            return
        stored.revoked_at = now
        stored.save(update_fields=["revoked_at"])
        audit.record(
            by=by, verb="sessions.revoke_link", row=locked, before=_as_logged(stored)
        )


def reply_by_link(
    *,
    link: PersonalLink,
    answer: str,
    count: int | None = None,
    note: str = "",
    now: datetime,
    request_id: str = "",
) -> None:
    """The answer of whoever holds a link, written down as such.

    Of a school it counts until its leaders answer themselves. Of a person it moves nobody: who leads
    the school, else who made the session, hears of a no and sends somebody else. Refuses on a link
    that was taken back or whose day is over, and once the session invites nobody.
    """
    by = Actor(user=None, request_id=request_id)
    with transaction.atomic():
        locked = lock(link.exchange)
        stored = locked.personal_links.in_use().filter(pk=link.pk).first()
        if stored is None or stored.purpose != PersonalLink.Purpose.REPLY:
            raise Refused(_("This link was taken back. Please ask who sent it."))
        if not link_opens(stored, locked.parts.all(), now=now):
            raise Refused(_("This link has ended: the answer is no longer needed."))
        if stored.unit is not None:
            reply_for_school(
                unit=stored.unit,
                answer=answer,
                count=count,
                note=note,
                by=by,
                now=now,
                by_link=True,
            )
        elif stored.entry is not None:
            _reply_of_person(locked, stored.entry, answer, note, by=by, now=now)


def _reply_of_person(
    exchange: ExchangeSession,
    entry: RosterEntry,
    answer: str,
    note: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    if answer not in PersonReply.Answer.values:
        raise Refused(_("Please choose one of the two buttons."), field="answer")
    before = PersonReply.objects.filter(entry=entry).first()
    said = {"answer": answer, "note": note.strip()}
    PersonReply.objects.update_or_create(entry=entry, defaults={**said, "at": now})
    audit.record(
        by=by,
        verb="sessions.person_replies",
        row=exchange,
        before={"entry": entry.pk, "answer": before.answer if before else ""},
        after={"entry": entry.pk, "answer": answer, "by_link": True},
    )
    if answer == PersonReply.Answer.NO and (
        before is None or before.answer != PersonReply.Answer.NO
    ):
        # Once a day: whoever holds a link may change his mind, but floods nobody.
        key = f"absent-{entry.pk}-{timezone.localdate(now)}"
        tell_absence(exchange, entry, said["note"], key=key, now=now)


def _as_logged(link: PersonalLink) -> dict[str, object]:
    """Never the code or its seed: the log opens nothing."""
    return {
        "link": link.pk,
        "purpose": link.purpose,
        "unit": link.unit_id,
        "entry": link.entry_id,
    }
