"""Personal links: handed over by those who prepare a session, opened by whoever holds one.

The page behind a link is for people without an account. It signs nobody in, sets no cookie, asks
for no token (the code in the address is the secret, and a form from elsewhere cannot know it), says
for whom it is, and does nothing when it is only looked at: messengers fetch links by themselves.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts import throttle
from accounts.access import form_page, require
from accounts.addresses import client_address, public_url
from accounts.codes import read_code
from accounts.qr import qr_svg
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions, permissions, zalo
from sessions.doors import is_open, is_over
from sessions.forms.replies import LinkReplyForm
from sessions.models import ExchangeSession, PartState, PersonalLink, State
from sessions.previews import preview_of
from sessions.replies.links import LinkRow, LinksPage, links_of
from sessions.replies.places import INVITING, link_opens, reply_deadline
from sessions.views.load import visible

REPLY = PersonalLink.Purpose.REPLY


def _gathering(request: HttpRequest, pk: int) -> ExchangeSession:
    exchange = visible(request, pk)
    require(permissions.can_complete(person_of(request), exchange))
    return exchange


def link_url(request: HttpRequest, link: PersonalLink) -> str:
    """The address to send. Capitals make the QR code coarser and easier to scan."""
    path = reverse("sessions:personal", args=[link.code])
    return public_url(request, path)


@require_safe
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can be given a link, and who has one."""
    exchange = _gathering(request, pk)
    page = links_of(exchange, now=timezone.now())
    context = {
        "exchange": exchange,
        "page": page,
        "may_issue": exchange.state in INVITING,
        "back": reverse("sessions:answers", args=[exchange.pk]),
    }
    return render(request, "sessions/replies/links.html", context)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for one unit or person (`who`), for every person without an account (`guests`), or for
    every unit that has not answered."""
    exchange = _gathering(request, pk)
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
    exchange = _gathering(request, pk)
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
    exchange = _gathering(request, pk)
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
            message=zalo.link_message(exchange, page.parts, row.name, url),
        )


@never_cache
@require_safe
def print_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Every link in use on slips, to print and to cut."""
    exchange = _gathering(request, pk)
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


@never_cache
@csrf_exempt
@login_not_required
@form_page
def personal(request: HttpRequest, code: str) -> HttpResponse:
    """The one page of a personal link: what, when, where, and whether one comes."""
    now = timezone.now()
    try:
        link = _by_code(request, code, now)
    except throttle.TooManyTries as refused:
        return _closed(request, refused.message, status=429)
    if link is None:
        words = _("There is no such link. Please compare it letter by letter.")
        return _closed(request, words, status=404)
    exchange = link.exchange
    parts = list(exchange.parts.select_related("site"))
    if not link_opens(link, parts, now=now):
        return _closed(request, _ended(link, exchange), status=410)
    said = _said(link)
    form = LinkReplyForm(
        request.POST if request.method == "POST" else None,
        counts=link.unit is not None,
        initial=said,
    )
    if form.is_valid():
        try:
            actions.reply_by_link(
                link=link,
                now=now,
                request_id=getattr(request, "request_id", ""),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return _private(redirect("sessions:personal", code=link.code))
    shown = [part for part in parts if part.state != PartState.CANCELLED]
    over = {part.pk for part in shown if is_over(part, now)}
    deadline = reply_deadline(exchange, parts)
    context = {
        "link": link,
        "exchange": exchange,
        "parts": shown,
        "over": over,
        # Who comes in today is told how, whatever was answered before.
        "arriving": link.entry is not None
        and any(is_open(part, now) for part in shown if part.pk not in over),
        "form": form,
        "said": said,
        # An answer of the school itself is not overwritten by whoever holds the link.
        "fixed": _is_fixed(link),
        "open": exchange.state in INVITING and len(over) < len(shown),
        "deadline": deadline,
        "late": not said and bool(deadline and deadline < timezone.localdate(now)),
        "preview": preview_of(exchange, parts),
        "slim": True,
    }
    return _private(render(request, "sessions/replies/personal.html", context))


def _by_code(request: HttpRequest, code: str, now: datetime) -> PersonalLink | None:
    """The link of this code; wrong codes are counted, right ones leave no trace."""
    address = client_address(request)
    throttle.look_at_codes(address=address, now=now)
    read = read_code(code)
    link = PersonalLink.objects.with_code(read, REPLY) if read else None
    if link is None:
        throttle.admit_code(address=address, now=now)
    return link


def _said(link: PersonalLink) -> dict[str, object]:
    """The answer that stands, as the form begins with it."""
    if link.unit is not None:
        unit = link.unit
        if not unit.reply:
            return {}
        return {
            "answer": unit.reply,
            "count": unit.reply_count,
            "note": unit.reply_note,
            "at": unit.replied_at,
        }
    answer = getattr(link.entry, "answer", None)
    if answer is None:
        return {}
    return {"answer": answer.answer, "note": answer.note, "at": answer.at}


def _is_fixed(link: PersonalLink) -> bool:
    unit = link.unit
    return unit is not None and bool(unit.reply) and not unit.replied_by_link


def _ended(link: PersonalLink, exchange: ExchangeSession) -> str:
    if link.revoked_at is not None:
        return _("This link was taken back. Please ask who sent it for a new one.")
    if exchange.state == State.CANCELLED:
        return _("The session was cancelled. No answer is needed any more.")
    return _("This link has ended: the session is over, or is being prepared anew.")


def _closed(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    """Nothing of any session: the same page for a wrong code and for one that ended."""
    context = {"words": words, "slim": True}
    return _private(
        render(request, "sessions/replies/personal_closed.html", context, status=status)
    )


def _private(response: HttpResponse) -> HttpResponse:
    """Not found by searching, and its address is not passed on."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
