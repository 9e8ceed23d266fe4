"""Add, describe, order and take down photos."""

import logging
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import audit
from accounts.imaging import Derivatives
from accounts.models import User
from accounts.pictures import TryAgain, prepared
from accounts.verbs import Actor, Refused, no_room
from reports import bulletins, filing, production
from reports.models import Article, Bulletin, Photo
from reports.photo_lines import lesson_line
from reports.photos import LACKING, articles_showing, bulletins_showing, values_of
from sessions.actions.guard import lock
from sessions.models import ExchangeSession, Lesson, State

logger = logging.getLogger(__name__)

MOST_A_SESSION = 300


class AlreadyThere(Refused):
    """The session has this very picture; it is kept once."""


class Overtaken(Refused):
    """Somebody else changed `names` since the form was shown; `photo` is the row as it is now."""

    def __init__(self, photo: Photo, names: list[str]) -> None:
        super().__init__(
            _("Somebody else changed this photo meanwhile. Nothing was overwritten.")
        )
        self.photo, self.names = photo, names


def add(
    *,
    exchange: ExchangeSession,
    by: Actor,
    data: bytes,
    key: str,
    lesson: Lesson | None = None,
    consent: str = Photo.Consent.UNSAID,
    consent_note: str = "",
) -> Photo:
    """The photo, stored in three sizes without metadata, last in the session's order.

    The same `key` from the same person for the same session gives the photo that is there already:
    a second press and a retry on a bad line make one photo. Raises Refused with a sentence about
    the file, AlreadyThere when the session has this very picture, TryAgain when only the machine
    was busy.
    """
    if (there := _already(key, exchange, by)) is not None:
        return there
    if lesson is not None and lesson.exchange_id != exchange.pk:
        raise Refused(_("This lesson belongs to another session."), field="lesson")
    made = prepared(data)
    photo = Photo(
        exchange=exchange,
        lesson=lesson,
        width=made.width,
        height=made.height,
        consent=consent,
        consent_note=consent_note.strip(),
        client_key=key or None,
        uploaded_by=by.user,
    )
    photo.sha256 = made.sha256
    try:
        _store(photo, made)
    except OSError as error:
        filing.forget_all([], [photo])
        logger.exception("A photo could not be stored")
        raise TryAgain(no_room()) from error
    try:
        with transaction.atomic():
            _place_last(photo, exchange)
            audit.record(
                by=by,
                verb="photo.add",
                row=photo,
                after={"exchange": exchange.pk, "consent": consent},
            )
    except AlreadyThere:
        filing.forget_all([], [photo])
        # A second press at the same moment: the first one has just been kept.
        if (there := _already(key, exchange, by)) is not None:
            return there
        raise
    except IntegrityError as error:
        # The same key arrived twice at once: the other one won. Or it is somebody else's key.
        filing.forget_all([], [photo])
        if (there := _already(key, exchange, by)) is None:
            raise Refused(_("Please choose this photo again.")) from error
        return there
    except BaseException:
        filing.forget_all([], [photo])
        raise
    return photo


def _already(key: str, exchange: ExchangeSession, by: Actor) -> Photo | None:
    if not key:
        return None
    return Photo.objects.filter(
        client_key=key, exchange=exchange, uploaded_by=by.user
    ).first()


def _store(photo: Photo, made: Derivatives) -> None:
    """Write the three files under random names: nothing of the sender's name or place is kept."""
    name = secrets.token_hex(12)
    photo.print_file.save(f"{name}.jpg", ContentFile(made.printed), save=False)
    photo.screen_file.save(f"{name}.webp", ContentFile(made.screen), save=False)
    photo.thumb_file.save(f"{name}.webp", ContentFile(made.thumb), save=False)


def _place_last(photo: Photo, exchange: ExchangeSession) -> None:
    row = lock(exchange)
    if row.state == State.CANCELLED:
        raise Refused(
            _("This session was cancelled; photos cannot be added to it any more.")
        )
    if row.photos.count() >= MOST_A_SESSION:
        raise Refused(
            _(
                "This session has %(count)s photos already. Please take some down before adding more."
            )
            % {"count": MOST_A_SESSION}
        )
    same = row.photos.filter(sha256=photo.sha256).first()
    if same is not None:
        place = row.photos.filter(order__lte=same.order).count()
        raise AlreadyThere(
            _(
                "This picture is in the session already, as photo %(number)s. It is kept once."
            )
            % {"number": place}
        )
    photo.order = (row.photos.aggregate(last=Max("order"))["last"] or 0) + 1
    photo.save()


def change(
    *,
    photo: Photo,
    by: Actor,
    caption: str,
    lesson: Lesson | None,
    consent: str,
    consent_note: str = "",
    shown: Mapping[str, Any] | None = None,
) -> Photo:
    """Describe a photo. When it may not be shown any more, or may be again, published reports that
    show it are printed again.

    `shown` is what the form showed when it was opened (`reports.photos.values_of`): what the person
    left as it was stays as it is now, and raises `Overtaken` for what somebody else changed
    meanwhile, so that a withdrawn consent never comes back unseen.

    A caption that says what its lesson says is kept empty, so that it goes on
    following corrections of the lesson; any other caption stays as it was typed."""
    with transaction.atomic():
        row = _locked(photo)
        if lesson is not None and lesson.exchange_id != row.exchange_id:
            raise Refused(_("This lesson belongs to another session."), field="lesson")
        typed = " ".join(caption.split())
        if lesson is not None and row.exchange is not None:
            lines = {lesson_line(lesson, row.exchange.address)}
            if row.lesson is not None:
                lines.add(lesson_line(row.lesson, row.exchange.address))
            typed = "" if typed in lines else typed
        wanted: dict[str, Any] = {
            "caption": typed,
            "lesson_id": lesson.pk if lesson else None,
            "consent": consent,
            "consent_note": consent_note.strip(),
        }
        before = values_of(row)
        if shown is not None:
            wanted = _meant(row, wanted, shown)
            consent = wanted["consent"]
        changed = [name for name, value in wanted.items() if before[name] != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, wanted[name])
        row.save(update_fields=[name.removesuffix("_id") for name in changed])
        verb = (
            "photo.withdraw_consent"
            if "consent" in changed and consent == Photo.Consent.WITHDRAWN
            else "photo.change"
        )
        audit.record(
            by=by,
            verb=verb,
            row=row,
            before={name: before[name] for name in changed},
            after={name: wanted[name] for name in changed},
        )
        if (before["consent"] in LACKING) != (consent in LACKING):
            _print_again(articles_showing(row), bulletins_showing(row), by)
    return row


def _meant(
    row: Photo, wanted: dict[str, Any], shown: Mapping[str, Any]
) -> dict[str, Any]:
    """What the person changed, the rest as it is in the row."""
    stored = values_of(row)
    touched = [name for name in wanted if wanted[name] != shown[name]]
    crossed = [
        name for name in touched if stored[name] not in (shown[name], wanted[name])
    ]
    if crossed:
        raise Overtaken(row, crossed)
    return {**stored, **{name: wanted[name] for name in touched}}


def _print_again(published: list[Article], gathered: list[Bulletin], by: Actor) -> None:
    """New papers of published reports and of bulletins, with the photos that may be shown now."""
    for article in published:
        production.request_news_paper(article, by)
    for bulletin in gathered:
        bulletins.print_again(bulletin)


def settle_consent(
    *,
    exchange: ExchangeSession,
    by: Actor,
    consent: str,
    consent_note: str = "",
    of: User | None = None,
    photos: Collection[int] | None = None,
) -> int:
    """Answer for all photos of a session about which nobody has said anything how it stands; with
    `of` only those that this person sent, with `photos` only these. An answer that somebody gave
    stays. How many were changed."""
    with transaction.atomic():
        ExchangeSession.objects.select_for_update().get(pk=exchange.pk)
        found = exchange.photos.filter(consent=Photo.Consent.UNSAID)
        if of is not None:
            found = found.filter(uploaded_by=of)
        if photos is not None:
            found = found.filter(pk__in=photos)
        waiting = list(found)
        for photo in waiting:
            photo.consent, photo.consent_note = consent, consent_note.strip()
            photo.save(update_fields=["consent", "consent_note"])
            audit.record(
                by=by,
                verb="photo.change",
                row=photo,
                before={"consent": Photo.Consent.UNSAID},
                after={"consent": consent, "consent_note": photo.consent_note},
            )
        if consent not in LACKING:
            _print_again(
                list(
                    dict.fromkeys(
                        one for photo in waiting for one in articles_showing(photo)
                    )
                ),
                list(
                    dict.fromkeys(
                        one for photo in waiting for one in bulletins_showing(photo)
                    )
                ),
                by,
            )
    return len(waiting)


def move(*, photo: Photo, by: Actor, step: int) -> None:
    """One place up (`step` −1) or down (+1) in the session's order; at the end nothing happens."""
    with transaction.atomic():
        ExchangeSession.objects.select_for_update().get(pk=photo.exchange_id)  # type: ignore[misc]  # only a session's photos have places
        photos = list(Photo.objects.filter(exchange_id=photo.exchange_id))
        here = next(
            (place for place, one in enumerate(photos) if one.pk == photo.pk), None
        )
        if here is None or not 0 <= here + step < len(photos):
            return
        photos[here], photos[here + step] = photos[here + step], photos[here]
        for place, one in enumerate(photos, start=1):
            if one.order != place:
                one.order = place
                one.save(update_fields=["order"])
        audit.record(by=by, verb="photo.move", row=photo, after={"step": step})


def delete(*, photo: Photo, by: Actor) -> None:
    """Take a photo down: row and files. The log keeps that it was there and who took it down.

    Published reports that showed it are printed again without it.
    """
    with transaction.atomic():
        row = _locked(photo)
        audit.record(
            by=by,
            verb="photo.delete",
            row=row,
            before={
                "exchange": row.exchange_id,
                "article": row.article_id,
                "sha256": row.sha256,
                "consent": row.consent,
                "uploaded_by": row.uploaded_by_id,
            },
        )
        published, gathered = articles_showing(row), bulletins_showing(row)
        row.delete()
        _print_again(published, gathered, by)
        transaction.on_commit(lambda: filing.forget_all([], [photo]))


def _locked(photo: Photo) -> Photo:
    row = Photo.objects.select_for_update(of=("self",)).filter(pk=photo.pk)
    found = (
        row.select_related("exchange", "lesson__subject", "lesson__grade")
        .prefetch_related("lesson__teachers")
        .first()
    )
    if found is None:
        raise Refused(_("This photo was taken down in the meantime."))
    return found
