"""How far suggestions reach: which schools are near a session, and whose people may be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    School,
    SchoolAuthority,
)
from sessions.models import ExchangeSession, State
from sessions.permissions import Leads

Unit = School | Authority | Cluster


@dataclass(frozen=True)
class Scope:
    """`schools` are near; of `staffed` and `authorities` also the people are suggested. `units` are
    the clusters and authorities themselves."""

    schools: frozenset[int] = frozenset()
    staffed: frozenset[int] = frozenset()
    authorities: frozenset[int] = frozenset()
    units: list[Unit] = field(default_factory=list)


def scope_of_exchange(exchange: ExchangeSession) -> Scope:
    """What is near a stored session: its units and its cluster's, and the people who work there.

    Anybody may write any school into a draft, and its people know nothing of it yet: their names are
    suggested once the session is announced to them, those of the schools around them never.
    """
    standing = exchange.units.select_related("school", "authority", "cluster")
    concerned = [
        unit.school or unit.authority or unit.cluster
        for unit in standing.order_by("order")
    ]
    home = [exchange.lead, exchange.cluster]
    return _scope(
        [unit for unit in home if unit is not None],
        guests=[unit for unit in concerned if unit is not None],
        told=exchange.state != State.DRAFT,
    )


def scope_of_leads(leads: Leads) -> Scope:
    """What is near the leads that a person may make a session for."""
    return _scope(list(leads))


def _scope(
    home: Sequence[Unit], *, guests: Sequence[Unit] = (), told: bool = False
) -> Scope:
    today = timezone.localdate()
    units = [*guests, *home]
    clusters = {unit.pk for unit in units if isinstance(unit, Cluster)}
    authorities = {unit.pk for unit in units if isinstance(unit, Authority)}
    own_schools = {unit.pk for unit in home if isinstance(unit, School)}
    invited = {unit.pk for unit in guests if isinstance(unit, School)}
    members = set(
        ClusterMembership.objects.on(today)
        .filter(cluster__in=clusters)
        .values_list("school_id", flat=True)
    )
    if own_schools and not clusters:
        neighbours = ClusterMembership.objects.on(today).filter(school__in=own_schools)
        members |= set(
            ClusterMembership.objects.on(today)
            .filter(cluster__in=neighbours.values("cluster"))
            .values_list("school_id", flat=True)
        )
    if authorities:
        members |= set(
            SchoolAuthority.objects.on(today)
            .filter(authority__in=authorities)
            .values_list("school_id", flat=True)
        )
    known = own_schools | members
    managing = list(Authority.objects.filter(clusters__in=clusters).distinct())
    others = [*managing, *(unit for unit in units if not isinstance(unit, School))]
    return Scope(
        schools=frozenset(known | invited),
        staffed=frozenset(known | invited if told else known),
        authorities=frozenset(authorities | {one.pk for one in managing}),
        units=list({(type(unit), unit.pk): unit for unit in others}.values()),
    )
