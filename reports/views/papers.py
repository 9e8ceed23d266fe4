"""Papers over the wire: their state, their files, their page images."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.verbs import Refused, actor_of
from reports import papers, permissions
from reports.actions import papers as actions
from reports.models import Article, Bulletin, Paper, PaperState

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
def news_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The state of an article's paper: the fragment that the article's page polls."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    card = papers.paper_of_article(article)
    return _status(
        request,
        card,
        permissions.can_edit_article(request.user, article),
        awaited=papers.awaited_url(article, card),
    )


@require_safe
def bulletin_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The state of a bulletin's paper: the fragment that the bulletin's page polls."""
    bulletin = get_object_or_404(Bulletin.objects.visible_to(request.user), pk=pk)
    card = papers.paper_of_bulletin(bulletin)
    return _status(
        request, card, permissions.can_approve_bulletin(request.user, bulletin)
    )


@require_safe
def paper_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    paper = _ready(request, pk)
    return _file(request, paper, paper.pdf.name, PDF, papers.file_name(paper, ".pdf"))


@require_safe
def paper_docx(request: HttpRequest, pk: int) -> HttpResponseBase:
    paper = _ready(request, pk)
    return _file(
        request, paper, paper.docx.name, DOCX, papers.file_name(paper, ".docx")
    )


@require_safe
def paper_page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One page as an image, shown in the page of its article."""
    paper = _ready(request, pk)
    if not 1 <= number <= len(paper.pages):
        raise Http404
    return _file(request, paper, paper.pages[number - 1], "image/webp")


@require_POST
def paper_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a failed paper made again."""
    paper = _visible(request, pk)
    require(permissions.can_remake_paper(request.user, paper))
    try:
        actions.retry(paper=paper, by=actor_of(request))
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, _("The paper is waiting its turn again."))
    return redirect(papers.home_of(paper))


def _visible(request: HttpRequest, pk: int) -> Paper:
    return get_object_or_404(
        Paper.objects.visible_to(request.user).select_related(
            "article",
            "bulletin",
            "part__exchange",
            "minutes",
            "plan_version",
            "participation__school_year",
        ),
        pk=pk,
    )


def _ready(request: HttpRequest, pk: int) -> Paper:
    paper = _visible(request, pk)
    if paper.state != PaperState.READY:
        raise Http404
    return paper


def _status(
    request: HttpRequest,
    card: papers.PaperCard | None,
    can_retry: bool,
    awaited: str = "",
) -> HttpResponse:
    return render(
        request,
        "reports/papers/_status.html",
        {"card": card, "can_retry_paper": can_retry, "awaited": awaited},
    )


def _file(
    request: HttpRequest, paper: Paper, stored: str, kind: str, name: str = ""
) -> HttpResponseBase:
    """The file, or 304 if the client has it. With a name it is an attachment."""
    etag = f'"{papers.mark_of(paper)}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    try:
        file = default_storage.open(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=bool(name), filename=name, content_type=kind
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
