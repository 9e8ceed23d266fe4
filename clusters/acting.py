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


def actor_at(request: HttpRequest, place: School | Authority | Cluster) -> Actor:
    """The actor of a signed-in request that acts for a place.

    `on_behalf_of` is the owner of a lent post, if the person's own posts and offices give no right
    there. Two more queries for those to whom a post is lent, one for all others.
    """
    by, user = actor_of(request), person_of(request)
    today = standing_of(user).on
    lent = [
        row.post
        for row in Delegation.objects.on(today)
        .filter(holds_on(today, "post__"), to=user)
        .select_related("post__user")
        .order_by("pk")
    ]
    if not lent or user.is_superuser or _of_their_own(user, place):
        return by
    lenders = [post.user for post in lent if _reaches(post, place)]
    return replace(by, on_behalf_of=lenders[0]) if lenders else by


def _reaches(post: Post, place: School | Authority | Cluster) -> bool:
    """Whether the post gives a right at the place: leading the school, or serving an authority."""
    if isinstance(place, School) and post.school_id == place.pk:
        return post.kind in {Post.Kind.PRINCIPAL, Post.Kind.VICE_PRINCIPAL}
    return post.kind == Post.Kind.OFFICER


def _of_their_own(user: User, place: School | Authority | Cluster) -> bool:
    today = standing_of(user).on
    return (
        any(_reaches(post, place) for post in Post.objects.on(today).filter(user=user))
        or ClusterOffice.objects.on(today).filter(person=user).exists()
    )
