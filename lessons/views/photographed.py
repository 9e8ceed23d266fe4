"""Pages of a plan written by hand: collecting photos of its pages, ordering them, handing them in."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import pictures
from accounts.access import form_page, require
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of, person_of
from lessons import actions, permissions, reading
from lessons.models import PlanPage, PlanRevision, State
from sessions.models import Lesson

_TYPES = {"print": "image/jpeg", "screen": "image/webp", "thumb": "image/webp"}


def _lesson(request: HttpRequest, pk: int) -> Lesson:
    """A lesson whose plan this person may hand in."""
    user = person_of(request)
    lesson = get_object_or_404(reading.visible_lessons(user), pk=pk)
    require(permissions.can_hand_in(user, lesson))
    return lesson


@form_page
def plan_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages collected for the plan of a lesson; POST hands them in."""
    lesson = _lesson(request, pk)
    if request.method == "POST":
        try:
            revision = actions.hand_in_pages(
                lesson=lesson,
                by=actor_of(request),
                note=request.POST.get("note", "").strip(),
                now=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return _page(request, lesson, status=422)
        messages.success(
            request,
            _("Revision %(number)s is handed in. Thank you.")
            % {"number": revision.number},
            extra_tags=f"pages-{lesson.pk}",
        )
        return redirect("lessons:plan", revision.plan_id)
    return _page(request, lesson)


def _page(request: HttpRequest, lesson: Lesson, *, status: int = 200) -> HttpResponse:
    follows = reading.standing_revision(lesson)
    pages = list(reading.collected_pages(lesson))
    context = {
        "lesson": lesson,
        "pages": pages,
        "words": _words(len(pages)),
        "note": request.POST.get("note", ""),
        "key": secrets.token_hex(12),
        "follows": follows,
        "earlier": _earlier(lesson, pages),
        "locked": follows is not None and follows.plan.state == State.AGREED,
        "late": actions.is_late(lesson, today=timezone.localdate()),
        "day": actions.day_of(lesson),
    }
    return render(request, "lessons/pages.html", context, status=status)


def _earlier(lesson: Lesson, pages: list[PlanPage]) -> PlanRevision | None:
    """The newest standing revision of photos, offered where nothing is collected yet."""
    if pages:
        return None
    return (
        PlanRevision.objects.filter(
            plan__teachings__lesson=lesson,
            withdrawal=None,
            kind=PlanRevision.Kind.PHOTOS,
        )
        .order_by("-number")
        .first()
    )


def _words(count: int) -> str:
    """What the button says that hands so many pages in."""
    if not count:
        return _("Hand in the pages")
    words = ngettext("Hand in %(count)s page", "Hand in %(count)s pages", count)
    return words % {"count": count}


@login_not_required
@require_POST
def page_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo by script (answer: its card, or a sentence), or all files of the plain form."""
    by_script = request.headers.get("X-Requested-With") == "upload"
    if not request.user.is_authenticated:
        return _signed_out(pk, by_script=by_script)
    lesson = _lesson(request, pk)
    files = request.FILES.getlist("photo")
    # The form's own key is for the plain form; the script adds one for each file after it.
    keys = request.POST.getlist("key") or [secrets.token_hex(12)]
    if by_script:
        return _one(request, lesson, files, keys[-1][:40])
    return _several(request, lesson, files, keys[0][:32])


def _signed_out(pk: int, *, by_script: bool) -> HttpResponse:
    # A redirect would look like success to the script, and the photo would be lost.
    if by_script:
        return _plain(
            _(
                "You were signed out. Please sign in again in another tab, then send this photo again here."
            ),
            401,
        )
    return redirect_to_login(reverse("lessons:plan_pages", args=[pk]))


def _plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(
        sentence, status=status, content_type="text/plain; charset=utf-8"
    )


def _one(
    request: HttpRequest, lesson: Lesson, files: list[UploadedFile], key: str
) -> HttpResponse:
    if len(files) != 1:
        return _plain(_("Please choose a photo first."), 400)
    try:
        page = actions.add_page(
            lesson=lesson, by=actor_of(request), data=pictures.read(files[0]), key=key
        )
    except pictures.TryAgain as refusal:
        return _plain(refusal.message, 503)
    except actions.AlreadyThere as refusal:
        return _plain(refusal.message, 409)
    except Refused as refusal:
        return _plain(refusal.message, 400)
    pages = list(reading.collected_pages(lesson))
    context: dict[str, Any] = {
        "page": page,
        "lesson": lesson,
        "number": next((n for n, one in enumerate(pages, 1) if one == page), 0),
        "words": _words(len(pages)),
    }
    return render(request, "lessons/_page_card.html", context, status=201)


def _several(
    request: HttpRequest, lesson: Lesson, files: list[UploadedFile], key: str
) -> HttpResponse:
    if not files:
        messages.error(request, _("Please choose a photo first."))
    for number, file in enumerate(files):
        try:
            actions.add_page(
                lesson=lesson,
                by=actor_of(request),
                data=pictures.read(file),
                key=f"{key}-{number}",
            )
        except Refused as refusal:
            messages.error(
                request,
                _("“%(name)s”: %(sentence)s")
                % {"name": file.name, "sentence": refusal.message},
            )
    return redirect("lessons:plan_pages", lesson.pk)


@require_POST
def page_arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """A page one place up or down, a page taken out, or the pages of an earlier revision put here."""
    lesson = _lesson(request, pk)
    by = actor_of(request)
    back = reverse("lessons:plan_pages", args=[pk])
    try:
        if number := whole_number(request.POST.get("again"), 0):
            revisions = PlanRevision.objects.filter(
                plan__teachings__lesson=lesson, withdrawal=None
            )
            revision = get_object_or_404(revisions, number=number)
            actions.collect_again(lesson=lesson, revision=revision, by=by)
        for name, step in (("up", -1), ("down", 1)):
            if page := _asked(request, lesson, name):
                actions.move_page(lesson=lesson, page=page, step=step, by=by)
                back = f"{back}#trang-{page.pk}"
        if page := _asked(request, lesson, "off"):
            actions.take_page_out(lesson=lesson, page=page, by=by)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(back)


def _asked(request: HttpRequest, lesson: Lesson, name: str) -> PlanPage | None:
    """The page that this button names; None where it is gone or handed in since."""
    number = whole_number(request.POST.get(name), 0)
    return reading.collected_pages(lesson).filter(pk=number).first()


@require_GET
def page_image(request: HttpRequest, pk: int, mark: str, size: str) -> HttpResponse:
    """A page of a revision, for who reads it; one that is being collected, for who hands it in. `mark` is
    the beginning of its hash, so a browser may keep it."""
    user = person_of(request)
    page = get_object_or_404(PlanPage, pk=pk, sha256__startswith=mark)
    if page.revision_id is None:
        lessons = reading.visible_lessons(user).filter(teaching__plan=page.plan_id)
        seen = any(permissions.can_hand_in(user, lesson) for lesson in lessons)
    else:
        seen = reading.readable_revisions(user).filter(pk=page.revision_id).exists()
    if not seen:
        raise Http404
    try:
        with getattr(page, f"{size}_file").open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=_TYPES[size])
    except OSError as error:
        raise Http404 from error
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=604800, immutable"
    return answer
