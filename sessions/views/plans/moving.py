"""The moves of a plan's open version: sent, taken back, approved, returned, thrown away."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from clusters.models import Cluster, SchoolYear
from sessions.actions import plans as verbs
from sessions.forms.moves import NoReasonForm, ReasonForm
from sessions.models import PlanState, PlanVersion
from sessions.planning import rights
from sessions.planning.content import mark_of, rows_of
from sessions.views.plans.load import address_of, cluster_of, year_of


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
    # It decides on what the page showed; what was changed since then is refused.
    compares: bool = False
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
        compares=True,
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


# The same move of one who is asked for no approval but his own: the plan is in force at once.
AT_ONCE = replace(
    STEPS["gui"],
    title=gettext_lazy("Put the plan into force?"),
    text=STEPS["duyet"].text,
    submit=gettext_lazy("Put into force"),
)


def _step(verb: str, user: User, cluster: Cluster) -> Step:
    if verb not in STEPS:
        raise Http404
    if verb == "gui" and rights.can_approve(user, cluster):
        return AT_ONCE
    return STEPS[verb]


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
    user = person_of(request)
    cluster, school_year = cluster_of(request, pk), year_of(year)
    step = _step(verb, user, cluster)
    version = _open_version(user, cluster, school_year)
    if version is None:
        if not step.allowed(user, cluster):
            raise Http404
        messages.info(
            request,
            _(
                "Nothing of this plan waits for that any more: it was decided on, taken back or dropped."
            ),
        )
        return redirect(address_of(cluster, school_year))
    require(step.allowed(user, cluster))
    bound = request.POST if request.method == "POST" else None
    form = (ReasonForm if step.asks_reason else NoReasonForm)(bound)
    if form.is_valid():
        given: dict[str, Any] = dict(form.cleaned_data)
        if step.takes_now:
            given["now"] = timezone.now()
        if step.compares and "seen" in request.POST:
            given["seen"] = request.POST["seen"]
        try:
            moved = step.act(version=version, by=actor_at(request, cluster), **given)
        except Refused as refusal:
            if refusal.field not in form.fields:
                messages.error(request, refusal.message)
                return redirect(address_of(cluster, school_year))
            add_refusal(form, refusal)
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
        "seen": mark_of(version, rows_of(version)) if step.compares else "",
        "cancel": address_of(cluster, school_year, f"?ban={version.number}"),
    }
    return render(request, "sessions/plans/confirm.html", context)


def _open_version(user: User, cluster: Cluster, year: SchoolYear) -> PlanVersion | None:
    """The version that is worked on or waits, if this person may read it."""
    return (
        PlanVersion.objects.visible_to(user)
        .open()
        .select_related("plan__cluster", "plan__school_year", "sent_by")
        .filter(plan__cluster=cluster, plan__school_year=year)
        .first()
    )
