"""The monthly bulletin as a machine: what is due, what goes in, what is printed.

A bulletin's row is its job: `collecting` until it was gathered. It is made once, because the
database holds one row for each owner and period; an article stands in one bulletin of an owner,
because freezing locks the owner. Building asks and words for seconds, so it is done under a claim
and outside of any transaction; freezing what was built is short and checks the claim.
"""

import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from accounts import audit
from accounts.ringing import ring, ring_now
from accounts.verbs import SYSTEM, Actor
from clusters.models import Authority, Cluster
from reports.digest import clusters_with_something, digest_of, to_correct
from reports.documents import news_documents
from reports.facts.bulletin import Digest
from reports.models import (
    Article,
    ArticleState,
    Bulletin,
    BulletinEntry,
    BulletinState,
    Photo,
)
from reports.periods import Period, month_before
from reports.photos import LACKING
from reports.production import request_bulletin_paper
from reports.rendering.document import BulletinDocument
from reports.wording.bulletin import bulletin_document, title_of

logger = logging.getLogger(__name__)

GATHER_TASK = "reports.gather_bulletin"
MAX_ATTEMPTS = 5
# Building is repeated when somebody else moved what it was built from.
MAX_BUILDS = 3


class _Stale(Exception):  # noqa: N818  (not a fault: what was built is gathered anew)
    """Something moved while the bulletin was built: it is built once more from what is there now."""


@dataclass(frozen=True)
class _Built:
    """What a bulletin will hold; made without a transaction."""

    digest: Digest
    document: BulletinDocument
    photos: dict[str, str]


def make_due(*, now: datetime) -> list[Bulletin]:
    """The bulletins of last month that are due and were not there: each made once, by whoever.

    A cluster in which nothing took place and nothing was published gets none.
    """
    period = month_before(timezone.localdate(now))
    begun = [
        begin(cluster, period, by=SYSTEM)
        for cluster in clusters_with_something(period, now=now)
    ]
    return [bulletin for bulletin, created in begun if created]


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

    Only a collecting bulletin that nobody else is gathering is gathered. A fault leaves it
    collecting, with the fault in the row.
    """
    claim = _claim(bulletin_id, now=now)
    if claim is None:
        return False
    try:
        bulletin = Bulletin.objects.select_related("cluster", "authority").get(
            pk=bulletin_id
        )
        for _again in range(MAX_BUILDS):
            with suppress(_Stale):
                return _freeze(bulletin, claim, _build(bulletin, now=now), now=now)
        _mine(bulletin_id, claim).update(claim="", claimed_at=None)
        return False
    except Exception as error:  # the row must tell it, whatever it was
        logger.exception("Bulletin %s could not be gathered", bulletin_id)
        _mine(bulletin_id, claim).update(
            attempts=F("attempts") + 1,
            error=f"{type(error).__name__}: {error}",
            claim="",
            claimed_at=None,
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
    document, photos = _document(bulletin, Digest.of_facts(bulletin.facts))
    request_bulletin_paper(bulletin, document, photos, by=SYSTEM)


def _claim(bulletin_id: int, *, now: datetime) -> str | None:
    """Take the bulletin for gathering; the token of the claim, or None if it is not free."""
    token = secrets.token_hex(8)
    lapsed = now - timedelta(seconds=settings.PAPER_LEASE_SECONDS)
    free = Q(claimed_at=None) | Q(claimed_at__lt=lapsed)
    taken = Bulletin.objects.filter(
        free, pk=bulletin_id, state=BulletinState.COLLECTING
    ).update(claim=token, claimed_at=now)
    return token if taken else None


def _mine(bulletin_id: int, claim: str) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(
        pk=bulletin_id, state=BulletinState.COLLECTING, claim=claim
    )


def _build(bulletin: Bulletin, *, now: datetime) -> _Built:
    """All questions and all wording; nothing is written and no transaction is open."""
    period = Period(bulletin.starts_on, bulletin.ends_before)
    digest = digest_of(bulletin.owner, period, now=now)
    return _Built(digest, *_document(bulletin, digest))


def _freeze(bulletin: Bulletin, claim: str, built: _Built, *, now: datetime) -> bool:
    """Write what was built, in one short transaction; False when the claim was lost.

    The owner is locked, so two bulletins of one owner never take the same report. Raises _Stale
    when another one took it, or a photo or report may not be shown any more since it was built.
    """
    digest = built.digest
    with transaction.atomic():
        owner = bulletin.owner
        type(owner).objects.select_for_update().get(pk=owner.pk)
        row = _mine(bulletin.pk, claim).select_for_update().first()
        if row is None:
            return False
        _refuse_stale(row, built)
        row.entries.all().delete()
        BulletinEntry.objects.bulk_create(_entries(row, digest))
        row.corrections.update(corrected_in=None)
        taken_back = to_correct(owner, digest.period).values_list("pk", flat=True)
        BulletinEntry.objects.filter(pk__in=list(taken_back)).update(corrected_in=row)
        row.facts = digest.as_facts()
        row.state = BulletinState.PROOF
        row.gathered_at = now
        row.error, row.claim, row.claimed_at = "", "", None
        row.save(
            update_fields=[
                "facts",
                "state",
                "gathered_at",
                "error",
                "claim",
                "claimed_at",
            ]
        )
        audit.record(
            by=SYSTEM, verb="bulletin.gather", row=row, after={"news": digest.news}
        )
        request_bulletin_paper(row, built.document, built.photos, by=SYSTEM)
    return True


def _refuse_stale(bulletin: Bulletin, built: _Built) -> None:
    digest = built.digest
    news = [*digest.articles, *digest.late]
    elsewhere = BulletinEntry.objects.filter(
        article__in=news,
        bulletin__cluster=bulletin.cluster_id,
        bulletin__authority=bulletin.authority_id,
    ).exclude(bulletin=bulletin)
    standing = Article.objects.filter(pk__in=news, state=ArticleState.PUBLISHED)
    # Locked: who withdraws consent at this moment comes before us, or finds the bulletin made.
    shown = Photo.objects.select_for_update().filter(
        print_file__in=set(built.photos.values())
    )
    lacking = [photo for photo in shown.order_by("pk") if photo.consent in LACKING]
    corrected = to_correct(bulletin.owner, digest.period).values_list(
        "article", flat=True
    )
    if (
        elsewhere.exists()
        or lacking
        or standing.count() != len(news)
        or list(corrected) != [row.article for row in digest.corrections]
    ):
        raise _Stale


def _entries(bulletin: Bulletin, digest: Digest) -> list[BulletinEntry]:
    rows = [(pk, False) for pk in digest.articles] + [(pk, True) for pk in digest.late]
    return [
        BulletinEntry(bulletin=bulletin, article_id=pk, order=order, late=late)
        for order, (pk, late) in enumerate(rows, start=1)
    ]


def _document(
    bulletin: Bulletin, digest: Digest
) -> tuple[BulletinDocument, dict[str, str]]:
    """The bulletin as it would be printed now, in Vietnamese, and where its photos are."""
    with translation.override("vi"):
        made = news_documents([*digest.articles, *digest.late])
        document = bulletin_document(
            digest,
            owner=str(bulletin.owner),
            articles=[made[pk][0] for pk in digest.articles],
            late=[made[pk][0] for pk in digest.late],
        )
    photos = {key: path for _, paths in made.values() for key, path in paths.items()}
    return document, photos
