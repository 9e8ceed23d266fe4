"""Who may change a session. Answers about people only; `MOVES` answers about times.

Rights follow from posts and offices of today and from the session's lead. The site administrator
sees everything and changes nothing here: what stands in a session was written by its own people.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import AuditEntry, User
from clusters.models import Authority, Cluster, ClusterOffice, Post, School
from clusters.standing import Standing, standing_of
from sessions.models import (
    Attendance,
    ExchangeSession,
    LessonTeacher,
    Part,
    RosterEntry,
    SessionUnit,
    State,
)
from sessions.models.roster import Capacity

_UNDECIDED = {State.DRAFT, State.PROPOSED}
_COMPLETED = {State.PROPOSED, State.SCHEDULED, State.HELD}
# Whoever holds one of these on the roster writes in the lead's name; only who may edit gives them.
WRITERS = {Capacity.CHAIR, Capacity.SECRETARY}


def can_clone(user: User, exchange: ExchangeSession) -> bool:
    """Make another session like this one: who makes sessions for its lead, which still is one."""
    return exchange.lead in list(can_create_for(user))


def leads(user: User, exchange: ExchangeSession) -> bool:
    """One of the lead's people: head, deputy or secretary of the cluster, principal or
    vice-principal of the school, officer of the authority."""
    standing = standing_of(user)
    return (
        exchange.lead_cluster_id in standing.officed_clusters
        or exchange.lead_school_id in standing.led_schools
        or exchange.lead_authority_id in standing.officer_of
    )


def can_edit(user: User, exchange: ExchangeSession) -> bool:
    """The lead's people; while he serves where it belongs, the creator until it is approved, and of a
    session written down afterwards until its file is closed."""
    if leads(user, exchange):
        return True
    return _made_here(user, exchange) and (
        exchange.state in _UNDECIDED
        or (exchange.recorded and exchange.state == State.HELD)
    )


def can_complete(user: User, exchange: ExchangeSession) -> bool:
    """What is filled in as it becomes known (lessons, people, bases, what was said): who may edit;
    once it is announced, and until its file is closed, also its creator while he serves where it
    belongs, and who leads a hosting school. Units, lead and state stay with the lead's people.
    """
    if can_edit(user, exchange):
        return True
    if exchange.state not in _COMPLETED:
        return False
    return _made_here(user, exchange) or bool(hosted_by(user, exchange))


def can_complete_part(user: User, exchange: ExchangeSession, part: Part) -> bool:
    """A part: who completes the session; who does so as host, those at his own school."""
    if not can_complete(user, exchange):
        return False
    if can_edit(user, exchange) or _made_here(user, exchange):
        return True
    led = hosted_by(user, exchange)
    if part.site_id is not None:
        return part.site_id in led
    hosts = {unit.school_id for unit in exchange.units.all() if unit.hosts}
    return bool(led) and hosts <= led


def hosted_by(user: User, exchange: ExchangeSession) -> frozenset[int]:
    """The hosting schools that this person leads."""
    led = standing_of(user).led_schools
    if not led:
        return frozenset()
    return frozenset(
        unit.school_id
        for unit in exchange.units.all()
        if unit.hosts and unit.school_id in led
    )


def _made_here(user: User, exchange: ExchangeSession) -> bool:
    """Made it, and has not left: what somebody created is the lead's, not his to take along."""
    return _made(user, exchange) and _serves_the_lead(user, exchange)


def _made(user: User, exchange: ExchangeSession) -> bool:
    return user.is_authenticated and exchange.created_by_id == user.pk


def _serves_the_lead(user: User, exchange: ExchangeSession) -> bool:
    """A post or office at the lead, or at a school of the leading cluster."""
    standing = standing_of(user)
    return (
        exchange.lead_cluster_id in standing.clusters
        or exchange.lead_school_id in standing.schools
        or exchange.lead_authority_id in standing.officer_of
    )


def takes_back(user: User | None, exchange: ExchangeSession) -> bool:
    """Whether it is this person's own proposal, still undecided: taken back, not sent back."""
    return (
        user is not None
        and exchange.state == State.PROPOSED
        and _made_here(user, exchange)
    )


def can_write_down(user: User, exchange: ExchangeSession) -> bool:
    """Who writes in the lead's name: who may edit, and chair and secretary of the day."""
    return can_edit(user, exchange) or sits_at_the_desk(user, exchange)


def can_note(user: User, exchange: ExchangeSession) -> bool:
    """What was said, what was agreed, photos: who writes it down and who completes it."""
    return can_write_down(user, exchange) or can_complete(user, exchange)


def sits_at_the_desk(user: User, exchange: ExchangeSession) -> bool:
    """Chair or secretary on the roster of a session that is no draft."""
    if not user.is_authenticated or exchange.state == State.DRAFT:
        return False
    held = exchange.roster.filter(user=user).values_list("capacities", flat=True)
    return any(WRITERS & set(capacities) for capacities in held)


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
    return list(
        Post.objects.on(today)
        .filter(
            school__in=schools,
            kind__in=[Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL],
            user__is_active=True,
        )
        .order_by()
        .values_list("school_id", "kind")
    )


def led_by(user: User) -> Q:
    """The sessions of `leads`: those whose lead's people the person belongs to."""
    standing = standing_of(user)
    return (
        Q(lead_cluster__in=standing.officed_clusters)
        | Q(lead_school__in=standing.led_schools)
        | Q(lead_authority__in=standing.officer_of)
    )


def unseen_by_the_lead() -> Q:
    """Sessions written down in the name of a lead by somebody who is none of its people today, which
    none of these has confirmed yet."""
    today = timezone.localdate()
    makers = {"person": OuterRef("created_by"), "cluster": OuterRef("lead_cluster")}
    officers = ClusterOffice.objects.on(today).filter(**makers)
    leaders = Post.objects.on(today).filter(
        user=OuterRef("created_by"),
        school=OuterRef("lead_school"),
        kind__in=[Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL],
    )
    return (
        Q(recorded=True, state=State.HELD, state_by=F("created_by"))
        & Q(lead_authority=None)
        & ~Q(Exists(officers.order_by()))
        & ~Q(Exists(leaders.order_by()))
    )


def _speaks_for(standing: Standing, school: str) -> Q:
    """That the person gives the word for the school in this column: as its principal, or leading it
    where it has none."""
    principals = Post.objects.on(standing.on).filter(
        school=OuterRef(school), kind=Post.Kind.PRINCIPAL, user__is_active=True
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


def can_check_in(user: User, entry: RosterEntry) -> bool:
    """A person marks his own presence; who sits at the desk marks it for others."""
    own = user.is_authenticated and entry.user_id == user.pk
    return own or can_note(user, entry.exchange)


def can_keep_attendance(user: User, exchange: ExchangeSession) -> bool:
    """Who ticks for others who was there: the lead's people, chair and secretary of the day, and
    whoever leads a hosting school."""
    return (
        leads(user, exchange)
        or bool(hosted_by(user, exchange))
        or sits_at_the_desk(user, exchange)
    )


def can_delete(user: User, exchange: ExchangeSession) -> bool:
    """Made by mistake: its creator or the lead's people, while nobody was told (one query). Whoever
    left still clears his own drafts away, and nothing else."""
    made = _made if exchange.state == State.DRAFT else _made_here
    return (made(user, exchange) or leads(user, exchange)) and nobody_was_told(exchange)


def nobody_was_told(exchange: ExchangeSession) -> bool:
    """That nobody has heard of it who would look for it in vain.

    A draft that was never announced, and one written down afterwards that nobody built on: no other
    account on its roster or lessons, no change by anybody else. What waits is taken back first; what was scheduled once, or
    whose news were published (`told_at`), is cancelled with a reason. A reply of others, or a mark
    of presence of the day, tells too; marks of a record are part of it, and names in a draft tell
    nobody.
    """
    written_down = exchange.state == State.HELD and exchange.recorded
    if exchange.told_at is not None or not (
        exchange.state == State.DRAFT or written_down
    ):
        return False
    # Whoever makes a session may at once agree to it for his own school.
    answered = SessionUnit.objects.exclude(reply="").exclude(
        replied_by=exchange.created_by_id
    )
    told = Q(Exists(answered.filter(exchange=OuterRef("pk")))) | Q(
        Exists(
            Attendance.objects.filter(entry__exchange=OuterRef("pk")).exclude(
                how=Attendance.How.RECORDED
            )
        )
    )
    if exchange.state != State.DRAFT:
        others = Q(user__isnull=False) & ~Q(user=exchange.created_by_id)
        told |= Q(Exists(RosterEntry.objects.filter(others, exchange=OuterRef("pk"))))
        told |= Q(
            Exists(
                LessonTeacher.objects.filter(others, lesson__exchange=OuterRef("pk"))
            )
        )
        told |= Q(
            Exists(
                AuditEntry.objects.filter(
                    object_type=exchange._meta.label_lower, object_id=str(exchange.pk)
                ).exclude(actor=exchange.created_by_id)
            )
        )
    return not ExchangeSession.objects.filter(told, pk=exchange.pk).exists()


def earlier_of(user: User) -> QuerySet[ExchangeSession]:
    """What the person leads and others can be made like: sessions that took or take place, the latest
    first."""
    return (
        ExchangeSession.objects.visible_to(user)
        .filter(led_by(user), state__in=[State.SCHEDULED, State.HELD, State.CLOSED])
        .order_by("-on_sort", "-pk")
    )


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
