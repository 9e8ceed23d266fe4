"""For whom somebody acts: a right that was only lent is written down with whose right it is."""

from dataclasses import replace

from django.http import HttpRequest

from accounts.models import User
from accounts.verbs import Actor, actor_of, person_of
from clusters.models import (
    Authority,
    Cluster,
    ClusterOffice,
    Delegation,
    Post,
    School,
)
from clusters.models.dated import holds_on
from clusters.standing import standing_of


def actor_at(
    request: HttpRequest, place: School | Authority | Cluster, *, needs: str = ""
) -> Actor:
    """The actor of a signed-in request that acts for a place.

    `on_behalf_of` is the owner of a lent post, if the person's own posts and offices give no right
    there; with `needs` (a kind of Post) no right to what only that post may do, as a vice-principal
    who answers as the principal. Two queries for those to whom a post is lent, none for all others.
    """
    by, user = actor_of(request), person_of(request)
    if not standing_of(user).stands_in or user.is_superuser:
        return by
    today = standing_of(user).on
    lent = [
        row.post
        for row in Delegation.objects.on(today)
        .filter(holds_on(today, "post__"), to=user)
        .select_related("post__user")
        .order_by("pk")
    ]
    if _of_their_own(user, place, needs):
        return by
    lenders = [post.user for post in lent if _reaches(post, place)]
    return replace(by, on_behalf_of=lenders[0]) if lenders else by


def _reaches(post: Post, place: School | Authority | Cluster) -> bool:
    """Whether the post gives a right at the place: leading the school, or serving an authority."""
    if isinstance(place, School) and post.school_id == place.pk:
        return post.kind in Post.LEADING
    return post.kind == Post.Kind.OFFICER


def _of_their_own(user: User, place: School | Authority | Cluster, needs: str) -> bool:
    today = standing_of(user).on
    return (
        any(
            _reaches(post, place) and (post.kind == needs or not needs)
            for post in Post.objects.on(today).filter(user=user)
        )
        or ClusterOffice.objects.on(today).filter(person=user).exists()
    )
