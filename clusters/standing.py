"""Where a person stands today: the one place that turns posts and offices into rights.

Asked once a request (two queries) and kept on the user object; nothing is kept
longer, so a right that is withdrawn ends with the next request.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from accounts.kept import KeptQuery
from accounts.models import User
from clusters.models.authority import Authority, AuthoritySuccession
from clusters.models.cluster import Cluster, ClusterMembership, ClusterOffice
from clusters.models.dated import holds_on
from clusters.models.post import Post
from clusters.models.school import SchoolAuthority, SchoolSuccession


@dataclass(frozen=True)
class Standing:
    """The ids of everything a person's posts and offices reach on one day."""

    on: date
    # With those that these took over from: who leads a merged school answers for what was before.
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
    # Whether a post is lent to the person today, and where only a lent one makes them the principal.
    stands_in: bool = False
    borrowed: frozenset[int] = frozenset()

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


# What a row of the two questions is: a post, the tree of authorities, a place in a cluster.
_POST, _LENT, _BELOW, _BEFORE = "post", "lent", "below", "before"
_MEMBER, _FALLEN = "member", "fallen"


def _own_posts(user: int, today: date) -> QuerySet[Post]:
    """The posts that the person holds today; a QuerySet of its own for each use."""
    return Post.objects.on(today).filter(user=user).order_by()


def _lent_posts(user: int, today: date) -> QuerySet[Post]:
    """The posts that somebody else lent to the person for today."""
    return (
        Post.objects.on(today)
        .filter(delegations__to=user)
        .filter(holds_on(today, "delegations__"))
        .order_by()
    )


def _serves(user: int, today: date) -> Q:
    """Whether the person is an officer at all: nobody else pays for the tree of authorities."""
    officer = Post.Kind.OFFICER
    return Q(Exists(_own_posts(user, today).filter(kind=officer))) | Q(
        Exists(_lent_posts(user, today).filter(kind=officer))
    )


def _what(word: str) -> Value:
    return Value(word, output_field=CharField())


def _posts_and_tree(user: int, today: date) -> QuerySet:
    """(school, authority, kind, "post"), or "lent" where the post is somebody else's; (school, the school it took over from, "", "before"); for
    officers also (above, below, "", "below") of every two authorities, and of every two of which one
    took over from the other."""
    serves = _serves(user, today)
    columns = ("school_id", "authority_id", "kind")
    tree = Authority.objects.filter(serves, parent__isnull=False).order_by()
    heirs = AuthoritySuccession.objects.filter(serves, on__lte=today).order_by()
    merged = SchoolSuccession.objects.filter(
        Q(successor__in=_own_posts(user, today).values("school_id"))
        | Q(successor__in=_lent_posts(user, today).values("school_id")),
        on__lte=today,
    ).order_by()
    return (
        _own_posts(user, today)
        .values_list(*columns, _what(_POST))
        .union(
            _lent_posts(user, today).values_list(*columns, _what(_LENT)),
            merged.values_list(
                "successor_id", "predecessor_id", _what(""), _what(_BEFORE)
            ),
            tree.values_list("parent_id", "pk", _what(""), _what(_BELOW)),
            heirs.values_list(
                "successor_id", "predecessor_id", _what(""), _what(_BELOW)
            ),
        )
    )


def leading_offices(today: date) -> QuerySet[ClusterOffice]:
    """The offices of those who lead a cluster today: its heads and, in their stead, its deputies. A
    locked account leads nothing."""
    return (
        ClusterOffice.objects.on(today)
        .filter(
            kind__in=[ClusterOffice.Kind.HEAD, ClusterOffice.Kind.DEPUTY],
            person__is_active=True,
        )
        .order_by()
    )


def _places(user: int, today: date) -> QuerySet:
    """(cluster, its parent, kind) of memberships of one's schools and of offices; for officers also
    (cluster, its authority, "fallen") of clusters that fall to their authority: nobody leads them
    today, or they ended. Where there is no head a deputy leads."""
    ours = Q(school__in=_own_posts(user, today).values("school_id")) | Q(
        school__in=_lent_posts(user, today).values("school_id")
    )
    columns = ("cluster_id", "cluster__parent_id")
    members = ClusterMembership.objects.on(today).filter(
        ours, holds_on(today, "cluster__")
    )
    offices = ClusterOffice.objects.on(today).filter(
        holds_on(today, "cluster__"), person=user
    )
    led = leading_offices(today)
    headed = led.filter(kind=ClusterOffice.Kind.HEAD)
    kind = Case(
        When(
            Q(kind=ClusterOffice.Kind.DEPUTY)
            & ~Exists(headed.filter(cluster=OuterRef("cluster"))),
            then=_what(ClusterOffice.Kind.HEAD),
        ),
        default=F("kind"),
        output_field=CharField(),
    )
    fallen = Cluster.objects.filter(
        _serves(user, today),
        ~Q(pk__in=led.values("cluster")) | Q(valid_to__lt=today),
        managing_authority__isnull=False,
    )
    return (
        members.order_by()
        .values_list(*columns, _what(_MEMBER))
        .union(
            offices.order_by().values_list(*columns, kind),
            fallen.order_by().values_list(
                "pk", "managing_authority_id", _what(_FALLEN)
            ),
        )
    )


# Every page asks both, so neither is composed anew.
_POSTS_AND_TREE = KeptQuery(_posts_and_tree)
_PLACES = KeptQuery(_places)


def _compute(user: User, today: date) -> Standing:
    posts: list[tuple[int | None, int | None, str]] = []
    below: dict[int, list[int]] = defaultdict(list)
    before: list[tuple[int, int]] = []
    stands_in = False
    own: set[int | None] = set()
    for one, other, kind, what in _POSTS_AND_TREE.rows(user.pk, today):
        if what in {_POST, _LENT}:
            posts.append((one, other, kind))
            stands_in = stands_in or what == _LENT
            if what == _POST and kind == Post.Kind.PRINCIPAL:
                own.add(one)
        elif what == _BEFORE:
            before.append((one, other))
        else:
            below[one].append(other)
    # Whatever one is at a school, one is for the schools that it took over from.
    own |= {old for new, old in before if new in own}
    posts += [
        (old, None, kind)
        for new, old in before
        for school, _, kind in list(posts)
        if school == new
    ]
    schools = {school for school, _, _ in posts if school}
    officer_of = {
        authority
        for _, authority, kind in posts
        if authority and kind == Post.Kind.OFFICER
    }
    authorities = _reach(officer_of, below)
    found = _PLACES.rows(user.pk, today)
    places = [row for row in found if row[2] != _FALLEN]
    fallen = {
        cluster
        for cluster, authority, kind in found
        if kind == _FALLEN and authority in authorities
    }
    officed = fallen | {cluster for cluster, _, kind in places if kind != _MEMBER}
    headed = fallen | {
        cluster for cluster, _, kind in places if kind == ClusterOffice.Kind.HEAD
    }
    return Standing(
        on=today,
        schools=frozenset(schools),
        led_schools=frozenset(
            school for school, _, kind in posts if school and kind in Post.LEADING
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
        stands_in=stands_in,
        borrowed=frozenset(
            school
            for school, _, kind in posts
            if school and kind == Post.Kind.PRINCIPAL and school not in own
        ),
    )


def _reach(served: set[int], below: dict[int, list[int]]) -> set[int]:
    """The authorities served, everything below them, and everyone they took over from."""
    reached: set[int] = set()
    waiting = list(served)
    while waiting:
        authority = waiting.pop()
        if authority not in reached:
            reached.add(authority)
            waiting.extend(below.get(authority, ()))
    return reached


def reach(authority: Authority, *, today: date) -> set[int]:
    """The same for one authority, whoever asks."""
    return reach_of({authority.pk}, today=today)


def reach_of(served: set[int], *, today: date) -> set[int]:
    """The same for these authorities, whoever asks: they, all below them, all that these took over
    from. Two queries."""
    below: dict[int, list[int]] = defaultdict(list)
    parents = Authority.objects.exclude(parent=None).order_by()
    taken_over = AuthoritySuccession.objects.filter(on__lte=today).order_by()
    for above, other in [
        *parents.values_list("parent_id", "pk"),
        *taken_over.values_list("successor_id", "predecessor_id"),
    ]:
        below[above].append(other)
    return _reach(served, below)
