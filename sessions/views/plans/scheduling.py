"""From the rounds of a plan to sessions: made with one press, or tied to one that exists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import plan_page
from sessions.actions import plans as verbs
from sessions.models import ExchangeSession, PlanRound, PlanRow
from sessions.planning import rights
from sessions.views.load import page_of
from sessions.views.plans.load import address_of, cluster_of, year_of


def _row(request: HttpRequest, pk: int, year: str, round_pk: int) -> PlanRow:
    """What the version in force says of a round, if this person may read it."""
    rows = PlanRow.objects.in_force_for(person_of(request)).select_related(
        "round__plan__cluster", "round__plan__school_year", "round__exchange"
    )
    return get_object_or_404(
        rows.prefetch_related("hosts"),
        version__plan__cluster=cluster_of(request, pk),
        version__plan__school_year=year_of(year),
        round=round_pk,
    )


@require_POST
def schedule(request: HttpRequest, pk: int, year: str, round_pk: int) -> HttpResponse:
    """Make the session of a round: one press, one draft."""
    row = _row(request, pk, year, round_pk)
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
        messages.success(request, _next_step(row))
        return redirect(page_of(exchange))
    messages.success(request, _("Somebody else scheduled this round already."))
    return redirect(address_of(plan.cluster, plan.school_year))


def _next_step(row: PlanRow) -> str:
    """What is to be done with a new draft; what clashes on a day known in full stands on its page."""
    if row.on is not None and row.on.exact is not None:
        return _(
            "The draft holds what the plan says. Look at its day, then invite the schools."
        )
    return _(
        "The draft holds what the plan says. Choose the day, then invite the schools."
    )


@form_page
def link(request: HttpRequest, pk: int, year: str, round_pk: int) -> HttpResponse:
    """Tie a session that exists already to a round, or untie it."""
    row = _row(request, pk, year, round_pk)
    plan = row.round.plan
    user, cluster = person_of(request), plan.cluster
    require(rights.can_edit(user, cluster))
    choices = list(plan_page.sessions_to_link(cluster, plan.school_year, user))
    if request.method == "POST":
        try:
            said = _tie(request, row.round, choices)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, said)
            return redirect(
                address_of(cluster, plan.school_year, f"#round-{row.round_id}")
            )
    context = {
        "cluster": cluster,
        "year": plan.school_year,
        "row": row,
        "choices": choices,
        "exchange": row.round.exchange,
        "cancel": address_of(cluster, plan.school_year),
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
