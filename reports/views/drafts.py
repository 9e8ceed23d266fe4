"""What a person typed and did not save, and drafts of reports that nobody wants any more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import form_page, require
from accounts.verbs import Refused, actor_of
from reports import permissions, reading
from reports.actions import articles as writing
from reports.actions import removing
from reports.blocks import standing, tidy
from reports.desk import in_words
from reports.models import Article, ArticleDraft, ArticleRevision, ArticleState
from sessions.models import ExchangeSession


def _article(request: HttpRequest, pk: int) -> Article:
    visible = Article.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("cluster", "school", "authority"), pk=pk
    )


def _own(request: HttpRequest, article: Article) -> ArticleDraft | None:
    """The person's own draft. Without one the page is for those who write the report."""
    own = article.drafts.filter(user=request.user).first()
    require(own is not None or permissions.can_edit_article(request.user, article))
    return own


def _goes_on(request: HttpRequest, article: Article) -> bool:
    """The draft can become the report's text: the person may write it, and it is open."""
    if not permissions.can_edit_article(request.user, article):
        return False
    if article.state == ArticleState.IN_REVIEW:
        return permissions.can_approve_article(request.user, article)
    return article.state in writing.OPEN


@require_safe
def news_own_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The person's own unsaved text, also when the report went on without it: to read and to copy."""
    article = _article(request, pk)
    own = _own(request, article)
    if own is None:
        return redirect("reports:news", article.pk)
    blocks = standing(own.blocks)
    photos = reading.photos_by_id(article, blocks)
    newest: ArticleRevision = article.revisions.get(number=article.head)
    mine, saved = (
        tidy(own.title, own.lead, blocks),
        tidy(newest.title, newest.lead, newest.blocks),
    )
    context = {
        "article": article,
        "own": own,
        "blocks": reading.shown(blocks, photos),
        "text": in_words(own.title, own.lead, blocks, photos),
        "same": (mine.title, mine.lead, mine.blocks)
        == (saved.title, saved.lead, saved.blocks),
        "goes_on": _goes_on(request, article),
        "newer": own.base < article.head,
    }
    return render(request, "reports/news_own_draft.html", context)


@form_page
def news_drop_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Are you sure, and then back to the text as it was saved last."""
    article = _article(request, pk)
    own = _own(request, article)
    home = "reports:news_edit" if _goes_on(request, article) else "reports:news"
    if request.method == "POST":
        writing.drop_draft(article=article, by=actor_of(request))
        messages.success(
            request,
            _("What was not saved is gone; this is the text as it was saved last."),
            extra_tags=f"article-{article.pk}",
        )
        return redirect(home, article.pk)
    if own is None:
        return redirect(home, article.pk)
    context = {"article": article, "own": own}
    return render(request, "reports/news_drop_draft.html", context)


@form_page
def news_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Are you sure, and then the draft of a report is gone for everybody."""
    article = _article(request, pk)
    require(permissions.can_delete_article(request.user, article))
    exchanges = reading.sessions_in_order(article)
    if request.method == "POST":
        try:
            removing.delete(article=article, by=actor_of(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("reports:news", pk)
        messages.success(
            request, _("The draft is deleted."), extra_tags=f"article-{pk}"
        )
        visible = ExchangeSession.objects.visible_to(request.user)
        if exchanges and visible.filter(pk=exchanges[0].pk).exists():
            return redirect("session", exchanges[0].pk)
        return redirect("reports:news_list")
    if article.state not in removing.DELETABLE:
        messages.info(
            request, _("Only a draft that was never published can be deleted.")
        )
        return redirect("reports:news", pk)
    try:
        removing.refuse_work_of_others(article, actor_of(request))
    except Refused as refusal:
        messages.info(request, refusal.message)
        return redirect("reports:news", pk)
    facts = [
        (_("Title"), article.title),
        *((_("Session"), exchange) for exchange in exchanges),
        (_("Saved texts"), article.head),
    ]
    if count := article.photos.filter(exchange=None).count():
        facts.append((_("Photos of the report alone"), count))
    return render(
        request, "reports/news_delete.html", {"article": article, "facts": facts}
    )
