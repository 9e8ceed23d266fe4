"""Asking to have the own presence corrected, and deciding what others ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.verbs import Refused, actor_of, person_of
from clusters.acting import actor_at
from sessions import actions, permissions
from sessions.forms.presence import AnswerForm, CorrectionForm
from sessions.models import CorrectionRequest
from sessions.views.load import own_entry, visible


@require_POST
def ask(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    """I ask that my presence at this part be written differently, or (`take_back`) not any more."""
    exchange = visible(request, pk)
    entry = own_entry(request, exchange)
    mine = exchange.parts.expecting(exchange.roster.filter(pk=entry.pk))
    part = get_object_or_404(mine, pk=part_pk)
    now = timezone.now()
    form = CorrectionForm(request.POST)
    try:
        if "take_back" in request.POST:
            waiting = get_object_or_404(
                CorrectionRequest,
                entry=entry,
                part=part,
                state=CorrectionRequest.State.ASKED,
            )
            actions.take_back_correction(request=waiting, by=actor_of(request), now=now)
            messages.success(request, _("The request is taken back."))
        elif not form.is_valid():
            raise Refused(str(next(iter(form.errors["words"]))))
        else:
            actions.ask_correction(
                entry=entry,
                part=part,
                here=request.POST.get("here") == "1",
                words=form.cleaned_data["words"],
                by=actor_of(request),
                now=now,
            )
            messages.success(
                request,
                _("The request is sent. The secretary decides, and you are told."),
                extra_tags=f"correction-{part.pk}",
            )
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("sessions:check_in", exchange.pk)


@require_POST
def decide(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Grant or decline a request about the list that I keep."""
    exchange = visible(request, pk)
    require(permissions.can_keep_attendance(person_of(request), exchange))
    asked = get_object_or_404(
        CorrectionRequest.objects.select_related("entry__exchange"),
        pk=request_pk,
        entry__exchange=exchange,
    )
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(str(next(iter(form.errors["answer"]))))
        decided = actions.decide_correction(
            request=asked,
            grant="grant" in request.POST,
            answer=form.cleaned_data["answer"],
            by=actor_at(request, exchange.lead),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("%(name)s: %(state)s.")
            % {
                "name": asked.entry.name_as_printed,
                "state": decided.get_state_display(),
            },
        )
    return redirect("sessions:desk", exchange.pk, asked.part_id)
