"""The door: checking in by the code on the wall, on a phone that may be unknown.

Looking changes nothing and names nobody but the person at the phone; a press is a POST and what it
answers is read from the row that was written.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import phones, throttle
from accounts.access import form_page
from accounts.addresses import client_address, public_url
from accounts.codes import read_code
from accounts.qr import qr_svg
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of, person_of
from sessions import actions
from sessions.doors import doors_of, keepers_of
from sessions.models import ExchangeSession, RosterEntry
from sessions.models.exchange import CODE_LENGTH, LEADS
from sessions.views.arrival import Arrival, arrival_by_link, arrival_of
from sessions.views.below import below
from sessions.views.load import page_of, visible


@never_cache
@login_not_required
@require_safe
def by_hand(request: HttpRequest) -> HttpResponse:
    """The code typed by hand, for whoever cannot scan."""
    typed = request.GET.get("ma", "")
    if not typed:
        return render(request, "sessions/code.html")
    code = read_code(typed, CODE_LENGTH)
    if code is None:
        error = _(
            "A code has six letters and digits, as on the screen or the sheet. Please look at it again."
        )
        return _ask_code(request, error, typed, status=400)
    return redirect("sessions:door", code)


def _ask_code(
    request: HttpRequest, error: str, typed: str, *, status: int
) -> HttpResponse:
    context = {"error": error, "typed": typed[:20]}
    return render(request, "sessions/code.html", context, status=status)


@never_cache
@login_not_required
@form_page
def door(request: HttpRequest, code: str) -> HttpResponse:
    """One large button for whoever is on the list. Pressing twice is pressing once."""
    now = timezone.now()
    try:
        exchange = _by_code(request, code, now)
    except throttle.TooManyTries as refused:
        return _ask_code(request, refused.message, "", status=429)
    if exchange is None:
        error = _("No session has this code. Please look at it again.")
        return _ask_code(request, error, code, status=404)
    arrival = arrival_of(request, now=now)
    entry = arrival.entry_of(exchange) if arrival else None
    refused = ""
    if request.method == "POST" and arrival is not None and entry is not None:
        refused = _press(request, exchange, entry, arrival, now)
        if not refused:
            return redirect("sessions:door", exchange.code)
    here = reverse("sessions:door", args=[exchange.code])
    context = _at_the_door(request, exchange, entry, arrival, now, address=here)
    known = arrival and arrival.signed_in and phones.phone_of(request, now=now)
    context |= {"refused": refused, "phone_known": bool(known)}
    return render(request, "sessions/door.html", context)


@never_cache
@login_not_required
@form_page
def door_by_link(request: HttpRequest, code: str) -> HttpResponse:
    """The door of one person who holds a personal link: the same large button, without signing in."""
    now = timezone.now()
    try:
        arrival = throttle.found_by_code(
            lambda: arrival_by_link(code, now=now),
            address=client_address(request),
            now=now,
        )
    except throttle.TooManyTries as refused:
        return _ask_code(request, refused.message, "", status=429)
    if arrival is None or arrival.link is None:
        error = _(
            "This personal link opens nothing any more. Please type the code of the session, or go to the desk of the secretary."
        )
        return _ask_code(request, error, "", status=404)
    exchange, entry = arrival.link.exchange, arrival.link.entry
    here = reverse("sessions:door_by_link", args=[arrival.link.code])
    refused_with = ""
    if request.method == "POST" and entry is not None:
        if "remember" in request.POST:
            return _remembered(request, entry, arrival, here, now)
        refused_with = _press(request, exchange, entry, arrival, now)
        if not refused_with:
            return redirect(here)
    context = _at_the_door(request, exchange, entry, arrival, now, address=here)
    known = entry is not None and phones.phone_of(request, now=now)
    context |= {"refused": refused_with, "phone_known": bool(known)}
    response = render(request, "sessions/door.html", context)
    # The code in the address is the secret.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _remembered(
    request: HttpRequest,
    entry: RosterEntry,
    arrival: Arrival,
    here: str,
    now: datetime,
) -> HttpResponse:
    """A phone becomes known by a personal link, once its person, who has an account, checked in."""
    response = redirect(here)
    if arrival.user is None or not entry.attendances.exists():
        return response
    phones.remember(
        response,
        person=arrival.user,
        agent=request.headers.get("User-Agent", ""),
        by=arrival.actor(request),
        now=now,
    )
    messages.success(request, _known_words())
    return response


def _by_code(request: HttpRequest, code: str, now: datetime) -> ExchangeSession | None:
    """The announced session of this code; wrong codes are counted, right ones are not."""
    announced = ExchangeSession.objects.with_door(code).select_related(*LEADS)
    return throttle.found_by_code(
        announced.first, address=client_address(request), now=now
    )


def _press(
    request: HttpRequest,
    exchange: ExchangeSession,
    entry: RosterEntry,
    arrival: Arrival,
    now: datetime,
) -> str:
    """The press of a page without script; why it was refused, or ""."""
    part = get_object_or_404(
        exchange.parts, pk=whole_number(request.POST.get("part"), 0)
    )
    try:
        actions.check_in(
            entry=entry,
            part=part,
            by=arrival.actor(request),
            now=now,
            press=actions.Press.of(now, through=arrival.through),
        )
    except Refused as refusal:
        return refusal.message
    if arrival.phone is not None:
        phones.used(arrival.phone, now=now)
    return ""


def _at_the_door(
    request: HttpRequest,
    exchange: ExchangeSession,
    entry: RosterEntry | None,
    arrival: Arrival | None,
    now: datetime,
    *,
    address: str,
) -> dict:
    doors = doors_of(exchange, entry, now=now)
    return {
        "exchange": exchange,
        "entry": entry,
        "arrival": arrival,
        "doors": doors,
        "keepers": keepers_of(exchange) if entry else "",
        # Nobody is sent to a desk where nobody sits any more.
        "all_over": bool(doors) and all(door.is_past for door in doors),
        "address": address,
        "below": below(request, exchange, entry, arrival, now=now),
        # Only who proved who they are makes a phone known: signed in or by a personal link.
        "may_remember": bool(
            arrival and not arrival.phone and any(door.done for door in doors)
        ),
        "slim": True,
    }


@require_POST
def remember(request: HttpRequest, code: str) -> HttpResponse:
    """Make this phone known: from now on it checks in for the person who is signed in, and nothing else."""
    attended = ExchangeSession.objects.attended_by(person_of(request))
    exchange = get_object_or_404(attended, code=code.upper())
    now = timezone.now()
    response = redirect("sessions:door", exchange.code)
    if phones.phone_of(request, now=now) is None:
        phones.remember(
            response,
            person=person_of(request),
            agent=request.headers.get("User-Agent", ""),
            by=actor_of(request),
            now=now,
        )
    messages.success(request, _known_words())
    return response


def _known_words() -> str:
    return _(
        "This phone is known for 180 days: next time one press is enough, without signing in. “My account” can forget it."
    )


@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The code for the whole room: QR and six characters as large as the screen. Names nobody."""
    exchange = visible(request, pk)
    address = reverse("sessions:door", args=[exchange.code])
    url = public_url(request, address)
    context = {
        "exchange": exchange,
        # Capitals make the drawing coarser, so that it scans from the last row.
        "qr": qr_svg(url.upper(), _("QR code to check in")),
        "by_hand": public_url(request, reverse("sessions:door_by_hand")).split("//")[1],
        "back_url": page_of(exchange, "people"),
        "slim": True,
    }
    return render(request, "sessions/screen.html", context)
