"""Who makes sessions, for whom, and like which earlier ones."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Authority, Cluster, School
from clusters.standing import standing_of
from sessions.models import ExchangeSession, State
from sessions.permissions.leading import led_by


@dataclass(frozen=True)
class Leads:
    """Whom a person may make a session for; `clusters` holds also those he only proposes to."""

    clusters: list[Cluster] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)
    authorities: list[Authority] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.clusters or self.schools or self.authorities)

    def __iter__(self):
        yield from self.clusters
        yield from self.schools
        yield from self.authorities


def can_create_for(user: User) -> Leads:
    """The leads that a person may choose: clusters where he holds an office or whose school he
    leads (he proposes, the cluster decides), schools he leads or heads a subject at, authorities
    he serves. Empty: this person makes no sessions.
    """
    standing = standing_of(user)
    schools = standing.led_schools | standing.subject_head_at
    clusters = standing.officed_clusters
    if standing.led_schools:
        clusters = clusters | standing.clusters
    return Leads(
        clusters=list(Cluster.objects.filter(pk__in=clusters)) if clusters else [],
        schools=list(School.objects.filter(pk__in=schools, is_active=True))
        if schools
        else [],
        authorities=list(Authority.objects.filter(pk__in=standing.officer_of))
        if standing.officer_of
        else [],
    )


def can_clone(user: User, exchange: ExchangeSession) -> bool:
    """Make another session like this one: who makes sessions for its lead, which still is one."""
    return exchange.lead in list(can_create_for(user))


def earlier_of(user: User) -> QuerySet[ExchangeSession]:
    """What the person leads and others can be made like: sessions that took or take place, the latest
    first."""
    return (
        ExchangeSession.objects.visible_to(user)
        .filter(led_by(user), state__in=[State.SCHEDULED, State.HELD, State.CLOSED])
        .order_by("-on_sort", "-pk")
    )
