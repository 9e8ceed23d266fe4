"""Minutes begun, opened to be written, and told apart by marks of what was shown."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from sessions.actions.guard import belongs, lock, refuse_if_closed
from sessions.models import (
    ExchangeSession,
    Group,
    Item,
    Minutes,
    MinutesState,
    Part,
    State,
)


def mark_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def mark_of_item(item: Item) -> str:
    """The mark of a row as it is: of its text, its speakers and its lesson, each by itself."""
    speakers = sorted(one.pk for one in item.said_by.all())
    return ".".join(
        mark_of_text(one)
        for one in (item.text, repr(speakers), str(item.lesson_id or ""))
    )


def start_minutes(
    *,
    exchange: ExchangeSession,
    part: Part | None = None,
    group: Group | None = None,
    by: Actor,
    now: datetime,
) -> Minutes:
    """Begin the minutes of a session, a part or a group; pressed twice they are the same minutes.
    Refuses for a draft, which nobody was told of, and for a session that is over and done with."""
    with transaction.atomic():
        locked = lock(exchange)
        belongs(part, locked)
        belongs(group.part if group else None, locked)
        part = group.part if group else part
        found = Minutes.objects.filter(exchange=locked, part=part, group=group).first()
        if found is not None:
            return found
        refuse_if_closed(locked)
        if locked.state == State.DRAFT:
            raise Refused(
                _("This session is a draft: announce it first, then write its minutes.")
            )
        minutes = Minutes.objects.create(
            exchange=locked,
            part=part,
            group=group,
            state_at=now,
            state_by=by.user,
            created_by=by.user,
        )
        audit.record(
            by=by,
            verb="sessions.start_minutes",
            row=minutes,
            after={
                "exchange": locked.pk,
                "part": minutes.part_id,
                "group": minutes.group_id,
            },
        )
        return minutes


def open_to_write(minutes: Minutes) -> Minutes:
    """The row as it is now, with its session locked first: everybody takes the locks in this order.
    Refuses when it is gone, confirmed, or its session closed."""
    exchange = lock(minutes.exchange)
    found = Minutes.objects.select_for_update().filter(pk=minutes.pk).first()
    if found is None:
        raise Refused(_("Somebody else deleted these minutes meanwhile."))
    found.exchange = exchange
    refuse_if_closed(exchange)
    if found.state == MinutesState.CONFIRMED:
        raise Refused(
            _(
                "These minutes are confirmed. Open them again with a reason to change them."
            )
        )
    return found
