"""What became of a school and an authority: every dated row as a line, the past and what is to come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.utils.translation import gettext as _

from clusters.models import (
    Authority,
    AuthoritySuccession,
    ClusterMembership,
    Delegation,
    Post,
    School,
    SchoolAuthority,
    SchoolName,
    SchoolSuccession,
)
from clusters.models.dated import holds_on


@dataclass(frozen=True)
class Period:
    """What held from a day (None: always) to a day (None: until further notice)."""

    what: str
    value: str
    since: date | None
    until: date | None
    to_come: bool = False
    over: bool = False


def _period(row, what: str, value: str, today: date) -> Period:
    return Period(
        what,
        value,
        row.valid_from,
        row.valid_to,
        to_come=row.valid_from is not None and row.valid_from > today,
        over=row.valid_to is not None and row.valid_to < today,
    )


def of_school(school: School, *, today: date) -> list[Period]:
    """Names, clusters, authorities, principals, mergers and the end of a school: what is to come
    first, then what holds, then the past with the newest first. Six queries."""
    rows = [
        *(
            _period(row, _("Name"), row.name, today)
            for row in SchoolName.objects.filter(school=school)
        ),
        *(
            _period(row, _("Principal"), row.user.full_name, today)
            for row in Post.objects.filter(
                school=school, kind=Post.Kind.PRINCIPAL
            ).select_related("user")
        ),
        *(
            _period(row, _("Cluster"), row.cluster.label, today)
            for row in ClusterMembership.objects.filter(school=school).select_related(
                "cluster"
            )
        ),
        *(
            _period(row, row.get_kind_display(), row.authority.name, today)
            for row in SchoolAuthority.objects.filter(school=school).select_related(
                "authority"
            )
        ),
    ]
    if school.valid_to is not None:
        # With the school ends what nobody gave an end of its own, its name first of all.
        rows = [_until(row, school.valid_to, today) for row in rows]
        rows.append(_period(school, _("Existed"), school.name, today))
    rows.extend(_successions(school, today))
    return sorted(rows, key=_newest_first)


def _until(row: Period, last: date, today: date) -> Period:
    if row.until is not None and row.until <= last:
        return row
    return replace(row, until=last, over=last < today)


def _newest_first(row: Period) -> tuple:
    day = row.since or date.min
    return (not row.to_come, row.over, -day.toordinal())


def _successions(school: School, today: date) -> Iterable[Period]:
    found = SchoolSuccession.objects.filter(
        Q(predecessor=school) | Q(successor=school)
    ).select_related("predecessor", "successor")
    for row in found:
        mine = row.predecessor_id == school.pk
        yield Period(
            _("Became part of") if mine else _("Took over from"),
            str(row.successor if mine else row.predecessor),
            row.on,
            None,
            to_come=row.on > today,
        )


def successors_of(school: School) -> list[School]:
    """The schools that took over from this one; one query."""
    return list(School.objects.filter(succeeds__predecessor=school).distinct())


def leaders_of(schools: Iterable[School], *, on: date) -> list[Post]:
    """The posts of those who lead these schools on that day."""
    return list(
        Post.objects.filter(school__in=list(schools), kind__in=Post.LEADING)
        .filter(holds_on(on))
        .select_related("user", "school", "authority")
        .order_by("school", "kind", "user__sort_key", "pk")
    )


def posts_of_principals(school: School, *, since: date | None) -> frozenset[int]:
    """The keys of the posts by which somebody leads the school on that day or later."""
    posts = Post.objects.filter(school=school, kind=Post.Kind.PRINCIPAL)
    return (
        frozenset(posts.exclude(valid_to__lt=since).values_list("pk", flat=True))
        if since
        else frozenset()
    )


def of_authority(authority: Authority) -> dict[str, list[AuthoritySuccession]]:
    """From whom it took over, and who took over from it; two queries."""
    rows = AuthoritySuccession.objects.select_related("predecessor", "successor")
    return {
        "before": list(rows.filter(successor=authority)),
        "after": list(rows.filter(predecessor=authority)),
    }


def principal_post(school: School, *, today: date) -> Post | None:
    """The post of who leads the school today; of several the first that was given."""
    return (
        Post.objects.on(today)
        .filter(school=school, kind=Post.Kind.PRINCIPAL, user__is_active=True)
        .select_related("user", "school", "authority")
        .order_by("pk")
        .first()
    )


def who_can_stand_in(post: Post, *, today: date) -> QuerySet[Post]:
    """One post of each who works at the same school today, those who lead it first."""
    there = Post.objects.on(today).filter(school=post.school_id, user__is_active=True)
    first = Case(
        When(kind=Post.Kind.VICE_PRINCIPAL, then=0),
        When(kind=Post.Kind.SUBJECT_HEAD, then=1),
        default=2,
        output_field=IntegerField(),
    )
    one_each = there.order_by("user", first, "pk")
    keys: dict[int, int] = {}
    for person, key in one_each.values_list("user", "pk"):
        keys.setdefault(person, key)
    keys.pop(post.user_id, None)
    return (
        there.filter(pk__in=keys.values())
        .select_related("user", "school", "authority")
        .order_by(first, "user__sort_key", "pk")
    )


def open_loans(school: School, *, today: date) -> QuerySet[Delegation]:
    """The delegations of posts at the school that hold now or later. With a post its delegation
    ends."""
    lasts = Q(post__valid_to=None) | Q(post__valid_to__gte=today)
    return Delegation.objects.filter(
        lasts, post__school=school, valid_to__gte=today
    ).select_related("post__user", "post__school", "to")


def loans_of(school: School, *, today: date) -> dict[str, list[Delegation]]:
    """Who stands in at the school now or later, and who did; one query."""
    rows = list(
        Delegation.objects.filter(post__school=school)
        .select_related("to", "post__user")
        .order_by("-valid_from", "-pk")
    )
    return {
        "open": [row for row in reversed(rows) if row.last_day >= today],
        "past": [row for row in rows if row.last_day < today],
    }
