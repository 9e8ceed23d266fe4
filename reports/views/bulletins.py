"""Bulletins: the list, one of them, and what its head does with it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.verbs import Refused, actor_of
from reports import permissions
from reports.actions import bulletins as actions
from reports.bulletin_page import bulletin_facts, bulletins_of
from reports.models import Bulletin, BulletinState

_ON_A_PAGE = 24


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """All bulletins that one may read."""
    page = Paginator(bulletins_of(request.user), _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "reports/bulletins/list.html", {"page": page})


@require_safe
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """One bulletin: its figures with their rows, its reports, its paper."""
    return render(request, "reports/bulletins/bulletin.html", _shown(request, pk))


@require_safe
def bulletin_body(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on the page of a bulletin: the fragment that it polls while it is gathered."""
    return render(request, "reports/bulletins/_body.html", _shown(request, pk))


def _shown(request: HttpRequest, pk: int) -> dict[str, Any]:
    shown = _bulletin(request, pk)
    can_approve = permissions.can_approve_bulletin(request.user, shown)
    proof = shown.state == BulletinState.PROOF
    return {
        "bulletin": shown,
        "facts": bulletin_facts(shown, request.user),
        "can_approve": can_approve and proof,
        "can_gather": can_approve
        and (proof or (shown.state == BulletinState.COLLECTING and shown.error)),
        "can_retry_paper": can_approve,
    }


@require_POST
def bulletin_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the proof."""
    shown = _bulletin(request, pk)
    require(permissions.can_approve_bulletin(request.user, shown))
    try:
        actions.approve(bulletin=shown, by=actor_of(request), now=timezone.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("The bulletin is approved."))
    return redirect("reports:bulletin", pk)


@require_POST
def bulletin_gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Gather a proof anew: what was corrected or taken down since is taken over."""
    shown = _bulletin(request, pk)
    require(permissions.can_approve_bulletin(request.user, shown))
    try:
        actions.gather_again(bulletin=shown, by=actor_of(request))
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("The bulletin is being gathered again."))
    return redirect("reports:bulletin", pk)


def _bulletin(request: HttpRequest, pk: int) -> Bulletin:
    return get_object_or_404(
        Bulletin.objects.visible_to(request.user).select_related(
            "cluster", "authority", "approved_by"
        ),
        pk=pk,
    )
