"""Open invitations of a cluster or a school: to copy into Zalo one by one, or to print and cut."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.addresses import only_this_machine
from accounts.models import Slip
from accounts.verbs import Actor, person_of
from clusters import invitations as handing
from clusters import listing, permissions, steps
from clusters.acting import actor_at
from clusters.actions import people as actions
from clusters.models import School
from clusters.views.staffing import managed_school

PER_PAGE, PRINTED = 20, 60


def _answer(
    request: HttpRequest, slips: list[Slip], *, printed: bool, **context
) -> HttpResponse:
    context["local_only"] = only_this_machine(request)
    # Each slip is drawn with its code: a cluster of two hundred schools comes in several sheets.
    page = Paginator(slips, PRINTED if printed else PER_PAGE).get_page(
        request.GET.get("page")
    )
    context["page"] = page
    context["handed"] = handing.all_handed(request, page.object_list)
    # Without the bar of phones, whose room would print as an empty sheet.
    context["slim"] = printed
    template = "slips_print" if printed else "invitations"
    return render(request, f"clusters/{template}.html", context)


@require_safe
def of_cluster(request: HttpRequest, pk: int, printed: bool = False) -> HttpResponse:
    """Everybody in the schools of the cluster who has not come in yet."""
    cluster = get_object_or_404(
        permissions.clusters_visible_to(person_of(request)), pk=pk
    )
    require(permissions.can_manage_cluster(person_of(request), cluster))
    now = timezone.now()
    members = listing.schools_of(cluster, today=timezone.localdate(now))
    slips = listing.open_invitations(person_of(request), members, now=now)
    waiting = listing.uninvited(person_of(request), members, leading=True, now=now)
    last_step = not printed and steps.end(request)
    return _answer(
        request,
        slips,
        printed=printed,
        cluster=cluster,
        last_step=last_step,
        waiting=waiting,
        issue_url=reverse("clusters:invite_leaders", args=[cluster.pk]),
    )


@require_POST
def issue_of_cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the leaders of its schools who wait without an invitation."""
    cluster = get_object_or_404(
        permissions.clusters_visible_to(person_of(request)), pk=pk
    )
    require(permissions.can_manage_cluster(person_of(request), cluster))
    now = timezone.now()
    members = listing.schools_of(cluster, today=timezone.localdate(now))
    people = listing.uninvited(person_of(request), members, leading=True, now=now)
    _invite(request, people, by=actor_at(request, cluster), now=now)
    return redirect("clusters:invitations", pk=cluster.pk)


@require_POST
def issue_of_school(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite everybody at the school who waits without an invitation."""
    school = managed_school(request, pk)
    now = timezone.now()
    only = School.objects.filter(pk=school.pk)
    people = listing.uninvited(person_of(request), only, leading=False, now=now)
    _invite(request, people, by=actor_at(request, school), now=now)
    return redirect("clusters:school_invitations", pk=school.pk)


def _invite(request: HttpRequest, people, *, by: Actor, now: datetime) -> None:
    number = actions.invite_all(
        people=people, by=by, now=now, today=timezone.localdate(now)
    )
    if number:
        messages.success(
            request,
            ngettext(
                "%(n)s invitation is ready to hand over.",
                "%(n)s invitations are ready to hand over.",
                number,
            )
            % {"n": number},
        )


@require_safe
def of_school(request: HttpRequest, pk: int, printed: bool = False) -> HttpResponse:
    """Everybody at the school who has not come in yet."""
    school = managed_school(request, pk)
    only = School.objects.filter(pk=school.pk)
    now = timezone.now()
    slips = listing.open_invitations(person_of(request), only, now=now)
    waiting = listing.uninvited(person_of(request), only, leading=False, now=now)
    return _answer(
        request,
        slips,
        printed=printed,
        school=school,
        waiting=waiting,
        issue_url=reverse("clusters:invite_all", args=[school.pk]),
    )
