"""Move news reports through their states: send, return, publish, withdraw; and have them printed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from accounts.verbs import Actor, Refused
from reports import production
from reports.actions import articles
from reports.blocks import Block
from reports.models import Article, ArticleState
from reports.photos import lacking_consent, photo_ids, photos_for
from sessions.actions.states import mark_told


def send(*, article: Article, by: Actor, now: datetime) -> Article:
    """Give the newest revision to those who approve."""
    with transaction.atomic():
        row = _moving(article, ArticleState.IN_REVIEW)
        row.sent_at, row.sent_by, row.state_reason = now, by.user, ""
        _move(row, ArticleState.IN_REVIEW, by, "sent_at", "sent_by", "state_reason")
    return row


def send_back(*, article: Article, by: Actor, reason: str) -> Article:
    """Return a report to its author with a reason, or take one's own back."""
    with transaction.atomic():
        row = _moving(article, ArticleState.RETURNED)
        row.state_reason = reason.strip()
        _move(row, ArticleState.RETURNED, by, "state_reason", reason=row.state_reason)
    return row


def publish(*, article: Article, by: Actor, head: int, now: datetime) -> Article:
    """Publish revision `head`, the one that was read. Refused while a photo lacks consent.

    What its author has not sent is published by nobody else.
    """
    with transaction.atomic():
        row = _moving(article, ArticleState.PUBLISHED)
        if row.state != ArticleState.IN_REVIEW and row.created_by_id != _id(by):
            raise Refused(_("Its author has not sent this report yet."))
        if row.head != head:
            raise Refused(
                _(
                    "The report was changed since you read it. Please read the newest text first."
                )
            )
        newest = row.revisions.get(number=row.head)
        _refuse_without_consent(row, newest.blocks)
        row.published_at, row.published_by = now, by.user
        row.published_on = timezone.localdate(now)
        row.state_reason = ""
        _move(
            row,
            ArticleState.PUBLISHED,
            by,
            "published_at",
            "published_by",
            "published_on",
            "state_reason",
            revision=head,
        )
        for exchange in row.exchanges.all():
            mark_told(exchange=exchange, now=now)
        production.request_news_paper(row, by)
    return row


def _refuse_without_consent(article: Article, blocks: Iterable[Block]) -> None:
    shown = photos_for(article).filter(pk__in=photo_ids(list(blocks)))
    lacking = lacking_consent(shown)
    if lacking:
        raise Refused(
            ngettext(
                "%(count)s photo has no consent settled. Please settle it on the photos page, or take the photo out of the report.",
                "%(count)s photos have no consent settled. Please settle it on the photos page, or take the photos out of the report.",
                len(lacking),
            )
            % {"count": len(lacking)}
        )


def withdraw(*, article: Article, by: Actor, reason: str, now: datetime) -> Article:
    """Take a published report down; it stays in the archive with the reason.

    A bulletin that was approved with it stays as it was issued; the next one says so.
    """
    with transaction.atomic():
        row = _moving(article, ArticleState.WITHDRAWN)
        row.state_reason, row.withdrawn_at = reason.strip(), now
        _move(
            row,
            ArticleState.WITHDRAWN,
            by,
            "state_reason",
            "withdrawn_at",
            reason=row.state_reason,
        )
    return row


def print_draft(*, article: Article, by: Actor) -> None:
    """Have the newest revision made into a paper, to look at before it is sent.

    Refused for what is published, which has its paper, and for what was withdrawn.
    """
    with transaction.atomic():
        row = articles.locked(article)
        if row.state not in articles.OPEN:
            raise Refused(
                _("This report is “%(state)s” now; that can no longer be done.")
                % {"state": row.get_state_display()}
            )
        production.request_news_paper(row, by)


def _id(by: Actor) -> int | None:
    return by.user.pk if by.user else None


def _moving(article: Article, state: ArticleState) -> Article:
    row = articles.locked(article)
    if not row.may_become(state):
        raise Refused(
            _("This report is “%(state)s” now; that can no longer be done.")
            % {"state": row.get_state_display()}
        )
    return row


def _move(
    row: Article, state: ArticleState, by: Actor, *fields: str, **after: object
) -> None:
    before = row.state
    row.state = state
    row.save(update_fields=["state", *fields])
    audit.record(
        by=by,
        verb=f"article.{state}",
        row=row,
        before={"state": before},
        after={"state": state, **after},
    )
