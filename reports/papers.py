"""What pages show of a paper: the current one, why it failed, its files and page images."""

from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.text import fold
from lessons.models import PlanRevision
from reports.models import (
    Article,
    ArticleState,
    Bulletin,
    Paper,
    PaperState,
    Participation,
)
from sessions.models import Lesson, Minutes, Part, PlanVersion

_NAME_LENGTH = 80

Owner = Part | Minutes | PlanVersion | Participation | PlanRevision | Lesson
_COLUMN = {
    Part: "part",
    Minutes: "minutes",
    PlanVersion: "plan_version",
    Participation: "participation",
    PlanRevision: "plan_revision",
    Lesson: "lesson",
}
_PAGE = {
    Part: "signing_sheet",
    Minutes: "minutes_paper",
    PlanVersion: "plan_paper",
    Lesson: "observation_sheet",
}

_TRY_LATER = _("Try again in a few minutes. Nothing that was typed is lost.")
REASONS: dict[str, str | Promise] = {
    "document": _("Something in the text cannot be printed. Change the last thing you edited, then save again."),
    "compile": _("Something in the text cannot be printed. Change the last thing you edited, then save again."),
    "too_large": _("The paper would be too large. Take out some photos or text, then save again."),
    "timeout": _TRY_LATER,
    "crash": _TRY_LATER,
    "storage": _("There is no room left to keep the paper. Tell the person who looks after the server, then try again."),
    "unexpected": _("A fault of the program stopped the paper. Tell the person who looks after the server."),
}  # fmt: skip


@dataclass(frozen=True)
class PaperCard:
    """A paper as a page shows it. `poll_url` is set while it is not finished."""

    paper: Paper
    reason: str | Promise
    poll_url: str
    page_urls: tuple[str, ...]

    @property
    def state(self) -> str:
        return self.paper.state


def paper_of_article(article: Article) -> PaperCard | None:
    """The paper of an article that was asked for last; None if nobody has asked yet."""
    return _card(
        Paper.objects.current().filter(article=article).first(),
        reverse("reports:news_paper", args=[article.pk]),
    )


def awaited_url(article: Article, card: PaperCard | None) -> str:
    """Where to ask for the first paper of a published report (taken over, or loaded), which the
    sweep asks for by itself; "" if there is one already, or none is to come."""
    if card is not None or article.state != ArticleState.PUBLISHED:
        return ""
    return reverse("reports:news_paper", args=[article.pk])


def paper_of_bulletin(bulletin: Bulletin) -> PaperCard | None:
    """The paper of a bulletin; None before it was gathered."""
    return _card(
        Paper.objects.current().filter(bulletin=bulletin).first(),
        reverse("reports:bulletin_paper", args=[bulletin.pk]),
    )


def paper_of(owner: Owner, user: User) -> PaperCard | None:
    """The administrative paper of this that was asked for last, if this person may have it."""
    return _card(
        Paper.objects.visible_to(user).filter(**{_COLUMN[type(owner)]: owner}).first(),
        address_of(owner),
    )


def address_of(owner: Owner) -> str:
    """The page on which an administrative paper is asked for and fetched."""
    if isinstance(owner, Participation):
        return reverse("reports:participation_paper", args=[owner.school_year.label])
    if isinstance(owner, PlanRevision):
        return reverse("reports:lesson_paper", args=[owner.plan_id, owner.number])
    return reverse(f"reports:{_PAGE[type(owner)]}", args=[owner.pk])


def home_of(paper: Paper) -> str:
    """The page that shows this paper."""
    if paper.article_id is not None:
        return reverse("reports:news", args=[paper.article_id])
    if paper.bulletin_id is not None:
        return reverse("reports:bulletin", args=[paper.bulletin_id])
    return address_of(cast(Owner, paper.subject))


def file_name(paper: Paper, ending: str) -> str:
    """A file name in plain ASCII from the title: `ap-suat-chat-long.pdf`."""
    words = fold(_title_of(paper)).split()
    name = ""
    for word in words:
        if len(name) + len(word) >= _NAME_LENGTH:
            break
        name = f"{name}-{word}" if name else word
    return f"{quote(name) or 'ban-tin'}{ending}"


def _title_of(paper: Paper) -> str:
    if paper.article is not None:
        return paper.article.title
    if paper.bulletin is not None:
        return paper.bulletin.title
    return f"{paper.document['type_name']} {paper.document['summary']}"


def mark_of(paper: Paper) -> str:
    """What changes when the bytes of a finished paper may have changed: for ETags."""
    return f"{paper.digest[:16]}-{paper.claim[:8]}"


def _card(paper: Paper | None, poll_url: str) -> PaperCard | None:
    if paper is None:
        return None
    waiting = paper.state in {PaperState.QUEUED, PaperState.RENDERING}
    return PaperCard(
        paper=paper,
        reason=REASONS.get(paper.error_code, _TRY_LATER)
        if paper.state == PaperState.FAILED
        else "",
        poll_url=poll_url if waiting else "",
        page_urls=tuple(
            reverse("reports:paper_page", args=[paper.pk, number])
            for number in range(1, len(paper.pages) + 1)
        ),
    )
