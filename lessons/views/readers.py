"""Who of other schools reads a plan: chosen, released, and their own answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.verbs import Actor, Refused, person_of
from lessons import actions, proposing
from lessons.forms.rounds import ReaderForm
from lessons.models import PlanReader
from lessons.views.rounds import plan_seen, pressed, to_settle


@form_page
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who of other schools reads the plan: asked by Chung Tay or chosen here; changed here."""
    plan, here = to_settle(request, pk)
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
        return pressed(request, plan.pk, act, to="lessons:readers")
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
    plan = plan_seen(request, pk)
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

    return pressed(request, plan.pk, act)
