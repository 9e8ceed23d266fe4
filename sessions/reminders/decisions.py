"""Tasks that were agreed: who sees to one hears of its last day, a week and a day before, once each.

Here the notices themselves say what was told: their key holds the task and its day.
"""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.notices import lazily, tell
from accounts.widgets import date_in_words
from sessions.follow_up import owners_of, page_of_decision
from sessions.models import Decision, State
from sessions.reminders.due import DAY, WEEK, due_before


def remind(*, now: datetime) -> int:
    """Tell who sees to a task that its last day is near: a week before (not of what was agreed just
    now) and the day before. One query while none is near; the notices themselves say who knows."""
    today = timezone.localtime(now).date()
    near = (
        Decision.objects.filter(
            status=Decision.Status.OPEN,
            due_last__gte=today,
            due_last__lte=today + WEEK,
        )
        .exclude(exchange__state__in=[State.DRAFT, State.CANCELLED])
        .select_related("exchange")
    )
    due = []
    for decision, people in owners_of(near, today=today):
        what = _due_of_task(decision, now)
        if what and people:
            key = f"decision {decision.pk} due {decision.due_last} {what}"
            due.append((decision, people, key))
    if not due:
        return 0
    known = set(
        Notice.objects.filter(
            user__in={one for _decision, people, _key in due for one in people},
            key__in=[key for _decision, _people, key in due],
        ).values_list("user", "key")
    )
    told = 0
    for decision, people, key in due:
        new = [one for one in people if (one.pk, key) not in known]
        told += _tell_of_task(decision, new, key, now=now) if new else 0
    return told


def _due_of_task(decision: Decision, now: datetime) -> str:
    """Which reminder of a task is due: WEEK, DAY or ""."""
    last = decision.due_last
    if last is None:
        return ""
    over = datetime.combine(last + DAY, time.min, timezone.get_current_timezone())
    return due_before(last, over, scheduled=decision.exchange.state_at, now=now)


def _tell_of_task(
    decision: Decision, people: list[User], key: str, *, now: datetime
) -> bool:
    last = decision.due_last
    with transaction.atomic():
        asked = tell(
            people,
            kind=Notice.Kind.DECISION,
            key=key,
            title=lazily(lambda: _("To be done: %(task)s") % {"task": decision}),
            text=lazily(
                lambda: (
                    _("Until %(day)s. Agreed at: %(title)s.")
                    % {
                        "day": date_in_words(last) if last else "",
                        "title": decision.exchange,
                    }
                ),
            ),
            path=page_of_decision(decision.pk),
            now=now,
        )
    return bool(asked)
