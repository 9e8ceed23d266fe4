"""Delete a report that nobody wants and that was never published."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.verbs import Actor, Refused
from reports import filing
from reports.actions import articles
from reports.models import Article, ArticleDraft, ArticleState

DELETABLE = frozenset({ArticleState.DRAFT, ArticleState.RETURNED})


def delete(*, article: Article, by: Actor) -> None:
    """Remove a draft with its saved texts, its own photos and its papers, files included.

    The log keeps its title and who deleted it. What was ever published is withdrawn instead and
    stays; refused also for what somebody else saved, and while somebody else has text in it that is
    not saved.
    """
    with transaction.atomic():
        row = articles.locked(article)
        if row.state not in DELETABLE or row.published_at is not None:
            raise Refused(
                _(
                    "This report is “%(state)s” now. Only a draft that was never published can be deleted."
                )
                % {"state": row.get_state_display()}
            )
        refuse_work_of_others(row, by)
        names = [str(draft.user) for draft in unsaved_of_others(row, by)]
        if names:
            raise Refused(
                _(
                    "%(names)s has text in this report that is not saved yet. Ask first, so that nothing typed is lost."
                )
                % {"names": ", ".join(names)}
            )
        # A photo of a session stays with its session.
        row.photos.filter(exchange__isnull=False).update(article=None)
        photos = list(row.photos.all())
        papers = list(row.papers.values_list("pk", flat=True))
        audit.record(
            by=by,
            verb="article.delete",
            row=row,
            before={
                "title": row.title,
                "state": row.state,
                "revisions": row.head,
                "exchanges": list(row.exchanges.values_list("pk", flat=True)),
                "photos": [photo.sha256 for photo in photos],
                "created_by": row.created_by_id,
            },
        )
        row.delete()
        transaction.on_commit(lambda: filing.forget_all(papers, photos))


def refuse_work_of_others(article: Article, by: Actor) -> None:
    """Refuse while a saved text is somebody else's, also of people who left. The first text of a
    report drafted from a session's data is nobody's: the data writes it again."""
    saved = article.revisions.exclude(saved_by=None).exclude(saved_by=by.user)
    if article.origin == Article.Origin.DRAFTED:
        saved = saved.filter(number__gt=1)
    names = sorted({str(one.saved_by) for one in saved.select_related("saved_by")})
    if names:
        raise Refused(
            _(
                "Somebody else saved texts in this report: %(names)s. It is not deleted by one person; "
                "what is not wanted stays a draft."
            )
            % {"names": ", ".join(names)}
        )


def unsaved_of_others(article: Article, by: Actor) -> list[ArticleDraft]:
    """The texts in a report that other people typed and did not save; those who left do not count."""
    return list(
        article.drafts.exclude(user=by.user)
        .filter(user__is_active=True)
        .select_related("user")
    )
