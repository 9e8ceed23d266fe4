"""The bank of agreed plans: found, read, taken along; its authors take a plan out and put it back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.addresses import attachment
from accounts.verbs import Actor, Refused, actor_of, person_of
from lessons import actions, bank, handing_out, permissions, reading
from lessons.cleaning.door import Uncleanable
from lessons.models import LessonPlan, PlanRevision
from lessons.writing import reading_of


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Twenty a page; whatever narrows it stands in the address."""
    user = person_of(request)
    filters = bank.Filters.read(request.GET)
    context = {
        "page": bank.page_of(user, filters, request.GET.get("page", 1)),
        "filters": filters,
        "options": bank.options_for(user),
    }
    return render(request, "lessons/bank.html", context)


def _banked(request: HttpRequest, pk: int) -> LessonPlan:
    plans = bank.with_counts(bank.in_bank_of(person_of(request)))
    return get_object_or_404(
        plans.select_related("owner_school", "agreed_revision").prefetch_related(
            "authors__user", "teachings__lesson__subject", "teachings__lesson__grade"
        ),
        pk=pk,
    )


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What was agreed, what colleagues changed in it, what was adjusted after teaching it."""
    row = _banked(request, pk)
    user = person_of(request)
    agreed = row.agreed_revision
    typed = agreed is not None and agreed.kind == PlanRevision.Kind.TYPED
    context = {
        "row": bank.row_of(row),
        "sections": reading_of(agreed.content) if agreed and typed else [],
        "pages": reading.numbered_pages(agreed) if agreed else [],
        "plan": row,
        "changes": bank.changes_of(row),
        "adjustments": bank.adjustments_of(row),
        "opens_round": LessonPlan.objects.visible_to(user).filter(pk=pk).exists(),
        "takes_out": permissions.can_bank(user, row),
    }
    return render(request, "lessons/bank_plan.html", context)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of the agreed revision, always as an attachment, without what it says of its maker."""
    row = _banked(request, pk)
    revision = row.agreed_revision
    if revision is None or revision.kind != PlanRevision.Kind.FILE:
        raise Http404
    try:
        opened = handing_out.opened_for(revision)
    except Uncleanable:
        messages.error(request, handing_out.withheld())
        return redirect("lessons:bank_plan", pk)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=revision.content_type)
    response["Content-Disposition"] = attachment(revision.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response


@require_POST
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """An author takes the plan out."""

    def act(plan: LessonPlan, by: Actor) -> str:
        actions.take_out_of_bank(plan=plan, by=by, now=timezone.now())
        return _("The plan is taken out of the bank.")

    return _pressed(request, pk, act)


@require_POST
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """An author puts it back."""

    def act(plan: LessonPlan, by: Actor) -> str:
        actions.put_into_bank(plan=plan, by=by)
        return _("The plan is in the bank again.")

    return _pressed(request, pk, act)


def _pressed(
    request: HttpRequest, pk: int, act: Callable[[LessonPlan, Actor], str]
) -> HttpResponse:
    plans = LessonPlan.objects.visible_to(person_of(request))
    row = get_object_or_404(plans.prefetch_related("authors"), pk=pk)
    require(permissions.can_bank(person_of(request), row))
    try:
        messages.success(request, act(row, actor_of(request)))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("lessons:plan", pk)
