"""Pages of lesson plans, made for a phone: my lessons, handing in, the files."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.addresses import attachment
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from lessons import actions, handing_out, observing, permissions, reading
from lessons.cleaning.door import Uncleanable
from lessons.forms.plans import UploadForm, WithdrawForm
from lessons.models import LessonPlan, PlanRevision, State


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The lessons of the signed-in person: first the plans that they owe."""
    today = timezone.localdate()
    lessons = reading.lessons_taught_by(request.user, today=today)
    context = {
        "apart": reading.plans_without_lesson(request.user),
        "owed": [lesson for lesson in lessons if lesson.owed],
        "lessons": [lesson for lesson in lessons if not lesson.owed],
        "observed": observing.observed_by(person_of(request)),
        "shared": observing.lessons_with_shared(person_of(request)),
    }
    return render(request, "lessons/mine.html", context)


@form_page
def plan_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the plan of a lesson, or a new revision of it."""
    lesson = get_object_or_404(reading.visible_lessons(request.user), pk=pk)
    require(permissions.can_hand_in(request.user, lesson))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                revision = actions.upload_plan(
                    lesson=lesson,
                    by=actor_of(request),
                    upload=form.cleaned_data["file"],
                    kind=form.kind,
                    clean_copy=form.clean_copy,
                    note=form.cleaned_data["note"],
                    now=timezone.now(),
                )
            except Refused as refused:
                add_refusal(form, refused)
            else:
                messages.success(
                    request,
                    _("Revision %(number)s is handed in. Thank you.")
                    % {"number": revision.number},
                    extra_tags=f"plan-{lesson.pk}",
                )
                return redirect("lessons:plan", revision.plan_id)
    follows = reading.standing_revision(lesson)
    context = {
        "lesson": lesson,
        "form": form,
        "follows": follows,
        "waiting": reading.collected_pages(lesson).count(),
        "locked": follows is not None and follows.plan.state == State.AGREED,
        "late": actions.is_late(lesson, today=timezone.localdate()),
        "day": actions.day_of(lesson),
    }
    return render(
        request, "lessons/upload.html", context, status=422 if form.errors else 200
    )


@form_page
def plan_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Part a lesson from its plan; afterwards the lesson can be removed like any other."""
    lesson = get_object_or_404(reading.visible_lessons(request.user), pk=pk)
    require(permissions.can_hand_in(request.user, lesson))
    back = f"{reverse('session', args=[lesson.exchange_id])}#lessons"
    refused = ""
    if request.method == "POST":
        try:
            actions.take_plan_off(lesson=lesson, by=actor_of(request))
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(
                request,
                _("The plan is taken off the lesson and stays with its authors."),
            )
            return redirect(back)
    context = {"lesson": lesson, "cancel": back, "refused": refused}
    return render(request, "lessons/take_off.html", context)


@form_page
def revision_withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take back a revision that was handed in by mistake, with a reason."""
    revision = get_object_or_404(_visible_revisions(request), plan=pk, number=number)
    require(permissions.can_withdraw(request.user, revision))
    back = reverse("lessons:plan", args=[pk])
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_revision(
                revision=revision,
                by=actor_of(request),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(
                request,
                _("Revision %(number)s is withdrawn.") % {"number": revision.number},
            )
            return redirect(back)
    context = {"revision": revision, "form": form, "cancel": back}
    return render(
        request, "lessons/withdraw.html", context, status=422 if form.errors else 200
    )


def _visible_revisions(request: HttpRequest) -> QuerySet[PlanRevision]:
    """The revisions that this person may open: a withdrawn one only who handed it in."""
    return PlanRevision.objects.filter(
        Q(withdrawal=None) | Q(created_by=request.user),
        plan__in=LessonPlan.objects.visible_to(request.user),
    )


@require_safe
def revision_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The file of a revision, always as an attachment: it is not ours. To everybody but who handed it
    in without what it says of its author."""
    revision = get_object_or_404(_visible_revisions(request), plan=pk, number=number)
    if revision.kind != PlanRevision.Kind.FILE:
        raise Http404
    try:
        opened = handing_out.opened_for(revision, person_of(request))
    except Uncleanable:
        messages.error(request, handing_out.withheld())
        return redirect("lessons:plan", pk)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=revision.content_type)
    response["Content-Disposition"] = attachment(revision.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response
