"""From an article's blocks to the document that the ink takes. Reads photos, writes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils import timezone

from reports.blocks import LESSON_COLUMNS, cites_bases
from reports.models import Article, ArticleRevision, ArticleState, Photo
from reports.photo_lines import caption_of
from reports.photos import photos_on_paper
from reports.rendering import document as ink
from reports.wording.vietnamese import bind, school, school_line, upper_first

KICKER = "Bản tin sinh hoạt chuyên môn"
# On every page of a text that nobody has approved yet: files are passed on.
NOT_APPROVED = "Bản nháp – chưa duyệt"
_FINAL = (ArticleState.PUBLISHED, ArticleState.WITHDRAWN)


def news_document(
    article: Article, revision: ArticleRevision
) -> tuple[ink.NewsDocument, dict[str, str]]:
    """The document of one revision, and for each photo key the path of its print file in storage.

    Empty blocks are dropped, and photos that were taken down or that lack consent: a paper travels. A
    photo whose file is lost keeps its place, and the ink draws a placeholder. What is not published
    is marked as such on every page.
    """
    document, paths = _document(
        article, revision, photos_on_paper([revision])[revision.pk]
    )
    if article.state not in _FINAL:
        document = replace(document, mark=NOT_APPROVED)
    return document, paths


def news_documents(
    articles: Iterable[int],
) -> dict[int, tuple[ink.NewsDocument, dict[str, str]]]:
    """The documents of the newest revisions of several articles, by id of the article; as many
    questions for one as for a hundred. Raises DoesNotExist where an article lacks its newest text."""
    wanted = set(articles)
    newest = ArticleRevision.objects.filter(
        article__in=wanted, number=F("article__head")
    ).select_related("article__cluster", "article__school", "article__authority")
    revisions = list(newest)
    if lost := wanted - {revision.article_id for revision in revisions}:
        raise ArticleRevision.DoesNotExist(f"no newest text of articles {sorted(lost)}")
    photos = photos_on_paper(revisions)
    return {
        revision.article_id: _document(revision.article, revision, photos[revision.pk])
        for revision in revisions
    }


def _document(
    article: Article, revision: ArticleRevision, photos: dict[int, Photo]
) -> tuple[ink.NewsDocument, dict[str, str]]:
    paths: dict[str, str] = {
        f"photo-{photo.pk}": photo.print_file.name for photo in photos.values()
    }
    blocks = tuple(
        made for block in revision.blocks if (made := _block(block, photos)) is not None
    )
    published = article.day
    # A file needs some date of its own; the revision's day is a fact and does not move.
    metadata = published or timezone.localdate(revision.saved_at)
    document = ink.NewsDocument(
        kicker=KICKER,
        title=bind(revision.title),
        lead=bind(revision.lead),
        publisher=bind(_publisher(article)),
        issued_on=published.isoformat() if published else None,
        metadata_date=metadata.isoformat(),
        running=bind(revision.title),
        blocks=blocks,
    )
    return document, paths


def _publisher(article: Article) -> str:
    if article.school and not article.publisher_as_printed:
        return upper_first(school(article.school.name_on(article.day)))
    return article.publisher_label


def _block(block: dict[str, Any], photos: dict[int, Photo]) -> ink.Block | None:
    """One stored block as a block of the document; None if nothing would be printed."""
    kind = block.get("type")
    if kind in {"heading", "paragraph"}:
        text = bind(block.get("text", "").strip())
        made = ink.Heading if kind == "heading" else ink.Paragraph
        return made(text) if text else None
    if kind == "list":
        items = tuple(
            bind(item.strip()) for item in block.get("items", []) if item.strip()
        )
        made = ink.Bases if cites_bases([*items]) else ink.BulletList
        return made(items) if items else None
    if kind == "people":
        groups = tuple(
            ink.PeopleGroup(
                bind(group.get("unit", "").strip()),
                tuple(
                    bind(one.strip()) for one in group.get("entries", []) if one.strip()
                ),
            )
            for group in block.get("groups", [])
        )
        kept = tuple(group for group in groups if group.unit or group.entries)
        return ink.People(kept) if kept else None
    if kind == "lessons":
        rows = tuple(
            ink.LessonRow(
                **{
                    name: str(row.get(name, "") or "").strip()
                    for name in LESSON_COLUMNS
                }
            )
            for row in block.get("rows", [])
        )
        return ink.Lessons(rows) if rows else None
    if kind == "photos":
        shown = tuple(
            _photo(one, photos[one["photo"]])
            for one in block.get("photos", [])
            if one["photo"] in photos
        )
        return ink.Photos(shown) if shown else None
    name, label = block.get("name", "").strip(), block.get("label", "").strip()
    where = school_line(block.get("school", ""))
    return ink.Author(name, where, label) if name or where else None


def _photo(one: dict[str, Any], photo: Photo) -> ink.PhotoItem:
    line = one.get("caption", "").strip() or caption_of(photo)
    return ink.PhotoItem(
        key=f"photo-{photo.pk}",
        caption=bind(line),
        alt=line,
        width=photo.width,
        height=photo.height,
    )
