"""The short link, the message for Zalo, and checking in by one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
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
from sessions.doors import Door, is_over, keepers_of
from sessions.models import ExchangeSession, State
from sessions.models.exchange import LEADS
from sessions.previews import preview_of
from sessions.views.load import own_entry, page_of, visible

# What was announced: a link to anything else shows nothing to a stranger.
TOLD = tuple(state for state in State if state != State.DRAFT)


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
    exchange = (
        ExchangeSession.objects.select_related(*LEADS)
        .filter(code=code.upper(), state__in=TOLD)
        .first()
    )
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
    mine = exchange.roster.filter(pk=entry.pk)
    parts = exchange.parts.expecting(mine).select_related("site")
    refused = ""
    if request.method == "POST":
        part = get_object_or_404(parts, pk=whole_number(request.POST.get("part"), 0))
        try:
            actions.check_in(entry=entry, part=part, by=actor_of(request), now=now)
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("Your presence is noted. Thank you."))
            return redirect(page_of(exchange))
    marks = {mark.part_id: mark for mark in entry.attendances.all()}
    records = records_of(entry)
    context = {
        "exchange": exchange,
        "entry": entry,
        "doors": [
            (
                Door.of(part, mark=marks.get(part.pk), now=now),
                records.get(part.pk),
                exchange.open_to_edits and is_over(part, now),
            )
            for part in parts
        ],
        "address": reverse("sessions:check_in", args=[exchange.pk]),
        "refused": refused,
        "keepers": keepers_of(exchange),
        "desk": permissions.can_keep_attendance(person_of(request), exchange)
        and bool(parts_to_keep(exchange, exchange.parts.all(), now)),
        "back_url": page_of(exchange),
    }
    return render(request, "sessions/check_in.html", context)
