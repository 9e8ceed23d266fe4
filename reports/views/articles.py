"""Reading news, and its way from draft to published."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_POST,
    require_safe,
)

from accounts.access import form_page, require
from accounts.addresses import public_url
from accounts.text import whole_number
from accounts.verbs import Actor, Refused, actor_of
from clusters.acting import actor_at
from clusters.models import Cluster
from reports import merging, papers, permissions, reading, who, zalo
from reports.actions import articles as writing
from reports.actions import publishing
from reports.checklist import Check, checks, may_be_published
from reports.facts.news import news_facts
from reports.forms.article import ReasonForm
from reports.forms.listing import NewsFilter
from reports.history import PUBLIC, history_of, taken_back_by
from reports.models import Article, ArticleDraft, ArticleRevision, ArticleState
from reports.models.article import TAKEN_BACK
from reports.photos import LACKING
from reports.reading import photos_by_id, shown
from sessions.models import ExchangeSession

_A_PAGE = 20


def _article(request: HttpRequest, pk: int) -> Article:
    visible = Article.objects.visible_to(request.user).select_related(
        "cluster", "school", "authority", "created_by", "published_by", "sent_by"
    )
    return get_object_or_404(visible, pk=pk)


def _head(article: Article) -> ArticleRevision:
    return article.revisions.select_related("saved_by").get(number=article.head)


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """News that this person may see; on top what waits for them."""
    visible = Article.objects.visible_to(request.user)
    form = NewsFilter(
        request.GET, clusters=Cluster.objects.filter(articles__in=visible).distinct()
    )
    found = form.narrowed(visible)
    page = Paginator(reading.listed(found).order_by("-pk"), _A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "articles": reading.with_thumbs(page),
        "awaiting": list(reading.listed(reading.awaiting(request.user))[:_A_PAGE]),
        "begun": list(reading.listed(reading.begun_by(request.user))[:_A_PAGE]),
        "kept": list(reading.kept_drafts(request.user)[:_A_PAGE]),
        "narrowed": form.is_narrow,
    }
    return render(request, "reports/news_list.html", context)


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it reads, beside what it tells of, its paper and what can be done."""
    article = _article(request, pk)
    revision = _head(article)
    photos = photos_by_id(article, revision.blocks)
    exchanges = reading.sessions_of(article)
    visible = ExchangeSession.objects.visible_to(request.user)
    seen = set(visible.filter(articles=article).values_list("pk", flat=True))
    rights = _rights(request, article)
    steps = history_of(article, revision)
    card = papers.paper_of_article(article)
    link = public_url(
        request, reverse("reports:news_short", args=[zalo.code_of(article.pk)])
    )
    context = {
        "article": article,
        "revision": revision,
        "blocks": shown(
            revision.blocks,
            photos,
            hidden=reading.BEFORE_PUBLISHING
            if article.state in writing.OPEN
            else LACKING,
        ),
        "exchanges": exchanges,
        "seen": seen,
        "card": card,
        "awaited": papers.awaited_url(article, card),
        # Who only reads is told who published it, not how often it went to and fro.
        "history": steps
        if rights["can_edit"] or rights["approves"]
        else [step for step in steps if step.verb in PUBLIC],
        "taken_back_by": taken_back_by(article, steps),
        "approvers": who.approvers_of(article, timezone.localdate())
        if article.state == ArticleState.IN_REVIEW and not rights["approves"]
        else [],
        "can_retry_paper": rights["can_edit"],
        "paper_is_old": card is not None
        and card.paper.requested_at < revision.saved_at,
        "checks": _checks(article, revision, photos) if rights["approves"] else [],
        "draft": ArticleDraft.objects.filter(
            article=article, user=request.user
        ).first(),
        "zalo": zalo.news_message(
            title=revision.title, lead=revision.lead, blocks=revision.blocks, link=link
        )
        if article.state == ArticleState.PUBLISHED
        else "",
        **rights,
    }
    return render(request, "reports/news.html", context)


def _rights(request: HttpRequest, article: Article) -> dict[str, bool]:
    """What this person may do with the article as it stands now."""
    user, state = request.user, article.state
    can_edit = permissions.can_edit_article(user, article)
    can_approve = permissions.can_approve_article(user, article)
    in_review = state == ArticleState.IN_REVIEW
    mine = state in (ArticleState.DRAFT, ArticleState.RETURNED)
    return {
        "can_edit": can_edit,
        "writes": can_edit and (mine or (in_review and can_approve)),
        "sends": can_edit and mine,
        "deletes": mine and permissions.can_delete_article(user, article),
        "approves": can_approve and in_review,
        "takes_back": can_edit and in_review and not can_approve,
        "publishes_directly": can_approve and mine and article.created_by_id == user.pk,
        "withdraws": state == ArticleState.PUBLISHED
        and permissions.can_withdraw_article(user, article),
        "writes_again": state == ArticleState.WITHDRAWN and can_edit,
        "prints": can_edit and state in writing.OPEN,
    }


def _checks(article: Article, revision: ArticleRevision, photos: dict) -> list[Check]:
    return checks(
        title=revision.title,
        lead=revision.lead,
        blocks=revision.blocks,
        photos=reading.on_paper(photos),
        facts=[news_facts(one) for one in reading.sessions_in_order(article)],
    )


@require_safe
def news_revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier saved text, for those who write the report."""
    article = _article(request, pk)
    require(permissions.can_edit_article(request.user, article))
    revision = get_object_or_404(
        article.revisions.select_related("saved_by"), number=number
    )
    newest = _head(article)
    parts = merging.parts(merging.text_of(revision), merging.text_of(newest))
    photos = photos_by_id(article, [*revision.blocks, *newest.blocks])
    context = {
        "article": article,
        "revision": revision,
        "newest": newest,
        "parts": reading.side_by_side(parts, photos),
        "differs": not all(part.is_same for part in parts),
        "blocks": shown(revision.blocks, photos, hidden=reading.BEFORE_PUBLISHING),
        "revisions": article.revisions.select_related("saved_by").defer("blocks"),
        **_rights(request, article),
    }
    return render(request, "reports/news_revision.html", context)


@require_POST
def news_restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier saved text as the person's own draft, on the desk."""
    article = _article(request, pk)
    require(permissions.can_edit_article(request.user, article))
    revision = get_object_or_404(article.revisions, number=number)
    try:
        writing.restore(
            article=article,
            by=actor_of(request),
            number=revision.number,
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reports:news_revision", article.pk, number)
    messages.success(
        request,
        _(
            "The saved text %(number)s is your draft now. Please look through it and press Save."
        )
        % {"number": number},
    )
    return redirect("reports:news_edit", article.pk)


@require_POST
def news_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """From a session: draft its report, or open the one that is there."""
    exchange = get_object_or_404(
        ExchangeSession.objects.visible_to(request.user), pk=pk
    )
    require(permissions.can_draft_article(request.user, exchange))
    column, _dash, key = request.POST.get("publisher", "").rpartition("-")
    number = whole_number(key, 0)
    try:
        article, is_new = writing.draft(
            exchange=exchange,
            by=actor_of(request),
            publisher=(column, number) if number else None,
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("session", exchange.pk)
    if is_new:
        messages.success(
            request,
            _(
                "The report is drafted from the session's data. Please read it and add what only people know."
            ),
        )
    else:
        messages.info(request, _("This report was begun already; here it is."))
    rights = _rights(request, article)
    return redirect(
        "reports:news_edit" if rights["writes"] else "reports:news", article.pk
    )


@form_page
def news_send(request: HttpRequest, pk: int) -> HttpResponse:
    """The check list, and the buttons that send or publish."""
    article = _article(request, pk)
    require(permissions.can_send_article(request.user, article))
    if request.method == "POST":
        try:
            publishing.send(article=article, by=actor_of(request), now=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The report was sent for approval."))
        return redirect("reports:news", article.pk)
    rights = _rights(request, article)
    if not rights["sends"]:
        return redirect("reports:news", article.pk)
    revision = _head(article)
    found = _checks(article, revision, photos_by_id(article, revision.blocks))
    context = {
        "article": article,
        "revision": revision,
        "checks": found,
        "publishable": may_be_published(found),
        "approvers": who.approvers_of(article, timezone.localdate()),
        "draft": ArticleDraft.objects.filter(
            article=article, user=request.user
        ).first(),
        **rights,
    }
    return render(request, "reports/news_send.html", context)


def _by(request: HttpRequest, article: Article) -> Actor:
    """Who acts in the publisher's name; for whom, if the post is lent."""
    place = article.school or article.cluster or article.authority
    return actor_at(request, place) if place is not None else actor_of(request)


@require_POST
def news_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the text that was read."""
    article = _article(request, pk)
    require(permissions.can_approve_article(request.user, article))
    try:
        publishing.publish(
            article=article,
            by=_by(request, article),
            head=whole_number(request.POST.get("head"), 0),
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("The report is published. Its paper is being made.")
        )
    return redirect("reports:news", article.pk)


@form_page
def news_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the author: by who approves with a reason, or by the author who takes it back."""
    article = _article(request, pk)
    can_approve = permissions.can_approve_article(request.user, article)
    require(can_approve or permissions.can_edit_article(request.user, article))
    if request.method == "POST" and not can_approve:
        return _sent_back(request, article, TAKEN_BACK)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _sent_back(request, article, form.cleaned_data["reason"])
    context = {"article": article, "form": form, "can_approve": can_approve}
    return render(request, "reports/news_return.html", context)


def _sent_back(request: HttpRequest, article: Article, reason: str) -> HttpResponse:
    try:
        publishing.send_back(article=article, by=_by(request, article), reason=reason)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The report is back with its author."))
    return redirect("reports:news", article.pk)


@form_page
def news_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published report down, with a reason."""
    article = _article(request, pk)
    require(permissions.can_withdraw_article(request.user, article))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.withdraw(
                article=article,
                by=_by(request, article),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(
                request,
                _(
                    "The report was withdrawn. It can be written again from the same text."
                ),
            )
        return redirect("reports:news", article.pk)
    return render(
        request, "reports/news_withdraw.html", {"article": article, "form": form}
    )


@require_POST
def news_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft from the text of a withdrawn report."""
    article = _article(request, pk)
    require(permissions.can_edit_article(request.user, article))
    try:
        made, _is_new = writing.write_again(article=article, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reports:news", article.pk)
    return redirect("reports:news_edit", made.pk)


@require_POST
def news_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the newest text made into a paper."""
    article = _article(request, pk)
    require(permissions.can_edit_article(request.user, article))
    try:
        publishing.print_draft(article=article, by=actor_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{reverse('reports:news', args=[article.pk])}#paper")


@require_safe
def news_short(request: HttpRequest, code: str) -> HttpResponse:
    """The short link of a report, as it is pasted into messages."""
    pk = zalo.pk_of(code)
    if pk >= 2**63:
        raise Http404
    return redirect("reports:news", _article(request, pk).pk)
