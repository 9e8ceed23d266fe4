"""What colleagues say of a plan and what its author answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.forms import add_refusal
from accounts.verbs import Actor, Refused, actor_of, person_of
from lessons import actions, permissions, reading
from lessons.forms.rounds import AnswerForm, CommentForm
from lessons.models import LessonPlan, PlanComment
from lessons.views.rounds import plan_seen, pressed, round_of, round_page


@require_POST
def comment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say something of a revision; what is refused stays on the page to be sent again."""
    plan = plan_seen(request, pk)
    revision = get_object_or_404(plan.revisions, number=number)
    here = round_of(request, plan)
    lessons = [teaching.lesson for teaching in here.teachings]
    require(permissions.can_comment(person_of(request), plan, lessons))
    form = CommentForm(request.POST, choices=here.choices)
    if form.is_valid():
        try:
            actions.comment(
                revision=revision,
                section=form.cleaned_data["section"],
                text=form.cleaned_data["text"],
                client_key=form.cleaned_data["client_key"],
                by=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("Your comment is sent. Thank you."),
                extra_tags=f"comment-{plan.pk}",
            )
            return redirect(f"{reverse('lessons:plan', args=[plan.pk])}#gop-y")
    return round_page(request, plan, comment=form, status=422)


def _comment(request: HttpRequest, pk: int) -> PlanComment:
    rows = PlanComment.objects.select_related("revision", "by").filter(
        revision__plan__in=LessonPlan.objects.visible_to(person_of(request))
    )
    return get_object_or_404(rows, pk=pk)


@require_POST
def comment_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one wrote."""
    row = _comment(request, pk)
    require(permissions.can_take_back(person_of(request), row))

    def act(by: Actor) -> str:
        actions.take_back_comment(comment=row, by=by, now=timezone.now())
        return _("Your comment is taken back.")

    return pressed(request, row.revision.plan_id, act)


@require_POST
def comment_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The author answers a comment; a missing reason is asked for beside it."""
    row = _comment(request, pk)
    plan = plan_seen(request, row.revision.plan_id)
    lessons = [one.lesson for one in reading.teachings_of(plan, person_of(request))]
    require(permissions.can_answer(person_of(request), plan, lessons))
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_comment(
                comment=row,
                answer=form.cleaned_data["answer"],
                text=form.cleaned_data["text"],
                by=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request, _("Your answer is sent."), extra_tags=f"answer-{row.pk}"
            )
            return redirect(f"{reverse('lessons:plan', args=[plan.pk])}#y-{row.pk}")
    return round_page(request, plan, answering=row.pk, answer=form, status=422)
