"""What a person may choose from: the schools, clusters and authorities that they manage or oversee.

About people only, as `permissions`; nothing here looks at the clock.
"""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from clusters.models import (
    Authority,
    Cluster,
    ClusterMembership,
    Post,
    School,
    SchoolAuthority,
)
from clusters.models.cluster import ClusterQuerySet
from clusters.models.school import SchoolQuerySet
from clusters.permissions import members_of
from clusters.standing import standing_of


def schools_with_people_managed_by(user: User) -> SchoolQuerySet:
    """The schools of today whose people this person manages, to choose from."""
    there = School.objects.filter(is_active=True)
    if user.is_superuser:
        return there
    standing = standing_of(user)
    managed = Q(pk__in=standing.led_schools) | Q(
        pk__in=members_of(standing.headed_clusters, standing)
    )
    if standing.authorities:
        managed |= Q(pk__in=standing.overseen_schools())
    return there.filter(managed)


def schools_to_merge_with(user: User, school: School, *, today: date) -> SchoolQuerySet:
    """The schools of today that this person may merge with this one: of its clusters, or under the
    same owner."""
    clusters = Cluster.objects.of_school(school, day=today).values("pk")
    owners = (
        SchoolAuthority.objects.on(today)
        .filter(school=school, kind=SchoolAuthority.Kind.OWNER)
        .values("authority")
    )
    near = Q(
        pk__in=ClusterMembership.objects.on(today)
        .filter(cluster__in=clusters)
        .values("school")
    ) | Q(
        pk__in=SchoolAuthority.objects.on(today)
        .filter(authority__in=owners)
        .values("school")
    )
    return schools_to_choose(user).filter(near, is_active=True).exclude(pk=school.pk)


def authorities_to_choose(user: User) -> QuerySet[Authority]:
    """Authorities of today under which this person may put a school or a cluster: the own ones, all
    below them and those above them."""
    standing = standing_of(user)
    there = Authority.objects.on(standing.on).order_by("name", "pk")
    if user.is_superuser:
        return there
    return there.filter(
        Q(pk__in=standing.authorities) | Q(children__in=standing.officer_of)
    ).distinct()


def clusters_managed_by(user: User) -> ClusterQuerySet:
    """The clusters of today that this person manages, to choose from."""
    standing = standing_of(user)
    there = Cluster.objects.on(standing.on)
    if user.is_superuser:
        return there
    return there.filter(
        Q(pk__in=standing.headed_clusters)
        | Q(managing_authority__in=standing.authorities)
    )


def clusters_to_leave_and_join(
    user: User, school: School, *, today: date
) -> tuple[ClusterQuerySet, ClusterQuerySet]:
    """Of the clusters that this person manages those the school is in today, and the others."""
    mine = clusters_managed_by(user).order_by("search_key")
    present = Cluster.objects.of_school(school, day=today).values("pk")
    return mine.filter(pk__in=present), mine.exclude(pk__in=present)


def next_principals(user: User, school: School, *, today: date) -> QuerySet[Post]:
    """Posts of people whom this person may let lead the school next: its own, and those who lead the
    schools of its clusters as far as this person manages them. The present principal is left out."""
    near = ClusterMembership.objects.on(today).filter(
        cluster__in=Cluster.objects.of_school(school, day=today).values("pk")
    )
    there = Post.objects.on(today)
    led = there.filter(school=school, kind=Post.Kind.PRINCIPAL)
    return (
        there.filter(
            Q(school=school)
            | Q(
                school__in=schools_with_people_managed_by(user)
                .filter(pk__in=near.values("school"))
                .values("pk"),
                kind__in=Post.LEADING,
            ),
            user__is_active=True,
        )
        .exclude(user__in=led.values("user"))
        .select_related("user", "school", "authority")
        .order_by("user__sort_key", "pk")
    )


def schools_to_choose(user: User) -> SchoolQuerySet:
    """Schools that exist already and may be put into a cluster by this person."""
    if user.is_superuser:
        return School.objects.all()
    return School.objects.filter(pk__in=standing_of(user).overseen_schools())


def authorities_to_set_up(user: User) -> QuerySet[Authority]:
    """The authorities of today for which a person may set up clusters."""
    standing = standing_of(user)
    there = Authority.objects.on(standing.on)
    if user.is_superuser:
        return there
    return there.filter(pk__in=standing.authorities)
