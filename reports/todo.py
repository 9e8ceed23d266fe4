"""What of the news waits for one person, for the page of today."""

from datetime import datetime

from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.todo import Todo
from reports.bulletin_page import proofs_for
from reports.models import Article, ArticleState, Bulletin, BulletinState
from reports.reading import awaiting

_NAMED = 3


def todo_of(user: User, now: datetime) -> list[Todo]:
    """Reports to approve, reports that came back, reports begun, proofs of bulletins to approve; one
    query."""
    rows, proofs = _waiting(user)
    todos = []
    waiting = [one for one in rows if one.state == ArticleState.IN_REVIEW]
    returned = [one for one in rows if one.state == ArticleState.RETURNED]
    begun = [one for one in rows if one.state == ArticleState.DRAFT]
    if len(waiting) > _NAMED:
        count = len(waiting)
        todos.append(
            Todo(
                icon="newspaper",
                text=ngettext(
                    "%(count)s report waits for approval",
                    "%(count)s reports wait for approval",
                    count,
                )
                % {"count": count},
                url=reverse("reports:news_list"),
                action=_("See them"),
                urgent=True,
            )
        )
    else:
        todos += [
            _todo(one, _("Waits for approval"), _("Review"), urgent=True)
            for one in waiting
        ]
    todos += [
        _todo(
            one,
            one.came_back_words,
            _("Change it"),
        )
        for one in returned[:_NAMED]
    ]
    todos += [
        _todo(one, _("Not sent yet"), _("Go on writing")) for one in begun[:_NAMED]
    ]
    todos += [
        Todo(
            icon="calendar-days",
            text=bulletin.title,
            url=reverse("reports:bulletin", args=[bulletin.pk]),
            action=_("Review"),
            note=_("Waits for approval"),
        )
        for bulletin in proofs[:_NAMED]
    ]
    return todos


def _waiting(user: User) -> tuple[list[Article], list[Bulletin]]:
    """The reports, oldest first, and the proofs, newest first, each with its title and state only."""
    articles = (
        Article.objects.filter(
            Q(pk__in=awaiting(user).order_by().values("pk"))
            | Q(created_by=user, state__in=[ArticleState.RETURNED, ArticleState.DRAFT])
        )
        .order_by()
        .values_list("sent_at", "pk", "title", "state", "state_reason")
    )
    proofs = (
        proofs_for(user)
        .order_by()
        .values_list(
            Cast("starts_on", DateTimeField()), "pk", "title", "state", Value("")
        )
    )
    rows = sorted(articles.union(proofs, all=True), key=_oldest_first)
    return (
        [
            Article(pk=pk, title=title, state=state, state_reason=reason)
            for _at, pk, title, state, reason in rows
            if state != BulletinState.PROOF
        ],
        [
            Bulletin(pk=pk, title=title, state=state)
            for _at, pk, title, state, _none in reversed(rows)
            if state == BulletinState.PROOF
        ],
    )


def _oldest_first(row: tuple) -> tuple:
    """What has no time yet comes first; of one moment, the newer row."""
    at, pk, *_rest = row
    return at is not None, at.timestamp() if at else 0, -pk


def _todo(article: Article, note: str, action: str, *, urgent: bool = False) -> Todo:
    page = "reports:news" if urgent else "reports:news_edit"
    return Todo(
        icon="newspaper",
        text=article.title,
        url=reverse(page, args=[article.pk]),
        action=action,
        note=note,
        urgent=urgent,
    )
