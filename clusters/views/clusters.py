"""Pages around a cluster: the list, its settings, who holds what office, who leaves it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.verbs import Refused, person_of
from clusters import choosing, foresight, listing, permissions
from clusters.acting import actor_at
from clusters.actions import authorities, moves, people, places
from clusters.forms.changes import ClusterAuthorityForm, HandOverForm
from clusters.forms.people import ClusterForm, OfficeForm
from clusters.models import Cluster
from clusters.standing import standing_of
from clusters.views.changing import answer

PER_PAGE = 20


@require_safe
def cluster_list(request: HttpRequest) -> HttpResponse:
    """Schools and clusters that this person may see; search without accents, pages of 20."""
    user, today = person_of(request), timezone.localdate()
    words = request.GET.get("tim", "")
    of_schools = request.GET.get("xem") == "truong"
    clusters = permissions.clusters_visible_to(user)
    schools = permissions.schools_visible_to(user)
    rows = (
        listing.schools_listed(schools, words=words, today=today)
        if of_schools
        else listing.clusters_listed(clusters, words=words, today=today)
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "clusters": []
        if of_schools
        else [(row, row.area_on(today)) for row in page.object_list],
        "words": words,
        "of_schools": of_schools,
        "can_set_up": permissions.can_set_up(user),
        "sees_authorities": user.is_superuser
        or bool(standing_of(user).authorities or standing_of(user).officed_clusters),
    }
    return render(request, "clusters/list.html", context)


def _managed_cluster(request: HttpRequest, pk: int) -> Cluster:
    row = get_object_or_404(permissions.clusters_visible_to(person_of(request)), pk=pk)
    require(permissions.can_manage_cluster(person_of(request), row))
    return row


@form_page
def cluster_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and area, who approves, how drafts speak of people."""
    row = _managed_cluster(request, pk)
    names = ("label", "area", *places.SETTINGS)
    form = ClusterForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )
    if form.is_valid():
        try:
            places.change_cluster(
                cluster=row, by=actor_at(request, row), **form.cleaned_data
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("The cluster is saved."))
            return redirect("cluster", pk=row.pk)
    return render(request, "clusters/cluster_edit.html", {"form": form, "cluster": row})


@form_page
def offices(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is head, deputy, secretary; somebody is found by name and appointed."""
    row = _managed_cluster(request, pk)
    today = timezone.localdate()
    words = request.GET.get("tim", "")
    found = listing.candidates_for_office(row, words=words, today=today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    form = OfficeForm(request.POST or None)
    if form.is_valid():
        person = get_object_or_404(User, pk=form.cleaned_data["person"], is_active=True)
        if not people.may_hold_office(row, person, today=today):
            # Saying why would tell the names of people elsewhere.
            raise Http404
        try:
            people.appoint(
                cluster=row,
                kind=form.cleaned_data["kind"],
                level=form.cleaned_data["level"],
                person=person,
                by=actor_at(request, row),
                today=today,
            )
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(
                request,
                _("%(name)s holds the office from today on.")
                % {"name": person.full_name},
            )
            return redirect("cluster", pk=row.pk)
    context = {
        "cluster": row,
        "form": form,
        "page": page,
        "words": words,
        "several_levels": row.levels.count() > 1,
    }
    return render(request, "clusters/offices.html", context)


@form_page
def office_end(request: HttpRequest, pk: int, office: int) -> HttpResponse:
    """An office ends today."""
    row, today = _managed_cluster(request, pk), timezone.localdate()
    held = get_object_or_404(row.offices.on(today), pk=office)
    if request.method == "POST":
        people.end_office(office=held, by=actor_at(request, row), today=today)
        messages.success(request, _("The office has ended."))
        return redirect("cluster", pk=row.pk)
    return render(request, "clusters/office_end.html", {"cluster": row, "office": held})


@form_page
def school_leave(request: HttpRequest, pk: int, school: int) -> HttpResponse:
    """A school leaves the cluster."""
    row = _managed_cluster(request, pk)
    today = timezone.localdate()
    member = get_object_or_404(listing.schools_of(row, today=today), pk=school)
    if request.method == "POST":
        try:
            places.leave(
                cluster=row, school=member, by=actor_at(request, row), today=today
            )
            messages.success(request, _("The school has left the cluster."))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect("cluster", pk=row.pk)
    return render(
        request, "clusters/school_leave.html", {"cluster": row, "school": member}
    )


@form_page
def office_hand_over(request: HttpRequest, pk: int, office: int) -> HttpResponse:
    """An office goes to somebody else from a day on."""
    row, now = _managed_cluster(request, pk), timezone.now()
    today = timezone.localdate(now)
    held = get_object_or_404(
        row.offices.on(today).select_related("person", "cluster"), pk=office
    )
    form = HandOverForm(
        request.POST or None,
        offered={
            "person": listing.candidates_for_office(row, words="", today=today).exclude(
                user=held.person_id
            )
        },
    )

    def wish() -> dict:
        data = form.cleaned_data
        return {"to": data["person"].user, "since": data["since"]}

    return answer(
        request,
        form,
        foretell=lambda: foresight.office_handed_over(held, **wish()),
        act=lambda: moves.hand_over_office(
            office=held, by=actor_at(request, row), now=now, **wish()
        ),
        done=lambda: _("The office is handed over; both are told."),
        context={
            "title": _("%(office)s: it goes to somebody else") % {"office": held},
            "place": row,
            "back": reverse("cluster", args=[row.pk]),
        },
    )


@form_page
def cluster_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Another authority manages the cluster from a day on."""
    row = _managed_cluster(request, pk)
    user = person_of(request)
    require(permissions.can_choose_authority(user, row))
    form = ClusterAuthorityForm(
        request.POST or None,
        offered={"authority": choosing.authorities_to_choose(user)},
        initial={"authority": row.managing_authority_id},
    )
    return answer(
        request,
        form,
        foretell=lambda: foresight.cluster_managed(
            row, before=row.managing_authority, **form.cleaned_data
        ),
        act=lambda: authorities.manage_cluster_by(
            cluster=row,
            by=actor_at(request, row),
            today=timezone.localdate(),
            **form.cleaned_data,
        ),
        done=lambda: _("The change of the authority is noted."),
        context={
            "title": _("Another authority manages the cluster"),
            "place": row,
            "back": reverse("cluster", args=[row.pk]),
        },
    )
