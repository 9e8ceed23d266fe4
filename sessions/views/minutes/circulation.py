"""Minutes read, sent round, answered, confirmed, opened again; and their pages written by hand."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import form_page, require
from accounts.addresses import attachment
from accounts.forms import add_refusal
from accounts.text import whole_number
from accounts.verbs import Refused, person_of
from clusters.acting import actor_at
from sessions import actions
from sessions.forms.minutes.circulation import (
    CirculateForm,
    CommentForm,
    ReopenForm,
    ResponseForm,
)
from sessions.minutes import handwritten, page, rights, words
from sessions.minutes.circulation import concerned_schools, edited_since, usual_days
from sessions.minutes.reading import reading_of
from sessions.models import Minutes, MinutesAnswer, MinutesFile, MinutesState
from sessions.views.minutes.writing import minutes_visible


def _to_send(request: HttpRequest, pk: int) -> Minutes:
    minutes = minutes_visible(request, pk)
    require(rights.can_circulate(person_of(request), minutes.exchange))
    return minutes


@require_safe
def minutes_one(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """The minutes to be read: as sent round last, or one revision; for their writers, before they were
    ever sent, as they are."""
    minutes = minutes_visible(request, pk)
    user = person_of(request)
    writes = rights.can_write_minutes(user, minutes.exchange)
    reading = reading_of(minutes, number, user=user, writes=writes)
    if reading is None:
        raise Http404
    context = {
        "minutes": minutes,
        "exchange": minutes.exchange,
        "reading": reading,
        "words": words,
        "writes": writes
        and minutes.exchange.open_to_edits
        and minutes.state != MinutesState.CONFIRMED,
        "sends": rights.can_circulate(user, minutes.exchange)
        and minutes.exchange.open_to_edits,
        "confirms": minutes.state == MinutesState.CIRCULATED
        and rights.can_confirm(user, minutes.exchange),
        "comment": CommentForm(),
        "response": ResponseForm(),
    }
    return render(request, "sessions/minutes/one.html", context)


@form_page
def minutes_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how many days the schools have, and send; what changed since the last time stands here."""
    minutes = _to_send(request, pk)
    content = page.content_of(minutes)
    newest = minutes.revisions.filter(number=minutes.head).first()
    now, days = timezone.now(), usual_days(minutes.exchange)
    form = CirculateForm(
        request.POST or None, again=newest is not None, initial={"days": days}
    )
    if request.method == "POST" and form.is_valid():
        try:
            revision = actions.circulate(
                minutes=minutes,
                days=form.cleaned_data["days"],
                note=form.cleaned_data.get("note", ""),
                by=actor_at(request, minutes.exchange.lead),
                now=now,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Sent round. The schools answer until %(day)s.")
                % {"day": f"{revision.answer_until:%d/%m/%Y}"},
            )
            return redirect("sessions:minutes_one", minutes.pk)
    today = timezone.localdate(now)
    context = {
        "minutes": minutes,
        "exchange": minutes.exchange,
        "form": form,
        "content": content,
        "schools": concerned_schools(minutes.exchange, today=today),
        "newest": newest,
        "same": newest is not None
        and minutes.state == MinutesState.CIRCULATED
        and not edited_since(newest, content, minutes),
        "changes": page.changes(page.content_from(newest.content), content)
        if newest
        else [],
        "asides": minutes.asides.count(),
        "until": today + timedelta(days=days),
    }
    return render(request, "sessions/minutes/send.html", context)


def _answer(request: HttpRequest, pk: int) -> MinutesAnswer:
    """The answer's row of minutes that this person sees."""
    rows = MinutesAnswer.objects.visible_to(person_of(request)).select_related(
        "revision__minutes__exchange__lead_cluster",
        "revision__minutes__exchange__lead_school",
        "revision__minutes__exchange__lead_authority",
        "school",
    )
    return get_object_or_404(rows, pk=pk)


@require_POST
def minutes_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A school confirms or comments; the form stands on the page of the minutes."""
    answer = _answer(request, pk)
    require(rights.can_answer(person_of(request), answer))
    form = CommentForm(request.POST)
    says = request.POST.get("answer", "")
    text = form.data.get("text", "") if says == MinutesAnswer.Answer.COMMENTS else ""

    def act() -> str:
        actions.answer_minutes(
            answer=answer,
            says=says,
            text=text,
            by=actor_at(request, answer.school),
            now=timezone.now(),
        )
        if says == MinutesAnswer.Answer.AGREES:
            return _("%(school)s has confirmed the minutes.") % {
                "school": answer.school
            }
        return _("The comment was sent to those who write the minutes.")

    return _pressed(request, answer.revision.minutes, act, draft=f"answer-{answer.pk}")


@require_POST
def minutes_respond(request: HttpRequest, pk: int) -> HttpResponse:
    """The writers answer a comment."""
    answer = _answer(request, pk)
    exchange = answer.revision.minutes.exchange
    require(rights.can_circulate(person_of(request), exchange))

    def act() -> str:
        actions.respond(
            answer=answer,
            text=request.POST.get("text", ""),
            by=actor_at(request, exchange.lead),
            now=timezone.now(),
        )
        return _("The answer was sent to the school.")

    return _pressed(
        request, answer.revision.minutes, act, draft=f"response-{answer.pk}"
    )


@require_POST
def minutes_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = minutes_visible(request, pk)
    require(rights.can_confirm(person_of(request), minutes.exchange))

    def act() -> str:
        actions.confirm_minutes(
            minutes=minutes,
            by=actor_at(request, minutes.exchange.lead),
            now=timezone.now(),
        )
        return _("The minutes are confirmed; they do not change any more.")

    return _pressed(request, minutes, act)


def _pressed(
    request: HttpRequest, minutes: Minutes, act: Callable[[], str], draft: str = ""
) -> HttpResponse:
    """Do what a button asks, and say so on the page of the minutes."""
    try:
        done = act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done, extra_tags=draft)
    return redirect("sessions:minutes_one", minutes.pk)


@form_page
def minutes_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then open confirmed minutes again."""
    minutes = _to_send(request, pk)
    if minutes.state != MinutesState.CONFIRMED:
        messages.info(request, _("These minutes are open already."))
        return redirect("sessions:minutes_one", minutes.pk)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_minutes(
                minutes=minutes,
                reason=form.cleaned_data["reason"],
                by=actor_at(request, minutes.exchange.lead),
                now=timezone.now(),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("The minutes are open again. The confirmed ones stay to be read."),
            )
            return redirect("sessions:minutes_edit", minutes.pk)
    context = {"minutes": minutes, "exchange": minutes.exchange, "form": form}
    return render(request, "sessions/minutes/reopen.html", context)


# --- pages written by hand ------------------------------------------------------------------------


@require_POST
def minutes_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """Add pages written by hand, or take one off."""
    minutes = minutes_visible(request, pk)
    require(rights.can_write_minutes(person_of(request), minutes.exchange))
    by, now = actor_at(request, minutes.exchange.lead), timezone.now()
    try:
        if removed := request.POST.get("remove", ""):
            key = whole_number(removed, 0)
            actions.remove_page(minutes=minutes, pk=key, by=by, now=now)
            messages.success(request, _("The page was taken off."))
        else:
            _add_pages(request, minutes, by, now)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("sessions:minutes_edit", minutes.pk)


def _add_pages(request: HttpRequest, minutes: Minutes, by, now) -> None:
    uploads = request.FILES.getlist("page")
    if not uploads:
        raise Refused(_("Please choose a photo or a PDF file."))
    added = 0
    for upload in uploads[: actions.MOST_PAGES]:
        if (upload.size or 0) > handwritten.MOST_BYTES:
            data = b" " * (handwritten.MOST_BYTES + 1)
        else:
            data = upload.read()
        try:
            kept = handwritten.read(data)
        except handwritten.WrongFile as wrong:
            messages.error(request, f"{upload.name}: {wrong}")
            continue
        actions.add_page(
            minutes=minutes, page=kept, name=upload.name or "", by=by, now=now
        )
        added += 1
    if added:
        messages.success(request, _("The pages are added to the minutes."))


@require_safe
def minutes_file(request: HttpRequest, pk: int) -> FileResponse:
    """A page written by hand, for whoever sees the minutes; taken off, for whoever writes them or reads
    a revision that names it."""
    user = person_of(request)
    rows = MinutesFile.objects.visible_to(user).select_related("minutes__exchange")
    row = get_object_or_404(rows, pk=pk)
    if not (rights.can_write_minutes(user, row.minutes.exchange) or row.was_sent_round):
        raise Http404
    try:
        opened = row.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=row.content_type)
    response["Content-Disposition"] = attachment(row.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response
