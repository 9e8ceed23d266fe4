"""Observing a lesson on a phone: notes of one's own, and for who taught it what was shared."""

import secrets
from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.verbs import Refused, actor_of, person_of
from lessons import actions, criteria, observing, permissions, reading
from lessons.forms.observing import (
    CorrectNoteForm,
    NewNoteForm,
    WordsToCriteriaForm,
)
from lessons.models import Moment, ObservationNote, ObservationState
from sessions.actions import Press
from sessions.models import Lesson, RosterEntry
from sessions.views.marks import REFUSED, SAVED


@never_cache
@form_page
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the lesson for who is on the list: four buttons, a sentence, the notes so far. Who
    teaches it reads here what was shared."""
    if request.method == "POST" and "X-Requested-With" in request.headers:
        return _kept(request, pk)
    lesson = _lesson(request, pk)
    if permissions.teaches(person_of(request), lesson):
        require(request.method != "POST")
        return _shared(request, lesson)
    entry = _own_line(request, lesson)
    now = timezone.now()
    form = NewNoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _take(request, lesson, entry, form, now)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("lessons:observe", pk)
    return render(
        request, "lessons/observing/observe.html", _page(request, lesson, form, now)
    )


def _lesson(request: HttpRequest, pk: int) -> Lesson:
    seen = reading.visible_lessons(person_of(request))
    return get_object_or_404(
        seen.select_related(
            "exchange__cluster__managing_authority__parent__parent",
            "part",
            "subject",
            "grade",
        ),
        pk=pk,
    )


def _own_line(request: HttpRequest, lesson: Lesson) -> RosterEntry:
    entry = observing.entry_of(lesson, person_of(request))
    require(permissions.can_observe(person_of(request), lesson, entry))
    assert entry is not None  # noqa: S101  (the permission asks for it)
    return entry


def _take(
    request: HttpRequest,
    lesson: Lesson,
    entry: RosterEntry,
    form: NewNoteForm,
    now: datetime,
) -> ObservationNote:
    said = form.cleaned_data
    return actions.take_note(
        lesson=lesson,
        entry=entry,
        moment=said["moment"],
        text=said["text"],
        at=_when(said["at"], said["now"], now),
        client_key=said["client_key"],
        criteria=criteria.offered_for(lesson, today=timezone.localtime(now).date()),
        by=actor_of(request),
        now=now,
    )


def _when(pressed: int | None, sending: int | None, now: datetime) -> datetime:
    """When it was seen: of what a device kept, only how long it was kept counts."""
    if pressed is None or sending is None:
        return now
    at = [datetime.fromtimestamp(one / 1000, UTC) for one in (pressed, sending)]
    return Press.sent(
        pressed=at[0], sending=at[1], received_at=now, key="", through=""
    ).at


def _kept(request: HttpRequest, pk: int) -> HttpResponse:
    """A note that a device kept: what became of it, in the form of the presses
    (`sessions.views.marks`). Where it is refused, why: the device keeps the words and shows it."""
    now = timezone.now()
    form = NewNoteForm(request.POST)
    said: dict = {"key": request.POST.get("client_key", "")}
    try:
        lesson = _lesson(request, pk)
        entry = _own_line(request, lesson)
        if not form.is_valid():
            raise Refused(
                " ".join(one for all_ in form.errors.values() for one in all_)
            )
        note = _take(request, lesson, entry, form, now)
        said |= {
            "state": SAVED,
            "words": "",
            "time": f"{timezone.localtime(note.at):%H:%M}",
            "url": reverse("lessons:observation_note", args=[note.pk]),
        }
    except (Http404, PermissionDenied):
        said |= {
            "state": REFUSED,
            "words": _(
                "You are not on the list of this session, or it is no longer there."
            ),
        }
    except Refused as refusal:
        said |= {"state": REFUSED, "words": refusal.message}
    return JsonResponse({"marks": [said]})


def _page(
    request: HttpRequest, lesson: Lesson, form: NewNoteForm, now: datetime
) -> dict:
    own = observing.own_observation(lesson, person_of(request))
    offered = (
        own.criteria
        if own and own.criteria
        else criteria.offered_for(lesson, today=timezone.localtime(now).date())
    )
    return {
        "lesson": lesson,
        "exchange": lesson.exchange,
        "form": form,
        "key": form["client_key"].value() or secrets.token_hex(16),
        "moments": Moment.choices,
        "refusal": observing.refusal(lesson, now=now),
        "observation": own,
        "shared": own is not None and own.state == ObservationState.SHARED,
        "notes": own.notes.filter(removed_at=None).order_by("-at", "-pk")
        if own
        else [],
        "criteria": offered,
        "written": own.words.count() if own else 0,
        "prompts": offered.rows.all() if offered else [],
        "back_url": reverse("session", args=[lesson.exchange_id]),
    }


@never_cache
@form_page
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """What the observer writes to each criterion of the set; one press keeps all of it."""
    lesson = _lesson(request, pk)
    entry = _own_line(request, lesson)
    now = timezone.now()
    own = observing.own_observation(lesson, person_of(request))
    offered = (own and own.criteria) or criteria.offered_for(
        lesson, today=timezone.localtime(now).date()
    )
    if offered is None:
        raise Http404
    written = {one.criterion_id: one for one in own.words.all()} if own else {}
    form = WordsToCriteriaForm(
        request.POST if request.method == "POST" else None,
        rows=offered.rows.all(),
        words=written,
        giving=observing.gives_points(lesson),
    )
    if form.is_valid():
        try:
            if form.said:
                actions.write_words(
                    lesson=lesson,
                    entry=entry,
                    criteria=offered,
                    said=form.said,
                    by=actor_of(request),
                    now=now,
                )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."), extra_tags=f"words-{pk}")
            return redirect("lessons:observe", pk)
    context = {
        "lesson": lesson,
        "form": form,
        "criteria": offered,
        "shared": own is not None and own.state == ObservationState.SHARED,
        "refusal": observing.refusal(lesson, now=now),
        "back_url": reverse("lessons:observe", args=[pk]),
    }
    status = 422 if form.errors else 200
    return render(request, "lessons/observing/words.html", context, status=status)


def _shared(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    context = {
        "lesson": lesson,
        "exchange": lesson.exchange,
        "observations": observing.shared_with_teacher(lesson),
        "giving": observing.gives_points(lesson),
        "back_url": reverse("session", args=[lesson.exchange_id]),
    }
    return render(request, "lessons/observing/shared.html", context)


@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share one's notes with who taught the lesson, or keep them to oneself again."""
    lesson = _lesson(request, pk)
    _own_line(request, lesson)
    own = observing.own_observation(lesson, person_of(request))
    if own is None:
        messages.error(request, _("There is no note yet that could be shared."))
    elif request.POST.get("share") == "yes":
        actions.share_observation(
            observation=own, by=actor_of(request), now=timezone.now()
        )
        messages.success(request, _("Who taught the lesson reads your notes now."))
    else:
        actions.keep_observation(observation=own, by=actor_of(request))
        messages.success(request, _("Only you read your notes now."))
    return redirect("lessons:observe", pk)


@never_cache
@form_page
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct or remove a note of one's own."""
    row = get_object_or_404(observing.own_notes(person_of(request)), pk=pk)
    lesson = row.observation.lesson
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_note(note=row, by=actor_of(request), now=timezone.now())
        messages.success(request, _("The note is removed."))
        return redirect("lessons:observe", lesson.pk)
    initial = {"moment": row.moment, "text": row.text, "version": row.version}
    form = CorrectNoteForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    if form.is_valid():
        try:
            actions.correct_note(note=row, by=actor_of(request), **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The note is corrected."))
            return redirect("lessons:observe", lesson.pk)
    context = {
        "note": row,
        "lesson": lesson,
        "form": form,
        "cancel": reverse("lessons:observe", args=[lesson.pk]),
        "back_url": reverse("lessons:observe", args=[lesson.pk]),
    }
    return render(request, "lessons/observing/note.html", context)
