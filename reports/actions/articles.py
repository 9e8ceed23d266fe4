"""Draft and write news reports: what one person types, and the revisions that all see."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.text import fold
from accounts.verbs import Actor, Refused
from clusters.models import Post
from reports import permissions
from reports.blocks import Block, Tidy, tidy
from reports.facts.news import news_facts
from reports.models import (
    Article,
    ArticleDraft,
    ArticleRevision,
    ArticleState,
)
from reports.permissions import Publisher
from reports.wording.news import AuthorFacts
from reports.wording.news import draft as drafted
from sessions.models import ExchangeSession, State

# While somebody may write: in review only the approver mends small things.
OPEN = (ArticleState.DRAFT, ArticleState.RETURNED, ArticleState.IN_REVIEW)


class Conflict(Exception):  # noqa: N818  (an answer: two people saved)
    """Somebody saved since this text was begun. Both texts are kept."""

    def __init__(self, theirs: ArticleRevision) -> None:
        super().__init__(f"revision {theirs.number} came first")
        self.theirs = theirs


class Unfit(Refused):
    """The text cannot be saved as it stands; `problems` says where (see `reports.blocks.tidy`)."""

    def __init__(self, made: Tidy) -> None:
        super().__init__(
            _("Please look at the marked places; nothing that was typed is lost.")
        )
        self.problems = made.problems


@dataclass(frozen=True)
class Saved:
    """What a save did: the newest revision, and what was cleaned out of the text."""

    revision: ArticleRevision
    done: frozenset[str]
    is_new: bool


# --- writing --------------------------------------------------------------------------------


def draft(
    *, exchange: ExchangeSession, by: Actor, publisher: Publisher | None = None
) -> tuple[Article, bool]:
    """The report of a session, drafted from its data; True if it was made now.

    A second press opens the report that is there. `publisher` is one of those in whose names this
    person may write (`permissions.publishers_for`), the first of them if none is named.
    """
    person = person_of(by)
    facts = news_facts(exchange)
    author = author_of(person)
    with transaction.atomic():
        row = ExchangeSession.objects.select_for_update(of=("self",)).get(
            pk=exchange.pk
        )
        if row.state == State.CANCELLED:
            raise Refused(_("This session was cancelled; there is nothing to report."))
        named = _publisher(row, person, publisher)
        there = (
            Article.objects.filter(exchanges=row, **named)
            .exclude(state=ArticleState.WITHDRAWN)
            .order_by("pk")
            .first()
        )
        if there is not None:
            return there, False
        made = drafted(facts, author)
        article = Article(
            **named,
            title=made.title[:300],
            created_by=person,
            author_as_printed=author.name,
            author_school_as_printed=author.school,
            head=1,
        )
        article.search_key = _search_key(article, made.title, row)
        article.save()
        article.exchanges.add(row)
        ArticleRevision.objects.create(
            article=article,
            number=1,
            title=made.title[:300],
            lead=made.lead,
            blocks=list(made.blocks),
            saved_by=by.user,
        )
        audit.record(
            by=by, verb="article.draft", row=article, after={"exchange": row.pk}
        )
    return article, True


def author_of(user: User) -> AuthorFacts:
    """Whose name stands under the report: the person and their school, if they have one."""
    post = (
        Post.objects.on(timezone.localdate())
        .filter(user=user, school__isnull=False)
        .select_related("school")
        .first()
    )
    school = post.school.name if post and post.school else ""
    return AuthorFacts(name=user.full_name, school=school)


def _publisher(
    exchange: ExchangeSession, user: User, wanted: Publisher | None
) -> dict[str, int]:
    allowed = permissions.publishers_for(user, exchange)
    if not allowed or (wanted is not None and wanted not in allowed):
        raise Refused(_("This report is written by others."))
    column, pk = wanted or allowed[0]
    return {column: pk}


def _search_key(article: Article, title: str, *exchanges: ExchangeSession) -> str:
    words = [title, article.publisher_label, article.author_as_printed]
    words += [str(exchange) for exchange in exchanges]
    return fold(" ".join(words))


def keep(
    *,
    article: Article,
    by: Actor,
    base: int,
    title: str,
    lead: str,
    blocks: list[Block],
    now: datetime,
) -> ArticleDraft:
    """Keep what this person is typing, as it is typed: nobody else sees it, nothing is checked.

    Raises Refused when the report was sent or published meanwhile; the draft is kept all the same,
    so that a text begun in good faith is there again when the report comes back.
    """
    with transaction.atomic():
        row = locked(article)
        kept, _created = ArticleDraft.objects.update_or_create(
            article=row,
            user=by.user,
            defaults={
                "base": min(base, row.head),
                "title": title,
                "lead": lead,
                "blocks": blocks,
                "saved_at": now,
            },
        )
    _writable(row, by)
    return kept


def restore(*, article: Article, by: Actor, number: int, now: datetime) -> ArticleDraft:
    """Put an earlier saved text before this person as their own draft, to look through and save.

    Refused while they have a draft already: nothing that was typed is written over.
    """
    with transaction.atomic():
        row = locked(article)
        _writable(row, by)
        if ArticleDraft.objects.filter(article=row, user=by.user).exists():
            raise Refused(
                _(
                    "You have a text of this report that is not saved. Save or discard it first, then bring the earlier one back."
                )
            )
        text = row.revisions.get(number=number)
        return ArticleDraft.objects.create(
            article=row,
            user=person_of(by),
            base=row.head,
            title=text.title,
            lead=text.lead,
            blocks=text.blocks,
            saved_at=now,
        )


def drop_draft(*, article: Article, by: Actor) -> None:
    """Throw away what this person typed since the last save. The revisions stay."""
    with transaction.atomic():
        gone, _counts = ArticleDraft.objects.filter(
            article=article, user=by.user
        ).delete()
        if gone:
            audit.record(by=by, verb="article.drop_draft", row=article)


def save(
    *,
    article: Article,
    by: Actor,
    base: int,
    title: str,
    lead: str,
    blocks: list[Block],
    now: datetime,
) -> Saved:
    """Make what was typed the newest revision, and forget the person's draft.

    Raises Unfit when something cannot be saved, Conflict when somebody saved since `base`: in both
    cases what was typed is kept as the person's draft.
    """
    keep(
        article=article,
        by=by,
        base=base,
        title=title,
        lead=lead,
        blocks=blocks,
        now=now,
    )
    made = tidy(title, lead, blocks)
    if made.problems:
        raise Unfit(made)
    with transaction.atomic():
        row = locked(article)
        _writable(row, by)
        newest = row.revisions.get(number=row.head)
        same = tidy(newest.title, newest.lead, newest.blocks)
        if (made.title, made.lead, made.blocks) == (same.title, same.lead, same.blocks):
            ArticleDraft.objects.filter(article=row, user=by.user).delete()
            return Saved(newest, frozenset(made.done), is_new=False)
        if row.head != base:
            raise Conflict(newest)
        revision = _add_revision(row, made, by)
        ArticleDraft.objects.filter(article=row, user=by.user).delete()
    return Saved(revision, frozenset(made.done), is_new=True)


def _add_revision(row: Article, made: Tidy, by: Actor) -> ArticleRevision:
    author = next((one for one in made.blocks if one["type"] == "author"), None)
    row.head += 1
    row.title = made.title
    row.author_as_printed = author["name"] if author else ""
    row.author_school_as_printed = author["school"] if author else ""
    row.search_key = _search_key(row, made.title, *row.exchanges.all())
    row.save(
        update_fields=[
            "head",
            "title",
            "author_as_printed",
            "author_school_as_printed",
            "search_key",
        ]
    )
    revision = ArticleRevision.objects.create(
        article=row,
        number=row.head,
        title=made.title,
        lead=made.lead,
        blocks=made.blocks,
        saved_by=by.user,
    )
    audit.record(by=by, verb="article.save", row=row, after={"revision": row.head})
    return revision


def write_again(*, article: Article, by: Actor) -> tuple[Article, bool]:
    """A new draft with the text of a withdrawn report; a second press opens the same one."""
    with transaction.atomic():
        row = locked(article)
        if row.state != ArticleState.WITHDRAWN:
            raise Refused(_("Only withdrawn news can be written again."))
        exchanges = list(row.exchanges.all())
        publisher = {
            "cluster_id": row.cluster_id,
            "school_id": row.school_id,
            "authority_id": row.authority_id,
            "publisher_as_printed": row.publisher_as_printed,
        }
        there = Article.objects.filter(
            **publisher, created_at__gt=row.created_at, state__in=OPEN
        )
        for exchange in exchanges:
            there = there.filter(exchanges=exchange)
        if exchanges and (found := there.first()) is not None:
            return found, False
        newest = row.revisions.get(number=row.head)
        made = Article.objects.create(
            **publisher,
            title=row.title,
            search_key=row.search_key,
            author_as_printed=row.author_as_printed,
            author_school_as_printed=row.author_school_as_printed,
            origin=row.origin,
            head=1,
            created_by=by.user,
        )
        made.exchanges.set(exchanges)
        ArticleRevision.objects.create(
            article=made,
            number=1,
            title=newest.title,
            lead=newest.lead,
            blocks=newest.blocks,
            saved_by=by.user,
        )
        audit.record(
            by=by, verb="article.write_again", row=made, after={"from": row.pk}
        )
    return made, True


def locked(article: Article) -> Article:
    """The row as it stands now, held until the transaction ends. Refused when it was deleted."""
    row = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
    if row is None:
        raise Refused(_("This report was deleted in the meantime."))
    return row


def person_of(by: Actor) -> User:
    """The person who acts: reports are written by people, never by the system."""
    if by.user is None:
        raise ValueError("a report is written by a person")
    return by.user


def _writable(row: Article, by: Actor) -> None:
    if row.state not in OPEN:
        raise Refused(
            _("This report is published or withdrawn and cannot be changed any more.")
        )
    if row.state == ArticleState.IN_REVIEW and not permissions.can_approve_article(
        person_of(by), row
    ):
        raise Refused(
            _(
                "This report is with those who approve it. Take it back first to change it."
            )
        )
