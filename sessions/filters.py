"""What the calendar and the list are narrowed to, read from the address and written back into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.days import FIRST_YEAR, LAST_YEAR
from accounts.models import User
from accounts.text import whole_number
from clusters.models import Cluster, School, SchoolYear, Subject
from clusters.standing import standing_of
from sessions import waiting
from sessions.days import (
    ending_between,
    next_month,
    undated,
)
from sessions.models import ExchangeSession, SessionUnit, State
from sessions.models.exchange import ExchangeQuerySet, Kind

PLAN = "plan"
STATES: list[tuple[str, str | Promise]] = [
    (PLAN, _("In the plan: scheduled or held")),
    (State.DRAFT, State.DRAFT.label),
    (State.PROPOSED, State.PROPOSED.label),
    (State.SCHEDULED, State.SCHEDULED.label),
    (State.HELD, State.HELD.label),
    (State.CANCELLED, State.CANCELLED.label),
]
# A closed session was held; what nobody has approved yet is in nobody's plan.
_MEANT = {
    PLAN: [State.SCHEDULED, State.HELD, State.CLOSED],
    State.HELD: [State.HELD, State.CLOSED],
}


def _key(text: str | None) -> int | None:
    return whole_number(text, 0) or None


def read_month(text: str | None) -> date | None:
    """ "2026-11" as its first day; None for anything else."""
    year, _dash, month = (text or "").partition("-")
    first = (whole_number(year, 0), whole_number(month, 0), 1)
    if not FIRST_YEAR <= first[0] <= LAST_YEAR or not 1 <= first[1] <= 12:
        return None
    return date(*first)


@dataclass(frozen=True)
class Filters:
    """All that may stand in the address; what is not understood there is left out."""

    words: str = ""
    year: str = ""
    cluster: int | None = None
    school: int | None = None
    kind: str = ""
    state: str = ""
    subject: str = ""
    month: date | None = None
    undated: bool = False
    oldest_first: bool = False
    # What of the person's own waits (`sessions.waiting`).
    waits: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        state = query.get("tt", "")
        kind = query.get("loai", "")
        waits = query.get("cho", "")
        return cls(
            words=" ".join(query.get("q", "").split())[:100],
            year=query.get("nam", "")[:9],
            cluster=_key(query.get("cum")),
            school=_key(query.get("truong")),
            kind=kind if kind in Kind.values else "",
            state=state if state in dict(STATES) else "",
            subject=query.get("mon", "")[:30],
            month=read_month(query.get("thang")),
            undated=query.get("ngay") == "chua-ro",
            oldest_first=query.get("xep") == "cu",
            waits=waits if waits in waiting.WORDS else "",
        )

    def query(self, **changes) -> str:
        """The part of the address after the path, with some of it changed: "?cum=3&loai=visit"."""
        filters = replace(self, **changes)
        named = {
            "q": filters.words,
            "nam": filters.year,
            "cum": filters.cluster,
            "truong": filters.school,
            "loai": filters.kind,
            "tt": filters.state,
            "mon": filters.subject,
            "thang": f"{filters.month:%Y-%m}" if filters.month else "",
            "ngay": "chua-ro" if filters.undated else "",
            "xep": "cu" if filters.oldest_first else "",
            "cho": filters.waits,
        }
        kept = {name: value for name, value in named.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def any(self) -> bool:
        """Whether anything is narrowed; the order is no narrowing."""
        return replace(self, oldest_first=False) != Filters()

    @property
    def selects(self) -> bool:
        """Whether one of the selects is set, so that they must be shown."""
        return bool(
            self.year
            or self.cluster
            or self.school
            or self.kind
            or self.state
            or self.subject
        )

    @property
    def waits_words(self) -> str:
        """The words of the chip that stands for what waits."""
        return str(waiting.WORDS.get(self.waits, ""))

    def apply(self, rows: ExchangeQuerySet, user: User, *, now: datetime) -> QuerySet:
        """The sessions that fit; what waits, waits for `user` now."""
        if self.waits:
            rows = rows.filter(waiting.waiting_for(user, self.waits, now=now))
        if self.words:
            rows = rows.matching(self.words)
        if self.year:
            rows = rows.filter(school_year__label=self.year)
        if self.cluster:
            rows = rows.of_cluster(self.cluster)
        if self.school:
            units = SessionUnit.objects.filter(school=self.school).values("exchange")
            rows = rows.filter(Q(pk__in=units) | Q(lead_school=self.school))
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.state:
            rows = rows.filter(state__in=_MEANT.get(self.state, [self.state]))
        if self.subject:
            rows = rows.filter(pk__in=_of_subject(self.subject))
        if self.month:
            rows = ending_between(rows, self.month, next_month(self.month))
        if self.undated:
            rows = undated(rows)
        return rows


def _of_subject(code: str) -> QuerySet:
    """Sessions of a subject: named on the session, or taught in one of its lessons."""
    return ExchangeSession.objects.filter(
        Q(subjects__code=code) | Q(lessons__subject__code=code)
    ).values("pk")


@dataclass(frozen=True)
class Options:
    """What the selects of the filters offer."""

    clusters: list[tuple[int, str]]
    schools: list[tuple[int, str]]
    subjects: list[tuple[str, str]]
    years: list[str]
    kinds: list[tuple[str, str]]
    states: list[tuple[str, str | Promise]]


def options_for(user: User, *, for_list: bool, chosen: str = "") -> Options:
    """Clusters and schools within this person's reach, subjects, years (of them `chosen` in any case);
    two queries, four for the list."""
    standing = standing_of(user)
    clusters = Cluster.objects.all()
    schools = School.objects.all()
    if not user.is_superuser:
        mine = Q(pk__in=standing.clusters)
        near = Q(pk__in=standing.schools) | Q(
            pk__in=School.objects.filter(
                memberships__cluster__in=standing.clusters
            ).values("pk")
        )
        if standing.authorities:
            mine |= Q(managing_authority__in=standing.authorities)
            near |= Q(pk__in=standing.overseen_schools())
        clusters, schools = clusters.filter(mine), schools.filter(near)
    return Options(
        clusters=list(clusters.values_list("pk", "label")),
        schools=list(schools.values_list("pk", "name")) if for_list else [],
        subjects=list(
            Subject.objects.filter(is_active=True).values_list("code", "name")
        ),
        years=_years(user, chosen) if for_list else [],
        kinds=list(Kind.choices),
        states=STATES,
    )


def _years(user: User, chosen: str) -> list[str]:
    """The school years of the sessions that this person may see, the one now and the next."""
    today = timezone.localdate()
    seen = ExchangeSession.objects.visible_to(user).order_by().values("school_year")
    holding = Q(label=chosen) | Q(pk__in=seen)
    offered = SchoolYear.objects.offered(today, holding=holding)
    return [year.label for year in offered.nearest_first(today)]


def makes_sessions(user: User) -> bool:
    """Whether "schedule" is offered: the posts of `permissions.can_create_for`, without a query."""
    standing = standing_of(user)
    return bool(
        standing.led_schools
        or standing.subject_head_at
        or standing.officed_clusters
        or standing.officer_of
    )
