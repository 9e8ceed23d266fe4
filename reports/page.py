"""What the session page shows of a session's photos and news."""

from dataclasses import dataclass

from accounts.models import User
from clusters.standing import standing_of
from reports.models import Article, ArticleState, Photo
from reports.permissions import belongs_to_publisher
from sessions.models import ExchangeSession


@dataclass(frozen=True)
class Papers:
    """The photos of a session in order, and its news as far as this person may see them, newest
    first."""

    photos: list[Photo]
    articles: list[Article]


def papers_of(exchange: ExchangeSession, user: User) -> Papers:
    """Photos and articles of a session that the user may see; two queries. Photos whose consent was
    withdrawn stay on the page of photos.

    Call it only for a session that the user may see: what is published of it is then theirs to read
    (`Article.objects.visible_to`), and asking that again for each article would be dear.
    """
    photos = exchange.photos.exclude(consent=Photo.Consent.WITHDRAWN)
    articles = (
        Article.objects.filter(exchanges=exchange)
        .select_related("cluster", "school", "authority")
        .order_by("-pk")
    )
    return Papers(photos=list(photos), articles=_seen(list(articles), user))


def _seen(articles: list[Article], user: User) -> list[Article]:
    """Those that are published, or that the user writes or approves; officers may see more of what
    is not published, which costs them a query where there is such a thing.
    """
    unpublished = [one for one in articles if one.state != ArticleState.PUBLISHED]
    if not unpublished or user.is_superuser:
        return articles
    seen = {
        one.pk
        for one in unpublished
        if one.created_by_id == user.pk or belongs_to_publisher(user, one)
    }
    if standing_of(user).authorities:
        seen.update(
            Article.objects.visible_to(user)
            .filter(pk__in=[one.pk for one in unpublished])
            .values_list("pk", flat=True)
        )
    return [
        one for one in articles if one.state == ArticleState.PUBLISHED or one.pk in seen
    ]
