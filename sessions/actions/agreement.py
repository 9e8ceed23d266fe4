"""The agreement that a session signs, written down from the session."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.verbs import Actor, Refused
from clusters.actions.partnerships import (
    PartyRow,
    PromiseRow,
    Terms,
    write_partnership,
)
from clusters.models import Partnership
from sessions.actions.guard import edit
from sessions.models import ExchangeSession


def write_agreement(
    *,
    exchange: ExchangeSession,
    terms: Terms,
    parties: Sequence[PartyRow],
    promises: Sequence[PromiseRow],
    by: Actor,
    client_key: str = "",
) -> Partnership:
    """The session's agreement: a new one, tied to it, or its draft anew.

    Refused once the agreement is in force: from then on its parties change it on its own page; and
    for what `write_partnership` refuses.
    """
    with edit("details", exchange=exchange, by=by, version=None) as locked:
        known = locked.partnership
        if known is not None and known.state != Partnership.State.DRAFT:
            raise Refused(
                _(
                    "This agreement is signed. The principals of its schools change it on its own page."
                )
            )
        row = write_partnership(
            partnership=known,
            terms=terms,
            parties=parties,
            promises=promises,
            by=by,
            client_key=client_key,
        )
        locked.partnership = row
        locked.save(update_fields=["partnership"])
    return row
