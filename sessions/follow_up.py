"""What was agreed and is still to be done: where it comes back, and to whom. Asks, changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from clusters.models import ClusterOffice, Post
from clusters.standing import standing_of
from sessions.models import (
    Decision,
    DecisionOwner,
    ExchangeSession,
    Part,
    PartState,
    SessionUnit,
    State,
)


def open_before(exchange: ExchangeSession) -> QuerySet[Decision]:
    """What earlier sessions of the same cluster, partnership or group of schools agreed and nobody
    has done yet: it stands on the agenda of this one."""
    rows = (
        Decision.objects.filter(status=Decision.Status.OPEN)
        .exclude(exchange=exchange)
        .exclude(exchange__state__in=[State.DRAFT, State.CANCELLED])
        .select_related("exchange")
        .prefetch_related("owners__school", "owners__cluster", "owners__user")
        .order_by("exchange__on_sort", "exchange", "order")
    )
    rows = rows.exclude(pk__in=exchange.started_by.values("pk"))
    if exchange.cluster_id is not None:
        rows = rows.filter(exchange__cluster=exchange.cluster_id)
    elif exchange.partnership_id is not None:
        rows = rows.filter(exchange__partnership=exchange.partnership_id)
    else:
        rows = rows.filter(exchange__in=_of_the_same_schools(exchange))
    if (day := first_day_of(exchange)) is not None:
        rows = rows.filter(_before(day))
    return rows


def _before(day: date) -> Q:
    """Agreed at a session that lies before this day, or of which no day is known."""
    later = Part.objects.filter(exchange=OuterRef("exchange"), on_sort__gte=day)
    return ~Exists(later.order_by()) & (
        Q(exchange__on_sort=None) | Q(exchange__on_sort__lt=day)
    )


def first_day_of(exchange: ExchangeSession) -> date | None:
    """The first day on which the session can be; None where none is known."""
    days = exchange.parts.exclude(state=PartState.CANCELLED).exclude(on_sort=None)
    first = days.order_by("on_sort").values_list("on_sort", flat=True).first()
    return first or exchange.on_sort


def _of_the_same_schools(exchange: ExchangeSession) -> QuerySet[ExchangeSession]:
    """Sessions of no cluster and no partnership, of exactly the same two or more schools."""
    schools = set(
        exchange.units.filter(school__isnull=False).values_list("school", flat=True)
    )
    if len(schools) < 2:
        return ExchangeSession.objects.none()
    here = SessionUnit.objects.filter(exchange=OuterRef("pk")).order_by()
    rows = ExchangeSession.objects.filter(cluster=None, partnership=None)
    for school in schools:
        rows = rows.filter(Exists(here.filter(school=school)))
    others = here.filter(school__isnull=False).exclude(school__in=schools)
    return rows.exclude(Exists(others)).order_by()


def owners_of(
    rows: QuerySet[Decision], *, today: date
) -> list[tuple[Decision, list[User]]]:
    """Each decision with the people who see to it: the person named, who leads the school named, the
    officers of the cluster named. Words name nobody. Four queries, however many decisions."""
    decisions = list(rows.prefetch_related("owners__user"))
    owners = [one for decision in decisions for one in decision.owners.all()]
    schools = {one.school_id for one in owners if one.school_id}
    clusters = {one.cluster_id for one in owners if one.cluster_id}
    leading: dict[int, list[User]] = {}
    for post in (
        Post.objects.on(today)
        .filter(school__in=schools, kind__in=Post.LEADING)
        .select_related("user")
    ):
        leading.setdefault(post.school_id or 0, []).append(post.user)
    serving: dict[int, list[User]] = {}
    for office in (
        ClusterOffice.objects.on(today)
        .filter(cluster__in=clusters, person__isnull=False)
        .select_related("person")
    ):
        serving.setdefault(office.cluster_id, []).append(office.person)  # type: ignore[arg-type]
    found = []
    for decision in decisions:
        people: dict[int, User] = {}
        for one in decision.owners.all():
            named = [one.user] if one.user else []
            named += leading.get(one.school_id or 0, [])
            named += serving.get(one.cluster_id or 0, [])
            people |= {person.pk: person for person in named}
        found.append((decision, list(people.values())))
    return found


def open_decisions_due(*, day: date) -> QuerySet[Decision]:
    """The open decisions whose last day is this one: whoever reminds asks for the day that is so many
    days ahead. Not of drafts, nor of cancelled sessions."""
    return (
        Decision.objects.filter(status=Decision.Status.OPEN, due_last=day)
        .exclude(exchange__state__in=[State.DRAFT, State.CANCELLED])
        .select_related("exchange")
    )


def page_of_decision(pk: int) -> str:
    return reverse("sessions:decision", args=[pk])


# --- the list -------------------------------------------------------------------------------------

MINE, SCHOOL, CLUSTER, ALL = "toi", "truong", "cum", "tat-ca"
_WIDER = (MINE, SCHOOL, CLUSTER, ALL)
OPEN, LATE, DONE, DROPPED = "mo", "tre", "xong", "bo"
PAGE = 20


@dataclass(frozen=True)
class Asked:
    """Whose tasks, in which state, as the address says. It need not say whose: see `opened`."""

    whose: str = ""
    state: str = OPEN

    @classmethod
    def read(cls, get: Mapping[str, str]) -> Asked:
        whose, state = get.get("cua", ""), get.get("tt", "")
        return cls(
            whose if whose in _WIDER else "",
            state if state in {LATE, DONE, DROPPED} else OPEN,
        )

    def query(self, **changes: str) -> str:
        asked = replace(self, **changes)
        pairs = [
            ("cua", asked.whose),
            ("tt", "" if asked.state == OPEN else asked.state),
        ]
        words = urlencode([(name, value) for name, value in pairs if value])
        return f"?{words}" if words else ""


def seen_to_by(user: User, whose: str) -> Q:
    """The decisions that this person sees to himself (with the schools he leads and the clusters in
    whose office he is), that his school does, or that his clusters do."""
    standing = standing_of(user)
    owners = DecisionOwner.objects.filter(decision=OuterRef("pk")).order_by()
    if whose == SCHOOL:
        return Q(Exists(owners.filter(school__in=standing.schools)))
    if whose == CLUSTER:
        return Q(Exists(owners.filter(cluster__in=standing.clusters))) | Q(
            exchange__cluster__in=standing.clusters
        )
    mine = (
        Q(user=user.pk)
        | Q(school__in=standing.led_schools)
        | Q(cluster__in=standing.officed_clusters)
    )
    return Q(Exists(owners.filter(mine)))


def listed(user: User, asked: Asked, *, today: date) -> QuerySet[Decision]:
    """The decisions of the list, the most pressing first; what was agreed in drafts is not listed."""
    rows = Decision.objects.visible_to(user).exclude(
        exchange__state__in=[State.DRAFT, State.CANCELLED]
    )
    if asked.whose != ALL:
        rows = rows.filter(seen_to_by(user, asked.whose))
    status = {DONE: Decision.Status.DONE, DROPPED: Decision.Status.DROPPED}
    rows = rows.filter(status=status.get(asked.state, Decision.Status.OPEN))
    if asked.state == LATE:
        rows = rows.late(today=today)
    closed = asked.state in status
    order = (
        [F("status_at").desc(nulls_last=True), "-pk"]
        if closed
        else [
            F("due_last").asc(nulls_last=True),
            "exchange__on_sort",
            "exchange",
            "order",
        ]
    )
    return (
        rows.select_related("exchange", "starts")
        .prefetch_related("owners__school", "owners__cluster", "owners__user")
        .order_by(*order)
    )


def page_of_list(user: User, asked: Asked, number: str | int, *, today: date) -> Page:
    """One page of the list; six queries however many rows there are."""
    return Paginator(listed(user, asked, today=today), PAGE).get_page(number)


def opened(
    user: User, asked: Asked, number: str | int, *, today: date
) -> tuple[Asked, Page]:
    """The page asked for, and whose tasks it shows: where the address does not say whose, one's own;
    where there are none of these, those of the first wider circle that has some."""
    for whose in [asked.whose] if asked.whose else _WIDER:
        shown = replace(asked, whose=whose)
        page = page_of_list(user, shown, number, today=today)
        if page.paginator.count:
            return shown, page
    return replace(asked, whose=asked.whose or MINE), page


def sessions_seen(decision: Decision, user: User) -> set[int]:
    """Of the session that agreed on a task and the one that takes it up, those that this person may
    see; one query."""
    seen = ExchangeSession.objects.visible_to(user).filter(
        pk__in={decision.exchange_id, decision.starts_id} - {None}
    )
    return set(seen.order_by().values_list("pk", flat=True))
