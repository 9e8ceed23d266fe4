"""Photos of a session: the page to add them, one photo, its file."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import pictures
from accounts.access import form_page, require
from accounts.forms import add_refusal
from accounts.text import whole_number
from accounts.verbs import Refused, actor_of
from reports import permissions
from reports.actions import photos as actions
from reports.forms.photos import BatchForm, ConsentForm, PhotoForm
from reports.models import Photo
from reports.photos import (
    articles_showing,
    lacking_consent,
    neighbours,
    photos_of,
    with_lines,
)
from sessions.models import ExchangeSession

_TYPES = {"print": "image/jpeg", "screen": "image/webp", "thumb": "image/webp"}
_MOST_FILES = 60


def _exchange(request: HttpRequest, pk: int) -> ExchangeSession:
    return get_object_or_404(
        ExchangeSession.objects.visible_to(request.user).select_related("cluster"),
        pk=pk,
    )


def _photo(request: HttpRequest, pk: int) -> Photo:
    visible = with_lines(Photo.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("article"), pk=pk)


@require_GET
def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """All photos of a session, and the form that adds more."""
    exchange = _exchange(request, pk)
    can_add = permissions.can_add_photos(request.user, exchange)
    can_arrange = permissions.can_arrange_photos(request.user, exchange)
    shown = _shown(request, exchange, can_arrange=can_arrange)
    waiting = [
        one
        for one in shown
        if one.consent == Photo.Consent.UNSAID
        and (can_arrange or one.uploaded_by_id == request.user.pk)
    ]
    context = {
        "exchange": exchange,
        "photos": shown,
        "count_words": _count_words(shown),
        "can_add": can_add,
        "can_arrange": can_arrange,
        "form": BatchForm(exchange=exchange, initial={"key": secrets.token_hex(12)}),
        "waiting": len(waiting),
        "consent_form": ConsentForm(prefix="all") if waiting else None,
    }
    return render(request, "reports/photos.html", context)


def _shown(
    request: HttpRequest, exchange: ExchangeSession, *, can_arrange: bool
) -> list[Photo]:
    """The photos of a session that this person may look at, in order."""
    found = list(photos_of(exchange))
    if not can_arrange:
        found = [photo for photo in found if _may_look(request, photo)]
    return found


def _count_words(shown: list[Photo]) -> str:
    """How many there are, and how many wait: the line in the head of the page."""
    lacking = len(lacking_consent(shown))
    words = ngettext("%(count)s photo", "%(count)s photos", len(shown))
    parts = [words % {"count": len(shown)}]
    if lacking:
        words = ngettext(
            "%(count)s cannot be published yet",
            "%(count)s cannot be published yet",
            lacking,
        )
        parts.append(words % {"count": lacking})
    return " · ".join(parts)


@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo, large, with what is known of it, its neighbours, and what may be done with it."""
    photo = _photo(request, pk)
    if not _may_look(request, photo):
        raise Http404
    exchange = photo.exchange
    can_arrange = exchange is not None and permissions.can_arrange_photos(
        request.user, exchange
    )
    beside = _shown(request, exchange, can_arrange=can_arrange) if exchange else [photo]
    number, before, after = neighbours(photo, beside)
    context = {
        "photo": photo,
        "home": _home(photo),
        "number": number,
        "total": len(beside),
        "before": before,
        "after": after,
        "can_arrange": can_arrange,
        "changeable": permissions.can_change_photo(request.user, photo),
    }
    return render(request, "reports/photo.html", context)


@login_not_required
@require_POST
def photo_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo by script (answer: its card, or a sentence), or all files of the plain form."""
    by_script = request.headers.get("X-Requested-With") == "upload"
    if not request.user.is_authenticated:
        return _signed_out(request, pk, by_script)
    exchange = _exchange(request, pk)
    require(permissions.can_add_photos(request.user, exchange))
    form = BatchForm(request.POST, exchange=exchange)
    files = request.FILES.getlist("photo")
    if by_script:
        return _one(request, exchange, form, files)
    return _several(request, exchange, form, files)


def _signed_out(request: HttpRequest, pk: int, by_script: bool) -> HttpResponse:
    # A redirect would look like success to the script, and the photo would be lost.
    if by_script:
        return _plain(
            _(
                "You were signed out. Please sign in again in another tab, then send this photo again here."
            ),
            401,
        )
    return redirect_to_login(reverse("reports:photos", args=[pk]))


def _plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(
        sentence, status=status, content_type="text/plain; charset=utf-8"
    )


def _given(form: BatchForm) -> dict:
    """What the form says of all photos. Whatever is wrong in it counts as not said."""
    form.is_valid()
    said = form.cleaned_data
    return {
        "lesson": said.get("lesson"),
        "consent": said.get("consent") or Photo.Consent.UNSAID,
    }


def _one(
    request: HttpRequest,
    exchange: ExchangeSession,
    form: BatchForm,
    files: list[UploadedFile],
) -> HttpResponse:
    if len(files) != 1:
        return _plain(_("Please choose a photo first."), 400)
    given = _given(form)
    # The form's own key is for the plain form; the script adds one for each file after it.
    key = (request.POST.getlist("key") or [""])[-1][:40]
    try:
        photo = actions.add(
            exchange=exchange,
            by=actor_of(request),
            data=pictures.read(files[0]),
            key=key,
            **given,
        )
    except pictures.TryAgain as refusal:
        return _plain(refusal.message, 503)
    except actions.AlreadyThere as refusal:
        return _plain(refusal.message, 409)
    except Refused as refusal:
        return _plain(refusal.message, 400)
    can_arrange = permissions.can_arrange_photos(request.user, exchange)
    shown = _shown(request, exchange, can_arrange=can_arrange)
    context = {
        "photo": photo,
        "can_arrange": can_arrange,
        "last": True,
        "count_words": _count_words(shown),
    }
    return render(request, "reports/_photo_card.html", context, status=201)


def _several(
    request: HttpRequest,
    exchange: ExchangeSession,
    form: BatchForm,
    files: list[UploadedFile],
) -> HttpResponse:
    given = _given(form)
    if not files:
        messages.error(request, _("Please choose a photo first."))
    key = form.cleaned_data.get("key") or secrets.token_hex(12)
    kept = 0
    for number, file in enumerate(files[:_MOST_FILES]):
        try:
            actions.add(
                exchange=exchange,
                by=actor_of(request),
                data=pictures.read(file),
                key=f"{key[:32]}-{number}",
                **given,
            )
            kept += 1
        except Refused as refusal:
            messages.error(
                request,
                _("“%(name)s”: %(sentence)s")
                % {"name": file.name, "sentence": refusal.message},
            )
    for file in files[_MOST_FILES:]:
        messages.error(
            request,
            _(
                "“%(name)s” was not taken: %(count)s photos at a time are enough. Please send it once more."
            )
            % {"name": file.name, "count": _MOST_FILES},
        )
    if kept:
        messages.success(
            request,
            ngettext("%(count)s photo was added.", "%(count)s photos were added.", kept)
            % {"count": kept},
        )
    return redirect("reports:photos", exchange.pk)


@form_page
def photo_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Caption, lesson and consent of one photo."""
    photo = _photo(request, pk)
    if not _may_look(request, photo):
        raise Http404
    require(permissions.can_change_photo(request.user, photo))
    form = PhotoForm(request.POST or None, instance=photo)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(photo=photo, by=actor_of(request), **form.described())
        except actions.Overtaken as overtaken:
            form = form.compared(overtaken.photo, overtaken.names)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The photo is saved."))
            return redirect(_home(photo))
    photo.refresh_from_db(fields=["caption", "lesson", "consent", "consent_note"])
    context = {
        "photo": photo,
        "form": form,
        "home": _home(photo),
        "showing": articles_showing(photo),
    }
    return render(request, "reports/photo_edit.html", context)


@form_page
def photo_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Are you sure, and then the photo is gone."""
    photo = _photo(request, pk)
    require(permissions.can_change_photo(request.user, photo))
    home = _home(photo)
    if request.method == "POST":
        try:
            actions.delete(photo=photo, by=actor_of(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The photo was taken down."))
        return redirect(home)
    context = {"photo": photo, "showing": articles_showing(photo)}
    return render(request, "reports/photo_delete.html", context)


@require_POST
def photo_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo of a session one place up or down."""
    exchange = _exchange(request, pk)
    require(permissions.can_arrange_photos(request.user, exchange))
    for name, step in (("up", -1), ("down", 1)):
        if number := whole_number(request.POST.get(name), 0):
            photo = get_object_or_404(exchange.photos, pk=number)
            actions.move(photo=photo, by=actor_of(request), step=step)
            return redirect(f"{_page(exchange)}#photo-{photo.pk}")
    return redirect("reports:photos", exchange.pk)


def _page(exchange: ExchangeSession) -> str:
    return reverse("reports:photos", args=[exchange.pk])


def _home(photo: Photo) -> str:
    """The page a photo belongs to: the photos of its session, else its article."""
    if photo.exchange is not None:
        return _page(photo.exchange)
    return reverse("reports:news", args=[photo.article_id])


@require_POST
def photo_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for all photos without an answer how it stands with consent: who writes the session down
    for all of them, others for their own. The script answers for those it has just sent (`photo`)."""
    exchange = _exchange(request, pk)
    can_arrange = permissions.can_arrange_photos(request.user, exchange)
    require(can_arrange or permissions.can_add_photos(request.user, exchange))
    by_script = request.headers.get("X-Requested-With") == "upload"
    sent = {whole_number(one, 0) for one in request.POST.getlist("photo")}
    form = ConsentForm(request.POST, prefix="all")
    if not form.is_valid():
        sentence = _("Please say first whether pupils can be recognised.")
        if by_script:
            return _plain(sentence, 400)
        messages.error(request, sentence)
        return redirect("reports:photos", exchange.pk)
    count = actions.settle_consent(
        exchange=exchange,
        by=actor_of(request),
        of=None if can_arrange else request.user,
        photos=sent if by_script else None,
        **form.cleaned_data,
    )
    if by_script:
        said = Photo(consent=form.cleaned_data["consent"])
        return render(request, "reports/_consent.html", {"photo": said})
    messages.success(
        request,
        ngettext("%(count)s photo is marked.", "%(count)s photos are marked.", count)
        % {"count": count},
    )
    return redirect("reports:photos", exchange.pk)


@require_GET
def photo_file(
    request: HttpRequest, pk: int, size: str, mark: str = ""
) -> HttpResponse:
    """A derivative of our own. With `mark`, the beginning of its hash, the address changes with the
    picture, so a browser may keep it."""
    photo = get_object_or_404(
        Photo.objects.visible_to(request.user).select_related("exchange", "article"),
        pk=pk,
        sha256__startswith=mark,
    )
    if not _may_look(request, photo):
        raise Http404
    stored = getattr(photo, f"{size}_file")
    try:
        with stored.open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=_TYPES[size])
    except OSError as error:
        raise Http404 from error
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = (
        "private, max-age=604800, immutable" if mark else "private, max-age=60"
    )
    return answer


def _may_look(request: HttpRequest, photo: Photo) -> bool:
    """After consent was withdrawn only those see a photo who look after it."""
    return photo.consent != Photo.Consent.WITHDRAWN or permissions.can_change_photo(
        request.user, photo
    )
