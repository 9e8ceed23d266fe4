"""Where a person stands today: the one place that turns posts and offices into rights.

Asked once a request (two queries, four for officers) and kept on the user object; nothing is kept
longer, so a right that is withdrawn ends with the next request.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import QuerySet, Value
from django.utils import timezone

from accounts.models import User
from clusters.models.authority import Authority, AuthoritySuccession
from clusters.models.cluster import Cluster, ClusterMembership, ClusterOffice
from clusters.models.dated import holds_on
from clusters.models.post import Post
from clusters.models.school import SchoolAuthority

_LEADING = {Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL}


@dataclass(frozen=True)
class Standing:
    """The ids of everything a person's posts and offices reach on one day."""

    on: date
    schools: frozenset[int] = frozenset()
    led_schools: frozenset[int] = frozenset()
    principal_of: frozenset[int] = frozenset()
    subject_head_at: frozenset[int] = frozenset()
    officer_of: frozenset[int] = frozenset()
    # The authorities served, all below them, and all those they took over from.
    authorities: frozenset[int] = frozenset()
    clusters: frozenset[int] = frozenset()
    officed_clusters: frozenset[int] = frozenset()
    headed_clusters: frozenset[int] = frozenset()

    def overseen_clusters(self) -> QuerySet:
        """Clusters managed by the authorities served, as a subquery of ids."""
        return Cluster.objects.filter(managing_authority__in=self.authorities).values(
            "pk"
        )

    def overseen_schools(self) -> QuerySet:
        """Schools of the present subtree, as a subquery of ids."""
        return (
            SchoolAuthority.objects.on(self.on)
            .filter(authority__in=self.authorities)
            .values("school")
        )


def standing_of(user: User) -> Standing:
    """The person's standing today; kept on the user object for the length of the request.

    The clock is asked with the first question: a request over midnight has the rights of one day.
    """
    kept = getattr(user, "_standing", None)
    if kept is not None:
        return cast(Standing, kept)
    today = timezone.localdate()
    standing = _compute(user, today) if user.is_authenticated else Standing(on=today)
    user._standing = standing  # type: ignore[attr-defined]
    return standing


def _compute(user: User, today: date) -> Standing:
    own = Post.objects.on(today).filter(user=user).order_by()
    lent = (
        Post.objects.on(today)
        .filter(delegations__to=user)
        .filter(holds_on(today, "delegations__"))
        .order_by()
    )
    columns = ("school_id", "authority_id", "kind")
    posts = list(own.values_list(*columns).union(lent.values_list(*columns)))
    schools = {school for school, _, _ in posts if school}
    officer_of = {
        authority
        for _, authority, kind in posts
        if authority and kind == Post.Kind.OFFICER
    }
    memberships = (
        ClusterMembership.objects.on(today)
        .filter(holds_on(today, "cluster__"), school__in=schools)
        .order_by()
        .values_list("cluster_id", "cluster__parent_id", Value("member"))
    )
    offices = (
        ClusterOffice.objects.on(today)
        .filter(holds_on(today, "cluster__"), person=user)
        .order_by()
        .values_list("cluster_id", "cluster__parent_id", "kind")
    )
    places = list(memberships.union(offices))
    officed = {cluster for cluster, _, kind in places if kind != "member"}
    headed = {cluster for cluster, _, kind in places if kind == ClusterOffice.Kind.HEAD}
    authorities: set[int] = set()
    if officer_of:
        authorities = _reach(officer_of)
        orphans = _without_officers(authorities, today)
        officed |= orphans
        headed |= orphans
    return Standing(
        on=today,
        schools=frozenset(schools),
        led_schools=frozenset(
            school for school, _, kind in posts if school and kind in _LEADING
        ),
        principal_of=frozenset(
            school
            for school, _, kind in posts
            if school and kind == Post.Kind.PRINCIPAL
        ),
        subject_head_at=frozenset(
            school
            for school, _, kind in posts
            if school and kind == Post.Kind.SUBJECT_HEAD
        ),
        officer_of=frozenset(officer_of),
        authorities=frozenset(authorities),
        clusters=frozenset(cluster for cluster, _, _ in places)
        | frozenset(parent for _, parent, _ in places if parent)
        | frozenset(officed),
        officed_clusters=frozenset(officed),
        headed_clusters=frozenset(headed),
    )


def _reach(served: set[int]) -> set[int]:
    """The authorities served, everything below them, and everyone they took over from."""
    below: dict[int, list[int]] = defaultdict(list)
    for child, parent in Authority.objects.exclude(parent=None).values_list(
        "pk", "parent_id"
    ):
        below[parent].append(child)
    for old, new in AuthoritySuccession.objects.values_list(
        "predecessor_id", "successor_id"
    ):
        below[new].append(old)
    reached: set[int] = set()
    waiting = list(served)
    while waiting:
        authority = waiting.pop()
        if authority not in reached:
            reached.add(authority)
            waiting.extend(below[authority])
    return reached


def _without_officers(authorities: set[int], today: date) -> set[int]:
    """Clusters that fall to their authority: nobody holds an office there today, or they ended."""
    officed = (
        ClusterOffice.objects.on(today).filter(person__isnull=False).values("cluster")
    )
    mine = Cluster.objects.filter(managing_authority__in=authorities)
    fallen = mine.exclude(pk__in=officed) | mine.filter(valid_to__lt=today)
    return set(fallen.values_list("pk", flat=True))
