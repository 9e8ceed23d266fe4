"""The monthly bulletin as a machine: what is due, what goes in, what is printed.

A bulletin's row is its job: `collecting` until it was gathered. It is made once, because the
database holds one row for each owner and period; an article stands in one bulletin of an owner,
because gathering locks the owner.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts import audit
from accounts.verbs import SYSTEM, Actor
from clusters.models import Authority, Cluster
from reports.digest import clusters_with_something, digest_of, to_correct
from reports.documents import news_document
from reports.facts.bulletin import Digest
from reports.models import Article, Bulletin, BulletinEntry, BulletinState
from reports.periods import Period, month_before
from reports.production import request_bulletin_paper
from reports.rendering.document import NewsDocument
from reports.ringing import ring, ring_now
from reports.wording.bulletin import bulletin_document, title_of

logger = logging.getLogger(__name__)

GATHER_TASK = "reports.gather_bulletin"
MAX_ATTEMPTS = 5


def make_due(*, now: datetime) -> list[Bulletin]:
    """The bulletins of last month that are due and were not there: each made once, by whoever.

    A cluster in which nothing took place and nothing was published gets none.
    """
    period = month_before(timezone.localdate(now))
    made = []
    for cluster in clusters_with_something(period):
        if not digest_of(cluster, period, now=now).says_nothing:
            bulletin, created = begin(cluster, period, by=SYSTEM)
            if created:
                made.append(bulletin)
    return made


def begin(
    owner: Cluster | Authority, period: Period, *, by: Actor
) -> tuple[Bulletin, bool]:
    """The row of that owner and period, and whether this call made it; rings for the gathering."""
    column = "cluster" if isinstance(owner, Cluster) else "authority"
    with transaction.atomic():
        bulletin, created = Bulletin.objects.get_or_create(
            **{column: owner},
            starts_on=period.starts_on,
            ends_before=period.ends_before,
            defaults={"title": title_of(str(owner), period.label)},
        )
        if created:
            audit.record(by=by, verb="bulletin.begin", row=bulletin)
            ring(GATHER_TASK, bulletin.pk)
    return bulletin, created


def gather(bulletin_id: int, *, now: datetime) -> bool:
    """Freeze figures and articles and ask for the paper; True if this call did it.

    Only a collecting bulletin is gathered. A fault leaves it collecting, with the fault in the row.
    """
    try:
        return _gather(bulletin_id, now=now)
    except Exception as error:  # the row must tell it, whatever it was
        logger.exception("Bulletin %s could not be gathered", bulletin_id)
        Bulletin.objects.filter(pk=bulletin_id, state=BulletinState.COLLECTING).update(
            attempts=F("attempts") + 1, error=f"{type(error).__name__}: {error}"
        )
        return False


def sweep(*, now: datetime) -> None:
    """What once a minute is owed to bulletins: those due, and those whose bell nobody heard."""
    make_due(now=now)
    patience = timedelta(seconds=settings.PAPER_RING_AGAIN_SECONDS)
    waiting = Bulletin.objects.filter(
        state=BulletinState.COLLECTING,
        attempts__lt=MAX_ATTEMPTS,
        created_at__lt=now - patience,
    )
    for pk in waiting.values_list("pk", flat=True):
        if not ring_now(GATHER_TASK, pk):
            break


def print_again(bulletin: Bulletin) -> None:
    """Ask for the paper of a gathered bulletin as it would be printed now: same figures, same reports,
    without photos that may not be shown any more. Call it in the transaction of the change."""
    with translation.override("vi"):
        _request_paper(bulletin, Digest.of_facts(bulletin.facts))


def _gather(bulletin_id: int, *, now: datetime) -> bool:
    with transaction.atomic(), translation.override("vi"):
        bulletin = _locked(bulletin_id)
        if bulletin is None or bulletin.state != BulletinState.COLLECTING:
            return False
        period = Period(bulletin.starts_on, bulletin.ends_before)
        digest = digest_of(bulletin.owner, period, now=now)
        bulletin.entries.all().delete()
        BulletinEntry.objects.bulk_create(_entries(bulletin, digest))
        taken_back = list(to_correct(bulletin.owner, period))
        bulletin.corrections.update(corrected_in=None)
        BulletinEntry.objects.filter(pk__in=[one.pk for one in taken_back]).update(
            corrected_in=bulletin
        )
        bulletin.facts = digest.as_facts()
        bulletin.state = BulletinState.PROOF
        bulletin.gathered_at = now
        bulletin.error = ""
        bulletin.save(update_fields=["facts", "state", "gathered_at", "error"])
        audit.record(
            by=SYSTEM, verb="bulletin.gather", row=bulletin, after={"news": digest.news}
        )
        _request_paper(bulletin, digest)
    return True


def _locked(bulletin_id: int) -> Bulletin | None:
    """The bulletin, with its owner locked: two bulletins of one owner are gathered in turn."""
    bulletin = Bulletin.objects.filter(pk=bulletin_id).first()
    if bulletin is None:
        return None
    owner = bulletin.owner
    type(owner).objects.select_for_update().get(pk=owner.pk)
    return Bulletin.objects.select_for_update().get(pk=bulletin_id)


def _entries(bulletin: Bulletin, digest: Digest) -> list[BulletinEntry]:
    rows = [(pk, False) for pk in digest.articles] + [(pk, True) for pk in digest.late]
    return [
        BulletinEntry(bulletin=bulletin, article_id=pk, order=order, late=late)
        for order, (pk, late) in enumerate(rows, start=1)
    ]


def _request_paper(bulletin: Bulletin, digest: Digest) -> None:
    documents: dict[int, NewsDocument] = {}
    photos: dict[str, str] = {}
    for article in Article.objects.filter(pk__in=[*digest.articles, *digest.late]):
        revision = article.revisions.get(number=article.head)
        document, paths = news_document(article, revision)
        documents[article.pk] = document
        photos |= paths
    made = bulletin_document(
        digest,
        owner=str(bulletin.owner),
        articles=[documents[pk] for pk in digest.articles],
        late=[documents[pk] for pk in digest.late],
    )
    request_bulletin_paper(bulletin, made, photos, by=SYSTEM)
