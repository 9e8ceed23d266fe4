"""A school answers, names its people, withdraws one or sends a colleague instead."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Post
from sessions import actions, permissions
from sessions.forms.replies import ColleagueForm, ReplyForm
from sessions.models import SessionUnit
from sessions.replies.school import SchoolPage, school_page
from sessions.views.load import page_of, visible


def _own_unit(request: HttpRequest, pk: int, unit_pk: int) -> SessionUnit:
    """The unit of a session that the person answers for: 404, then 403."""
    exchange = visible(request, pk)
    units = exchange.units.select_related("school", "replied_by")
    unit = get_object_or_404(units, pk=unit_pk)
    require(permissions.can_reply(person_of(request), unit))
    return unit


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
            add_refusal(form, refusal)
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
            add_refusal(form, refusal)
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
