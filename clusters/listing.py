"""What the pages of schools and clusters show: rows with everything read, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import SignInName, Slip, User
from accounts.text import search_words
from clusters import permissions
from clusters.models import (
    Cluster,
    ClusterMembership,
    ClusterOffice,
    Partnership,
    PartnershipParty,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
)
from clusters.models.cluster import ClusterQuerySet
from clusters.models.dated import holds_on
from clusters.models.school import SchoolQuerySet


def _held(today: date) -> Prefetch:
    """Offices of a cluster that hold today, the head first."""
    return Prefetch(
        "offices",
        queryset=ClusterOffice.objects.on(today)
        .select_related("person", "level")
        .order_by("kind", "pk"),
        to_attr="held",
    )


def _principals(today: date) -> Prefetch:
    return Prefetch(
        "posts",
        queryset=Post.objects.on(today)
        .filter(kind=Post.Kind.PRINCIPAL)
        .select_related("user"),
        to_attr="principals",
    )


def clusters_listed(
    clusters: ClusterQuerySet, *, words: str, today: date
) -> ClusterQuerySet:
    """Clusters for a list: offices, authority, number of schools; filtered by folded words."""
    for word in search_words(words):
        clusters = clusters.filter(
            Q(search_key__contains=word)
            | Q(
                pk__in=ClusterMembership.objects.on(today)
                .filter(school__search_key__contains=word)
                .values("cluster")
            )
        )
    return (
        clusters.select_related("managing_authority", "parent")
        .prefetch_related(_held(today), "levels")
        .annotate(
            school_count=Count(
                "memberships",
                filter=holds_on(today, "memberships__"),
                distinct=True,
            )
        )
        .order_by("search_key", "pk")
    )


def schools_listed(
    schools: SchoolQuerySet, *, words: str, today: date
) -> SchoolQuerySet:
    """Schools for a list: levels, principal, clusters; filtered by folded words."""
    return schools.named_like(words).prefetch_related(
        "levels",
        _principals(today),
        Prefetch(
            "memberships",
            queryset=ClusterMembership.objects.on(today).select_related("cluster"),
            to_attr="joined",
        ),
    )


def schools_of(cluster: Cluster, *, today: date) -> SchoolQuerySet:
    """The cluster's schools today with their principals."""
    members = ClusterMembership.objects.on(today).filter(cluster=cluster)
    return School.objects.filter(pk__in=members.values("school")).prefetch_related(
        "levels", _principals(today)
    )


def offices_of(cluster: Cluster, *, today: date) -> list[ClusterOffice]:
    return list(
        cluster.offices.on(today)
        .select_related("person", "level")
        .order_by("kind", "pk")
    )


def school_facts(school: School, *, today: date) -> dict:
    """What the page of a school shows: authorities, clusters, leaders, former names, head-count."""
    posts = Post.objects.on(today).filter(school=school)
    return {
        "relations": list(
            SchoolAuthority.objects.on(today)
            .filter(school=school)
            .select_related("authority")
        ),
        "clusters": list(
            Cluster.objects.on(today)
            .of_school(school, day=today)
            .prefetch_related(_held(today))
        ),
        "leaders": list(
            posts.filter(
                kind__in=[Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL]
            ).select_related("user")
        ),
        "former_names": list(
            SchoolName.objects.filter(school=school, valid_to__lt=today)
        ),
        "people_count": posts.values("user").distinct().count(),
        "levels": list(school.levels.all()),
        "partnerships": list(
            Partnership.objects.filter(parties__school=school).distinct()
        ),
    }


def people_of(school: School, *, words: str, today: date) -> list[dict]:
    """The school's people today, by given name: each with posts, sign-in names, whether they came in.

    Five queries, however many people there are.
    """
    posts = defaultdict(list)
    for post in (
        Post.objects.on(today).filter(school=school).prefetch_related("subjects")
    ):
        posts[post.user_id].append(post)
    people = User.objects.filter(pk__in=posts).named_like(words)
    names = defaultdict(list)
    for name in SignInName.objects.filter(user__in=people):
        names[name.user_id].append(name)
    order = list(Post.Kind.values)
    return [
        {
            "person": person,
            "posts": sorted(posts[person.pk], key=lambda post: order.index(post.kind)),
            "names": names[person.pk],
            "came_in": person.has_usable_password(),
        }
        for person in people
    ]


def with_parties(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Agreements with what their page shows: parties, promises, document, whose programme it is."""
    return partnerships.select_related("programme_owner", "document").prefetch_related(
        Prefetch(
            "parties",
            PartnershipParty.objects.select_related("school", "authority"),
        ),
        "commitments__party",
    )


def open_invitations(
    user: User, schools: SchoolQuerySet, *, now: datetime
) -> list[Slip]:
    """The open invitations of people at these schools that this person might have issued, by place
    and name. Few words each: what is handed over (a link, its code) is made for those that are shown."""
    people = Post.objects.on(timezone.localdate(now)).filter(
        school__in=schools.order_by().values("pk")
    )
    slips = list(
        Slip.objects.usable(now=now)
        .filter(purpose=Slip.Purpose.INVITATION, user__in=people.values("user"))
        .select_related("user")
        .prefetch_related("user__sign_in_names")
        .order_by("place", "user__sort_key", "pk")
    )
    reached = permissions.within_reach(user, [slip.user for slip in slips])
    return [slip for slip in slips if slip.user_id in reached]


def candidates_for_office(
    cluster: Cluster, *, words: str, today: date
) -> Iterable[Post]:
    """Posts of people who may hold an office: leaders of the schools and officers of the authority;
    with words, anybody of these whose name holds them. By given name."""
    schools = (
        ClusterMembership.objects.on(today)
        .filter(Q(cluster=cluster) | Q(cluster__parent=cluster))
        .values("school")
    )
    at_authority = Q(authority__isnull=False, authority=cluster.managing_authority_id)
    posts = (
        Post.objects.on(today)
        .filter(Q(school__in=schools) | at_authority, user__is_active=True)
        .select_related("user", "school", "authority")
        .order_by("user__sort_key", "pk")
    )
    if not words.strip():
        leading = [Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL, Post.Kind.OFFICER]
        return posts.filter(kind__in=leading)
    for word in search_words(words):
        posts = posts.filter(user__search_key__contains=word)
    return posts
