"""The agreement that a session signs, written down from the session."""

from collections.abc import Sequence

from accounts.verbs import Actor
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
    version: str = "",
) -> Partnership:
    """The session's agreement: a new one, tied to it, or its draft anew.

    Refused for what `write_partnership` refuses; `version` as there.
    """
    with edit("details", exchange=exchange, by=by, version=None) as locked:
        row = write_partnership(
            partnership=locked.partnership,
            terms=terms,
            parties=parties,
            promises=promises,
            by=by,
            client_key=client_key,
            version=version,
        )
        locked.partnership = row
        locked.save(update_fields=["partnership"])
    return row
