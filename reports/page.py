"""What the session page shows of a session's photos and news."""

from dataclasses import dataclass

from accounts.models import User
from reports.models import Article, Photo
from sessions.models import ExchangeSession


@dataclass(frozen=True)
class Papers:
    """The photos of a session in order, and its news as far as this person may see them, newest
    first."""

    photos: list[Photo]
    articles: list[Article]


def papers_of(exchange: ExchangeSession, user: User) -> Papers:
    """Photos and articles of a session that the user may see; two queries. Photos whose consent was
    withdrawn stay on the page of photos."""
    photos = exchange.photos.exclude(consent=Photo.Consent.WITHDRAWN)
    articles = (
        Article.objects.visible_to(user)
        .filter(exchanges=exchange)
        .select_related("cluster", "school", "authority")
        .order_by("-pk")
    )
    return Papers(photos=list(photos), articles=list(articles))
