"""What the session page shows of a session's photos and news."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from reports.models import Article, Photo
from sessions.models import ExchangeSession


@dataclass(frozen=True)
class Papers:
    """The photos of a session, and its news as far as this person may see them, newest first."""

    photos: list[Photo]
    articles: list[Article]


def papers_of(exchange: ExchangeSession, user: User) -> Papers:
    """Photos and articles of a session that the user may see; two queries."""
    return Papers(
        photos=list(Photo.objects.filter(exchange=exchange)),
        articles=list(
            Article.objects.visible_to(user).filter(exchanges=exchange).order_by("-pk")
        ),
    )
