"""People who bear exactly a name that stands in a session without an account.

A name alone never links: it makes a question, and a person answers it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from clusters.models import ClusterMembership, Post
from clusters.namesakes import told_apart
from clusters.standing import standing_of
from sessions.models import ExchangeSession, LessonTeacher, RosterEntry, State

# A roster of hundreds of names asks about the first of them; the others come when these are linked.
MOST_ASKED = 200
# Where a name stands, as addresses say it.
IN_LESSONS, AMONG_PEOPLE = "tiet-day", "thanh-phan"


@dataclass(frozen=True)
class Namesake:
    """Somebody of this name, and where he works: "Đặng Minh Đức, THCS Hồng Tiến"; of two of one name
    there also what he teaches."""

    user_id: int
    words: str
    school_id: int | None

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Question:
    """A name in a row of the session (`what`: where), and the people who bear it."""

    what: str
    row: int
    name: str
    people: list[Namesake]


def questions_of(exchange: ExchangeSession, *, user: User) -> list[Question]:
    """For each name without an account those of exactly that name who are not there already; three
    queries."""
    taught = LessonTeacher.objects.filter(lesson__exchange=exchange, user=None)
    rows = [
        (IN_LESSONS, lesson, name)
        for lesson, name in taught.order_by("lesson__order", "order").values_list(
            "lesson", "name_as_printed"
        )
    ]
    listed = list(
        exchange.roster.exclude(kind=RosterEntry.Kind.GROUP).values_list(
            "pk", "name_as_printed", "user"
        )
    )
    rows += [(AMONG_PEOPLE, pk, name) for pk, name, known in listed if known is None]
    here = {known for _pk, _name, known in listed}
    found = namesakes_of(exchange, [name for _what, _row, name in rows], user=user)
    questions = [
        Question(
            what,
            row,
            name,
            [
                one
                for one in found.get(name, [])
                if what == IN_LESSONS or one.user_id not in here
            ],
        )
        for what, row, name in rows
    ]
    return [question for question in questions if question.people]


def namesakes_of(
    exchange: ExchangeSession, names: Collection[str], *, user: User
) -> dict[str, list[Namesake]]:
    """For each name the people who bear it, of those whom this editor may be shown: at his own
    schools, at the lead's and its cluster's, and, once they know of the session, at its units. One
    query, none without names, a second if two bear one name at one school.
    """
    asked = sorted(set(names))[:MOST_ASKED]
    if not asked:
        return {}
    today = timezone.localdate()
    clusters = {exchange.lead_cluster_id, exchange.cluster_id} - {None}
    near = Q(school__in=standing_of(user).schools) | Q(school=exchange.lead_school_id)
    if clusters:
        members = ClusterMembership.objects.on(today).filter(cluster__in=clusters)
        near |= Q(school__in=members.values("school"))
    if exchange.state != State.DRAFT:
        units = exchange.units.filter(school__isnull=False).order_by()
        near |= Q(school__in=units.values("school"))
    one_each: dict[int, Post] = {}
    for post in (
        Post.objects.on(today)
        .filter(near, user__is_active=True, user__full_name__in=asked)
        .select_related("user", "school")
        .order_by("school__name", "pk")
    ):
        one_each.setdefault(post.user_id, post)
    rows = [
        (f"{post.user.full_name}, {post.place}", post) for post in one_each.values()
    ]
    found: dict[str, list[Namesake]] = {}
    for words, (_plain, post) in zip(told_apart(rows), rows, strict=True):
        one = Namesake(post.user_id, words, post.school_id)
        found.setdefault(post.user.full_name, []).append(one)
    return found
