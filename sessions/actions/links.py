"""Personal links: made for one unit or one person on the roster, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import belongs, lock, refuse_if_closed
from sessions.models import (
    ExchangeSession,
    PersonalLink,
    RosterEntry,
    SessionUnit,
    State,
)


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


def _as_logged(link: PersonalLink) -> dict[str, object]:
    """Never the code or its seed: the log opens nothing."""
    return {
        "link": link.pk,
        "purpose": link.purpose,
        "unit": link.unit_id,
        "entry": link.entry_id,
    }
