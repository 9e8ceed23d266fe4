"""Pages of minutes written by hand: added, taken off. What was sent round keeps what it named."""

import hashlib
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused, no_room
from sessions.actions.minutes.begun import open_to_write
from sessions.minutes.handwritten import Page
from sessions.models import Minutes, MinutesFile

logger = logging.getLogger(__name__)

MOST_PAGES = 20


def add_page(
    *, minutes: Minutes, page: Page, name: str, by: Actor, now: datetime
) -> MinutesFile:
    """Add a page written by hand. The same file twice is one page."""
    digest = hashlib.sha256(page.data).hexdigest()
    row = MinutesFile(
        minutes=minutes,
        original_name=name[-200:] or page.ending,
        content_type=page.content_type,
        size=len(page.data),
        sha256=digest,
        added_at=now,
        added_by=by.user,
    )
    # The file goes to the storage before the transaction, which must not wait for it.
    try:
        row.file.save(
            f"{minutes.pk}-{digest[:20]}{page.ending}",
            ContentFile(page.data),
            save=False,
        )
    except OSError as error:
        logger.exception("A page of minutes could not be stored")
        raise Refused(no_room()) from error
    try:
        kept = _add(row, by=by)
    except BaseException:
        row.file.delete(save=False)
        raise
    if kept is not row:
        row.file.delete(save=False)
    return kept


@transaction.atomic
def _add(row: MinutesFile, *, by: Actor) -> MinutesFile:
    locked = open_to_write(row.minutes)
    here = locked.files.filter(removed_at=None)
    if (found := here.filter(sha256=row.sha256).first()) is not None:
        return found
    if here.count() >= MOST_PAGES:
        raise Refused(
            _("At most %(most)s pages fit here. Please join them into one PDF.")
            % {"most": MOST_PAGES}
        )
    row.order = (locked.files.aggregate(last=Max("order"))["last"] or 0) + 1
    row.save()
    audit.record(
        by=by,
        verb="sessions.add_minutes_page",
        row=locked,
        after={"page": row.pk, "name": row.original_name, "sha256": row.sha256},
    )
    return row


def remove_page(*, minutes: Minutes, pk: int, by: Actor, now: datetime) -> None:
    """Take a page off. It stays in the revisions that were sent round with it; a second press finds
    nothing to take off."""
    with transaction.atomic():
        locked = open_to_write(minutes)
        row = locked.files.filter(pk=pk, removed_at=None).first()
        if row is None:
            return
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        audit.record(
            by=by,
            verb="sessions.remove_minutes_page",
            row=locked,
            before={"page": row.pk, "name": row.original_name, "sha256": row.sha256},
        )
