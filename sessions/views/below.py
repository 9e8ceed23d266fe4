"""What the apps above put below the button of checking in, without being known here."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from sessions.models import ExchangeSession, RosterEntry
from sessions.views.arrival import Arrival


def below(
    request: HttpRequest,
    exchange: ExchangeSession,
    entry: RosterEntry | None,
    arrival: Arrival | None,
    *,
    now: datetime,
) -> list[str]:
    """Pieces of the page, for somebody who is on the list."""
    if entry is None or arrival is None:
        return []
    pieces = [
        import_string(path)(request, exchange, entry, arrival, now=now)
        for path in settings.BELOW_THE_DOOR
    ]
    return [one for one in pieces if one]
