"""A plan is returned, agreed, opened again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import form_page
from accounts.forms import add_refusal
from accounts.verbs import Actor, Refused, actor_of
from lessons import actions
from lessons.forms.rounds import ReasonForm
from lessons.models import LessonPlan, State
from lessons.views.rounds import to_settle


@form_page
def plan_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan back to its author, with what is to be changed."""
    plan, _here = to_settle(request, pk)
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
    plan, _here = to_settle(request, pk)
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
    plan, here = to_settle(request, pk)
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
