"""Writing a report: the desk, autosave, and what happens when two people saved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import form_page, require
from accounts.verbs import Refused, actor_of
from reports import changes, desk, merging, permissions, reading
from reports.actions import articles as actions
from reports.cleaning import PICTURES, SPACES, WORD
from reports.forms.article import Typed, pressed, read
from reports.models import (
    Article,
    ArticleDraft,
    ArticleRevision,
    ArticleState,
)
from reports.reading import photos_by_id

_SAVES = {"save", "save-view", "save-send"}


def _article(request: HttpRequest, pk: int) -> Article:
    """An article that this person sees and may write."""
    visible = Article.objects.visible_to(request.user)
    article = get_object_or_404(
        visible.select_related("cluster", "school", "authority"), pk=pk
    )
    require(permissions.can_edit_article(request.user, article))
    return article


def _draft_of(request: HttpRequest, article: Article) -> ArticleDraft | None:
    return ArticleDraft.objects.filter(article=article, user=request.user).first()


def _head_of(article: Article) -> ArticleRevision:
    return article.revisions.select_related("saved_by").get(number=article.head)


def _typed(request: HttpRequest, article: Article) -> Typed:
    """What was posted; what made each block comes from the draft, else from the revisions."""
    own = _draft_of(request, article)
    revision = _head_of(article)
    known = {block["id"]: block for block in revision.blocks}
    known |= {block["id"]: block for block in (own.blocks if own else [])}
    return read(request.POST, known)


@form_page
def news_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk. Every button posts the whole form; what was typed is kept before anything else."""
    article = _article(request, pk)
    if request.method == "POST":
        typed = _typed(request, article)
        do = request.POST.get("do", "keep")
        try:
            if do in _SAVES:
                return _save(request, article, typed, do)
            return _press(request, article, typed, do)
        except Refused as refusal:
            # What was typed is kept all the same, and this is where it can be read.
            messages.error(request, refusal.message)
            return redirect("reports:news_own_draft", article.pk)
    if article.state not in actions.OPEN:
        messages.info(
            request, _("Published news cannot be changed. Withdraw it first.")
        )
        return redirect("reports:news", article.pk)
    if _waits_for_others(request, article):
        messages.info(
            request,
            _(
                "This report is with those who approve it. Take it back first to change it."
            ),
        )
        return redirect("reports:news", article.pk)
    own = _draft_of(request, article)
    revision = _head_of(article)
    text = own or revision
    base = own.base if own else article.head
    typed = Typed(base, text.title, text.lead, list(text.blocks))
    return _desk(request, article, typed, own=own, theirs=revision)


def _waits_for_others(request: HttpRequest, article: Article) -> bool:
    """In review only those who approve mend small things; a form would be refused afterwards."""
    return (
        article.state == ArticleState.IN_REVIEW
        and not permissions.can_approve_article(request.user, article)
    )


def _desk(
    request: HttpRequest,
    article: Article,
    typed: Typed,
    *,
    own: ArticleDraft | None = None,
    theirs: ArticleRevision | None = None,
    problems: dict[str, tuple[str, int]] | None = None,
    focus: str = "",
    fragment: bool = False,
) -> HttpResponse:
    context = {
        "article": article,
        "typed": typed,
        "desk": desk.lay_out(article, typed.blocks, problems=problems, focus=focus),
        "types": desk.TYPE_NAMES,
        "own": own,
        "newer": theirs if theirs and typed.base < article.head else None,
        "oneself": theirs is not None and theirs.saved_by_id == request.user.pk,
        "title_problem": _problem(problems, "title"),
        "lead_problem": _problem(problems, "lead"),
    }
    name = "reports/_blocks.html" if fragment else "reports/news_edit.html"
    return render(request, name, context)


def _problem(problems: dict[str, tuple[str, int]] | None, name: str) -> str:
    return desk.sentence_of(problems[name]) if problems and name in problems else ""


def _fields(typed: Typed) -> dict:
    return {
        "base": typed.base,
        "title": typed.title,
        "lead": typed.lead,
        "blocks": typed.blocks,
    }


def _press(
    request: HttpRequest, article: Article, typed: Typed, do: str
) -> HttpResponse:
    if typed.is_too_much:
        return _too_much()
    verb, _colon, name = do.partition(":")
    focus = name
    if verb in ("use", "keep-own", "offer"):
        typed.blocks = _with_facts(article, typed, verb, name)
    else:
        typed.blocks, focus = pressed(typed.blocks, do)
    kept = actions.keep(
        article=article, by=actor_of(request), now=timezone.now(), **_fields(typed)
    )
    if request.headers.get("HX-Request"):
        # A moved block keeps the focus on its button; a new one takes it.
        at = focus if verb in ("add", "more") else ""
        return _desk(request, article, typed, own=kept, focus=at, fragment=True)
    anchor = f"#blk-{focus}" if focus else ""
    return redirect(f"{_address(article)}{anchor}")


def _address(article: Article) -> str:
    return reverse("reports:news_edit", args=[article.pk])


def _with_facts(article: Article, typed: Typed, verb: str, name: str) -> list[dict]:
    """The blocks after a decision about what the session says today."""
    fresh = desk.fresh_blocks(article)
    made = {block["made_by"]: block for block in fresh}
    if verb == "offer":
        offer = made.get(name)
        here = {block.get("made_by") for block in typed.blocks}
        if offer is None or name in here:
            return typed.blocks
        return changes.placed(typed.blocks, fresh, offer)
    take = changes.taken if verb == "use" else changes.kept
    return [
        take(block, made[block["made_by"]])
        if block["id"] == name and block.get("made_by") in made
        else block
        for block in typed.blocks
    ]


def _save(
    request: HttpRequest, article: Article, typed: Typed, do: str
) -> HttpResponse:
    if typed.is_too_much:
        return _too_much()
    typed_blocks = typed.blocks
    typed.blocks = changes.freshened(typed_blocks, desk.fresh_blocks(article))
    try:
        saved = actions.save(
            article=article, by=actor_of(request), now=timezone.now(), **_fields(typed)
        )
    except actions.Conflict:
        return redirect("reports:news_conflict", article.pk)
    except actions.Unfit as refusal:
        messages.error(request, refusal.message)
        typed.blocks = typed_blocks
        return _desk(request, article, typed, problems=refusal.problems)
    tell_saved(request, article, saved)
    page = {"save": "news_edit", "save-view": "news", "save-send": "news_send"}[do]
    return redirect(f"reports:{page}", article.pk)


def tell_saved(request: HttpRequest, article: Article, saved: actions.Saved) -> None:
    """Say that it is saved, and what was cleaned out of the text."""
    cleaned = {
        WORD: _("traces of Word"),
        PICTURES: _("names of pictures that were not pasted"),
        SPACES: _("superfluous spaces"),
    }
    done = [words for kind, words in cleaned.items() if kind in saved.done]
    sentence = _("The report is saved.")
    if done and saved.is_new:
        sentence = _("The report is saved. Taken out of the text: %(what)s.") % {
            "what": ", ".join(done)
        }
    messages.success(request, sentence, extra_tags=f"article-{article.pk}")


def _too_much() -> HttpResponse:
    return HttpResponse(
        _("This is more text than a report can hold. Please shorten it."),
        status=400,
        content_type="text/plain; charset=utf-8",
    )


@login_not_required
@require_POST
def news_autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft in the background. Answers are for the script: JSON, or a plain sentence."""
    if not request.user.is_authenticated:
        # A redirect to the sign-in page would look like success, and the text would be lost.
        sentence = _(
            "You were signed out. Please sign in again; the text stays on this page."
        )
        return JsonResponse({"error": sentence}, status=401)
    article = _article(request, pk)
    typed = _typed(request, article)
    if typed.is_too_much:
        return _too_much()
    try:
        kept = actions.keep(
            article=article, by=actor_of(request), now=timezone.now(), **_fields(typed)
        )
    except Refused as refusal:
        return HttpResponse(
            refusal.message, status=409, content_type="text/plain; charset=utf-8"
        )
    saved_at = timezone.localtime(kept.saved_at)
    return JsonResponse({"saved_at": f"{saved_at:%H:%M}"})


@form_page
def news_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Both texts side by side; the person decides part by part. Nothing is thrown away: the other
    text stays as a revision, the own one as a draft until it is saved."""
    article = _article(request, pk)
    own = _draft_of(request, article)
    if own is None or own.base >= article.head:
        return redirect("reports:news_edit", article.pk)
    theirs = _head_of(article)
    parts = merging.parts(merging.text_of(own), merging.text_of(theirs))
    if request.method == "POST":
        return _decided(request, article, own, theirs, parts)
    photos = photos_by_id(article, [*own.blocks, *theirs.blocks])
    context = {
        "article": article,
        "own": own,
        "theirs": theirs,
        "oneself": theirs.saved_by_id == request.user.pk,
        "parts": reading.side_by_side(parts, photos),
    }
    return render(request, "reports/news_conflict.html", context)


def _decided(
    request: HttpRequest,
    article: Article,
    own: ArticleDraft,
    theirs: ArticleRevision,
    parts: list[merging.Part],
) -> HttpResponse:
    seen = request.POST.get("head", "")
    if seen != str(theirs.number):
        messages.warning(
            request, _("Somebody saved again meanwhile; please look once more.")
        )
        return redirect("reports:news_conflict", article.pk)
    everything = request.POST.get("do", "")
    chosen = {
        part.name: everything
        if everything in ("mine", "theirs")
        else request.POST.get(f"take-{part.name}", "mine")
        for part in parts
    }
    text = merging.merged(parts, chosen)
    try:
        actions.keep(
            article=article,
            by=actor_of(request),
            base=theirs.number,
            title=text.title,
            lead=text.lead,
            blocks=text.blocks,
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("reports:news", article.pk)
    messages.success(
        request,
        _("Both texts are joined as you chose. Please look through it and press Save."),
        extra_tags=f"article-{article.pk}",
    )
    return redirect("reports:news_edit", article.pk)
