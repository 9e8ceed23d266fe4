"""What the pages of a session and of a cluster show of photos, news and bulletins."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from clusters.models import Cluster
from reports.bulletin_page import bulletins_of
from reports.models import Article, ArticleState, Bulletin, Photo
from reports.permissions import Publisher, belongs_to_publisher, own_publisher
from sessions.days import with_day
from sessions.models import ExchangeSession
from sessions.models.exchange import TOOK_PLACE, ExchangeQuerySet


@dataclass(frozen=True)
class Papers:
    """The photos of a session in order, and its news as far as this person may see them, newest
    first."""

    photos: list[Photo]
    articles: list[Article]


def papers_of(exchange: ExchangeSession, user: User, *, writes: bool = False) -> Papers:
    """Photos and articles of a session that the user may see; two queries. Photos whose consent was
    withdrawn stay on the page of photos. `writes`: the user is chair or secretary of the session, or
    edits it.

    Call it only for a session that the user may see: what is published of it is then theirs to read
    (`Article.objects.visible_to`), and asking that again for each article would be dear.
    """
    photos = exchange.photos.exclude(consent=Photo.Consent.WITHDRAWN)
    articles = (
        Article.objects.filter(exchanges=exchange)
        .telling_what_waits(user)
        .select_related("cluster", "school", "authority")
        .order_by("-pk")
    )
    own = own_publisher(exchange) if writes else None
    return Papers(photos=list(photos), articles=_seen(list(articles), user, own))


def _seen(articles: list[Article], user: User, own: Publisher | None) -> list[Article]:
    """Those that are published, that the user writes, or that wait for approval below this officer."""
    return [
        one
        for one in articles
        if user.is_superuser
        or one.state == ArticleState.PUBLISHED
        or one.created_by_id == user.pk
        or belongs_to_publisher(user, one)
        or (own is not None and getattr(one, own[0]) == own[1])
        or one.waits
    ]


@dataclass(frozen=True)
class ToWrite:
    """A report that is not there yet: whose it would be, and how the form names it."""

    label: str
    value: str


def to_write(
    exchange: ExchangeSession,
    articles: list[Article],
    *,
    writes: bool,
    schools: list[tuple[int, str]],
) -> list[ToWrite]:
    """The reports that this person may still have drafted, without a query: the session's own where
    `writes`, and one for each of the `schools` (id, name) that took part and that the person leads.
    """
    names: dict[Publisher, str] = {}
    own = own_publisher(exchange)
    if writes and own is not None:
        names[own] = str(exchange.cluster or exchange.lead_name)
    for pk, label in schools:
        names.setdefault(("school_id", pk), label)
    there = [one for one in articles if one.state != ArticleState.WITHDRAWN]
    return [
        ToWrite(label, f"{column}-{pk}")
        for (column, pk), label in names.items()
        if not any(getattr(one, column) == pk for one in there)
    ]


# How many of each a cluster's page shows.
SHOWN = 4


@dataclass(frozen=True)
class ClusterNews:
    """The newest reports of a cluster, the sessions held of which none is published, the bulletin."""

    newest: list[Article]
    unreported: list[ExchangeSession]
    unreported_count: int
    bulletin: Bulletin | None


def news_of_cluster(
    cluster: Cluster, user: User, seen: ExchangeQuerySet
) -> ClusterNews:
    """What there is to read of a cluster, and what is not written yet; `seen` are the sessions that
    the person may see. Four queries."""
    published = Article.objects.filter(
        exchanges=OuterRef("pk"), state=ArticleState.PUBLISHED
    )
    unreported = with_day(
        seen.of_cluster(cluster).filter(~Exists(published), state__in=TOOK_PLACE)
    ).select_related("cluster", "lead_cluster", "lead_school", "lead_authority")
    newest = (
        Article.objects.visible_to(user)
        .filter(cluster=cluster, state=ArticleState.PUBLISHED)
        .order_by("-published_at", "-pk")
    )
    return ClusterNews(
        newest=list(newest[:SHOWN]),
        unreported=list(unreported.order_by("-day", "-pk")[:SHOWN]),
        unreported_count=unreported.count(),
        bulletin=bulletins_of(user).filter(cluster=cluster).first(),
    )
