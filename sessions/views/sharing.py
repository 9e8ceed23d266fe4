"""The short link, the message for Zalo, and checking in by one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.addresses import public_url
from accounts.forms import SignInForm
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of, person_of
from sessions import actions, permissions, zalo
from sessions.desk import parts_to_keep, records_of
from sessions.doors import doors_of, is_over, keepers_of
from sessions.models import ExchangeSession
from sessions.models.exchange import LEADS
from sessions.previews import preview_of
from sessions.views.arrival import arrival_of
from sessions.views.below import below
from sessions.views.load import own_entry, page_of, visible


@login_not_required
@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """The link on the QR code and in the Zalo message: to the session, whatever its case.

    Changes nothing: Zalo follows links by itself to draw previews. Whoever is not signed in, people
    and messengers, gets the door with title, day and place; of a draft and of a code that does not
    exist the bare door.
    """
    if not request.user.is_authenticated:
        return _door(request, code)
    seen = ExchangeSession.objects.visible_to(person_of(request))
    exchange = get_object_or_404(seen, code=code.upper())
    return redirect(page_of(exchange))


def _door(request: HttpRequest, code: str) -> HttpResponse:
    exchange = ExchangeSession.objects.announced(code).select_related(*LEADS).first()
    if exchange is None:
        return redirect_to_login(request.get_full_path())
    parts = list(exchange.parts.select_related("site"))
    context = {
        "preview": preview_of(exchange, parts),
        "address": short_url(request, exchange),
        "form": SignInForm(),
        "next": request.get_full_path(),
        "slim": True,
    }
    response = render(request, "sessions/short_door.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def short_url(request: HttpRequest, exchange: ExchangeSession) -> str:
    return public_url(request, reverse("sessions:short", args=[exchange.code]))


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A ready text for the Zalo group, to copy."""
    exchange = visible(request, pk)
    text = zalo.message(zalo.fetched(exchange), short_url(request, exchange))
    context = {"exchange": exchange, "text": text, "back": page_of(exchange)}
    return render(request, "sessions/zalo.html", context)


@form_page
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own presence at each part: one large button, what stands there and how it came about, and
    a way to ask for a correction. Pressing twice is pressing once."""
    exchange = visible(request, pk)
    entry = own_entry(request, exchange)
    require(permissions.can_check_in(person_of(request), entry))
    now = timezone.now()
    doors = doors_of(exchange, entry, now=now)
    refused = ""
    if request.method == "POST":
        pressed = whole_number(request.POST.get("part"), 0)
        part = next((one.part for one in doors if one.part.pk == pressed), None)
        if part is None:
            raise Http404
        try:
            actions.check_in(entry=entry, part=part, by=actor_of(request), now=now)
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Your presence is noted. Thank you."))
            return redirect(page_of(exchange))
    records = records_of(entry)
    context = {
        "exchange": exchange,
        "entry": entry,
        "doors": [
            (
                door,
                records.get(door.part.pk),
                exchange.open_to_edits and is_over(door.part, now),
            )
            for door in doors
        ],
        "address": reverse("sessions:check_in", args=[exchange.pk]),
        "refused": refused,
        "keepers": keepers_of(exchange),
        "desk": permissions.can_keep_attendance(person_of(request), exchange)
        and bool(parts_to_keep(exchange, exchange.parts.all(), now)),
        "back_url": page_of(exchange),
        "below": below(request, exchange, entry, arrival_of(request, now=now), now=now),
    }
    return render(request, "sessions/check_in.html", context)
