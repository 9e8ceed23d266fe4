"""Open invitations of a cluster or a school: to copy into Zalo one by one, or to print and cut."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.addresses import only_this_machine
from accounts.models import Slip, User
from clusters import invitations as handing
from clusters import permissions
from clusters.models import ClusterMembership, Post, School

PER_PAGE = 20


def _open_slips(user: User, schools, *, now: datetime) -> list[Slip]:
    """The open invitations of people at these schools that this person might have issued."""
    people = Post.objects.on(timezone.localdate(now)).filter(school__in=schools)
    slips = list(
        Slip.objects.usable(now=now)
        .filter(purpose=Slip.Purpose.INVITATION, user__in=people.values("user"))
        .select_related("user")
        .order_by("place", "user__sort_key", "pk")
    )
    reached = permissions.within_reach(user, [slip.user for slip in slips])
    return [slip for slip in slips if slip.user_id in reached]


def _answer(
    request: HttpRequest, slips: list[Slip], *, printed: bool, **context
) -> HttpResponse:
    context["local_only"] = only_this_machine(request)
    if printed:
        context["handed"] = handing.all_handed(request, slips)
        # Without the bar of phones, whose room would print as an empty sheet.
        context["slim"] = True
        return render(request, "clusters/slips_print.html", context)
    page = Paginator(slips, PER_PAGE).get_page(request.GET.get("page"))
    context["page"] = page
    context["handed"] = handing.all_handed(request, page.object_list)
    return render(request, "clusters/invitations.html", context)


@require_safe
def of_cluster(request: HttpRequest, pk: int, printed: bool = False) -> HttpResponse:
    """Everybody in the schools of the cluster who has not come in yet."""
    cluster = get_object_or_404(permissions.clusters_visible_to(request.user), pk=pk)
    require(permissions.can_manage_cluster(request.user, cluster))
    now = timezone.now()
    schools = (
        ClusterMembership.objects.on(timezone.localdate(now))
        .filter(cluster=cluster)
        .values("school")
    )
    slips = _open_slips(request.user, schools, now=now)
    return _answer(request, slips, printed=printed, cluster=cluster)


@require_safe
def of_school(request: HttpRequest, pk: int, printed: bool = False) -> HttpResponse:
    """Everybody at the school who has not come in yet."""
    school = get_object_or_404(permissions.schools_visible_to(request.user), pk=pk)
    require(permissions.can_manage_school_people(request.user, school))
    slips = _open_slips(
        request.user,
        School.objects.filter(pk=school.pk).values("pk"),
        now=timezone.now(),
    )
    return _answer(request, slips, printed=printed, school=school)
