"""The page of a plan with its round, and everything that is pressed there."""

from collections.abc import Callable
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Actor, Refused, actor_of, person_of
from lessons import actions, permissions, proposing, reading, rounds
from lessons.forms.rounds import (
    AdjustForm,
    AnswerForm,
    CommentForm,
    ReaderForm,
    ReasonForm,
)
from lessons.models import LessonPlan, PlanComment, PlanReader, State, Teaching


def _plan(request: HttpRequest, pk: int) -> LessonPlan:
    plans = LessonPlan.objects.visible_to(person_of(request)).select_related(
        "owner_school", "agreed_revision", "agreed_by"
    )
    return get_object_or_404(plans.prefetch_related("authors__user"), pk=pk)


def _round(request: HttpRequest, plan: LessonPlan) -> rounds.Round:
    return rounds.round_of(plan, person_of(request), today=timezone.localdate())


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: whose turn it is, what was said of each section, all revisions, where it is taught."""
    return _page(request, _plan(request, pk))


def _page(
    request: HttpRequest,
    plan: LessonPlan,
    *,
    comment: CommentForm | None = None,
    answering: int = 0,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a form that was sent and has to be sent again, where one is."""
    here = _round(request, plan)
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


@require_POST
def comment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say something of a revision; what is refused stays on the page to be sent again."""
    plan = _plan(request, pk)
    revision = get_object_or_404(plan.revisions, number=number)
    here = _round(request, plan)
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
    return _page(request, plan, comment=form, status=422)


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

    return _pressed(request, row.revision.plan_id, act)


@require_POST
def comment_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The author answers a comment; a missing reason is asked for beside it."""
    row = _comment(request, pk)
    plan = _plan(request, row.revision.plan_id)
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
    return _page(request, plan, answering=row.pk, answer=form, status=422)


def _to_settle(request: HttpRequest, pk: int) -> tuple[LessonPlan, rounds.Round]:
    plan = _plan(request, pk)
    here = _round(request, plan)
    require(here.settles)
    return plan, here


@form_page
def plan_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan back to its author, with what is to be changed."""
    plan, _here = _to_settle(request, pk)
    return _with_reason(
        request,
        plan,
        title=_("Return this plan to its author?"),
        text=_("The author sees your words as a comment on the whole plan."),
        submit=_("Return the plan"),
        label=_("What should be changed"),
        act=lambda reason, by: actions.return_plan(
            plan=plan, reason=reason, by=by, now=timezone.now()
        ),
        done=_("The plan is with its author again."),
    )


@form_page
def plan_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an agreed plan again, because it is taught again."""
    plan, _here = _to_settle(request, pk)
    return _with_reason(
        request,
        plan,
        title=_("Open this plan for comments again?"),
        text=_("What was agreed stays in the minutes that cite it."),
        submit=_("Open it again"),
        label=_("Reason"),
        act=lambda reason, by: actions.reopen_plan(
            plan=plan, reason=reason, by=by, now=timezone.now()
        ),
        done=_("The plan is open for comments again."),
    )


def _with_reason(
    request: HttpRequest,
    plan: LessonPlan,
    *,
    title: str,
    text: str,
    submit: str,
    label: str,
    act: Callable[[str, Actor], Any],
    done: str,
) -> HttpResponse:
    """A page that asks for a reason and then acts."""
    back = reverse("lessons:plan", args=[plan.pk])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].label = label
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"], actor_of(request))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "plan": plan,
        "title": title,
        "text": text,
        "submit": submit,
        "form": form,
        "cancel": back,
    }
    return render(
        request, "lessons/settle.html", context, status=422 if form.errors else 200
    )


@form_page
def plan_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree the newest revision, after a look at what is still open."""
    plan, here = _to_settle(request, pk)
    back = reverse("lessons:plan", args=[plan.pk])
    refused = ""
    if request.method == "POST":
        number = request.POST.get("number", "")
        chosen = [one for one in here.revisions if str(one.number) == number]
        try:
            if not chosen:
                raise Refused(_("Please look at the plan again before you agree."))
            actions.agree_plan(
                plan=plan, revision=chosen[0], by=actor_of(request), now=timezone.now()
            )
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(
                request,
                _("Revision %(number)s is agreed.") % {"number": chosen[0].number},
            )
            return redirect(back)
    elif here.newest is None or plan.state != State.SUBMITTED:
        refused = _("This plan is “%(state)s”: there is nothing to agree now.") % {
            "state": plan.get_state_display()
        }
    context = {"plan": plan, "round": here, "cancel": back, "refused": refused}
    return render(
        request,
        "lessons/agree.html",
        context,
        status=422 if refused and request.method == "POST" else 200,
    )


@form_page
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of other schools reads the plan: asked by Chung Tay or chosen here; changed here."""
    plan, here = _to_settle(request, pk)
    found = proposing.candidates(plan, today=timezone.localdate())
    asked = {one.user_id for one in here.readers if one.state in {"asked", "read"}}
    free = [one for one in found.order_by("sort_key", "pk") if one.pk not in asked]
    form = ReaderForm(request.POST if "person" in request.POST else None)
    form.fields["person"].offer(free, lambda one: one.full_name)

    def act(by: Actor) -> str:
        now = timezone.now()
        if "release" in request.POST:
            released = next(
                (one for one in here.readers if str(one.pk) == request.POST["release"]),
                None,
            )
            if released is None:
                raise Refused(_("Nobody asked for this reading."))
            actions.release_reader(plan=plan, person=released.user, by=by, now=now)
            return _("%(name)s is asked no longer.") % {"name": released.user.full_name}
        person = form.cleaned_data["person"]
        actions.ask_reader(
            plan=plan, person=person, how=PlanReader.How.CHOSEN, by=by, now=now
        )
        return _("%(name)s is asked to read the plan.") % {"name": person.full_name}

    if request.method == "POST" and ("release" in request.POST or form.is_valid()):
        return _pressed(request, plan.pk, act, to="lessons:readers")
    if request.method == "POST" and not form.is_bound:
        form = ReaderForm({})
        form.fields["person"].offer(free, lambda one: one.full_name)
    context = {"plan": plan, "round": here, "form": form, "free": free}
    return render(
        request, "lessons/readers.html", context, status=422 if form.errors else 200
    )


@require_POST
def reading_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The one who was asked says with one tap that the plan is read, or that somebody else must."""
    plan = _plan(request, pk)
    require(plan.readers.filter(user=person_of(request)).exists())

    def act(by: Actor) -> str:
        now = timezone.now()
        if request.POST.get("answer") == "declined":
            actions.decline_reading(plan=plan, by=by, now=now)
            return _("Noted. Thank you for saying so in time.")
        if request.POST.get("answer") != "read":
            raise Refused(_("Please choose one of the two answers."))
        actions.finish_reading(plan=plan, by=by, now=now)
        return _("Noted: you have read the plan. Thank you.")

    return _pressed(request, plan.pk, act)


@form_page
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """What the teachers would change after the lesson."""
    lesson = get_object_or_404(reading.visible_lessons(request.user), pk=pk)
    teaching = Teaching.objects.select_related("plan").filter(lesson=lesson).first()
    if teaching is None:
        raise Http404
    plan = _plan(request, teaching.plan_id)
    require(permissions.can_answer(person_of(request), plan, [lesson]))
    back = reverse("lessons:plan", args=[plan.pk])
    form = AdjustForm(
        request.POST if request.method == "POST" else None,
        initial={"text": teaching.adjustments},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.adjust_teaching(
                teaching=teaching,
                text=form.cleaned_data["text"],
                by=actor_of(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("The adjustments are saved."),
                extra_tags=f"adjust-{lesson.pk}",
            )
            return redirect(back)
    context = {
        "plan": plan,
        "lesson": lesson,
        "form": form,
        "cancel": back,
        "draft_key": f"adjust-{lesson.pk}",
    }
    return render(
        request, "lessons/adjust.html", context, status=422 if form.errors else 200
    )


def _pressed(
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
