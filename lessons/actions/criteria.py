"""Sets of criteria of an authority: added, followed by a new version, retired. None is ever changed."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.text import fold
from accounts.verbs import Actor, Refused
from clusters.models import Authority, Level
from lessons.models import CriteriaSet, Criterion


@dataclass(frozen=True)
class Asked:
    """One criterion as it was typed."""

    group: str
    text: str
    points: Decimal | None = None


@transaction.atomic
def add_criteria_set(
    *,
    title: str,
    source: str,
    authority: Authority | None,
    levels: Iterable[Level],
    rows: list[Asked],
    after: CriteriaSet | None = None,
    by: Actor,
    today: date,
) -> CriteriaSet:
    """A new set, or the version that follows `after`, which is offered no more from today on."""
    code, version = f"{slugify(fold(title))[:30]}-{secrets.token_hex(4)}", 1
    if after is not None:
        newest = (
            CriteriaSet.objects.select_for_update()
            .filter(code=after.code)
            .order_by("-version")
            .first()
        )
        if newest is None or newest.pk != after.pk:
            raise Refused(
                _(
                    "There is a newer version of this set already. Please start from that one."
                )
            )
        code, version = after.code, after.version + 1
        retire_criteria_set(criteria=after, by=by, today=today)
    row = CriteriaSet.objects.create(
        code=code, version=version, title=title, source=source, authority=authority
    )
    row.levels.set(levels)
    Criterion.objects.bulk_create(
        Criterion(
            criteria=row,
            order=order,
            group=one.group,
            text=one.text,
            points=one.points,
        )
        for order, one in enumerate(rows, 1)
    )
    record(by=by, verb="lessons.criteria_added", row=row, after={"title": title})
    return row


@transaction.atomic
def retire_criteria_set(*, criteria: CriteriaSet, by: Actor, today: date) -> None:
    """Offer the set no more; where it was used it stays as it is. Twice is once."""
    row = CriteriaSet.objects.select_for_update().get(pk=criteria.pk)
    if row.retired_on is not None:
        return
    row.retired_on = today
    row.save(update_fields=["retired_on"])
    record(by=by, verb="lessons.criteria_retired", row=row)
