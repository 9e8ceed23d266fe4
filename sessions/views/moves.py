"""Changes of state. GET asks, POST does; nothing changes by following a link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Post
from sessions import actions, permissions
from sessions.forms.moves import NoReasonForm, ReasonForm
from sessions.models import ExchangeSession, Part, State
from sessions.views.clashes import found_for
from sessions.views.load import page_of, visible
from sessions.views.steps import PART_STEPS, STEPS, Step, step_of


def _did_it(user: User, exchange: ExchangeSession, step: Step) -> bool:
    """Whether this very person made this change already: a second press, which finds it done."""
    gave = step is STEPS["approve"] and permissions.gave_the_word(user, exchange)
    return gave or (exchange.state in step.leads_to and exchange.state_by_id == user.pk)


@form_page
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A change of the session's state."""
    exchange = visible(request, pk)
    if verb not in STEPS:
        raise Http404
    step = step_of(person_of(request), exchange, verb)
    if request.method == "POST" and _did_it(person_of(request), exchange, step):
        messages.success(request, step.done_words(exchange))
        return redirect(_back(request, exchange))
    require(step.allowed(person_of(request), exchange))
    return _confirm(request, exchange, step, {"exchange": exchange}, place="")


@form_page
def move_part(request: HttpRequest, pk: int, part_pk: int, verb: str) -> HttpResponse:
    """A change of the state of one part."""
    exchange = visible(request, pk)
    part = get_object_or_404(exchange.parts, pk=part_pk)
    if verb not in PART_STEPS:
        raise Http404
    step = PART_STEPS[verb]
    require(step.allowed(person_of(request), exchange))
    if verb == "cancel" and request.method == "GET" and part.is_the_only_one_left:
        # Nothing would take place any more: that is asked of the whole session.
        return redirect("sessions:move", exchange.pk, verb)
    return _confirm(
        request, exchange, step, {"part": part}, place=f"part-{part.pk}", part=part
    )


@form_page
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a session made by mistake, while nobody was told."""
    exchange = visible(request, pk)
    require(permissions.can_delete(person_of(request), exchange))
    form = NoReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.delete(exchange=exchange, by=actor_at(request, exchange.lead))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The session is deleted."))
            return redirect(reverse("sessions:list"))
    return _page(
        request,
        exchange,
        form,
        title=_("Delete this session?"),
        text=_what_goes(exchange),
        submit=_("Delete the session"),
        danger=True,
    )


def _what_goes(exchange: ExchangeSession) -> str:
    """What deleting means, as true as the session's past: never announced, or only written down."""
    if exchange.state == State.DRAFT:
        return _(
            "Everything in it goes: parts, lessons, people. It was never approved, so no school "
            "was invited."
        )
    return _(
        "Everything in it goes: parts, lessons, people. It was written down afterwards; whoever "
        "saw it on the calendar will no longer find it."
    )


def _confirm(
    request: HttpRequest,
    exchange: ExchangeSession,
    step: Step,
    given: dict[str, Any],
    *,
    place: str,
    part: Part | None = None,
) -> HttpResponse:
    form_class = ReasonForm if step.asks_reason else NoReasonForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if step.takes_now:
            given = {**given, "now": timezone.now()}
        # Only a principal approves: whoever stands in does it in the principal's place.
        approves = step.allowed is permissions.can_approve
        by = actor_at(
            request, exchange.lead, needs=Post.Kind.PRINCIPAL if approves else ""
        )
        try:
            step.act(by=by, **given, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            exchange.refresh_from_db()
            messages.success(request, step.done_words(exchange))
            return redirect(_back(request, exchange, place))
    announces = step.act in {actions.propose, actions.approve}
    return _page(
        request,
        exchange,
        form,
        title=step.title,
        text=step.text,
        submit=step.submit,
        danger=step.danger,
        part=part,
        clashes=found_for(request, exchange) if announces else None,
    )


def _back(request: HttpRequest, exchange: ExchangeSession, place: str = "") -> str:
    """The session's page; the list for whoever sees it no longer, now that it is a draft."""
    seen = ExchangeSession.objects.visible_to(person_of(request))
    if seen.filter(pk=exchange.pk).exists():
        return page_of(exchange, place)
    return reverse("sessions:list")


def _page(
    request: HttpRequest, exchange: ExchangeSession, form: Any, **context: Any
) -> HttpResponse:
    context |= {"exchange": exchange, "form": form, "cancel": page_of(exchange)}
    return render(request, "sessions/confirm.html", context)
