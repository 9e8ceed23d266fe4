"""What a page shows about photos: one row each, with its line, its consent, and what is lacking."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from reports.models import (
    Article,
    ArticleRevision,
    ArticleState,
    Bulletin,
    BulletinState,
    Photo,
)
from sessions.models import ExchangeSession, Lesson

LACKING = (Photo.Consent.UNSAID, Photo.Consent.MISSING, Photo.Consent.WITHDRAWN)


def photos_of(exchange: ExchangeSession) -> QuerySet[Photo]:
    """The photos of a session in order, with all that their lines need (three queries)."""
    return with_lines(exchange.photos.all())


def photos_for(article: Article) -> QuerySet[Photo]:
    """The photos that a report may show: its own, and those of the sessions it tells of.

    A block names photos by number, and numbers can be typed: one of another session is none of its.
    """
    told = article.exchanges.through._base_manager.filter(article=article)
    return Photo.objects.filter(
        Q(exchange__in=told.values("exchangesession")) | Q(article=article)
    )


def photos_on_paper(
    revisions: Iterable[ArticleRevision],
) -> dict[int, dict[int, Photo]]:
    """For each revision the photos that it names, may show (see `photos_for`) and that lack no
    consent; four queries however many revisions."""
    rows = list(revisions)
    named = {row.pk: photo_ids(row.blocks) for row in rows}
    found = with_lines(
        Photo.objects.filter(pk__in={pk for pks in named.values() for pk in pks})
    ).exclude(consent__in=LACKING)
    photos = found.in_bulk()
    told = set(
        Article.exchanges.through._base_manager.filter(
            article__in=[row.article_id for row in rows]
        ).values_list("article_id", "exchangesession_id")
    )
    return {
        row.pk: {
            pk: photo
            for pk in named[row.pk]
            if (photo := photos.get(pk)) is not None
            and (
                photo.article_id == row.article_id
                or (row.article_id, photo.exchange_id) in told
            )
        }
        for row in rows
    }


def with_lines(photos: QuerySet[Photo]) -> QuerySet[Photo]:
    """Photos with all that `caption_of` reads."""
    return photos.select_related(
        "exchange", "lesson__subject", "lesson__grade", "uploaded_by"
    ).prefetch_related("lesson__teachers")


def lessons_to_choose(exchange: ExchangeSession) -> QuerySet[Lesson]:
    """The lessons of a session with all that their lines need."""
    return exchange.lessons.select_related("subject", "grade").prefetch_related(
        "teachers"
    )


def values_of(photo: Photo) -> dict[str, Any]:
    """What a person says of a photo, as it stands."""
    names = ("caption", "lesson_id", "consent", "consent_note")
    return {name: getattr(photo, name) for name in names}


def lacking_consent(photos: Iterable[Photo]) -> list[Photo]:
    """Photos that may not be published: pupils can be recognised and consent lacks, or nobody said."""
    return [photo for photo in photos if photo.consent in LACKING]


def neighbours(
    photo: Photo, photos: list[Photo]
) -> tuple[int, Photo | None, Photo | None]:
    """The place of a photo among these, from 1, with the one before and the one after it."""
    place = next((n for n, one in enumerate(photos) if one.pk == photo.pk), None)
    if place is None:
        return 0, None, None
    before = photos[place - 1] if place else None
    after = photos[place + 1] if place + 1 < len(photos) else None
    return place + 1, before, after


def articles_showing(photo: Photo) -> list[Article]:
    """The published reports whose newest revision shows this photo: their prints hold it already."""
    return [
        article
        for article in _showing(photo)
        if article.state == ArticleState.PUBLISHED
    ]


def bulletins_showing(photo: Photo) -> list[Bulletin]:
    """The bulletins with a report that shows this photo, also one taken down since: their prints hold it."""
    return list(
        Bulletin.objects.filter(entries__article__in=_showing(photo))
        .exclude(state=BulletinState.COLLECTING)
        .distinct()
    )


def _showing(photo: Photo) -> list[Article]:
    newest = ArticleRevision.objects.filter(
        Q(article__exchanges=photo.exchange_id) | Q(article=photo.article_id),
        number=F("article__head"),
    ).select_related("article")
    showing = {
        revision.article_id: revision.article
        for revision in newest
        if photo.pk in photo_ids(revision.blocks)
    }
    return list(showing.values())


def photo_ids(blocks: list[dict]) -> list[int]:
    """The photos that blocks show, in order."""
    return [
        one["photo"]
        for block in blocks
        if block.get("type") == "photos"
        for one in block.get("photos", [])
    ]
