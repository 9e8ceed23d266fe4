"""How far suggestions reach: which schools are near a session, and whose people may be named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
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

    Anybody may write any unit into a draft, and its people know nothing of it yet: those of a school
    and of an authority itself are suggested once the session is announced to them; those of the
    schools around them, in an invited cluster and under an invited authority never.
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
    clusters = _keys(home, Cluster)
    own_schools = _keys(home, School)
    members = _members(today, clusters, _keys(home, Authority))
    if own_schools and not clusters:
        neighbours = ClusterMembership.objects.on(today).filter(school__in=own_schools)
        members |= _members(today, neighbours.values("cluster"))
    invited = _keys(guests, School)
    named = _members(today, _keys(guests, Cluster), _keys(guests, Authority))
    known = own_schools | members
    managing = list(Authority.objects.filter(clusters__in=clusters).distinct())
    units = [*managing, *guests, *home]
    others = [unit for unit in units if not isinstance(unit, School)]
    serving = _keys([*managing, *home], Authority)
    return Scope(
        schools=frozenset(known | invited | named),
        staffed=frozenset(known | invited if told else known),
        authorities=frozenset(serving | _keys(guests, Authority) if told else serving),
        units=list({(type(unit), unit.pk): unit for unit in others}.values()),
    )


def _keys(units: Sequence[Unit], model: type[Unit]) -> set[int]:
    return {unit.pk for unit in units if isinstance(unit, model)}


def _members(
    today: date,
    clusters: Collection[int] | QuerySet,
    authorities: Collection[int] = (),
) -> set[int]:
    """The schools in these clusters and under these authorities; none asks no query."""
    members = ClusterMembership.objects.on(today).filter(cluster__in=clusters)
    owned = SchoolAuthority.objects.on(today).filter(authority__in=authorities)
    return {
        school
        for rows in (members, owned)
        for school in rows.values_list("school_id", flat=True)
    }
