"""Sets of criteria: those that every installation has, and which one is offered for a lesson."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.models import Level
from clusters.standing import standing_of
from lessons.criteria_data import SETS
from lessons.models import CriteriaSet, Criterion
from sessions.models import Lesson


@transaction.atomic
def load() -> int:
    """Create the sets that are missing; the number of new ones. Never changes one that exists, also
    not one that was retired."""
    made = 0
    levels = {level.code: level for level in Level.objects.all()}
    for code, version, title, source, where, groups in SETS:
        row, new = CriteriaSet.objects.get_or_create(
            code=code, version=version, defaults={"title": title, "source": source}
        )
        if not new:
            continue
        made += 1
        row.levels.set(levels[level] for level in where.split() if level in levels)
        asked = [(group, text) for group, texts in groups for text in texts]
        Criterion.objects.bulk_create(
            Criterion(criteria=row, order=order, group=group, text=text)
            for order, (group, text) in enumerate(asked, 1)
        )
    return made


def seen_by(user: User) -> QuerySet[CriteriaSet]:
    """The sets that an office sees: everybody's and those of the authorities it serves."""
    sets = CriteriaSet.objects.select_related("authority").order_by(
        "retired_on", "title", "-version"
    )
    if user.is_superuser:
        return sets
    return sets.filter(
        Q(authority=None) | Q(authority__in=standing_of(user).authorities)
    )


def points_said(points: Decimal) -> str:
    """`5`, `2,5`: as points are written in Vietnamese."""
    return f"{points.normalize():f}".replace(".", ",")


def standing_on(day: date) -> QuerySet[CriteriaSet]:
    """The sets that are offered on a day."""
    return CriteriaSet.objects.filter(Q(retired_on=None) | Q(retired_on__gt=day))


def offered_for(lesson: Lesson, *, today: date) -> CriteriaSet | None:
    """The set whose prompts stand beside notes of this lesson: of the nearest authority above the
    cluster that has one for its level, else the ministry's, else the one for every level."""
    above = _authorities_above(lesson)
    level = lesson.grade.level_id if lesson.grade else None
    sets = (
        standing_on(today)
        .filter(Q(authority=None) | Q(authority__in=above))
        .prefetch_related("levels", "rows")
    )
    fitting = []
    for one in sets:
        levels = {row.pk for row in one.levels.all()}
        if levels and level is not None and level not in levels:
            continue
        near = above.index(one.authority_id) if one.authority_id else len(above)
        fitting.append((near, not levels, one.code, -one.version, one))
    return min(fitting, key=lambda row: row[:4])[4] if fitting else None


def _authorities_above(lesson: Lesson) -> list[int]:
    """Ids of the authorities above the cluster, the nearest first."""
    cluster = lesson.exchange.cluster
    authority = cluster.managing_authority if cluster else None
    found: list[int] = []
    while authority is not None and authority.pk not in found:
        found.append(authority.pk)
        authority = authority.parent
    return found
