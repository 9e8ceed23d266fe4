"""The first beats of the views here: the session, if this person may see it and work on it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import require
from accounts.verbs import person_of
from sessions import permissions
from sessions.models import ExchangeSession, RosterEntry
from sessions.models.exchange import LEADS


def visible(request: HttpRequest, pk: int) -> ExchangeSession:
    """The session, or 404: what one may not see does not exist."""
    seen = ExchangeSession.objects.visible_to(person_of(request)).select_related(*LEADS)
    return get_object_or_404(seen, pk=pk)


def to_complete(request: HttpRequest, pk: int) -> ExchangeSession:
    """The session, of one of the people who may fill in what becomes known: 404, then 403."""
    exchange = visible(request, pk)
    require(permissions.can_complete(person_of(request), exchange))
    return exchange


def own_entry(request: HttpRequest, exchange: ExchangeSession) -> RosterEntry:
    """The person's own line of the list; 403 for whoever is not on it."""
    entry = exchange.roster.filter(user=person_of(request)).first()
    if entry is None:
        raise PermissionDenied
    return entry


def page_of(exchange: ExchangeSession, place: str = "") -> str:
    """The address of the session's page, at one of its sections."""
    address = reverse("session", args=[exchange.pk])
    return f"{address}#{place}" if place else address
