"""What changed between two revisions of a plan."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.text import whole_number
from accounts.verbs import person_of
from lessons import reading, rounds
from lessons.comparing import (
    Change,
    Text,
    compare,
    side_by_side,
    texts_of_typed,
    texts_of_words,
)
from lessons.headings import under_headings
from lessons.models import LessonPlan, PlanRevision
from lessons.sections import title_of


@require_safe
def plan_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two revisions: the newest and the one before it, or those that are asked for (`truoc`, `sau`)."""
    user = person_of(request)
    plan = get_object_or_404(LessonPlan.objects.visible_to(user), pk=pk)
    revisions = list(_read_by(plan, user))
    before, after = _chosen(request, revisions)
    changes = _changes(before, after) if before and after else None
    said = rounds.open_by_section(plan)
    context = {
        "plan": plan,
        "revisions": revisions,
        "before": before,
        "after": after,
        "pair": [before, after],
        "changes": changes,
        "page_pairs": _page_pairs(before, after) if before and after else [],
        "untouched": sum(one.kind == "same" for one in changes or ()),
        "said": [
            (title_of(key, after.content if after else None), rows)
            for key, rows in said.items()
        ],
    }
    return render(request, "lessons/compare.html", context)


def _read_by(plan: LessonPlan, user: User) -> QuerySet[PlanRevision]:
    """The revisions that this person may read, oldest first; a withdrawn one only who handed it in."""
    return (
        plan.revisions.filter(Q(withdrawal=None) | Q(created_by=user))
        .select_related("created_by", "plan")
        .order_by("number")
    )


def _chosen(
    request: HttpRequest, revisions: list[PlanRevision]
) -> tuple[PlanRevision | None, PlanRevision | None]:
    """The two that are asked for, the earlier one first; where nothing is, the two newest."""
    by_number = {one.number: one for one in revisions}
    last = revisions[-2:] if len(revisions) > 1 else (None, None)
    asked = [
        by_number.get(whole_number(request.GET.get(name), 0))
        for name in ("truoc", "sau")
    ]
    before, after = (one or usual for one, usual in zip(asked, last, strict=True))
    if before and after and before.number > after.number:
        before, after = after, before
    return before, after


def _changes(before: PlanRevision, after: PlanRevision) -> list[Change] | None:
    """What changed in their words; None where one of them has none that could be read."""
    typed = PlanRevision.Kind.TYPED
    if before.kind == after.kind == typed:
        return compare(texts_of_typed(before.content), texts_of_typed(after.content))
    old, new = (_words(one) for one in (before, after))
    if not (old and new):
        return None
    [whole] = compare(old, new)
    return under_headings(whole, _("Beginning of the plan"))


def _page_pairs(before: PlanRevision, after: PlanRevision) -> list[dict[str, Any]]:
    """Photographed pages beside each other, each with its number; where both are photographed. A page that
    stands elsewhere now is told once, where it stands (`moved`: the number that it had)."""
    if {before.kind, after.kind} != {PlanRevision.Kind.PHOTOS}:
        return []
    old, new = (reading.numbered_pages(one) for one in (before, after))
    was, now = ([page.sha256 for _n, page, _s in pages] for pages in (old, new))
    numbers = {sha256: number for number, sha256 in enumerate(was, 1)}
    pairs = []
    for left, right in side_by_side(was, now):
        one = old[left] if left is not None else None
        other = new[right] if right is not None else None
        same = bool(one and other and one[1].sha256 == other[1].sha256)
        moved = numbers.get(other[1].sha256) if other and not one else None
        pairs.append({"old": one, "new": other, "same": same, "moved": moved})
    return pairs


def _words(revision: PlanRevision) -> list[Text]:
    return texts_of_words(revision.text, _("The whole plan"))
