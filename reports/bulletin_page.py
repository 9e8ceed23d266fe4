"""What the pages of bulletins show: one named question each."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from accounts.models import User
from clusters.standing import standing_of
from reports.facts.bulletin import Digest, SchoolRow, SessionRow, TaughtRow
from reports.models import (
    Article,
    ArticleState,
    Bulletin,
    BulletinEntry,
    BulletinState,
)
from reports.papers import PaperCard, paper_of_bulletin
from sessions.models import ExchangeSession


@dataclass(frozen=True)
class Linked:
    """A row of the figures, and the address of its page for those who may see it."""

    row: SessionRow | TaughtRow
    url: str


@dataclass(frozen=True)
class BulletinFacts:
    """One bulletin as its page shows it; `digest` is None while it is being gathered."""

    digest: Digest | None
    sessions: tuple[Linked, ...]
    lessons: tuple[Linked, ...]
    schools: tuple[SchoolRow, ...]
    entries: tuple[BulletinEntry, ...]
    late: tuple[BulletinEntry, ...]
    card: PaperCard | None
    # Ids of withdrawn reports that this person may still open.
    opened: frozenset[int] = frozenset()

    @property
    def withdrawn(self) -> int:
        """How many reports of this bulletin were taken down since."""
        return sum(is_withdrawn(entry) for entry in (*self.entries, *self.late))


def is_withdrawn(entry: BulletinEntry) -> bool:
    return entry.article.state == ArticleState.WITHDRAWN


def bulletins_of(user: User) -> QuerySet[Bulletin]:
    """The bulletins that this person may read, the newest month first."""
    return (
        Bulletin.objects.visible_to(user)
        .select_related("cluster__managing_authority", "authority")
        .annotate(news=Count("entries"))
        .order_by("-starts_on", "cluster__label", "pk")
    )


def proofs_for(user: User) -> QuerySet[Bulletin]:
    """The proofs that this person is to approve, as head of their cluster; the newest first."""
    headed = standing_of(user).headed_clusters
    if not headed:
        return Bulletin.objects.none()
    return Bulletin.objects.filter(
        cluster__in=headed, state=BulletinState.PROOF
    ).order_by("-starts_on", "pk")


def bulletin_facts(bulletin: Bulletin, user: User) -> BulletinFacts:
    """Figures with their rows, reports and the paper of one bulletin."""
    if bulletin.state == BulletinState.COLLECTING or not bulletin.facts:
        return BulletinFacts(None, (), (), (), (), (), None)
    digest = Digest.of_facts(bulletin.facts)
    visible = set(
        ExchangeSession.objects.visible_to(user)
        .filter(pk__in=[row.pk for row in digest.sessions])
        .order_by()
        .values_list("pk", flat=True)
    )

    def linked(row: SessionRow | TaughtRow, pk: int) -> Linked:
        return Linked(row, reverse("session", args=[pk]) if pk in visible else "")

    entries = list(
        bulletin.entries.select_related(
            "article__cluster",
            "article__school",
            "article__authority",
            "corrected_in",
        )
    )
    withdrawn = [entry.article_id for entry in entries if is_withdrawn(entry)]
    opened = (
        Article.objects.visible_to(user).filter(pk__in=withdrawn).order_by()
        if withdrawn
        else Article.objects.none()
    )
    return BulletinFacts(
        digest=digest,
        sessions=tuple(linked(row, row.pk) for row in digest.sessions),
        lessons=tuple(linked(row, row.exchange) for row in digest.lessons),
        schools=digest.schools,
        entries=tuple(entry for entry in entries if not entry.late),
        late=tuple(entry for entry in entries if entry.late),
        card=paper_of_bulletin(bulletin),
        opened=frozenset(opened.values_list("pk", flat=True)),
    )
