"""A school answers and names its people; the host sees who has answered, and reminds the others."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Post
from sessions import actions, permissions, zalo
from sessions.forms.replies import ColleagueForm, ReplyForm, SeatsForm
from sessions.models import ExchangeSession, SessionUnit
from sessions.replies.answers import SchoolPage, answers_of, asks, school_page
from sessions.replies.places import days_before, reply_deadline
from sessions.views.links import short_url
from sessions.views.load import page_of, visible


def _own_unit(request: HttpRequest, pk: int, unit_pk: int) -> SessionUnit:
    """The unit of a session that the person answers for: 404, then 403."""
    exchange = visible(request, pk)
    units = exchange.units.select_related("school", "replied_by")
    unit = get_object_or_404(units, pk=unit_pk)
    unit.exchange = exchange
    require(permissions.can_reply(person_of(request), unit))
    return unit


def _gathering(request: HttpRequest, pk: int) -> ExchangeSession:
    """The session, of one of the people who gather the answers."""
    exchange = visible(request, pk)
    require(permissions.can_complete(person_of(request), exchange))
    return exchange


@form_page
def reply(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """A principal answers for his school and, at once or later, names who comes."""
    unit = _own_unit(request, pk, unit_pk)
    now = timezone.now()
    page = school_page(unit.exchange, unit, now=now)
    form = ReplyForm(
        request.POST if request.method == "POST" else None,
        page=page,
        initial={"count": unit.reply_count, "note": unit.reply_note},
    )
    if form.is_valid():
        data = form.cleaned_data
        by = actor_at(request, unit.school, needs=Post.Kind.PRINCIPAL)
        try:
            if page.asked:
                named = actions.reply_for_school(unit=unit, by=by, now=now, **data)
            else:
                named = actions.name_people(
                    unit=unit,
                    people=data["people"],
                    names=data["names"],
                    by=by,
                    now=now,
                )
        except Refused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, refusal.message
            )
        else:
            return _answered(request, unit, data["answer"], named)
    return _school_page(request, page, form)


def _answered(
    request: HttpRequest, unit: SessionUnit, answer: str, named: actions.Named
) -> HttpResponse:
    """What became of the answer, told from what was stored."""
    exchange = unit.exchange
    draft = f"reply-{unit.pk}"
    if answer == SessionUnit.Reply.NO:
        messages.success(request, _("The answer is noted. Thank you."), draft)
        return redirect(page_of(exchange, "units"))
    if named.waiting:
        messages.warning(
            request,
            _("On the waiting list, because no place is free: %(names)s.")
            % {"names": ", ".join(named.waiting)},
            draft,
        )
    if named.seated:
        words = _("The answer is noted. Named: %(names)s.")
        messages.success(request, words % {"names": ", ".join(named.seated)}, draft)
    elif named.known and not named.waiting:
        messages.info(
            request,
            _("On the list already: %(names)s.") % {"names": ", ".join(named.known)},
            draft,
        )
    elif not named.waiting:
        messages.success(request, _("The answer is noted. Thank you."), draft)
    return redirect("sessions:reply", exchange.pk, unit.pk)


def _school_page(
    request: HttpRequest,
    page: SchoolPage,
    form: ReplyForm,
    *,
    instead: ColleagueForm | None = None,
    opened: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "exchange": page.exchange,
        "unit": page.unit,
        "page": page,
        "form": form,
        "instead": instead or ColleagueForm(page=page),
        # The person whose row stays open, because its form was refused.
        "opened": opened,
        "refused": refused,
        "chosen": set(request.POST.getlist("people")),
        "draft": f"reply-{page.unit.pk}",
        "cancel": page_of(page.exchange),
    }
    return render(request, "sessions/replies/reply.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Take one of one's own people off the list; the place goes to who waits."""
    unit = _own_unit(request, pk, unit_pk)
    now = timezone.now()
    try:
        promoted = actions.withdraw(
            unit=unit,
            by=actor_at(request, unit.school, needs=Post.Kind.PRINCIPAL),
            now=now,
            **_whom(request),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _withdrawn_words(promoted))
    return redirect("sessions:reply", pk, unit_pk)


def _withdrawn_words(promoted: list[str]) -> str:
    if not promoted:
        return _("The name is off the list.")
    return _(
        "The name is off the list. From the waiting list now comes: %(names)s."
    ) % {"names": ", ".join(promoted)}


@form_page
def send_instead(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Send a colleague instead; the place stays with the school."""
    unit = _own_unit(request, pk, unit_pk)
    now = timezone.now()
    page = school_page(unit.exchange, unit, now=now)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None,
        page=page,
    )
    if form.is_valid():
        try:
            name = actions.send_instead(
                unit=unit,
                by=actor_at(request, unit.school, needs=Post.Kind.PRINCIPAL),
                now=now,
                **_whom(request),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, refusal.message
            )
        else:
            messages.success(
                request,
                _("%(name)s comes instead; the place is kept.") % {"name": name},
            )
            return redirect("sessions:reply", pk, unit_pk)
    opened = _key(request.POST or request.GET)
    return _school_page(
        request, page, ReplyForm(page=page), instead=form, opened=opened
    )


def _key(data: Any) -> str:
    """`e12` is an entry of the roster, `s7` somebody who waits."""
    return str(data.get("who", ""))[:20]


def _whom(request: HttpRequest) -> dict[str, int | None]:
    key = _key(request.POST)
    number = whole_number(key[1:], 0)
    return {
        "entry": number if key[:1] == "e" else None,
        "seat": number if key[:1] == "s" else None,
    }


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, who is silent, who waits: for the people who prepare the session."""
    exchange = _gathering(request, pk)
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
    exchange = _gathering(request, pk)
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
    exchange = _gathering(request, pk)
    parts = list(exchange.parts.all())
    units = [
        unit
        for unit in exchange.units.select_related("school", "authority", "cluster")
        if asks(exchange, unit)
    ]
    form = SeatsForm(
        request.POST if request.method == "POST" else None,
        exchange=exchange,
        units=units,
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
            form.add_error(None, refusal.message)
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
    exchange = _gathering(request, pk)
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
