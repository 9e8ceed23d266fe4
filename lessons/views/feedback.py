"""Giving feedback: on the page of the door once one has checked in, or on a page of its own.

Whoever may check in may answer: signed in, by a known phone, or by the personal link to check in, whose
code travels in the form and never in an address. Nothing here is noted of who answered when: no use of
a phone, no message, and no answer above 399, of which a line with the address would be logged.
"""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import throttle
from accounts.access import form_page, require
from accounts.addresses import client_address
from accounts.forms import add_refusal
from accounts.verbs import Refused, person_of
from accounts.views.door import expired, sign_in_first
from lessons import actions
from lessons.feedback import About
from lessons.feedback_page import (
    Shown,
    results_of,
    sheets_of,
    words_to_read_first,
)
from lessons.forms.feedback import SheetForm
from sessions.doors import is_open
from sessions.models import ExchangeSession, Lesson, RosterEntry
from sessions.models.exchange import LEADS
from sessions.views.arrival import Arrival, arrival_by_link, arrival_of
from sessions.views.load import visible
from sessions.views.marks import REFUSED, SAVED


def below_the_door(
    request: HttpRequest,
    exchange: ExchangeSession,
    entry: RosterEntry,
    arrival: Arrival,
    *,
    now: datetime,
) -> SafeString | str:
    """The sheets of a session, for the page on which somebody checks in: hidden until the press is
    noted. Called by `sessions.views` through settings.BELOW_THE_DOOR."""
    sheets = [
        one for one in sheets_of(exchange, entry, None, now=now) if not one.refusal
    ]
    there = any(one.there for one in sheets)
    # Nobody has checked in yet: what opens with the press is of the parts that are open now.
    sheets = [
        one
        for one in sheets
        if (one.there if there else any(is_open(part, now) for part in one.about.parts))
    ]
    if not sheets:
        return ""
    first = next((one for one in sheets if not one.done), None)
    context = {
        "sheets": [(one, _form_of(one), one is first) for one in sheets],
        "checked_in": there,
        "link": arrival.link.code if arrival.link else "",
        "from_door": True,
    }
    return render_to_string("lessons/feedback/_below.html", context, request)


@never_cache
@login_not_required
@form_page
def lesson_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a lesson."""
    lesson = Lesson.objects.filter(pk=pk).first()
    exchange = lesson.exchange_id if lesson else 0
    return (
        _kept(request, exchange, pk)
        if _by_script(request)
        else _sheet(request, exchange, pk)
    )


@never_cache
@login_not_required
@form_page
def session_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the session as a whole."""
    return (
        _kept(request, pk, None) if _by_script(request) else _sheet(request, pk, None)
    )


def _by_script(request: HttpRequest) -> bool:
    return request.method == "POST" and "X-Requested-With" in request.headers


def _kept(request: HttpRequest, pk: int, lesson: int | None) -> HttpResponse:
    """A sheet that a device kept until there was a network: what became of it, in the form of the
    presses (`sessions.views.marks`). Where it cannot be taken, why: the device shows it and lets go."""
    now = timezone.now()
    try:
        arrival = _arrival(request, now)
        if arrival is None:
            if "link" not in request.POST:
                return expired(request)
            raise Refused(_("This personal link opens nothing any more."))
        words = _take(request, arrival, pk, lesson, now)
        state = SAVED
    except actions.AnsweredBefore:
        # Whatever was sent before stands; this device need not keep its own any longer.
        words, state = (
            _("A sheet of yours was taken before. It stays as it was."),
            SAVED,
        )
    except (Http404, PermissionDenied):
        words, state = (
            _("This sheet is not yours to answer, or it is no longer there."),
            REFUSED,
        )
    except Refused as refusal:
        words, state = refusal.message, REFUSED
    key = request.POST.get("client_key", "")
    return JsonResponse({"marks": [{"key": key, "state": state, "words": words}]})


def _take(
    request: HttpRequest,
    arrival: Arrival,
    pk: int,
    lesson: int | None,
    now: datetime,
) -> str:
    exchange = _exchange(arrival, pk)
    entry = arrival.entry_of(exchange)
    require(entry is not None)
    shown = _shown(exchange, entry, lesson, now)
    form = _form_of(shown, request.POST)
    if not form.is_valid():
        raise Refused(" ".join(form.problems) or _("Please look at the answers again."))
    _answer(shown, entry, form, now)
    return _("Your feedback is sent. Thank you. It bears no name.")


def _answer(shown: Shown, entry: RosterEntry, form: SheetForm, now: datetime) -> None:
    actions.answer_feedback(
        about=shown.about,
        entry=entry,
        choices=form.chosen,
        learned=form.cleaned_data["learned"],
        suggestion=form.cleaned_data["suggestion"],
        client_key=form.cleaned_data["client_key"],
        now=now,
    )


def _sheet(request: HttpRequest, pk: int, lesson: int | None) -> HttpResponse:
    now = timezone.now()
    arrival = _arrival(request, now)
    if arrival is None:
        return expired(request) if request.method == "POST" else sign_in_first(request)
    exchange = _exchange(arrival, pk)
    entry = arrival.entry_of(exchange)
    require(entry is not None)
    shown = _shown(exchange, entry, lesson, now)
    form = _form_of(shown, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _answer(shown, entry, form, now)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(_back(request, arrival, shown))
    context = {
        "shown": shown,
        "form": form,
        "exchange": exchange,
        "entry": entry,
        "link": arrival.link.code if arrival.link else "",
        "from_door": "door" in request.POST,
        "signed_in": arrival.signed_in,
        "arrival": arrival,
        "door_url": _door(arrival, exchange),
        "slim": True,
    }
    return render(request, "lessons/feedback/sheet.html", context)


def _arrival(request: HttpRequest, now: datetime) -> Arrival | None:
    """Who answers; wrong codes of links are counted as at the door."""
    code = request.POST.get("link", "")
    if not code:
        return arrival_of(request, now=now)
    try:
        return throttle.found_by_code(
            lambda: arrival_by_link(code, now=now, late=True),
            address=client_address(request),
            now=now,
        )
    except throttle.TooManyTries:
        return None


def _exchange(arrival: Arrival, pk: int) -> ExchangeSession:
    """The session, for who may know of it: 404 for everybody else."""
    if arrival.link is not None:
        if arrival.link.exchange_id != pk:
            raise Http404
        return arrival.link.exchange
    seen = (
        ExchangeSession.objects.visible_to(arrival.user)
        if arrival.signed_in
        else ExchangeSession.objects.attended_by(arrival.user)
    )
    return get_object_or_404(seen.select_related(*LEADS), pk=pk)


def _shown(
    exchange: ExchangeSession,
    entry: RosterEntry | None,
    lesson: int | None,
    now: datetime,
) -> Shown:
    for one in sheets_of(exchange, entry, None, now=now):
        if one.about.key == lesson:
            return one
    raise Http404


def _form_of(shown: Shown, data=None) -> SheetForm:
    return SheetForm(data, sheet=shown.sheet, auto_id=f"s{shown.about.key or 0}-%s")


def _door(arrival: Arrival, exchange: ExchangeSession) -> str:
    if arrival.link is not None:
        return reverse("sessions:door_by_link", args=[arrival.link.code])
    return reverse("sessions:door", args=[exchange.code])


def _back(request: HttpRequest, arrival: Arrival, shown: Shown) -> str:
    """Where the thanks stand: the page from which it was sent."""
    if "door" in request.POST or arrival.link is not None:
        return f"{_door(arrival, shown.about.exchange)}#gop-y"
    return shown.address


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How many have answered, for everybody who sees the session; what, for nobody but who reads it."""
    exchange = visible(request, pk)
    person = person_of(request)
    entry = exchange.roster.filter(user=person).first()
    now = timezone.now()
    context = {
        "exchange": exchange,
        "sheets": sheets_of(exchange, entry, person, now=now),
        "to_read": words_to_read_first(exchange, person),
    }
    return render(request, "lessons/feedback/overview.html", context)


@require_safe
def lesson_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What colleagues said of a lesson, for who teaches it."""
    lesson = get_object_or_404(Lesson.objects.prefetch_related("teachers"), pk=pk)
    lesson.exchange = visible(request, lesson.exchange_id)
    return _results(request, About(lesson.exchange, lesson))


@require_safe
def session_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What those present said of the session, for who leads it, its chair and secretary."""
    return _results(request, About(visible(request, pk)))


def _results(request: HttpRequest, about: About) -> HttpResponse:
    require(about.may_read(person_of(request)))
    context = {
        "about": about,
        "exchange": about.exchange,
        "results": results_of(about),
    }
    return render(request, "lessons/feedback/results.html", context)
