"""Who may see and manage schools, clusters and their people. About people only, never about times.

Rights follow from `standing_of`; nothing here looks at the clock.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Partnership,
    PartnershipParty,
    Post,
    School,
    SchoolAuthority,
)
from clusters.models.cluster import ClusterQuerySet
from clusters.models.dated import holds_on
from clusters.models.school import SchoolQuerySet
from clusters.standing import Standing, standing_of


def schools_visible_to(user: User) -> SchoolQuerySet:
    """The schools whose page a person may open: one's own, those of the clusters one holds an office
    in, those under the authorities one serves. All others do not exist for them (404)."""
    if user.is_superuser:
        return School.objects.all()
    standing = standing_of(user)
    visible = Q(pk__in=standing.schools) | Q(
        pk__in=members_of(standing.officed_clusters, standing)
    )
    if standing.authorities:
        visible |= Q(pk__in=standing.overseen_schools()) | Q(
            pk__in=members_of(standing.overseen_clusters(), standing)
        )
    return School.objects.filter(visible)


def clusters_visible_to(user: User) -> ClusterQuerySet:
    """The clusters whose page a person may open: those of one's schools, offices and authorities."""
    if user.is_superuser:
        return Cluster.objects.all()
    standing = standing_of(user)
    visible = Q(pk__in=standing.clusters)
    if standing.authorities:
        visible |= Q(managing_authority__in=standing.authorities)
    return Cluster.objects.filter(visible)


def members_of(clusters, standing: Standing):
    """Ids of the schools in these clusters and their sub-clusters today, as a subquery."""
    return (
        ClusterMembership.objects.on(standing.on)
        .filter(Q(cluster__in=clusters) | Q(cluster__parent__in=clusters))
        .values("school")
    )


def can_set_up(user: User) -> bool:
    """May add authorities' clusters with their schools: officers and the administrator."""
    return user.is_superuser or bool(standing_of(user).officer_of)


def can_manage_cluster(user: User, cluster: Cluster) -> bool:
    """Its head, the officers of the authority that manages it and of those above, the administrator."""
    standing = standing_of(user)
    return (
        user.is_superuser
        or cluster.pk in standing.headed_clusters
        or cluster.managing_authority_id in standing.authorities
    )


def can_choose_authority(user: User, cluster: Cluster) -> bool:
    """May say which authority manages it: the officers of the one that does and of those above, the
    administrator. The head of a cluster does not choose who stands above it."""
    return (
        user.is_superuser
        or cluster.managing_authority_id in standing_of(user).authorities
    )


def can_manage_school(user: User, school: School) -> bool:
    """May change the school's facts: those who lead it, officers over it, the administrator."""
    return (
        user.is_superuser
        or school.pk in standing_of(user).led_schools
        or school.pk in _overseen(standing_of(user), [school.pk])
    )


def can_reorganise(user: User, school: School) -> bool:
    """May merge and close the school, and say which authority it is under: officers over it and the
    administrator. Heads of clusters are colleagues of its principal."""
    return user.is_superuser or school.pk in _overseen(standing_of(user), [school.pk])


def authorities_visible_to(user: User) -> QuerySet[Authority]:
    """The authorities whose page a person may open: those served with all below them and all that
    they took over from; for who holds an office in a cluster, the one that manages it."""
    if user.is_superuser:
        return Authority.objects.all()
    standing = standing_of(user)
    return Authority.objects.filter(
        Q(pk__in=standing.authorities)
        | Q(
            pk__in=Cluster.objects.filter(pk__in=standing.officed_clusters).values(
                "managing_authority"
            )
        )
    )


def can_add_authority(user: User) -> bool:
    """May note an authority: the administrator any, an officer one below the own ones."""
    return user.is_superuser or bool(standing_of(user).authorities)


def can_edit_authority(user: User, authority: Authority) -> bool:
    """May correct it and say that it ends: officers of those above it, the administrator. Nobody ends
    the authority they serve themselves."""
    return user.is_superuser or authority.parent_id in standing_of(user).authorities


def can_staff_authority(user: User, authority: Authority) -> bool:
    """May say who its officers are: its officers, those of the ones above, the administrator."""
    return user.is_superuser or authority.pk in standing_of(user).authorities


def can_lend(user: User, post: Post) -> bool:
    """May lend a post at a school, and take it back: its owner, and those from above when the owner
    cannot. Whoever only stands in does not lend further."""
    if user.is_superuser or post.user_id == user.pk:
        return True
    return bool(post.school_id and _from_above(standing_of(user), [post.school_id]))


def can_release(user: User, person: User, school: School) -> bool:
    """May take somebody away from what they lead elsewhere, to lead this school: who appoints the
    principals there too."""
    elsewhere = Post.objects.filter(
        user=person,
        school__isnull=False,
        kind__in=Post.LEADING,
    ).exclude(Q(school=school) | Q(valid_to__lt=standing_of(user).on))
    return all(
        can_appoint_principal(user, post.school)
        for post in elsewhere.select_related("school")
        if post.school is not None
    )


def can_see_phones(user: User, school: School) -> bool:
    """Phone numbers are for those who lead the school and officers over it, not for other schools."""
    return can_manage_school(user, school)


def schools_with_phones(user: User, schools: Iterable[int]) -> set[int]:
    """Of these schools, those of whose people this person sees the phone numbers. At most one query."""
    wanted = set(schools)
    if user.is_superuser:
        return wanted
    standing = standing_of(user)
    return (wanted & standing.led_schools) | _overseen(standing, wanted)


def can_manage_school_people(user: User, school: School) -> bool:
    """Those who lead it, the head of a cluster it is in, officers over it, the administrator."""
    return bool(managed_schools(user, [school.pk]))


def can_appoint_principal(user: User, school: School) -> bool:
    """As above, but a vice-principal does not appoint or remove the principal, nor does whoever only
    stands in for one."""
    standing = standing_of(user)
    return (
        user.is_superuser
        or school.pk in standing.principal_of - standing.borrowed
        or bool(_from_above(standing_of(user), [school.pk]))
    )


def managed_schools(user: User, schools: Iterable[int]) -> set[int]:
    """Of these schools, the ones whose people this person manages. At most two queries."""
    wanted = set(schools)
    if user.is_superuser:
        return wanted
    standing = standing_of(user)
    return (wanted & standing.led_schools) | _from_above(standing, wanted)


def _overseen(standing: Standing, schools: Iterable[int]) -> set[int]:
    if not standing.authorities:
        return set()
    return set(
        SchoolAuthority.objects.on(standing.on)
        .filter(school__in=schools, authority__in=standing.authorities)
        .values_list("school", flat=True)
    )


def _from_above(standing: Standing, schools: Iterable[int]) -> set[int]:
    """Schools reached as head of a cluster or officer of an authority, not by leading them."""
    found = _overseen(standing, schools)
    if standing.headed_clusters:
        found |= set(
            ClusterMembership.objects.on(standing.on)
            .filter(
                Q(cluster__in=standing.headed_clusters)
                | Q(cluster__parent__in=standing.headed_clusters),
                school__in=schools,
            )
            .values_list("school", flat=True)
        )
    return found


def partnerships_visible_to(user: User) -> QuerySet[Partnership]:
    """Agreements of which a party is a school or authority whose page this person may open."""
    if user.is_superuser:
        return Partnership.objects.all()
    parties = PartnershipParty.objects.filter(
        Q(school__in=schools_visible_to(user).order_by().values("pk"))
        | Q(authority__in=standing_of(user).authorities)
    )
    return Partnership.objects.filter(pk__in=parties.values("partnership"))


def can_write_partnerships(user: User) -> bool:
    """May write down an agreement of the own school or authority: principals, officers, the
    administrator."""
    standing = standing_of(user)
    return user.is_superuser or bool(standing.principal_of or standing.officer_of)


def is_own_party(user: User, place: School | Authority | None) -> bool:
    """Whether this person may speak for a party: as a school's principal, as an officer of the
    authority or over the school."""
    if user.is_superuser:
        return True
    standing = standing_of(user)
    if isinstance(place, School):
        return place.pk in standing.principal_of or bool(
            _overseen(standing, [place.pk])
        )
    return isinstance(place, Authority) and place.pk in standing.authorities


def can_manage_partnership(user: User, partnership: Partnership) -> bool:
    """May say that it is signed or has ended: the principals of its schools, the officers of its
    authorities and of those above, the administrator."""
    if user.is_superuser:
        return True
    standing = standing_of(user)
    return any(
        party.school_id in standing.principal_of
        or party.authority_id in standing.authorities
        for party in partnership.parties.all()
    )


def can_change_parties(user: User, partnership: Partnership) -> bool:
    """May say in a draft whose agreement it is: who wrote it down, the officers of its authorities and
    of those above its schools, the administrator. The other side corrects the rest."""
    if user.is_superuser or partnership.created_by_id == user.pk:
        return True
    standing = standing_of(user)
    parties = list(partnership.parties.all())
    schools = [party.school_id for party in parties if party.school_id is not None]
    return any(party.authority_id in standing.authorities for party in parties) or bool(
        _overseen(standing, schools)
    )


def may_take_on(user: User, person: User) -> bool:
    """May give a post to the account of somebody whose name and number this person knows.

    Always while it has a post today (whoever manages that place keeps a say), while nobody has come
    in with it yet, and where a post gives nothing over it; else only those who manage every place of
    its last posts, and the administrator.
    """
    if (
        user.is_superuser
        or user.pk == person.pk
        or person.is_superuser
        or person.is_staff
        or not person.has_usable_password()
    ):
        return True
    standing = standing_of(user)
    if Post.objects.on(standing.on).filter(user=person).exists():
        return True
    past = list(
        Post.objects.filter(user=person)
        .order_by("-valid_to", "pk")
        .values_list("school", "authority", "valid_to")
    )
    last = [place for *place, until in past if until == past[0][2]]
    schools = {school for school, _ in last if school}
    authorities = {authority for _, authority in last if authority}
    return (
        bool(last)
        and schools <= managed_schools(user, schools)
        and authorities <= standing.authorities
    )


def can_issue_slip(user: User, person: User) -> bool:
    """May hand the account over to its owner: invite, issue a password slip, lock and unlock.

    Whoever holds a slip could sign in as that person, so one must manage **every** place from which
    the person has rights today, not just one of them.
    """
    return person.pk in within_reach(user, [person])


def within_reach(user: User, people: Iterable[User]) -> set[int]:
    """The keys of those people to whom `can_issue_slip` says yes. At most five queries for all."""
    others = [person for person in people if person.pk != user.pk]
    if user.is_superuser:
        return {person.pk for person in others}
    standing = standing_of(user)
    ordinary = [
        person.pk
        for person in others
        if not person.is_superuser and not person.is_staff
    ]
    posts = defaultdict(list)
    columns = ("school_id", "authority_id", "kind")
    today = Post.objects.on(standing.on).order_by()
    for person, *place in today.filter(user__in=ordinary).values_list("user", *columns):
        posts[person].append(place)
    own = set(posts)
    lent = today.filter(
        holds_on(standing.on, "delegations__"), delegations__to__in=ordinary
    )
    for person, *place in lent.values_list("delegations__to", *columns):
        posts[person].append(place)
    offices = defaultdict(set)
    held = ClusterOffice.objects.on(standing.on).filter(person__in=ordinary).order_by()
    for person, cluster, authority in held.values_list(
        "person", "cluster", "cluster__managing_authority"
    ):
        offices[person].add((cluster, authority))

    schools = {school for places in posts.values() for school, _, _ in places if school}
    above = _from_above(standing, schools)
    led = schools & standing.led_schools
    principal = schools & standing.principal_of

    def manages(place: list) -> bool:
        school, authority, kind = place
        if authority:
            return authority in standing.authorities
        if kind == Post.Kind.PRINCIPAL:
            return school in above or school in principal
        return school in above or school in led

    def heads(cluster: int, authority: int | None) -> bool:
        return cluster in standing.headed_clusters or authority in standing.authorities

    return {
        person
        for person in ordinary
        if person in own
        and all(manages(place) for place in posts[person])
        and all(heads(*office) for office in offices[person])
    }
