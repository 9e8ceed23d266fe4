"""Open invitations of a cluster or a school: to copy into Zalo one by one, or to print and cut."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.addresses import only_this_machine
from accounts.models import Slip
from accounts.verbs import person_of
from clusters import invitations as handing
from clusters import listing, permissions, steps
from clusters.models import School

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
    last_step = not printed and steps.end(request)
    return _answer(
        request, slips, printed=printed, cluster=cluster, last_step=last_step
    )


@require_safe
def of_school(request: HttpRequest, pk: int, printed: bool = False) -> HttpResponse:
    """Everybody at the school who has not come in yet."""
    school = get_object_or_404(
        permissions.schools_visible_to(person_of(request)), pk=pk
    )
    require(permissions.can_manage_school_people(person_of(request), school))
    only = School.objects.filter(pk=school.pk)
    slips = listing.open_invitations(person_of(request), only, now=timezone.now())
    return _answer(request, slips, printed=printed, school=school)
