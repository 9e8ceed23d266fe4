"""A new session: choose the kind, then one form."""

from datetime import date
from itertools import pairwise

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.days import FIRST_YEAR, LAST_YEAR
from accounts.verbs import Refused, person_of
from accounts.widgets import date_in_words
from clusters.acting import actor_at
from sessions import actions
from sessions.forms.new import NewSheet
from sessions.models import ExchangeSession
from sessions.models.exchange import Kind
from sessions.permissions import can_create_for, earlier_of
from sessions.views.clashes import found_for
from sessions.views.kinds import ABOUT, SLUGS, kind_at, leads_of
from sessions.views.load import page_of
from sessions.views.steps import said_of

USUAL = 5
MOST_EARLIER = 5
# More clashes than this are read on their own page.
MOST_SAID = 5


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Choose the kind of a session to come."""
    return _choose(request, past=False)


@require_safe
def choose_record(request: HttpRequest) -> HttpResponse:
    """Choose the kind of a session that took place."""
    return _choose(request, past=True)


def _choose(request: HttpRequest, *, past: bool) -> HttpResponse:
    require(bool(can_create_for(person_of(request))))
    kinds = [
        {"slug": slug, "kind": kind, "about": ABOUT[kind]}
        for slug, kind in SLUGS.items()
    ]
    day = _day(request)
    context = {
        "past": past,
        "earlier": [] if past else earlier_of(person_of(request))[:MOST_EARLIER],
        "kinds": [kinds[:USUAL], kinds[USUAL:]],
        "day": day,
        "query": f"?ngay={day}" if day else "",
    }
    return render(request, "sessions/new.html", context)


@form_page
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """One form for a session to come; `?ngay=2026-11-26` is the day pressed in the calendar."""
    return _new(request, slug, past=False)


@form_page
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """One form for a session that took place, on the day pressed in the calendar if there is one."""
    return _new(request, slug, past=True)


def _new(request: HttpRequest, slug: str, *, past: bool) -> HttpResponse:
    kind, leads = kind_at(slug), leads_of(request)
    sheet = NewSheet(
        kind=kind,
        user=person_of(request),
        leads=leads,
        past=past,
        first_day=_day(request),
        data=request.POST if request.method == "POST" else None,
    )
    draft = f"session-new-{slug}{'-past' if past else ''}"
    over: list[str] = []
    if sheet.is_valid():
        # A session is announced before its day; afterwards it is written down: worth a question.
        announced = not past and request.POST.get("then") == "announce"
        over = _over(sheet) if announced else []
    if sheet.is_valid() and not over:
        try:
            exchange = _make(request, sheet, past=past)
        except actions.RowRefused as refusal:
            sheet.refuse(refusal.message, refusal.field, refusal.row)
        except Refused as refusal:
            sheet.refuse(refusal.message, refusal.field)
        else:
            messages.success(request, said_of(exchange), extra_tags=draft)
            for words in _backwards(exchange):
                messages.warning(request, words)
            if not past and "clashes_seen" not in request.POST:
                for clash in found_for(request, exchange).clashes[:MOST_SAID]:
                    messages.warning(request, clash.sentence)
            return redirect(page_of(exchange))
    context = {
        "sheet": sheet,
        "kind": Kind(sheet.kind),
        "slug": slug,
        "past": past,
        "over": over,
        "draft": draft,
        "about": ABOUT[sheet.kind],  # type: ignore[index]
    }
    return render(request, "sessions/schedule.html", context)


def _make(request: HttpRequest, sheet: NewSheet, *, past: bool) -> ExchangeSession:
    data, now = sheet.new_exchange(), timezone.now()
    by = actor_at(request, data.details.lead)
    if past:
        return actions.record(by=by, data=data, now=now)
    announce = request.POST.get("then") in {"announce", "announce_past"}
    return actions.schedule(by=by, data=data, now=now, announce=announce)


def _over(sheet: NewSheet) -> list[str]:
    """The days of a form that are over, in words."""
    today = timezone.localdate()
    days = [part.on.exact for part in sheet.new_exchange().parts if part.on]
    return [date_in_words(day) for day in days if day and day < today]


def _backwards(exchange: ExchangeSession) -> list[str]:
    """A part that lies before the one above it: allowed, and worth a second look."""
    dated = [part for part in exchange.parts.all() if part.on and part.on.exact]
    return [
        _("Part %(later)s comes before part %(earlier)s: is that meant?")
        % {"later": second.order, "earlier": first.order}
        for first, second in pairwise(dated)
        if second.on.exact < first.on.exact
    ]


def _day(request: HttpRequest) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
