"""The page of a plan with its round, and what every page of a round begins and ends with."""

from collections.abc import Callable
from secrets import token_hex

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.verbs import Actor, Refused, actor_of, person_of
from lessons import permissions, rounds
from lessons.forms.rounds import AnswerForm, CommentForm
from lessons.models import LessonPlan, PlanComment, State


def plan_seen(request: HttpRequest, pk: int) -> LessonPlan:
    """The plan, if the person may see it; else 404."""
    plans = LessonPlan.objects.visible_to(person_of(request)).select_related(
        "owner_school", "agreed_revision", "agreed_by"
    )
    return get_object_or_404(plans.prefetch_related("authors__user"), pk=pk)


def round_of(request: HttpRequest, plan: LessonPlan) -> rounds.Round:
    """Its round as the person sees it today."""
    return rounds.round_of(plan, person_of(request), today=timezone.localdate())


def to_settle(request: HttpRequest, pk: int) -> tuple[LessonPlan, rounds.Round]:
    """A plan and its round for who may return, agree or reopen it and choose its readers; else 403."""
    plan = plan_seen(request, pk)
    here = round_of(request, plan)
    require(here.settles)
    return plan, here


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: whose turn it is, what was said of each section, all revisions, where it is taught."""
    return round_page(request, plan_seen(request, pk))


def round_page(
    request: HttpRequest,
    plan: LessonPlan,
    *,
    comment: CommentForm | None = None,
    answering: int = 0,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a form that was sent and has to be sent again, where one is."""
    here = round_of(request, plan)
    user = person_of(request)
    asked = request.GET.get("phan", "")
    context = {
        "plan": plan,
        "round": here,
        "revisions": here.revisions,
        "authors": list(plan.authors.all()),
        "teachings": here.teachings,
        "hands_in": here.hands_in,
        "withdrawable": here.newest.number
        if here.newest
        and plan.state in {State.SUBMITTED, State.RETURNED}
        and permissions.can_withdraw(user, here.newest)
        else 0,
        "comment_form": comment
        or CommentForm(
            choices=here.choices,
            initial={"client_key": token_hex(16), "section": asked},
        ),
        "answering": answering,
        "answer_form": answer,
        "answers": PlanComment.Answer.choices,
        "banks": plan.state == State.AGREED and permissions.can_bank(user, plan),
    }
    return render(request, "lessons/plan.html", context, status=status)


def pressed(
    request: HttpRequest,
    plan: int,
    act: Callable[[Actor], str],
    to: str = "lessons:plan",
) -> HttpResponse:
    """Do what a button asks, and say so on the page it stands on; of a plan that the person no longer
    sees afterwards (who declined a reading) on the list of the own lessons."""
    try:
        done = act(actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    if not LessonPlan.objects.visible_to(person_of(request)).filter(pk=plan).exists():
        return redirect("lessons:mine")
    return redirect(to, plan)
