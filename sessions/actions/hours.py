"""How many periods of further training a session counts for, and by which document."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from sessions.actions.guard import edit
from sessions.actions.papers import document_of
from sessions.models import ExchangeSession
from sessions.rows import DocumentRow


def grant_hours(
    *,
    exchange: ExchangeSession,
    hours: Decimal | None,
    document: DocumentRow | None,
    version: str | None = None,
    by: Actor,
) -> None:
    """Write down how many periods a session counts for and which document decided that; without a
    number nobody has decided it any more.

    Refuses a number without its document. Such papers often come after the session: a closed one
    takes them, too; a cancelled one does not.
    """
    if hours is not None and document is None:
        raise Refused(
            _("Please name the document that decides the number of periods."),
            field="document",
        )
    with edit(
        "hours", exchange=exchange, by=by, version=version, after_closing=True
    ) as locked:
        locked.hours = hours
        locked.hours_document = (
            document_of(document)
            if hours is not None and document is not None
            else None
        )
        locked.save(update_fields=["hours", "hours_document"])
