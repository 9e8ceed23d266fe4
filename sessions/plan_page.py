"""The named questions of a plan's pages: its rounds with their sessions, how far they are, its paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from clusters.models import Cluster, SchoolYear
from clusters.partial_dates import PartialDate
from clusters.standing import standing_of
from sessions.models import (
    ExchangeSession,
    PlanRow,
    PlanState,
    PlanVersion,
    State,
    YearPlan,
)
from sessions.models.year_plan import OPEN
from sessions.planning.comparing import Change, changes
from sessions.planning.content import (
    line_of,
    mark_of,
    month_words,
    rows_of,
    said_of,
    when_words,
)
from sessions.planning.progress import (
    DONE,
    LATE,
    OFF,
    OPEN_ROUND,
    PROGRESS,
    UNDER_WAY,
    progress_of,
)


def years_offered(
    clusters: QuerySet[Cluster], *, asked: str, today: date
) -> list[SchoolYear]:
    """The school years for which one of these clusters has a plan, the one now, the next, and the one
    that is `asked` for; one query."""
    planned = YearPlan.objects.filter(cluster__in=clusters.order_by().values("pk"))
    holding = Q(label=asked) | Q(pk__in=planned.values("school_year"))
    return SchoolYear.objects.offered(today, holding=holding).nearest_first(today)


@dataclass(frozen=True)
class LessonShown:
    subject: str
    topic: str
    teachers: list[str]
    # Whether the subject is known to the programme, so that it is counted.
    known: bool


@dataclass(frozen=True)
class RoundShown:
    """A round as its row in the table shows it."""

    row: PlanRow
    when: str
    # The month that the words were read as, where they do not say it themselves.
    meant: str
    hosts: list[str]
    host_ids: list[int | None]
    lessons: list[LessonShown]
    progress: str
    exchange: ExchangeSession | None

    @property
    def progress_words(self) -> str:
        return str(PROGRESS[self.progress])

    @property
    def can_start(self) -> bool:
        """Whether one press makes a session of it: there is none, or it was called off."""
        return self.progress in {OPEN_ROUND, LATE, OFF}


@dataclass(frozen=True)
class VersionShown:
    """One version of a plan as its page shows it."""

    version: PlanVersion
    rounds: list[RoundShown]
    mark: str
    # Against the version in force, where this one is to replace it.
    changes: list[Change] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        found = [one.progress for one in self.rounds]
        return {name: found.count(name) for name in PROGRESS}


def plan_of(cluster: Cluster, year: SchoolYear) -> YearPlan | None:
    return (
        YearPlan.objects.filter(cluster=cluster, school_year=year)
        .select_related("cluster__managing_authority", "school_year")
        .first()
    )


def versions_of(plan: YearPlan, user: User) -> list[PlanVersion]:
    """The versions that this person may read, the newest first; one query."""
    versions = list(
        PlanVersion.objects.visible_to(user)
        .filter(plan=plan)
        .select_related("state_by", "sent_by", "approved_by")
    )
    for version in versions:
        version.plan = plan
    return versions


def shown(
    version: PlanVersion, *, in_force: PlanVersion | None, today: date
) -> VersionShown:
    """A version with its rounds, and what it changes against the one in force; six queries, twelve
    where there is something to compare."""
    rows = rows_of(version)
    differences: list[Change] = []
    if in_force is not None and version.pk != in_force.pk and version.is_open:
        old = [line_of(row) for row in rows_of(in_force)]
        differences = changes(old, [line_of(row) for row in rows])
    return VersionShown(
        version,
        [_round(row, today) for row in rows],
        mark_of(version, rows),
        differences,
    )


def _round(row: PlanRow, today: date) -> RoundShown:
    exchange = row.round.exchange
    said, meant = when_words(row), month_words(row.on)
    return RoundShown(
        row=row,
        when=said,
        meant=meant if row.when_as_printed and _adds(said, row.on) else "",
        hosts=[host.name_as_printed for host in row.hosts.all()],
        host_ids=[host.school_id for host in row.hosts.all()],
        lessons=[
            LessonShown(
                lesson.subject_as_printed,
                lesson.topic,
                [said_of(one) for one in lesson.teachers.all()],
                bool(lesson.subjects.all()),
            )
            for lesson in row.lessons.all()
        ],
        progress=progress_of(row.on, exchange.state if exchange else None, today=today),
        exchange=exchange,
    )


def _adds(said: str, on: PartialDate | None) -> bool:
    """Whether the month says something that the words do not."""
    return on is not None and str(on.month) not in said


def sessions_to_link(
    cluster: Cluster, year: SchoolYear, user: User
) -> QuerySet[ExchangeSession]:
    """The cluster's sessions of that year which no round knows yet, as far as this person sees them."""
    return (
        ExchangeSession.objects.visible_to(user)
        .of_cluster(cluster)
        .of_year(year)
        .filter(planned_as=None)
        .exclude(state=State.CANCELLED)
        .order_by("on_sort", "pk")
    )


# --- all plans at once ---------------------------------------------------------------------------
@dataclass(frozen=True)
class PlanLine:
    """A cluster in the list of plans: what it has, and how far its rounds are."""

    cluster: Cluster
    in_force: PlanVersion | None
    open: PlanVersion | None
    # Something is on its way that this person may not read yet.
    being_written: bool
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.counts[DONE]

    @property
    def under_way(self) -> int:
        return self.counts[UNDER_WAY]

    @property
    def late(self) -> int:
        return self.counts[LATE]


def plan_lines(
    clusters: Collection[Cluster], year: SchoolYear, user: User, *, today: date
) -> list[PlanLine]:
    """Each cluster with its plan of the year; two queries however many there are."""
    versions: dict[int, dict[str, PlanVersion]] = {}
    being_written: set[int] = set()
    seen = PlanVersion.objects.visible_to(user).filter(pk=OuterRef("pk"))
    for version in (
        PlanVersion.objects.filter(
            plan__school_year=year,
            plan__cluster__in=clusters,
            state__in=[*OPEN, PlanState.APPROVED],
        )
        .annotate(seen=Exists(seen))
        .select_related("plan")
    ):
        if version.seen:
            place = "open" if version.is_open else "in_force"
            versions.setdefault(version.plan.cluster_id, {})[place] = version
        elif version.is_open:
            being_written.add(version.plan.cluster_id)
    counted: dict[int, dict[str, int]] = {}
    rows = PlanRow.objects.filter(
        version__plan__school_year=year,
        version__plan__cluster__in=clusters,
        version__state=PlanState.APPROVED,
    )
    for cluster, on, state in rows.order_by().values_list(
        "version__plan__cluster", "on", "round__exchange__state"
    ):
        counts = counted.setdefault(cluster, dict.fromkeys(PROGRESS, 0))
        counts[progress_of(on, state, today=today)] += 1
    return [
        PlanLine(
            cluster,
            versions.get(cluster.pk, {}).get("in_force"),
            versions.get(cluster.pk, {}).get("open"),
            cluster.pk in being_written,
            counted.get(cluster.pk, dict.fromkeys(PROGRESS, 0)),
        )
        for cluster in clusters
    ]


def years_of(cluster: Cluster, user: User) -> list[YearPlan]:
    """The plans of a cluster of which this person may read a version, the newest year first, each
    with whether one is in force; one query."""
    seen = PlanVersion.objects.visible_to(user).filter(plan__cluster=cluster)
    return list(
        YearPlan.objects.filter(cluster=cluster, pk__in=seen.values("plan"))
        .select_related("school_year")
        .annotate(
            in_force=Count("versions", filter=Q(versions__state=PlanState.APPROVED))
        )
        .order_by("-school_year__starts_on")
    )


def opens_plan(user: User, exchange: ExchangeSession) -> bool:
    """Whether the reader may open the plan that a session was made of; asks nothing of its own."""
    cluster = exchange.cluster or exchange.lead_cluster
    if cluster is None:
        return False
    standing = standing_of(user)
    return (
        user.is_superuser
        or cluster.pk in standing.clusters
        or cluster.managing_authority_id in standing.authorities
    )
