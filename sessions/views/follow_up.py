"""What was agreed and is to be done: the list, one task, and what people do with it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.models import User
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions, follow_up, permissions
from sessions.forms.following import FinishForm, ObstacleForm, ReasonForm
from sessions.minutes import rights as minutes_rights
from sessions.minutes.exam_said import speaks_of_exam
from sessions.models import Decision
from sessions.views.load import page_of, visible


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The tasks that were agreed: one's own first, narrowed by whose and in which state."""
    user, today = person_of(request), timezone.localdate()
    asked, page = follow_up.opened(
        user,
        follow_up.Asked.read(request.GET),
        request.GET.get("page", 1),
        today=today,
    )
    whose = [
        (follow_up.MINE, _("Mine")),
        (follow_up.SCHOOL, _("My school's")),
        (follow_up.CLUSTER, _("My cluster's")),
        (follow_up.ALL, _("All that I see")),
    ]
    states = [
        (follow_up.OPEN, _("Open")),
        (follow_up.LATE, _("Overdue")),
        (follow_up.DONE, _("Done")),
        (follow_up.DROPPED, _("Dropped")),
    ]
    for decision in page.object_list:
        decision.late = decision.is_late(today)
    context = {
        "page": page,
        "asked": asked,
        "whose": [(key, words, asked.query(whose=key)) for key, words in whose],
        "states": [(key, words, asked.query(state=key)) for key, words in states],
        "everything": follow_up.Asked(whose=follow_up.ALL).query(),
    }
    return render(request, "sessions/decisions/list.html", context)


@require_safe
def carried_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What earlier sessions agreed and nobody has done: the agenda of this one. A fragment of its page,
    and a page of its own without script."""
    exchange = visible(request, pk)
    today = timezone.localdate()
    rows = list(follow_up.open_before(exchange))
    for decision in rows:
        decision.late = decision.is_late(today)  # type: ignore[attr-defined]
    context = {"exchange": exchange, "rows": rows}
    fragment = request.headers.get("HX-Request") == "true"
    name = "_carried.html" if fragment else "carried.html"
    return render(request, f"sessions/decisions/{name}", context)


def _visible(request: HttpRequest, pk: int) -> Decision:
    rows = Decision.objects.visible_to(person_of(request)).select_related(
        "exchange__lead_cluster",
        "exchange__lead_school",
        "exchange__lead_authority",
        "exchange__cluster",
        "starts",
        "status_by",
        "obstacle_by",
    )
    return get_object_or_404(
        rows.prefetch_related("owners__school", "owners__cluster", "owners__user"),
        pk=pk,
    )


@form_page
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what it is, who sees to it, and the form to say that it is done."""
    row = _visible(request, pk)
    user = person_of(request)
    settles = minutes_rights.can_settle(user, row)
    form = FinishForm(
        request.POST or None,
        initial={"proof": row.proof, "link": row.proof_link},
    )
    if request.method == "POST":
        require(settles)
        if _done(
            request,
            row,
            form,
            actions.finish_decision,
            gettext_lazy("Noted as done. Thank you."),
        ):
            return redirect("sessions:decision", row.pk)
    return _shown(request, row, form=form, settles=settles)


def _shown(
    request: HttpRequest, row: Decision, *, form: Form, settles: bool
) -> HttpResponse:
    user = person_of(request)
    drops = minutes_rights.can_drop(user, row)
    seen = follow_up.sessions_seen(row, user)
    context = {
        "decision": row,
        "late": row.is_late(timezone.localdate()),
        "exchange": row.exchange if row.exchange_id in seen else None,
        "starts": row.starts if row.starts_id in seen else None,
        "form": form,
        "settles": settles and row.status == Decision.Status.OPEN,
        "drops": drops and row.status == Decision.Status.OPEN,
        "reopens": drops and row.status != Decision.Status.OPEN,
        "starts_exam": row.status == Decision.Status.OPEN
        and row.starts_id is None
        and speaks_of_exam(row.text)
        and permissions.leads(user, row.exchange),
    }
    return render(request, "sessions/decisions/one.html", context)


@dataclass(frozen=True)
class Step:
    """A change of a task that needs words, on a page of its own: who may, what is asked and said."""

    act: Callable[..., Decision]
    allowed: Callable[[User, Decision], bool]
    form: type[Form]
    title: Promise
    submit: Promise
    done: Promise
    # What the form begins with, of what is known of the task.
    initial: Callable[[Decision], dict[str, str]] = field(default=lambda row: {})


HINDER = Step(
    actions.hinder_decision,
    minutes_rights.can_settle,
    ObstacleForm,
    title=gettext_lazy("This cannot be done"),
    submit=gettext_lazy("Tell those who decide"),
    done=gettext_lazy("Those who write for the session are told; they decide."),
    initial=lambda row: {"obstacle": row.obstacle},
)
DROP = Step(
    actions.drop_decision,
    minutes_rights.can_drop,
    ReasonForm,
    title=gettext_lazy("Drop this task?"),
    submit=gettext_lazy("Drop with this reason"),
    done=gettext_lazy("The task is dropped; its reason stays to be read."),
    initial=lambda row: {"reason": row.obstacle},
)
REOPEN = Step(
    actions.reopen_decision,
    minutes_rights.can_drop,
    ReasonForm,
    title=gettext_lazy("Open this task again?"),
    submit=gettext_lazy("Open it again"),
    done=gettext_lazy("The task is open again."),
)


@form_page
def hinder(request: HttpRequest, pk: int) -> HttpResponse:
    """An owner says why it cannot be done."""
    return _take(request, pk, HINDER)


@form_page
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, DROP)


@form_page
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _take(request, pk, REOPEN)


def _take(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    """A page that asks for words, then does what its button says."""
    row = _visible(request, pk)
    require(step.allowed(person_of(request), row))
    form = step.form(request.POST or None, initial=step.initial(row))
    if request.method == "POST" and _done(request, row, form, step.act, step.done):
        return redirect("sessions:decision", row.pk)
    context = {
        "decision": row,
        "form": form,
        "title": step.title,
        "submit": step.submit,
    }
    return render(request, "sessions/decisions/asked.html", context)


@require_POST
def start_exam(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft of the joint exam, and lead to it to be looked through."""
    row = _visible(request, pk)
    require(permissions.leads(person_of(request), row.exchange))
    try:
        made = actions.start_exam(
            decision=row,
            by=actor_at(request, row.exchange.lead),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("sessions:decision", row.pk)
    understood = [part.on.in_news() for part in made.parts.all() if part.on]
    understood += [one.name for one in made.subjects.all()]
    understood += [str(one) for one in made.grades.all()]
    messages.success(
        request,
        _(
            "The draft of the joint exam is made. Understood from the words: %(what)s. Please look through day, subjects and schools, then send it."
        )
        % {"what": ", ".join(understood) or _("no subject")},
    )
    return redirect(page_of(made))


def _done(
    request: HttpRequest,
    row: Decision,
    form: Form,
    act: Callable[..., Decision],
    sentence: str | Promise,
) -> bool:
    """Bind, act, say so; False where the form is to be shown again."""
    if not form.is_valid():
        return False
    try:
        act(
            decision=row,
            by=actor_at(request, row.exchange.lead),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    messages.success(request, sentence, extra_tags=f"decision-{row.pk}")
    return True
