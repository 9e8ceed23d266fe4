"""Articles as pages show them: blocks with their photos, and the questions behind the lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import User
from clusters.models import Cluster
from clusters.standing import standing_of
from reports.blocks import LESSON_COLUMNS, Block, cites_bases
from reports.checklist import PhotoOnPaper
from reports.merging import Part
from reports.models import (
    Article,
    ArticleDraft,
    ArticleRevision,
    ArticleState,
    Photo,
)
from reports.photo_lines import caption_of
from reports.photos import LACKING, photo_ids, photos_for, with_lines
from reports.wording.vietnamese import bind
from sessions.models import ExchangeSession

# What stays hidden from those who write and approve.
BEFORE_PUBLISHING = (Photo.Consent.WITHDRAWN,)


@dataclass(frozen=True)
class ShownPhoto:
    """A photo in a block. `photo` is None when it was taken down or may not be shown."""

    pk: int
    photo: Photo | None
    line: str
    own_line: str = ""


@dataclass(frozen=True)
class ShownBlock:
    """A block ready for a template: its type, its content, its photos."""

    kind: str
    said: dict[str, Any]
    photos: list[ShownPhoto] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    @property
    def cites_bases(self) -> bool:
        """A list of the papers it rests on: lines without bullets, as on paper."""
        return self.kind == "list" and cites_bases(self.said["items"])


def photos_by_id(article: Article, blocks: Iterable[Block]) -> dict[int, Photo]:
    """The photos of the report that the blocks show, with all their lines need (two queries)."""
    wanted = photo_ids(list(blocks))
    if not wanted:
        return {}
    found = with_lines(photos_for(article).filter(pk__in=wanted))
    return {photo.pk: photo for photo in found}


def shown(
    blocks: Iterable[Block],
    photos: dict[int, Photo],
    *,
    hidden: Iterable[str] = LACKING,
) -> list[ShownBlock]:
    """Blocks for reading: empty columns left out, numbers bound to their nouns, photos looked up.

    Photos whose consent is one of `hidden` are left out. Those who write and approve a report see the
    photos that are not settled yet (`BEFORE_PUBLISHING`), for it is they who have to settle them.
    """
    return [_shown(block, photos, frozenset(hidden)) for block in blocks]


def _shown(
    block: Block, photos: dict[int, Photo], hidden: frozenset[str]
) -> ShownBlock:
    kind = block["type"]
    if kind == "photos":
        looked_up = [
            one
            for one in (_photo(one, photos) for one in block["photos"])
            if one.photo and one.photo.consent not in hidden
        ]
        return ShownBlock(kind, block, photos=looked_up)
    if kind == "lessons":
        columns = [
            name
            for name in LESSON_COLUMNS
            if any(row.get(name) for row in block["rows"])
        ]
        return ShownBlock(kind, block, columns=columns)
    if kind in ("heading", "paragraph"):
        return ShownBlock(kind, {**block, "text": bind(block["text"])})
    return ShownBlock(kind, block)


def _photo(one: dict[str, Any], photos: dict[int, Photo]) -> ShownPhoto:
    photo = photos.get(one["photo"])
    own = caption_of(photo) if photo else ""
    return ShownPhoto(one["photo"], photo, one.get("caption") or own, own)


def side_by_side(parts: list[Part], photos: dict[int, Photo]) -> list[Part]:
    """The parts of two texts, each side ready to be read."""
    for part in parts:
        part.mine_shown = _one_shown(part.mine, photos)
        part.theirs_shown = _one_shown(part.theirs, photos)
    return parts


def _one_shown(block: Block | None, photos: dict[int, Photo]) -> ShownBlock | None:
    if block is None:
        return None
    return shown([block], photos, hidden=BEFORE_PUBLISHING)[0]


def on_paper(photos: dict[int, Photo]) -> dict[int, PhotoOnPaper]:
    """What the check list asks about photos."""
    return {
        pk: PhotoOnPaper(caption_of(photo), photo.consent not in LACKING)
        for pk, photo in photos.items()
    }


# --- lists ----------------------------------------------------------------------------------


def listed(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Articles with all that a row of a list shows."""
    return articles.select_related("cluster", "school", "authority", "created_by")


def with_thumbs(articles: Iterable[Article]) -> list[Article]:
    """The articles, each with `.thumb`: the first photo of its newest text that may be shown, or
    None (two queries)."""
    rows = list(articles)
    newest = ArticleRevision.objects.filter(
        article__in=rows, number=F("article__head")
    ).values_list("article_id", "blocks")
    wanted = {pk: photo_ids(blocks)[:3] for pk, blocks in newest}
    photos = Photo.objects.exclude(consent__in=LACKING).in_bulk(
        [photo for chosen in wanted.values() for photo in chosen]
    )
    for article in rows:
        chosen = (photos.get(pk) for pk in wanted.get(article.pk, []))
        article.thumb = next((photo for photo in chosen if photo), None)  # type: ignore[attr-defined]
    return rows


def awaiting(user: User) -> QuerySet[Article]:
    """Reports in review whose publication this person may approve (see `permissions`)."""
    standing = standing_of(user)
    head, authority = Cluster.NewsApprover.HEAD, Cluster.NewsApprover.AUTHORITY
    approves = (
        Q(cluster__in=standing.headed_clusters, cluster__news_approver=head)
        | Q(
            cluster__managing_authority__in=standing.authorities,
            cluster__news_approver=authority,
        )
        | Q(school__in=standing.led_schools)
        | Q(authority__in=standing.officer_of)
    )
    return Article.objects.filter(approves, state=ArticleState.IN_REVIEW).order_by(
        "sent_at", "pk"
    )


def begun_by(user: User) -> QuerySet[Article]:
    """The person's own reports that came back with a reason, then those that were not sent yet."""
    return Article.objects.filter(
        created_by=user, state__in=[ArticleState.RETURNED, ArticleState.DRAFT]
    ).order_by("-state", "-pk")


def kept_drafts(user: User) -> QuerySet[ArticleDraft]:
    """What the person typed and did not save in reports that went on without it, the newest first."""
    return (
        ArticleDraft.objects.filter(
            user=user, article__in=Article.objects.visible_to(user).values("pk")
        )
        .exclude(article__state__in=[ArticleState.DRAFT, ArticleState.RETURNED])
        .select_related("article__cluster", "article__school", "article__authority")
        .order_by("-saved_at", "-pk")
    )


def sessions_in_order(article: Article) -> list[ExchangeSession]:
    """The sessions an article tells of, in the order in which they were added to it."""
    told = article.exchanges.through._base_manager.filter(article=article)
    return [
        row.exchangesession
        for row in told.select_related("exchangesession").order_by("pk")
    ]


def sessions_of(article: Article) -> list[ExchangeSession]:
    """The sessions an article tells of, with what its side panel shows."""
    return list(
        article.exchanges.select_related("cluster").prefetch_related(
            "units__school", "units__authority", "units__cluster", "roster", "lessons"
        )
    )
