"""Personal links, handed over by those who prepare a session: made, shown, printed, taken back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import public_url
from accounts.qr import qr_svg
from accounts.verbs import Refused
from clusters.acting import actor_at
from sessions import actions, zalo
from sessions.models import ExchangeSession, PersonalLink
from sessions.replies.links import LinkRow, LinksPage, links_of
from sessions.replies.places import INVITING
from sessions.views.load import to_complete

REPLY = PersonalLink.Purpose.REPLY


def link_url(request: HttpRequest, link: PersonalLink) -> str:
    """The address to send. Capitals make the QR code coarser and easier to scan."""
    path = reverse("sessions:personal", args=[link.code])
    return public_url(request, path)


@never_cache
@require_safe
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can be given a link, and the links that were made, each ready to be sent."""
    exchange = to_complete(request, pk)
    page = links_of(exchange, now=timezone.now())
    context = {
        "exchange": exchange,
        "page": page,
        "units": [(row, _words(request, exchange, page, row)) for row in page.units],
        "people": [(row, _words(request, exchange, page, row)) for row in page.people],
        "may_issue": exchange.state in INVITING,
        "back": reverse("sessions:answers", args=[exchange.pk]),
    }
    return render(request, "sessions/replies/links.html", context)


def _words(
    request: HttpRequest, exchange: ExchangeSession, page: LinksPage, row: LinkRow
) -> str:
    """What is sent by Zalo to the one whose link it is; "" where there is no link yet."""
    if row.link is None:
        return ""
    url = link_url(request, row.link)
    return zalo.link_message(exchange, page.parts, row.name, url)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for one unit or person (`who`), for every person without an account (`guests`), or for
    every unit that has not answered."""
    exchange = to_complete(request, pk)
    now = timezone.now()
    page = links_of(exchange, now=now)
    key = request.POST.get("who", "")
    rows = [row for row in [*page.units, *page.people] if row.key == key]
    if not key:
        rows = page.guests if "guests" in request.POST else page.without
    by = actor_at(request, exchange.lead)
    try:
        for row in rows:
            actions.issue_link(
                exchange=exchange,
                purpose=REPLY,
                unit=row.unit,
                entry=row.entry,
                by=by,
                now=now,
            )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("sessions:links", pk)
    if key and rows:
        return redirect("sessions:link_shown", pk, rows[0].key)
    messages.success(
        request,
        ngettext("%(n)s link was made.", "%(n)s links were made.", len(rows))
        % {"n": len(rows)},
    )
    return redirect("sessions:links", pk)


@never_cache
@require_safe
def shown(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One link, to copy, to send by Zalo, or to print."""
    exchange = to_complete(request, pk)
    page = links_of(exchange, now=timezone.now())
    row = next((row for row in page.handed if row.key == key), None)
    if row is None or row.link is None:
        return redirect("sessions:links", pk)
    one = Slip.of(request, exchange, page, row, row.link)
    context = {
        "exchange": exchange,
        "one": one,
        "ends": page.ends,
        "back": reverse("sessions:links", args=[pk]),
    }
    return render(request, "sessions/replies/link_shown.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int, link_pk: int) -> HttpResponse:
    """Take a link back."""
    exchange = to_complete(request, pk)
    link = get_object_or_404(exchange.personal_links, pk=link_pk, purpose=REPLY)
    actions.revoke_link(
        link=link, by=actor_at(request, exchange.lead), now=timezone.now()
    )
    messages.success(request, _("The link is taken back: it opens nothing any more."))
    return redirect("sessions:links", pk)


@dataclass(frozen=True)
class Slip:
    """A link as it is printed and sent."""

    row: LinkRow
    url: str
    drawn: SafeString
    message: str

    @classmethod
    def of(
        cls,
        request: HttpRequest,
        exchange: ExchangeSession,
        page: LinksPage,
        row: LinkRow,
        link: PersonalLink,
    ) -> "Slip":
        url = link_url(request, link)
        return cls(
            row=row,
            url=url,
            # The path reads any case; of an address only the host may be in capitals.
            drawn=qr_svg(
                url.upper(), _("QR code of the link of %(name)s") % {"name": row.name}
            ),
            message=_words(request, exchange, page, row),
        )


@never_cache
@require_safe
def print_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Every link in use on slips, to print and to cut."""
    exchange = to_complete(request, pk)
    page = links_of(exchange, now=timezone.now())
    context = {
        "exchange": exchange,
        "slips": [
            Slip.of(request, exchange, page, row, row.link)
            for row in page.handed
            if row.link is not None
        ],
        "parts": page.parts,
        "back": reverse("sessions:links", args=[pk]),
    }
    return render(request, "sessions/replies/link_slips.html", context)
