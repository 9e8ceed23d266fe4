"""Who decides in a cluster or a school today, asked from its side; `standing` asks it of a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q

from accounts.models import User
from clusters.models import Cluster, ClusterOffice, Post
from clusters.standing import leading_offices, reach_of


def leaders_of(cluster: Cluster, *, today: date) -> list[User]:
    """Those who lead the cluster today: its heads, else its deputies. Nobody: it falls to the
    authority that manages it, as a cluster does that ended."""
    if cluster.valid_to is not None and cluster.valid_to < today:
        return []
    offices = list(
        leading_offices(today)
        .filter(cluster=cluster)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    heads = [one for one in offices if one.kind == ClusterOffice.Kind.HEAD]
    # Once each, also with one office for every level.
    return list(dict.fromkeys(one.person for one in (heads or offices) if one.person))


def leading(schools: Collection[int], *, today: date) -> list[tuple[int, Post]]:
    """Who leads each of these schools today, or the school that took over from it, as standing counts
    it: (school asked about, post with its person), the principal first. One query."""
    posts = (
        Post.objects.on(today)
        .filter(kind__in=Post.LEADING, user__is_active=True)
        .annotate(
            before=F("school__succeeds__predecessor"), since=F("school__succeeds__on")
        )
        .filter(Q(school__in=schools) | Q(before__in=schools, since__lte=today))
        .select_related("user", "school")
        .order_by("school__name", "kind", "user__sort_key", "pk")
    )
    # A school that took over from several comes once for each of them.
    found: dict[tuple[int, int], Post] = {}
    for post in posts:
        if post.school_id is not None and post.school_id in schools:
            found[post.school_id, post.pk] = post
        if post.before in schools and post.since <= today:
            found[post.before, post.pk] = post
    return [(school, post) for (school, _pk), post in found.items()]


def attended(*, today: date) -> set[int]:
    """The authorities for which somebody acts today: those served by an officer, all below these, and
    all that they took over from. Three queries."""
    officers = Post.objects.on(today).filter(
        kind=Post.Kind.OFFICER, user__is_active=True
    )
    return reach_of(
        set(officers.order_by().values_list("authority", flat=True)), today=today
    )


def is_attended(cluster: Cluster, *, today: date) -> bool:
    """Whether somebody acts for the authority to which the cluster falls when nobody leads it."""
    managing = cluster.managing_authority_id
    return managing is not None and managing in attended(today=today)


def unattended(*, today: date) -> list[Cluster]:
    """The clusters of today in whose name nobody can decide: nobody leads them, or an authority is to
    approve, and nobody acts for that authority, or there is none. By label; four queries."""
    led = leading_offices(today).values("cluster")
    by_authority = Q(session_approver=Cluster.SessionApprover.AUTHORITY)
    acting = attended(today=today)
    return [
        cluster
        for cluster in Cluster.objects.on(today)
        .filter(by_authority | ~Q(pk__in=led))
        .order_by("search_key", "pk")
        if cluster.managing_authority_id not in acting
    ]
