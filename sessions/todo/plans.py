"""What waits for a person in the plans of the year: to approve, to send again, rounds to schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from clusters.models import Cluster
from clusters.partial_dates import PartialDate
from clusters.standing import Standing, standing_of
from clusters.todo import Todo
from sessions.days import next_month
from sessions.models import PlanState, PlanVersion
from sessions.models.year_plan import EDITABLE
from sessions.planning.progress import LATE, progress_of

_APPROVER = Cluster.SessionApprover


def todo_of(user: User, now: datetime) -> list[Todo]:
    """What is to be decided and taken up again, then the rounds that no session was made of; one
    query, none for those who hold no office and serve no authority."""
    today = timezone.localtime(now).date()
    standing = standing_of(user)
    if not standing.officed_clusters and not standing.authorities:
        return []
    rows = _rows(user, standing, today)
    asked = {one.pk: one for one in rows if one.state != PlanState.APPROVED}
    rounds = [one for one in rows if one.state == PlanState.APPROVED]
    return [*map(_version, asked.values()), *_rounds(rounds, today)]


def _page(cluster: int, year: str, query: str = "") -> str:
    return reverse("sessions:plan", args=[cluster, year]) + query


def _rows(user: User, standing: Standing, today: date) -> list[PlanVersion]:
    """The versions that wait for the person, and those in force as often as they hold rounds of this
    time that were not scheduled: the day of each is its `round_on`."""
    decides = Q(
        plan__cluster__in=standing.headed_clusters,
        plan__cluster__session_approver=_APPROVER.HEAD,
    ) | Q(
        plan__cluster__managing_authority__in=standing.authorities,
        plan__cluster__session_approver=_APPROVER.AUTHORITY,
    )
    works = Q(plan__cluster__in=standing.officed_clusters)
    unscheduled = Q(
        works,
        state=PlanState.APPROVED,
        plan__school_year__starts_on__lte=next_month(today.replace(day=1)),
        plan__school_year__ends_on__gte=today,
        rows__isnull=False,
        rows__round__exchange=None,
    )
    return list(
        PlanVersion.objects.visible_to(user)
        .filter(
            Q(decides, state=PlanState.SENT)
            | Q(works, state__in=EDITABLE)
            | unscheduled
        )
        .annotate(round_on=F("rows__on"))
        .select_related("plan__cluster", "plan__school_year")
        .order_by("plan__cluster__label", "pk", "rows__on_sort", "rows__order")
    )


def _version(version: PlanVersion) -> Todo:
    plan = version.plan
    named = {"year": plan.school_year, "cluster": plan.cluster}
    icon, words, action = {
        PlanState.SENT: (
            "clipboard-check",
            _("Approve: plan %(year)s of %(cluster)s"),
            _("Look and approve"),
        ),
        PlanState.RETURNED: (
            "undo-2",
            _("Sent back: plan %(year)s of %(cluster)s"),
            _("Go on"),
        ),
        PlanState.DRAFT: (
            "pencil",
            _("Not sent yet: plan %(year)s of %(cluster)s"),
            _("Go on"),
        ),
    }[PlanState(version.state)]
    return Todo(
        icon=icon,
        text=words % named,
        note=version.state_reason[:80],
        url=_page(plan.cluster_id, plan.school_year.label, f"?ban={version.number}"),
        action=action,
        urgent=version.state == PlanState.SENT,
    )


def _rounds(rows: Iterable[PlanVersion], today: date) -> list[Todo]:
    """Of each cluster the rounds whose time is over, and those of this month and the next."""
    late: dict[tuple[int, str, str], int] = defaultdict(int)
    coming: dict[tuple[int, str, str, int, int], int] = defaultdict(int)
    soon = [today.replace(day=1), next_month(today.replace(day=1))]
    for one in rows:
        on: PartialDate | None = one.round_on  # type: ignore[attr-defined]
        plan = one.plan
        cluster, label = plan.cluster_id, plan.cluster.label
        year = plan.school_year.label
        if progress_of(on, None, today=today) == LATE:
            late[cluster, label, year] += 1
        elif (month := _month(on)) in soon and month is not None:
            coming[cluster, label, year, month.year, month.month] += 1
    todos = [
        Todo(
            icon="clock",
            text=ngettext(
                "%(cluster)s: %(n)s round of the plan is late and not scheduled",
                "%(cluster)s: %(n)s rounds of the plan are late and not scheduled",
                count,
            )
            % {"cluster": label, "n": count},
            url=_page(cluster, year),
            action=_("See the plan"),
            urgent=True,
        )
        for (cluster, label, year), count in late.items()
    ]
    return todos + [
        Todo(
            icon="calendar-plus",
            text=ngettext(
                "%(cluster)s, month %(month)s: %(n)s round is not scheduled yet",
                "%(cluster)s, month %(month)s: %(n)s rounds are not scheduled yet",
                count,
            )
            % {"cluster": label, "month": f"{month}/{year_of}", "n": count},
            url=_page(cluster, year),
            action=_("See the plan"),
        )
        for (cluster, label, year, year_of, month), count in coming.items()
    ]


def _month(on: PartialDate | None) -> date | None:
    if on is None or on.year is None or on.month is None:
        return None
    return date(on.year, on.month, 1)
