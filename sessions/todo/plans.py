"""What waits for a person in the plans of the year: to begin, to approve, to send again, rounds to
schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.text import shortened
from clusters.models import Cluster, SchoolYear
from clusters.partial_dates import PartialDate, PartialDateField
from clusters.standing import Standing, standing_of
from clusters.todo import Todo
from sessions.days import next_month
from sessions.models import PlanState, PlanVersion
from sessions.models.year_plan import EDITABLE
from sessions.planning.progress import LATE, progress_of

_APPROVER = Cluster.SessionApprover
# Who has no plan this shortly before the end of a school year is asked for the next one.
_YEAR_IS_ENDING = timedelta(days=30)
# The state of a plan that nobody has begun.
_MISSING = "missing"


class Found(NamedTuple):
    """A version that waits or is in force, once for each round (`round_on`) that has no session; of a
    cluster without a plan the cluster and the year alone."""

    cluster: int
    label: str
    year: str
    version: int
    number: int
    state: str
    reason: str
    round_on: PartialDate | None


def todo_of(user: User, now: datetime) -> list[Todo]:
    """Plans that nobody has begun, what is to be decided and taken up again, then the rounds that no
    session was made of; one query, none for those who hold no office and serve no authority."""
    today = timezone.localtime(now).date()
    standing = standing_of(user)
    if not standing.officed_clusters and not standing.authorities:
        return []
    rows = sorted(_rows(user, standing, today), key=_in_order)
    asked = {
        one.version: one
        for one in rows
        if one.state not in (_MISSING, PlanState.APPROVED)
    }
    missing = [one for one in rows if one.state == _MISSING]
    rounds = [one for one in rows if one.state == PlanState.APPROVED]
    return [
        *map(_missing, missing),
        *map(_version, asked.values()),
        *_rounds(rounds, today),
    ]


def _in_order(one: Found) -> tuple[str, int, str]:
    return one.label, one.version, str(one.round_on or "")


def _page(cluster: int, year: str, query: str = "") -> str:
    return reverse("sessions:plan", args=[cluster, year]) + query


def _rows(user: User, standing: Standing, today: date) -> list[Found]:
    """The versions that wait for the person, those in force as often as they hold rounds of this time
    that were not scheduled, and the person's clusters that have no version at all."""
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
    versions = PlanVersion.objects.visible_to(user).filter(
        Q(decides, state=PlanState.SENT) | Q(works, state__in=EDITABLE) | unscheduled
    )
    rows = versions.order_by().values_list(
        "plan__cluster",
        "plan__cluster__label",
        "plan__school_year__label",
        "pk",
        "number",
        "state",
        "state_reason",
        "rows__on",
    )
    # Officers see on their overview which clusters have no plan.
    if not standing.officer_of:
        rows = rows.union(_without_plan(standing, today), all=True)
    return [Found._make(row) for row in rows]


def _without_plan(standing: Standing, today: date) -> QuerySet:
    """The clusters in whose office the person is and that have no plan of this school year, in the
    columns of `Found`."""
    year = SchoolYear.objects.not_over(today + _YEAR_IS_ENDING)
    begun = PlanVersion.objects.filter(
        plan__cluster=OuterRef("pk"), plan__school_year__label=OuterRef("year")
    )
    return (
        Cluster.objects.on(today)
        .filter(pk__in=standing.officed_clusters)
        .annotate(year=Subquery(year.values("label")[:1]))
        .filter(~Exists(begun.order_by()), year__isnull=False)
        .order_by()
        .values_list(
            "pk",
            "label",
            "year",
            Value(0),
            Value(0),
            Value(_MISSING),
            Value(""),
            Value(None, output_field=PartialDateField()),
        )
    )


def _missing(found: Found) -> Todo:
    return Todo(
        icon="pencil",
        text=_("%(cluster)s has no plan %(year)s yet")
        % {"cluster": found.label, "year": found.year},
        note=_("rounds of the year: who hosts, in which month, which subjects"),
        url=_page(found.cluster, found.year),
        action=_("Make the plan"),
    )


def _version(found: Found) -> Todo:
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
    }[PlanState(found.state)]
    return Todo(
        icon=icon,
        text=words % {"year": found.year, "cluster": found.label},
        note=shortened(found.reason, 80),
        url=_page(found.cluster, found.year, f"?ban={found.number}"),
        action=action,
        urgent=found.state == PlanState.SENT,
    )


def _rounds(rows: Iterable[Found], today: date) -> list[Todo]:
    """Of each cluster the rounds whose time is over, and those of this month and the next."""
    late: dict[tuple[int, str, str], int] = defaultdict(int)
    coming: dict[tuple[int, str, str, int, int], int] = defaultdict(int)
    soon = [today.replace(day=1), next_month(today.replace(day=1))]
    for one in rows:
        on, cluster, label, year = one.round_on, one.cluster, one.label, one.year
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
