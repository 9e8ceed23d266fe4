"""The plan of a year: read, compared, sent, approved, returned; its rounds made into sessions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.models import User
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Cluster, SchoolYear
from clusters.permissions import clusters_visible_to
from sessions import fairness, plan_page
from sessions.actions import plans as verbs
from sessions.forms.moves import NoReasonForm, ReasonForm
from sessions.models import (
    ExchangeSession,
    PlanRound,
    PlanRow,
    PlanState,
    PlanVersion,
    YearPlan,
)
from sessions.models.year_plan import EDITABLE
from sessions.planning import rights
from sessions.planning.content import mark_of, rows_of
from sessions.views.load import page_of

PAGE = 50


def cluster_of(request: HttpRequest, pk: int) -> Cluster:
    """The cluster, or 404: what one may not see does not exist."""
    seen = clusters_visible_to(person_of(request)).select_related("managing_authority")
    return get_object_or_404(seen, pk=pk)


def year_of(label: str) -> SchoolYear:
    return get_object_or_404(SchoolYear, label=label)


def address_of(cluster: Cluster, year: SchoolYear, query: str = "") -> str:
    return reverse("sessions:plan", args=[cluster.pk, year]) + query


def this_year() -> SchoolYear | None:
    """The school year of today; in the gap between two the next one."""
    today = timezone.localdate()
    return SchoolYear.objects.containing(today) or (
        SchoolYear.objects.filter(starts_on__gt=today).order_by("starts_on").first()
    )


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of all clusters within one's reach, of one school year (`?nam=2026-2027`)."""
    user, today = person_of(request), timezone.localdate()
    years = SchoolYear.objects.nearest_first(today)
    asked = request.GET.get("nam", "")
    year = next((one for one in years if one.label == asked), None) or this_year()
    seen = clusters_visible_to(user).on(today).order_by("search_key", "pk")
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
    user = person_of(request)
    cluster = cluster_of(request, pk)
    context = {
        "cluster": cluster,
        "plans": plan_page.years_of(cluster, user),
        "this_year": this_year(),
        "years": _years_to_begin(),
        "can_edit": rights.can_edit(user, cluster),
    }
    return render(request, "sessions/plans/cluster.html", context)


def _years_to_begin() -> list[SchoolYear]:
    """This year and the next one: for these a plan is begun."""
    now = this_year()
    if now is None:
        return []
    later = SchoolYear.objects.filter(starts_on__gt=now.starts_on)
    return [now, *later.order_by("starts_on")[:1]]


@require_safe
def plan(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """A plan: the version in force, else the newest one may read; `?ban=2` another one."""
    user, today = person_of(request), timezone.localdate()
    cluster, school_year = cluster_of(request, pk), year_of(year)
    found = plan_page.plan_of(cluster, school_year)
    versions = plan_page.versions_of(found, user) if found is not None else []
    chosen = _chosen(versions, request.GET.get("ban"))
    in_force = _of_state(versions, PlanState.APPROVED)
    context: dict[str, Any] = {
        "cluster": cluster,
        "year": school_year,
        "versions": versions,
        "version": chosen,
        "in_force": in_force,
        "open": next((one for one in versions if one.is_open), None),
        "can_edit": rights.can_edit(user, cluster),
        "can_approve": rights.can_approve(user, cluster),
    }
    if chosen is not None:
        seen = plan_page.shown(chosen, in_force=in_force, today=today)
        context |= {
            "shown": seen,
            "is_in_force": chosen.state == PlanState.APPROVED,
            "startable": _startable(user, cluster, seen),
            "texts": _texts(chosen),
        }
    elif context["can_edit"]:
        context["earlier"] = (
            PlanVersion.objects.in_force()
            .filter(
                plan__cluster=cluster,
                plan__school_year__starts_on__lt=school_year.starts_on,
            )
            .exists()
        )
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


# --- moves ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Step:
    """One move of a version: what it asks and says, who may, from which states it is offered."""

    act: Callable[..., Any]
    title: str | Promise
    text: str | Promise
    submit: str | Promise
    allowed: Callable[[User, Cluster], bool] = rights.can_edit
    asks_reason: bool = False
    takes_now: bool = True
    danger: bool = False


STEPS = {
    "gui": Step(
        verbs.send,
        gettext_lazy("Send the plan for approval?"),
        gettext_lazy(
            "It can no longer be changed until it is decided on; until then you can take it back."
        ),
        gettext_lazy("Send for approval"),
    ),
    "lay-lai": Step(
        verbs.take_back,
        gettext_lazy("Take the plan back?"),
        gettext_lazy("It is a draft again and can be changed."),
        gettext_lazy("Take it back"),
    ),
    "duyet": Step(
        verbs.approve,
        gettext_lazy("Approve the plan?"),
        gettext_lazy(
            "It is then in force. The leaders of the schools for which something changes are told what."
        ),
        gettext_lazy("Approve the plan"),
        allowed=rights.can_approve,
    ),
    "tra-lai": Step(
        verbs.give_back,
        gettext_lazy("Return the plan?"),
        gettext_lazy(
            "Who sent it sees the reason and can change it and send it again."
        ),
        gettext_lazy("Return it"),
        allowed=rights.can_approve,
        asks_reason=True,
    ),
    "bo": Step(
        verbs.drop,
        gettext_lazy("Throw this draft away?"),
        gettext_lazy("What is in it is gone. A plan that is in force stays as it is."),
        gettext_lazy("Throw the draft away"),
        takes_now=False,
        danger=True,
    ),
}


def _said(verb: str, version: PlanVersion | None) -> str:
    """What became of the plan: one true sentence."""
    if verb == "bo" or version is None:
        return _("The draft is gone.")
    return {
        PlanState.SENT: _("The plan is sent and waits for approval."),
        PlanState.DRAFT: _("The plan is a draft again."),
        PlanState.RETURNED: _("The plan is returned with your reason."),
    }.get(
        PlanState(version.state),
        _("The plan is in force. The schools for which something changes are told."),
    )


@form_page
def move(request: HttpRequest, pk: int, year: str, verb: str) -> HttpResponse:
    """One move of the open version. GET asks, POST does."""
    if verb not in STEPS:
        raise Http404
    step, user = STEPS[verb], person_of(request)
    cluster, school_year = cluster_of(request, pk), year_of(year)
    version = _open_version(user, cluster, school_year)
    require(step.allowed(user, cluster))
    bound = request.POST if request.method == "POST" else None
    form = (ReasonForm if step.asks_reason else NoReasonForm)(bound)
    if form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        if step.takes_now:
            given["now"] = timezone.now()
        if verb == "duyet" and "seen" in request.POST:
            given["seen"] = request.POST["seen"]
        try:
            moved = step.act(version=version, by=actor_at(request, cluster), **given)
        except Refused as refusal:
            if refusal.field not in form.fields:
                messages.error(request, refusal.message)
                return redirect(address_of(cluster, school_year))
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _said(verb, moved))
            query = (
                f"?ban={moved.number}" if moved is not None and moved.is_open else ""
            )
            return redirect(address_of(cluster, school_year, query))
    context = {
        "cluster": cluster,
        "year": school_year,
        "title": step.title,
        "text": step.text,
        "submit": step.submit,
        "danger": step.danger,
        "form": form if step.asks_reason else None,
        "seen": mark_of(version, rows_of(version)) if verb == "duyet" else "",
        "cancel": address_of(cluster, school_year, f"?ban={version.number}"),
    }
    return render(request, "sessions/plans/confirm.html", context)


def _open_version(user: User, cluster: Cluster, year: SchoolYear) -> PlanVersion:
    """The version that is worked on or waits, if this person may read it."""
    return get_object_or_404(
        PlanVersion.objects.visible_to(user)
        .filter(state__in=[*EDITABLE, PlanState.SENT])
        .select_related("plan__cluster", "plan__school_year", "sent_by"),
        plan__cluster=cluster,
        plan__school_year=year,
    )


@require_POST
def copy(request: HttpRequest, pk: int, year: str) -> HttpResponse:
    """Begin the plan from last year's."""
    cluster, school_year = cluster_of(request, pk), year_of(year)
    require(rights.can_edit(person_of(request), cluster))
    try:
        verbs.copy_from_last_year(
            cluster=cluster,
            school_year=school_year,
            by=actor_at(request, cluster),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address_of(cluster, school_year))
    messages.success(
        request,
        _(
            "Taken over from the earlier plan. Please look at times, hosts and who teaches."
        ),
    )
    return redirect(reverse("sessions:plan_edit", args=[cluster.pk, school_year]))


# --- from rounds to sessions ---------------------------------------------------------------------
def _round(request: HttpRequest, pk: int, year: str, round_pk: int) -> PlanRow:
    """A round of the version in force, if this person may read it."""
    rows = PlanRow.objects.filter(
        version__in=PlanVersion.objects.visible_to(person_of(request)).in_force(),
        version__plan__cluster=cluster_of(request, pk),
        version__plan__school_year=year_of(year),
    )
    return get_object_or_404(
        rows.select_related(
            "round__plan__cluster", "round__plan__school_year", "round__exchange"
        ).prefetch_related("hosts"),
        round=round_pk,
    )


@require_POST
def schedule(request: HttpRequest, pk: int, year: str, round_pk: int) -> HttpResponse:
    """Make the session of a round: one press, one draft."""
    row = _round(request, pk, year, round_pk)
    plan = row.round.plan
    hosts = [host.school_id for host in row.hosts.all()]
    require(rights.can_schedule(person_of(request), plan.cluster, hosts))
    try:
        exchange = verbs.schedule(
            planned=row.round, by=actor_at(request, plan.cluster), now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(address_of(plan.cluster, plan.school_year))
    if ExchangeSession.objects.visible_to(person_of(request)).filter(pk=exchange.pk).exists():  # fmt: skip
        messages.success(
            request,
            _(
                "The draft holds what the plan says. Choose the day, then invite the schools."
            ),
        )
        return redirect(page_of(exchange))
    messages.success(request, _("Somebody else scheduled this round already."))
    return redirect(address_of(plan.cluster, plan.school_year))


@form_page
def link(request: HttpRequest, pk: int, year: str, round_pk: int) -> HttpResponse:
    """Tie a session that exists already to a round, or untie it."""
    row = _round(request, pk, year, round_pk)
    planned: YearPlan = row.round.plan
    user, cluster = person_of(request), planned.cluster
    require(rights.can_edit(user, cluster))
    choices = list(
        plan_page.sessions_to_link(cluster, planned.school_year).filter(
            pk__in=ExchangeSession.objects.visible_to(user).values("pk")
        )
    )
    if request.method == "POST":
        try:
            said = _tie(request, row.round, choices)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, said)
            return redirect(
                address_of(cluster, planned.school_year, f"#round-{row.round_id}")
            )
    context = {
        "cluster": cluster,
        "year": planned.school_year,
        "row": row,
        "choices": choices,
        "exchange": row.round.exchange,
        "cancel": address_of(cluster, planned.school_year),
    }
    return render(request, "sessions/plans/link.html", context)


def _tie(
    request: HttpRequest, planned: PlanRound, choices: list[ExchangeSession]
) -> str:
    by = actor_at(request, planned.plan.cluster)
    if request.POST.get("untie"):
        verbs.unlink(planned=planned, by=by)
        return _("The session is untied from the plan; both stay as they are.")
    key = whole_number(request.POST.get("exchange"), 0)
    exchange = next((one for one in choices if one.pk == key), None)
    if exchange is None:
        raise Refused(_("Please choose a session of the list."))
    verbs.link(planned=planned, exchange=exchange, by=by)
    return _("The session is tied to the round of the plan.")
