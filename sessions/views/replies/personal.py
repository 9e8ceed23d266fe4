"""The one page of a personal link, for people without an account.

It signs nobody in, sets no cookie, asks for no token (the code in the address is the secret, and a
form from elsewhere cannot know it), says for whom it is, and does nothing when it is only looked at:
messengers fetch links by themselves.
"""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts import throttle
from accounts.access import form_page
from accounts.addresses import client_address
from accounts.codes import read_code
from accounts.forms import add_refusal
from accounts.verbs import Refused
from sessions import actions
from sessions.doors import is_open, is_over
from sessions.forms.replies import LinkReplyForm
from sessions.models import ExchangeSession, PartState, PersonalLink, State
from sessions.previews import preview_of
from sessions.replies.places import INVITING, link_opens, reply_deadline


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
        data = form.cleaned_data
        if said and data["answer"] != said["answer"] and data["note"] == said["note"]:
            # The field began with the words to the other answer; nobody wrote them for this one.
            data["note"] = ""
        try:
            actions.reply_by_link(
                link=link,
                now=now,
                request_id=getattr(request, "request_id", ""),
                **data,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
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
    read = read_code(code)

    def find() -> PersonalLink | None:
        reply = PersonalLink.Purpose.REPLY
        return PersonalLink.objects.with_code(read, reply) if read else None

    return throttle.found_by_code(find, address=client_address(request), now=now)


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
