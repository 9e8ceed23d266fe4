"""How a report came about: its steps out of the log, each with the person and the time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry
from reports.models import Article, ArticleRevision, ArticleState
from reports.models.article import TAKEN_BACK

_WORDS: dict[str, str | Promise] = {
    "article.draft": _("Drafted from the session's data"),
    "article.write_again": _("Begun again from the withdrawn text"),
    "article.save": _("Saved"),
    "article.in_review": _("Sent for approval"),
    "article.returned": _("Returned"),
    "article.published": _("Published"),
    "article.withdrawn": _("Withdrawn"),
}
# What everybody may know who reads the report.
PUBLIC = {"article.published", "article.withdrawn"}
_BEGINNINGS = ("article.draft", "article.write_again")
_TAKEN_BACK_WORDS = _("Taken back to change it")


@dataclass
class Step:
    """One step: what was done, by whom (empty: nobody noted it), when. `times` tells how often the
    same person saved on end; `revision` is the newest text that came out of it."""

    verb: str
    words: str | Promise
    who: str
    at: datetime
    reason: str = ""
    times: int = 1
    revision: int | None = None


def history_of(article: Article, newest: ArticleRevision) -> list[Step]:
    """Every step of the report, the first one first; one question.

    What was loaded or taken over begins without entries: its first steps are those of its row.
    """
    entries = (
        AuditEntry.objects.filter(
            object_type=Article._meta.label_lower,
            object_id=str(article.pk),
            verb__in=_WORDS,
        )
        .select_related("actor", "on_behalf_of")
        .order_by("pk")
    )
    steps: list[Step] = []
    for entry in entries:
        step = _step(entry)
        before = steps[-1] if steps else None
        if (
            before
            and step.verb == before.verb == "article.save"
            and step.who == before.who
        ):
            before.times += 1
            before.at, before.revision = step.at, step.revision
        else:
            steps.append(step)
    if not steps:
        return _of_row(article, newest)
    if steps[0].verb in _BEGINNINGS:
        return steps
    logged = {step.verb for step in steps}
    first = newest if newest.number == 1 else article.revisions.get(number=1)
    before = [step for step in _of_row(article, first) if step.at < steps[0].at]
    return [
        step for step in before if step.verb not in logged - {"article.save"}
    ] + steps


def _step(entry: AuditEntry) -> Step:
    person = entry.on_behalf_of or entry.actor
    reason = str(entry.after.get("reason") or "")
    taken_back = reason == TAKEN_BACK
    return Step(
        entry.verb,
        _TAKEN_BACK_WORDS if taken_back else _WORDS[entry.verb],
        str(person or ""),
        entry.at,
        reason="" if taken_back else reason,
        revision=1
        if entry.verb in _BEGINNINGS
        else entry.after.get("revision")
        if entry.verb == "article.save"
        else None,
    )


def _of_row(article: Article, newest: ArticleRevision) -> list[Step]:
    told = [
        ("article.save", newest.saved_by, newest.saved_at, ""),
        ("article.in_review", article.sent_by, article.sent_at, ""),
        ("article.published", article.published_by, article.published_at, ""),
        ("article.withdrawn", None, article.withdrawn_at, article.reason_words),
    ]
    return [
        Step(verb, _WORDS[verb], str(who or ""), at, reason=reason)
        for verb, who, at, reason in told
        if at is not None
    ]


def taken_back_by(article: Article, steps: list[Step]) -> str:
    """Who took the report back, where that is why it is with its authors; else empty."""
    if article.state != ArticleState.RETURNED or article.state_reason != TAKEN_BACK:
        return ""
    return next(
        (step.who for step in reversed(steps) if step.verb == "article.returned"), ""
    )
