"""The first beat of every view here: the session, if this person may see it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.verbs import person_of
from sessions.models import ExchangeSession
from sessions.models.exchange import LEADS


def visible(request: HttpRequest, pk: int) -> ExchangeSession:
    """The session, or 404: what one may not see does not exist."""
    seen = ExchangeSession.objects.visible_to(person_of(request)).select_related(*LEADS)
    return get_object_or_404(seen, pk=pk)


def page_of(exchange: ExchangeSession, place: str = "") -> str:
    """The address of the session's page, at one of its sections."""
    address = reverse("session", args=[exchange.pk])
    return f"{address}#{place}" if place else address
