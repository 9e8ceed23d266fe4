"""Articles with photos, made by hand, for the machines that print them."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from clusters.models import Cluster
from reports.models import Article, ArticleRevision, ArticleState, Photo
from tests.reports.rendering.samples import drawn

BLOCKS = [
    {"id": "b1", "type": "paragraph", "text": "Thực hiện Kế hoạch số 23/KH-DTBTNS, các trường trong cụm đã sinh hoạt chuyên môn."},
    {"id": "b2", "type": "heading", "text": "Dạy minh họa"},
    {
        "id": "b3",
        "type": "lessons",
        "rows": [
            {"order": 1, "subject": "KHTN", "klass": "8A2", "topic": "Áp suất chất lỏng", "teachers": "Vàng Thị Mai", "school": ""}
        ],
    },
]  # fmt: skip


def make_photo(*, seed: int = 1, caption: str = "", **owner) -> Photo:
    """A drawn photo with its print file in storage; `owner` is article=… or exchange=…."""
    data = drawn(640, 480, seed=seed)
    name = default_storage.save(f"photos/print/drawn-{seed}.jpg", ContentFile(data))
    owner.setdefault("consent", Photo.Consent.NOT_NEEDED)
    return Photo.objects.create(
        **owner,
        order=seed,
        caption=caption,
        print_file=name,
        screen_file=name,
        thumb_file=name,
        width=640,
        height=480,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def make_article(
    *,
    cluster: Cluster,
    title: str = "Sinh hoạt chuyên môn theo nghiên cứu bài học",
    exchanges=(),
    photos: int = 0,
    published_at=None,
    blocks=None,
    **fields,
) -> Article:
    """An article with one revision; published if `published_at` is given."""
    article = Article.objects.create(
        cluster=cluster,
        title=title,
        head=1,
        state=ArticleState.PUBLISHED if published_at else ArticleState.DRAFT,
        published_at=published_at,
        **fields,
    )
    article.exchanges.set(exchanges)
    made = [
        make_photo(seed=number, caption=f"Ảnh {number}", article=article)
        for number in range(1, photos + 1)
    ]
    grid = {
        "id": "b9",
        "type": "photos",
        "photos": [{"photo": photo.pk, "caption": ""} for photo in made],
    }
    write_revision(article, [*(blocks or BLOCKS), *([grid] if made else [])])
    return article


def write_revision(article: Article, blocks: list[dict], *, lead: str = "") -> None:
    """The next revision of an article, as its Save button would write it."""
    number = article.revisions.count() + 1
    ArticleRevision.objects.create(
        article=article, number=number, title=article.title, lead=lead, blocks=blocks
    )
    article.head = number
    article.save(update_fields=["head"])


def publish(article: Article, *, at=None) -> None:
    article.state = ArticleState.PUBLISHED
    article.published_at = at or timezone.now()
    article.save(update_fields=["state", "published_at"])
