"""Whose word a session waits for: its approvers, the organising schools, the invited ones."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from clusters.models import Cluster, Post
from clusters.serving import leading
from clusters.standing import Standing, standing_of
from sessions.models import ExchangeSession, SessionUnit


def can_approve(user: User, exchange: ExchangeSession) -> bool:
    """Who says that a proposed session takes place.

    Lead cluster: by its rule its head, or an officer of the managing authority; where nobody
    approves, its people. Lead school: the principal of each organising school, for his own. Lead
    authority: its officers.
    """
    standing = standing_of(user)
    cluster = exchange.lead_cluster
    if cluster is not None:
        return approves_for_cluster(standing, cluster)
    if exchange.lead_school_id is not None:
        return bool(Agreement.of(exchange, standing.on).spoken_for_by(user))
    return exchange.lead_authority_id in standing.officer_of


def approves_for_cluster(standing: Standing, cluster: Cluster) -> bool:
    """Whether a person of this standing says yes to the sessions that this cluster leads."""
    if cluster.session_approver == Cluster.SessionApprover.HEAD:
        return cluster.pk in standing.headed_clusters
    if cluster.session_approver == Cluster.SessionApprover.AUTHORITY:
        return cluster.managing_authority_id in standing.authorities
    return cluster.pk in standing.officed_clusters


@dataclass(frozen=True)
class Agreement:
    """Whose word a session led by a school still waits for.

    `waiting` are the ids of the lead school and the organising schools that have not agreed. A
    school where nobody leads here cannot be asked and is left out. Where a school has no principal
    today, a vice-principal speaks.
    """

    waiting: frozenset[int]
    without_principal: frozenset[int]

    @classmethod
    def of(cls, exchange: ExchangeSession, today: date) -> "Agreement":
        organising = dict(
            exchange.units.filter(organises=True, school__isnull=False).values_list(
                "school_id", "reply"
            )
        )
        if exchange.lead_school_id and exchange.lead_school_id not in organising:
            organising[exchange.lead_school_id] = ""
        silent = {
            school
            for school, reply in organising.items()
            if reply != SessionUnit.Reply.YES
        }
        leading: dict[int, set[str]] = {}
        for school, kind in leading_posts(silent, today):
            leading.setdefault(school, set()).add(kind)
        return cls(
            waiting=frozenset(leading),
            without_principal=frozenset(
                school
                for school, kinds in leading.items()
                if Post.Kind.PRINCIPAL not in kinds
            ),
        )

    def spoken_for_by(self, user: User) -> frozenset[int]:
        """The waiting schools for which this person gives the word."""
        standing = standing_of(user)
        return self.waiting & (
            standing.principal_of | (standing.led_schools & self.without_principal)
        )


def leading_posts(schools: set[int], today: date) -> list[tuple[int, str]]:
    """Who leads these schools today: (school, kind of post)."""
    return [(school, post.kind) for school, post in leading(schools, today=today)]


def _speaks_for(standing: Standing, school: str) -> Q:
    """That the person gives the word for the school in this column: as its principal, or leading it
    where it has none. Whoever is that at the school that took over from it counts, as in `leading`."""
    principals = Post.objects.on(standing.on).filter(
        Q(school=OuterRef(school))
        | Q(
            school__succeeds__predecessor=OuterRef(school),
            school__succeeds__on__lte=standing.on,
        ),
        kind=Post.Kind.PRINCIPAL,
        user__is_active=True,
    )
    seconded = standing.led_schools - standing.principal_of
    return Q(**{f"{school}__in": standing.principal_of}) | (
        Q(**{f"{school}__in": seconded}) & ~Q(Exists(principals.order_by()))
    )


def approved_by(user: User) -> Q:
    """The sessions of `can_approve`: those that take place when this person says so."""
    standing = standing_of(user)
    organising = SessionUnit.objects.filter(exchange=OuterRef("pk"), organises=True)
    silent = organising.filter(_speaks_for(standing, "school")).exclude(
        reply=SessionUnit.Reply.YES
    )
    listed = organising.filter(school=OuterRef("lead_school"))
    approver = Cluster.SessionApprover
    return (
        Q(Exists(silent), lead_school__isnull=False)
        | (_speaks_for(standing, "lead_school") & ~Q(Exists(listed)))
        | Q(
            lead_cluster__in=standing.headed_clusters,
            lead_cluster__session_approver=approver.HEAD,
        )
        | Q(
            lead_cluster__managing_authority__in=standing.authorities,
            lead_cluster__session_approver=approver.AUTHORITY,
        )
        | Q(
            lead_cluster__in=standing.officed_clusters,
            lead_cluster__session_approver=approver.NOBODY,
        )
        | Q(lead_authority__in=standing.officer_of)
    )


def gave_the_word(user: User, exchange: ExchangeSession) -> bool:
    """Whether this very person agreed for an organising school already."""
    return exchange.units.filter(
        organises=True, reply=SessionUnit.Reply.YES, replied_by=user
    ).exists()


def can_reply(user: User, unit: SessionUnit) -> bool:
    """A principal or vice-principal answers an invitation for his own school."""
    return unit.school_id in standing_of(user).led_schools
