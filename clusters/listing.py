"""What the pages of schools and clusters show: rows with everything read, in a constant number of queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import SignInName, Slip, User
from accounts.text import fold, search_words
from clusters import permissions
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
    SchoolName,
    Subject,
)
from clusters.models.cluster import ClusterQuerySet
from clusters.models.dated import holds_on
from clusters.models.school import SchoolQuerySet
from clusters.standing import standing_of


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
        "leaders": list(posts.filter(kind__in=Post.LEADING).select_related("user")),
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


def uninvited(
    user: User, schools: SchoolQuerySet, *, leading: bool, now: datetime
) -> list[User]:
    """Those at these schools who have not come in, hold no open invitation, and whom this person may
    invite; with `leading` only those who lead a school. By name."""
    posts = Post.objects.on(timezone.localdate(now)).filter(
        school__in=schools.order_by().values("pk")
    )
    if leading:
        posts = posts.filter(kind__in=Post.LEADING)
    open_slips = Slip.objects.usable(now=now)
    people = [
        person
        for person in User.objects.filter(
            pk__in=posts.values("user"), is_active=True
        ).exclude(pk__in=open_slips.values("user"))
        if not person.has_usable_password()
    ]
    reached = permissions.within_reach(user, people)
    return [person for person in people if person.pk in reached]


def candidates_for_office(
    cluster: Cluster, *, words: str, today: date
) -> QuerySet[Post]:
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
        leading = [*Post.LEADING, Post.Kind.OFFICER]
        return posts.filter(kind__in=leading)
    for word in search_words(words):
        posts = posts.filter(user__search_key__contains=word)
    return posts


@dataclass(frozen=True)
class Branch:
    """An authority in the tree, how deep it stands, and what is under it today."""

    authority: Authority
    depth: int
    schools: int
    clusters: int
    officers: int
    ended: bool

    @property
    def indent(self) -> str:
        return "\u2003" * (self.depth - 1) + "└ "


def authority_tree(
    authorities: QuerySet[Authority], *, words: str, today: date
) -> list[Branch]:
    """These authorities as a tree, each under the one above it; found ones as a plain list. Those that
    ended stand last in their place. Four queries."""
    rows = list(authorities.select_related("parent").order_by("name", "pk").distinct())
    counts = [
        Counter(
            dict(
                found.order_by()
                .values_list(column)
                .annotate(number=Count(what, distinct=True))
            )
        )
        for found, column, what in (
            (
                SchoolAuthority.objects.on(today).filter(school__is_active=True),
                "authority",
                "school",
            ),
            (Cluster.objects.on(today), "managing_authority", "pk"),
            (Post.objects.on(today), "authority", "user"),
        )
    ]

    def branch(row: Authority, depth: int) -> Branch:
        ended = row.valid_to is not None and row.valid_to < today
        return Branch(row, depth, *(count[row.pk] for count in counts), ended)

    if words.strip():
        wanted = search_words(words)
        return [
            branch(row, 0)
            for row in rows
            if all(word in fold(f"{row.name} {row.short_name}") for word in wanted)
        ]
    below: dict[int | None, list[Authority]] = defaultdict(list)
    shown = {row.pk for row in rows}
    for row in sorted(rows, key=lambda one: one.valid_to is not None):
        below[row.parent_id if row.parent_id in shown else None].append(row)
    found: list[Branch] = []
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        row, depth = waiting.pop()
        found.append(branch(row, depth))
        waiting += [(child, depth + 1) for child in reversed(below.pop(row.pk, []))]
    return found


def with_counts(clusters: list[Cluster], *, today: date) -> list[tuple[Cluster, int]]:
    """Clusters with the number of their schools; one query."""
    counted = dict(
        ClusterMembership.objects.on(today)
        .filter(cluster__in=[cluster.pk for cluster in clusters])
        .order_by()
        .values_list("cluster")
        .annotate(number=Count("school", distinct=True))
    )
    return [(cluster, counted.get(cluster.pk, 0)) for cluster in clusters]


PER_PAGE = 50


def page_of_relations(authority: Authority, *, today: date, number: str | None) -> Page:
    """The schools under an authority today with what it is to them, fifty a page."""
    rows = (
        SchoolAuthority.objects.on(today)
        .filter(authority=authority)
        .exclude(school__valid_to__lt=today)
        .select_related("school")
        .order_by("school__sort_key", "school", "kind")
    )
    return Paginator(rows, PER_PAGE).get_page(number)


def teachers_of_head(user: User, school: School, *, today: date) -> list[Post]:
    """The posts of those who teach a subject of this subject head at the school, by name; all teachers
    where the head's post names no subject. Nobody for others. Three queries, none for others."""
    if school.pk not in standing_of(user).subject_head_at:
        return []
    heads = Post.objects.on(today).filter(
        user=user, school=school, kind=Post.Kind.SUBJECT_HEAD
    )
    subjects = list(
        Subject.objects.filter(posts__in=heads).values_list("pk", flat=True)
    )
    posts = (
        Post.objects.on(today)
        .filter(school=school, kind=Post.Kind.TEACHER, user__is_active=True)
        .exclude(user=user)
    )
    if subjects:
        posts = posts.filter(subjects__in=subjects).distinct()
    return list(
        posts.select_related("user")
        .prefetch_related("subjects")
        .order_by("user__sort_key", "pk")
    )
