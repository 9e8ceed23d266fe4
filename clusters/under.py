"""What stands under an authority on a day: schools, clusters, authorities, and who serves there."""

from datetime import date

from django.db.models import Q

from clusters.models import (
    Authority,
    Cluster,
    ClusterAuthority,
    Post,
    School,
    SchoolAuthority,
)


def schools(authority: Authority, *, on: date) -> list[School]:
    """The schools that are under the authority on that day, of whatever kind; by name."""
    related = SchoolAuthority.objects.on(on).filter(authority=authority)
    return list(School.objects.filter(pk__in=related.order_by().values("school")))


def relations(authority: Authority, *, on: date) -> list[SchoolAuthority]:
    """The relations of schools to the authority on that day, by the schools' names."""
    return list(
        SchoolAuthority.objects.on(on)
        .filter(authority=authority)
        .select_related("school")
        .order_by("school__sort_key", "school", "kind")
    )


def clusters(authority: Authority, *, on: date) -> list[Cluster]:
    """The clusters that the authority manages on that day, by label."""
    dated = ClusterAuthority.objects.on(on).order_by()
    return list(
        Cluster.objects.filter(
            Q(pk__in=dated.filter(authority=authority).values("cluster"))
            | (
                Q(managing_authority=authority)
                & ~Q(pk__in=ClusterAuthority.objects.values("cluster"))
            )
        )
        .exclude(valid_to__lt=on)
        .order_by("search_key", "pk")
    )


def authorities(authority: Authority, *, on: date) -> list[Authority]:
    """The authorities that stand below it on that day, by name."""
    return list(
        Authority.objects.filter(parent=authority)
        .exclude(valid_to__lt=on)
        .order_by("name", "pk")
    )


def officers(authority: Authority, *, on: date) -> list[Post]:
    """The posts at the authority that hold on that day or begin later, by name."""
    return list(
        Post.objects.filter(authority=authority)
        .exclude(valid_to__lt=on)
        .select_related("user", "authority")
        .order_by("user__sort_key", "pk")
    )
