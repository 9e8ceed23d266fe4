"""Pages of a plan that is typed here: writing it, keeping what is typed, reading a revision."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.verbs import Refused, actor_of, person_of
from lessons import actions, permissions, reading, rounds
from lessons.models import LessonPlan, PlanRevision, State
from lessons.structures import cleaned, is_field, mark_of
from lessons.writing import Sheet, elsewhere, reading_of, text_of_plan
from sessions.models import Lesson


def _lesson(request: HttpRequest, pk: int) -> Lesson:
    """A lesson whose plan this person may write."""
    lessons = reading.visible_lessons(person_of(request)).select_related(
        "exchange", "part", "subject", "grade__level", "school", "class_school"
    )
    lesson = get_object_or_404(lessons, pk=pk)
    require(permissions.can_hand_in(person_of(request), lesson))
    return lesson


def _posted(request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """The texts, and the marks of what the page showed."""
    typed = {name: text for name, text in request.POST.items() if is_field(name)}
    was = {
        name.removeprefix("was-"): mark
        for name, mark in request.POST.items()
        if name.startswith("was-")
    }
    return typed, was


@form_page
def plan_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a lesson, typed section by section: saved by itself, without script by the button."""
    lesson = _lesson(request, pk)
    if request.method == "POST":
        return _save(request, lesson)
    return _page(request, lesson)


def _page(request: HttpRequest, lesson: Lesson, *, status: int = 200, **sheet):
    plan = LessonPlan.objects.filter(teachings__lesson=lesson).first()
    today = timezone.localdate()
    context = {
        "lesson": lesson,
        "plan": plan,
        "sheet": Sheet(
            text_of_plan(plan, lesson),
            said=rounds.open_by_section(plan) if plan else None,
            **sheet,
        ),
        "locked": plan is not None and plan.state == State.AGREED,
        "late": actions.is_late(lesson, today=today),
        "day": actions.day_of(lesson),
    }
    return render(request, "lessons/write.html", context, status=status)


def _save(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Save everything that was posted, then do what the button says."""
    typed, was = _posted(request)
    by, now = actor_of(request), timezone.now()
    try:
        saved = actions.save_draft(lesson=lesson, typed=typed, was=was, by=by, now=now)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, lesson, typed=cleaned(typed), status=422)
    if saved.theirs:
        messages.warning(
            request,
            _(
                "%(name)s wrote in the same place while this page was open. Both texts stand below: put together what you need, then save."
            )
            % {"name": saved.other or _("Somebody else")},
        )
        mine = {name: cleaned(typed)[name] for name in saved.theirs}
        return _page(request, lesson, typed=mine, theirs=saved.theirs, status=409)
    address = reverse("lessons:plan_write", args=[lesson.pk])
    if request.POST.get("do") == "hand-in":
        return _hand_in(request, lesson)
    messages.success(request, _("Saved."), extra_tags=f"write-{lesson.pk}")
    return redirect(
        f"{address}#muc-khac" if request.POST.get("do") == "add" else address
    )


def _hand_in(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    now = timezone.now()
    try:
        revision = actions.hand_in_typed(
            lesson=lesson,
            by=actor_of(request),
            note=request.POST.get("note", "").strip(),
            now=now,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, lesson, status=422)
    said = _("Revision %(number)s is handed in. Thank you.")
    if revision.created_at < now:
        said = _(
            "Revision %(number)s, which is handed in, says just this: there is no new one."
        )
    messages.success(
        request,
        said % {"number": revision.number},
        extra_tags=f"write-{lesson.pk}",
    )
    return redirect("lessons:plan", revision.plan_id)


@login_not_required
@require_POST
def plan_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what was typed in the background. Answers are for the script: JSON with a sentence."""
    if not request.user.is_authenticated:
        # A redirect to the sign-in page would look like success, and the text would be lost.
        sentence = _(
            "You were signed out. Please sign in again; the text stays on this page."
        )
        return JsonResponse({"error": sentence}, status=401)
    lesson = _lesson(request, pk)
    typed, was = _posted(request)
    now = timezone.now()
    try:
        saved = actions.save_draft(
            lesson=lesson, typed=typed, was=was, by=actor_of(request), now=now
        )
    except Refused as refusal:
        return JsonResponse({"error": refusal.message}, status=409)
    heard = _("%(name)s wrote here meanwhile:") % {
        "name": saved.other or _("Somebody else")
    }
    at = timezone.localtime(now)
    return JsonResponse(
        {
            "at": f"{at:%H:%M}",
            "version": saved.version,
            "marks": {
                name: mark_of(saved.content.get(name, ""))
                for name in typed
                if name not in saved.theirs
            },
            "theirs": saved.theirs,
            "words": heard if saved.theirs else "",
        }
    )


@require_safe
def revision_read(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A revision that was typed or photographed, to be read on a phone."""
    user = person_of(request)
    revisions = PlanRevision.objects.select_related("plan", "created_by").filter(
        Q(withdrawal=None) | Q(created_by=user),
        kind__in=[PlanRevision.Kind.TYPED, PlanRevision.Kind.PHOTOS],
        plan__in=LessonPlan.objects.visible_to(user),
    )
    revision = get_object_or_404(revisions, plan=pk, number=number)
    plan = revision.plan
    newest = plan.revisions.filter(withdrawal=None).order_by("-number").first()
    # What is open is said of the newest one, and only that takes comments.
    said = rounds.open_by_section(plan) if newest == revision else {}
    sections = reading_of(revision.content, said) if revision.content else []
    pages = reading.numbered_pages(revision, said)
    shown = {one.key for one in sections} | {f"p{number}" for number, *_page in pages}
    lessons = [one.lesson for one in reading.teachings_of(plan, user)]
    context = {
        "revision": revision,
        "plan": plan,
        "content": revision.content,
        "sections": sections,
        "pages": pages,
        "said_elsewhere": elsewhere(said, shown),
        "comments": newest == revision
        and plan.state != State.AGREED
        and permissions.can_comment(user, plan, lessons),
    }
    return render(request, "lessons/read.html", context)
