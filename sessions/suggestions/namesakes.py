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
from clusters.standing import standing_of
from sessions.models import ExchangeSession, State

# A roster of hundreds of names asks about the first of them; the others come when these are linked.
MOST_ASKED = 200


@dataclass(frozen=True)
class Namesake:
    """Somebody of this name, and where he works: "Đặng Minh Đức, THCS Hồng Tiến"."""

    user_id: int
    name: str
    place: str
    school_id: int | None

    def __str__(self) -> str:
        return f"{self.name}, {self.place}"


def namesakes_of(
    exchange: ExchangeSession, names: Collection[str], *, user: User
) -> dict[str, list[Namesake]]:
    """For each name the people who bear it, of those whom this editor may be shown: at his own
    schools, at the lead's and its cluster's, and, once they know of the session, at its units. One
    query, none without names.
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
    found: dict[str, dict[int, Namesake]] = {}
    for post in (
        Post.objects.on(today)
        .filter(near, user__is_active=True, user__full_name__in=asked)
        .select_related("user", "school")
        .order_by("school__name", "pk")
    ):
        name = post.user.full_name
        one = Namesake(post.user_id, name, str(post.school), post.school_id)
        found.setdefault(name, {}).setdefault(post.user_id, one)
    return {name: list(people.values()) for name, people in found.items()}
