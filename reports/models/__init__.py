"""What is written: photos, news articles, printable papers, bulletins."""

from reports.models.article import (
    ARTICLE_MOVES,
    Article,
    ArticleDraft,
    ArticleRevision,
    ArticleState,
)
from reports.models.bulletin import (
    BULLETIN_MOVES,
    Bulletin,
    BulletinEntry,
    BulletinState,
)
from reports.models.installation import Installation
from reports.models.paper import PAPER_MOVES, Paper, PaperState
from reports.models.participation import Participation
from reports.models.photo import Photo

__all__ = [
    "ARTICLE_MOVES",
    "BULLETIN_MOVES",
    "PAPER_MOVES",
    "Article",
    "ArticleDraft",
    "ArticleRevision",
    "ArticleState",
    "Bulletin",
    "BulletinEntry",
    "BulletinState",
    "Installation",
    "Paper",
    "PaperState",
    "Participation",
    "Photo",
]
