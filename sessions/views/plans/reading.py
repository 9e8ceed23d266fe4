"""The plans of a year, read: all clusters' at once, those of one cluster, one plan with its versions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.text import whole_number
from accounts.verbs import person_of
from clusters.models import Cluster, SchoolYear
from clusters.permissions import clusters_visible_to
from sessions import fairness, plan_page
from sessions.models import PlanState, PlanVersion
from sessions.planning import rights
from sessions.views.plans.load import cluster_of, year_of

PAGE = 50


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of all clusters within one's reach, of one school year (`?nam=2026-2027`)."""
    user, today = person_of(request), timezone.localdate()
    seen = clusters_visible_to(user).on(today).order_by("search_key", "pk")
    asked = request.GET.get("nam", "")
    years = plan_page.years_offered(seen, asked=asked, today=today)
    year = (
        next((one for one in years if one.label == asked), None)
        or SchoolYear.objects.not_over(today).first()
    )
    page = Paginator(seen, PAGE).get_page(request.GET.get("page"))
    page.object_list = (
        plan_page.plan_lines(list(page.object_list), year, user, today=today)
        if year is not None
        else []
    )
    context = {"page": page, "year": year, "years": years}
    return render(request, "sessions/plans/list.html", context)


@require_safe
def cluster_plans(request: HttpRequest, pk: int) -> HttpResponse:
    """The plans of one cluster, year by year, and where to begin this year's."""
    user, today = person_of(request), timezone.localdate()
    cluster = cluster_of(request, pk)
    context = {
        "cluster": cluster,
        "plans": plan_page.years_of(cluster, user),
        # A plan is begun for this year and for the next one.
        "years": SchoolYear.objects.not_over(today)[:2],
        "can_edit": rights.can_edit(user, cluster),
    }
    return render(request, "sessions/plans/cluster.html", context)


@require_safe
def plan(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """A plan: the version in force, else the newest one may read; `?ban=2` another one."""
    user, today = person_of(request), timezone.localdate()
    cluster, school_year = cluster_of(request, pk), year_of(year)
    found = plan_page.plan_of(cluster, school_year)
    versions = plan_page.versions_of(found, user) if found is not None else []
    chosen = _chosen(versions, request.GET.get("ban"))
    in_force = _of_state(versions, PlanState.APPROVED)
    opened = next((one for one in versions if one.is_open), None)
    context: dict[str, Any] = {
        "cluster": cluster,
        "year": school_year,
        "versions": versions,
        "version": chosen,
        "in_force": in_force,
        "open": opened,
        "can_edit": rights.can_edit(user, cluster),
        "can_approve": rights.can_approve(user, cluster),
    }
    if chosen is not None:
        seen = plan_page.shown(chosen, in_force=in_force, today=today)
        context |= {
            "shown": seen,
            "is_in_force": chosen == in_force,
            # What is in force is changed by a new version, and there is one at a time.
            "may_change": context["can_edit"]
            and (chosen.is_editable or (chosen == in_force and opened is None)),
            "may_send": context["can_edit"] and chosen.is_editable,
            "startable": _startable(user, cluster, seen),
            "texts": _texts(chosen),
        }
    elif context["can_edit"]:
        context["earlier"] = PlanVersion.objects.before(cluster, school_year).exists()
    if context["can_edit"] or context["can_approve"]:
        context["fairness"] = fairness.fairness_of(
            cluster, school_year, version=chosen, today=today
        )
    return render(request, "sessions/plans/plan.html", context)


def _chosen(versions: list[PlanVersion], asked: str | None) -> PlanVersion | None:
    if asked:
        number = whole_number(asked, 0)
        for version in versions:
            if version.number == number:
                return version
        raise Http404
    return _of_state(versions, PlanState.APPROVED) or next(iter(versions), None)


def _of_state(versions: list[PlanVersion], state: str) -> PlanVersion | None:
    return next((one for one in versions if one.state == state), None)


def _startable(user: User, cluster: Cluster, seen: plan_page.VersionShown) -> set[int]:
    """The rounds that this person makes into a session with one press."""
    if seen.version.state != PlanState.APPROVED:
        return set()
    return {
        one.row.round_id
        for one in seen.rounds
        if one.can_start and rights.can_schedule(user, cluster, one.host_ids)
    }


def _texts(version: PlanVersion) -> list[tuple[str | Promise, list[str]]]:
    """The texts around the table that say something, under their headings."""
    named = [
        (gettext_lazy("Bases"), version.bases),
        ("", version.opening),
        (gettext_lazy("I. Purpose and requirements"), version.purposes),
        (gettext_lazy("II. Contents and forms"), version.contents),
        (gettext_lazy("III. Words before the table"), version.schedule_words),
        (gettext_lazy("IV. Organisation"), version.organisation),
        (gettext_lazy("Recipients"), version.recipients),
    ]
    return [(heading, text.split("\n")) for heading, text in named if text]
