"""What clashes: beside the form while it is filled in, and on the page of the session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import require
from accounts.verbs import person_of
from sessions import permissions
from sessions.clashes import STILL_AHEAD, Asked, Found, asked_of, clashes_of
from sessions.forms.new import NewSheet
from sessions.forms.parts import OnePartSheet, PartsSheet
from sessions.models import ExchangeSession
from sessions.views.kinds import kind_at, leads_of
from sessions.views.load import page_of, to_complete, visible


@require_POST
def of_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Beside the form of a new session; it is read as far as it is filled in, and changes nothing."""
    kind, leads = kind_at(slug), leads_of(request)
    sheet = NewSheet(
        kind=kind,
        user=person_of(request),
        leads=leads,
        past=False,
        data=request.POST,
    )
    return _beside_a_form(request, sheet.asked())


@require_POST
def of_form(request: HttpRequest, pk: int, part_pk: int = 0) -> HttpResponse:
    """Beside the form of parts: of one, of a new one (0), or of all where the form holds all."""
    exchange = to_complete(request, pk)
    if "parts-TOTAL_FORMS" in request.POST:
        return _beside_a_form(request, PartsSheet(exchange, request.POST).asked())
    part = get_object_or_404(exchange.parts, pk=part_pk) if part_pk else None
    sheet = OnePartSheet(exchange, request.POST, part=part, subjects=[])
    return _beside_a_form(request, sheet.asked())


@require_safe
@vary_on_headers("HX-Request")
def of_session(request: HttpRequest, pk: int) -> HttpResponse:
    """What clashes with a session as it is stored: its page fetches it, or it is a page of its own."""
    exchange = visible(request, pk)
    user = person_of(request)
    require(
        permissions.can_complete(user, exchange)
        or permissions.can_approve(user, exchange)
    )
    fragment = request.headers.get("HX-Request") == "true"
    context = {
        "exchange": exchange,
        "found": found_for(request, exchange),
        "may_edit": permissions.can_edit(user, exchange) and exchange.open_to_edits,
        "back": page_of(exchange),
    }
    name = "sessions/parts/_clashes.html" if fragment else "sessions/clashes.html"
    return render(request, name, context)


def found_for(request: HttpRequest, exchange: ExchangeSession) -> Found:
    """What clashes with a stored session, for whoever asks; nothing with one that is over or off."""
    if exchange.state not in STILL_AHEAD:
        return Found()
    return clashes_of(
        asked_of(exchange), viewer=person_of(request), today=timezone.localdate()
    )


def _beside_a_form(request: HttpRequest, asked: Asked | None) -> HttpResponse:
    found = Found()
    if asked is not None:
        today = timezone.localdate()
        found = clashes_of(asked, viewer=person_of(request), today=today)
    context = {"found": found, "in_form": True}
    return render(request, "sessions/parts/_clashes.html", context)
