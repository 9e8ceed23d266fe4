"""From a row that waits to files that stay: ask for a paper, claim it, render, store, record.

Twice called is once done, and a crash is not for ever: the claim is one conditional UPDATE with a
lease and a random token, and only who still holds the token may write the end of the story.
"""

import io
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from PIL import Image

from accounts import audit
from accounts.ringing import ring, ring_now
from accounts.verbs import SYSTEM, Actor
from reports import filing
from reports.documents import news_document
from reports.models import (
    Article,
    ArticleRevision,
    ArticleState,
    Bulletin,
    BulletinState,
    Paper,
    PaperState,
    Photo,
)
from reports.models.paper import OWNERS
from reports.official_documents import as_today, storable
from reports.rendering import engine
from reports.rendering.document import Document, digest, from_json, photo_keys
from reports.rendering.docx import to_docx
from reports.rendering.guard import clean
from reports.rendering.official import OfficialDocument

logger = logging.getLogger(__name__)

RENDER_TASK = "reports.render_paper"

# What time may heal. The rest would fail again in the same way.
_PASSING = {"crash", "timeout", "storage"}
_PREVIEW_PPI = 96
_AT_ONCE = 20
_PREVIEW_QUALITY = 78
_DRAFTS_KEPT = timedelta(days=1)


class _ClaimLost(Exception):  # noqa: N818  (not a fault: another worker has the paper)
    """The lease ran out and somebody else took the paper."""


@dataclass(frozen=True)
class _Made:
    """What came out of the ink; `pages` are the page images, none if they are too many."""

    pdf: bytes
    docx: bytes
    pages: tuple[bytes, ...]


def request_news_paper(article: Article, by: Actor) -> Paper:
    """The paper of the article's newest revision: created and rung for, or found.

    Same document, same paper. Of a published article a finished paper with the same content is
    kept even when templates or the engine changed since. Call it in the transaction of the change.
    """
    revision = article.revisions.get(number=article.head)
    document, photos = news_document(article, revision)
    return _request(
        Paper(kind=Paper.Kind.NEWS, article=article),
        document,
        photos,
        by=by,
        keep=article.state == ArticleState.PUBLISHED,
    )


def request_bulletin_paper(
    bulletin: Bulletin, document: Document, photos: Mapping[str, str], by: Actor
) -> Paper:
    """The paper of a bulletin with that content: created and rung for, or found."""
    return _request(
        Paper(kind=Paper.Kind.BULLETIN, bulletin=bulletin),
        document,
        photos,
        by=by,
        keep=bulletin.state in {BulletinState.APPROVED, BulletinState.SENT},
    )


def request_official_paper(
    paper: Paper, document: OfficialDocument, by: Actor
) -> Paper:
    """The administrative paper of what `paper`, a row not saved, names: created and rung for, or found.

    Of what is final a finished paper is kept even when templates or the engine changed since. What is
    read from rows that go on changing is never final.
    """
    changing = {Paper.Kind.SIGNING_SHEET, Paper.Kind.PARTICIPATION}
    paper.final = document.mark == "" and paper.kind not in changing
    return _request(paper, document, {}, by=by, keep=paper.final)


def retry(paper: Paper, by: Actor) -> bool:
    """Queue a failed paper again; False if it was not failed any more."""
    queued = Paper.objects.filter(pk=paper.pk, state=PaperState.FAILED).update(
        state=PaperState.QUEUED,
        attempts=0,
        next_try_at=None,
        error="",
        error_code="",
        rung_at=None,
    )
    if queued:
        audit.record(
            by=by,
            verb="paper.retry",
            row=paper,
            before={"error_code": paper.error_code},
        )
        ring(RENDER_TASK, paper.pk)
    return bool(queued)


def produce(paper_id: int, *, now: datetime) -> bool:
    """Make the paper if it is free to be taken; True if this call made it.

    Leaves the row ready, failed, or queued for another try. Doing it twice, at once or after the
    other, makes it once.
    """
    claim = _claim(paper_id, now=now)
    if claim is None:
        logger.info("Paper %s is not free: made, being made, or gone", paper_id)
        return False
    paper = Paper.objects.filter(pk=paper_id).first()
    if paper is None:
        logger.info("Paper %s was deleted with its report", paper_id)
        return False
    try:
        _finish(paper, claim, _store(paper, claim, _render(paper)))
    except _ClaimLost:
        logger.warning("Paper %s was taken over by another worker", paper_id)
        filing.forget_claim(paper_id, claim)
        return False
    except engine.RenderError as error:
        _give_back(paper, claim, error.reason_code, error.message, now=now)
        return False
    except OSError as error:
        _give_back(paper, claim, "storage", str(error), now=now)
        return False
    except Exception as error:  # a person must see an end of it, whatever it was
        logger.exception("Paper %s could not be made", paper_id)
        reason = f"{type(error).__name__}: {error}"
        _give_back(paper, claim, "unexpected", reason, now=now)
        return False
    filing.forget(paper_id, keep=claim)
    logger.info("Paper %s is ready", paper_id)
    return True


def sweep(*, now: datetime) -> None:
    """What once a minute is owed to papers: free lapsed claims, ask for those that published
    reports lack, ring again, drop what was superseded."""
    _free_lapsed(now=now)
    _ask_for_missing()
    _ring_waiting(now=now)
    _drop_superseded(now=now)


def _request(
    paper: Paper,
    document: Document,
    photos: Mapping[str, str],
    *,
    by: Actor,
    keep: bool,
) -> Paper:
    plain = storable(document)
    document = from_json(json.dumps(plain))
    photos = {key: photos[key] for key in photo_keys(document) if key in photos}
    owner = {name: getattr(paper, name) for name in OWNERS.values()}
    told = {"edition": paper.edition, "final": paper.final}
    now = timezone.now()
    if keep:
        for kept in Paper.objects.filter(**owner, state=PaperState.READY).order_by(
            "-requested_at", "-pk"
        ):
            if as_today(kept.document) == plain and kept.photos == photos:
                return _asked_again(kept, told, now=now)
    found, created = Paper.objects.get_or_create(
        **owner,
        digest=digest(document, _hashes(photos)),
        defaults={
            "kind": paper.kind,
            "document": plain,
            "photos": photos,
            "requested_at": now,
            **told,
        },
    )
    if not created:
        return _asked_again(found, told, now=now)
    audit.record(by=by, verb="paper.request", row=found, after={"digest": found.digest})
    ring(RENDER_TASK, found.pk)
    return found


def _asked_again(paper: Paper, told: Mapping[str, Any], *, now: datetime) -> Paper:
    """Make it the current paper of what it is of: the one asked for last. `told`: what is known of it
    by now, its edition and whether it is final."""
    Paper.objects.filter(pk=paper.pk).update(requested_at=now, **told)
    paper.requested_at = now
    for name, value in told.items():
        setattr(paper, name, value)
    return paper


def _hashes(photos: Mapping[str, str]) -> dict[str, str]:
    """What the digest knows of each photo: where its print file is, and what is in it."""
    known = dict(
        Photo.objects.filter(print_file__in=photos.values())
        .order_by()
        .values_list("print_file", "sha256")
    )
    return {key: f"{path} {known.get(path, '')}" for key, path in photos.items()}


def _claim(paper_id: int, *, now: datetime) -> str | None:
    """Take the paper; the token of the claim, or None if it is not free."""
    token = secrets.token_hex(8)
    free = Q(state=PaperState.QUEUED) & (Q(next_try_at=None) | Q(next_try_at__lte=now))
    taken = (
        Paper.objects.filter(free | _lapsed(now), pk=paper_id)
        .filter(attempts__lt=settings.PAPER_MAX_ATTEMPTS)
        .update(
            state=PaperState.RENDERING,
            claimed_at=now,
            claim=token,
            attempts=F("attempts") + 1,
            next_try_at=None,
            error="",
            error_code="",
        )
    )
    return token if taken else None


def _lapsed(now: datetime) -> Q:
    lease = timedelta(seconds=settings.PAPER_LEASE_SECONDS)
    return Q(state=PaperState.RENDERING, claimed_at__lt=now - lease)


def _render(paper: Paper) -> _Made:
    """PDF, Word and page images. No transaction is open here: it takes seconds."""
    document_json = json.dumps(paper.document, ensure_ascii=False)
    with (
        filing.on_disk(paper.photos) as photos,
        engine.lease(settings.RENDER_FOLDER) as renderer,
    ):
        ink = paper.document["kind"]
        pdf = cast(bytes, renderer.render(ink, document_json, photos))
        try:
            images = renderer.render(
                ink, document_json, photos, output="png", ppi=_PREVIEW_PPI
            )
        except engine.RenderError as error:
            if error.reason_code in _PASSING:
                raise
            # The preview is a courtesy: a very long paper has none.
            logger.warning("Paper %s has no page images: %s", paper.pk, error)
            images = []
        docx = to_docx(from_json(document_json), photos)
    return _Made(pdf, docx, tuple(_small(image) for image in cast(list[bytes], images)))


def _small(png: bytes) -> bytes:
    """A page image a tenth of the size."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(made, "WEBP", quality=_PREVIEW_QUALITY, method=4)
    return made.getvalue()


def _store(paper: Paper, claim: str, made: _Made) -> dict[str, Any]:
    """Write the files; the fields of the row that tell of them."""
    return {
        "pdf": filing.store(filing.name_of(paper, claim, ".pdf"), made.pdf),
        "docx": filing.store(filing.name_of(paper, claim, ".docx"), made.docx),
        "pages": [
            filing.store(filing.name_of(paper, claim, f"-{number}.webp"), image)
            for number, image in enumerate(made.pages, start=1)
        ],
        "pdf_size": len(made.pdf),
        "docx_size": len(made.docx),
        "page_count": len(made.pages) or None,
    }


def _finish(paper: Paper, claim: str, fields: dict[str, Any]) -> None:
    """One conditional UPDATE makes it ready. Raises _ClaimLost."""
    mine = Paper.objects.filter(pk=paper.pk, state=PaperState.RENDERING, claim=claim)
    # Not the time of the claim: minutes may have passed.
    if not mine.update(state=PaperState.READY, finished_at=timezone.now(), **fields):
        raise _ClaimLost


def _give_back(
    paper: Paper, claim: str, code: str, detail: str, *, now: datetime
) -> None:
    """Record a failure: another try later if time may heal it, else failed for a person to see."""
    logger.warning("Paper %s was not made: %s: %s", paper.pk, code, detail)
    filing.forget_claim(paper.pk, claim)
    mine = Paper.objects.filter(pk=paper.pk, state=PaperState.RENDERING, claim=claim)
    again = code in _PASSING and paper.attempts < settings.PAPER_MAX_ATTEMPTS
    detail = clean(detail) or code
    if not again:
        mine.update(state=PaperState.FAILED, error_code=code, error=detail)
        return
    first = paper.attempts == 1
    wait = timedelta(seconds=0 if first else settings.PAPER_RETRY_SECONDS)
    if (
        mine.update(
            state=PaperState.QUEUED,
            next_try_at=now + wait,
            rung_at=None,
            error_code=code,
            error=detail,
        )
        and first
    ):
        ring_now(RENDER_TASK, paper.pk)


def _free_lapsed(*, now: datetime) -> None:
    """Rows of workers that died: queued again, or failed after too many tries."""
    lapsed = Paper.objects.filter(_lapsed(now))
    lapsed.filter(attempts__gte=settings.PAPER_MAX_ATTEMPTS).update(
        state=PaperState.FAILED,
        error_code="crash",
        error="the worker died each time while making this paper",
    )
    lapsed.update(state=PaperState.QUEUED, next_try_at=None, rung_at=None)


def _ask_for_missing() -> None:
    """Ask for the papers of published reports that never had one (taken over, loaded)."""
    without = Article.objects.filter(
        Exists(
            ArticleRevision.objects.filter(
                article=OuterRef("pk"), number=OuterRef("head")
            )
        ),
        ~Exists(Paper.objects.filter(article=OuterRef("pk"))),
        state=ArticleState.PUBLISHED,
    )
    for article in without.order_by("-published_at")[:_AT_ONCE]:
        try:
            with transaction.atomic():
                request_news_paper(article, SYSTEM)
        except Exception:  # one report that cannot be set must not stop the others
            logger.exception("No paper could be asked for of article %s", article.pk)


def _ring_waiting(*, now: datetime) -> None:
    """Ring for queued papers whose bell nobody seems to have heard."""
    lease = timedelta(seconds=settings.PAPER_LEASE_SECONDS)
    patience = timedelta(seconds=settings.PAPER_RING_AGAIN_SECONDS)
    silent = Q(rung_at=None, requested_at__lt=now - patience) | Q(
        rung_at__lt=now - lease
    )
    lapsed = Q(rung_at=None, claimed_at__isnull=False)
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    waiting = Paper.objects.filter(silent | lapsed, due, state=PaperState.QUEUED)
    for pk in waiting.order_by("requested_at").values_list("pk", flat=True)[:500]:
        if not ring_now(RENDER_TASK, pk):
            break  # the broker is away: the next sweep comes in a minute
        Paper.objects.filter(pk=pk).update(rung_at=now)


def _drop_superseded(*, now: datetime) -> None:
    """Forget the papers of yesterday's drafts: each holds megabytes and nobody can open them."""
    old = Paper.objects.superseded().filter(requested_at__lt=now - _DRAFTS_KEPT)
    for pk in old.exclude(state=PaperState.RENDERING).values_list("pk", flat=True)[
        :500
    ]:
        Paper.objects.filter(pk=pk).delete()
        filing.forget(pk)
