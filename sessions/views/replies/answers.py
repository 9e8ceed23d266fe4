"""The host sees who has answered, reminds the others, and says how many places there are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page
from accounts.forms import add_refusal
from accounts.text import whole_number
from accounts.verbs import Refused
from clusters.acting import actor_at
from sessions import actions, zalo
from sessions.forms.replies import SeatsForm
from sessions.replies.answers import answers_of
from sessions.replies.named import asked_units
from sessions.replies.places import days_before, reply_deadline
from sessions.views.load import page_of, to_complete
from sessions.views.sharing import short_url


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, who is silent, who waits: for the people who prepare the session."""
    exchange = to_complete(request, pk)
    found = answers_of(exchange, now=timezone.now())
    text = ""
    if found.silent and found.open:
        text = zalo.reminder(
            exchange,
            found.parts,
            [row.unit.label for row in found.silent],
            found.deadline,
            short_url(request, exchange),
        )
    context = {
        "exchange": exchange,
        "answers": found,
        "reminder": text,
        "may_edit": exchange.open_to_edits,
        "back": page_of(exchange, "units"),
    }
    return render(request, "sessions/replies/answers.html", context)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind all silent schools, or one (`unit`)."""
    exchange = to_complete(request, pk)
    unit = whole_number(request.POST.get("unit"), 0) or None
    try:
        names = actions.remind_silent(
            exchange=exchange,
            unit=unit,
            by=actor_at(request, exchange.lead),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if names:
            messages.success(
                request,
                ngettext(
                    "%(n)s school was reminded: %(names)s.",
                    "%(n)s schools were reminded: %(names)s.",
                    len(names),
                )
                % {"n": len(names), "names": ", ".join(names)},
            )
        else:
            messages.info(
                request,
                _(
                    "Nobody was left to remind: each school is reminded once a day, and only where "
                    "somebody leads it in Chung Tay."
                ),
            )
    return redirect("sessions:answers", pk)


@form_page
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people there is room for, and until when schools answer."""
    exchange = to_complete(request, pk)
    parts = list(exchange.parts.all())
    form = SeatsForm(
        request.POST if request.method == "POST" else None,
        exchange=exchange,
        units=asked_units(exchange),
        derived=days_before(exchange, parts),
    )
    if form.is_valid():
        try:
            promoted = actions.set_seats(
                exchange=exchange,
                by=actor_at(request, exchange.lead),
                now=timezone.now(),
                **form.arguments(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _saved_words(promoted))
            return redirect("sessions:answers", pk)
    context = {
        "exchange": exchange,
        "form": form,
        "deadline": reply_deadline(exchange, parts),
        "cancel": page_of(exchange),
    }
    return render(request, "sessions/replies/seats.html", context)


def _saved_words(promoted: list[str]) -> str:
    if not promoted:
        return _("Saved.")
    return _("Saved. From the waiting list now come: %(names)s.") % {
        "names": ", ".join(promoted)
    }


@require_POST
def take_back(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    """Ask a principal no more."""
    exchange = to_complete(request, pk)
    try:
        actions.take_back_request(
            exchange=exchange,
            seat=seat_pk,
            by=actor_at(request, exchange.lead),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The request is taken back."))
    return redirect("sessions:answers", pk)
