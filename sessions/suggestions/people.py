"""People to pick: by a label of name and place, the same in the list, in a search and when read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.text import fold, search_words
from clusters.models import Authority, Post
from sessions.suggestions.scope import Scope

# A longer list helps nobody to choose; names outside it are found by typing.
MOST_PEOPLE = 400
MOST_FOUND = 20
_BETWEEN = " · "


@dataclass(frozen=True)
class Person:
    """A person who may be picked, with the post that makes him one of these units' people."""

    user: User
    title: str
    place: str
    school_id: int | None


def _posts(scope: Scope) -> QuerySet[Post]:
    posts = Post.objects.on(timezone.localdate()).filter(user__is_active=True)
    working = posts.filter(school__in=scope.staffed) | posts.filter(
        authority__in=scope.authorities
    )
    return (
        working.select_related("user", "school", "authority")
        .order_by("user__sort_key", "user_id", "pk")
        .distinct()
    )


def _labelled(posts: Iterable[Post], most: int) -> dict[str, Person]:
    """Each person once, by a label; of two with one name at one place the second says more."""
    labelled: dict[str, Person] = {}
    seen: set[int] = set()
    for post in posts:
        if post.user_id in seen:
            continue
        seen.add(post.user_id)
        place = str(post.school or post.authority)
        label = f"{post.user.full_name}{_BETWEEN}{place}"
        if label in labelled:
            label = f"{label}{_BETWEEN}{post.title or post.user_id}"
        labelled[label] = Person(post.user, post.title, place, post.school_id)
        if len(labelled) == most:
            break
    return labelled


def people_of(scope: Scope) -> dict[str, Person]:
    """The first people of a scope, in the order of names; one query."""
    return _labelled(_posts(scope)[: 2 * MOST_PEOPLE], MOST_PEOPLE)


def find_people(scope: Scope, typed: str) -> dict[str, Person]:
    """The people of a scope whose name, or name and place, hold all these words, with or without
    accents; one query, none for less than two letters."""
    words = search_words(typed)
    if sum(map(len, words)) < 2:
        return {}
    found = _posts(scope)
    for word in words:
        found = found.filter(
            Q(user__search_key__contains=word)
            | Q(school__search_key__contains=word)
            | Q(authority__in=_named(scope, word))
        )
    return _labelled(found[: 4 * MOST_FOUND], MOST_FOUND)


def people_named(scope: Scope, names: Iterable[str]) -> dict[str, dict[str, Person]]:
    """For each of these names the people of a scope who bear exactly it, by their labels: a name makes
    a question, never a link. One query, none without names."""
    asked = sorted({name for name in names if name})[:MOST_PEOPLE]
    if not asked:
        return {}
    posts: dict[str, list[Post]] = {}
    for post in _posts(scope).filter(user__full_name__in=asked):
        posts.setdefault(post.user.full_name, []).append(post)
    return {name: _labelled(found, MOST_FOUND) for name, found in posts.items()}


def _named(scope: Scope, word: str) -> list[int]:
    """The authorities of a scope whose name holds this folded word."""
    return [
        unit.pk
        for unit in scope.units
        if isinstance(unit, Authority) and word in fold(unit.name)
    ]


def person_labelled(scope: Scope, label: str) -> Person | None:
    """The person of a scope that this label was made for; never by name alone. One query."""
    name, between, _place = label.partition(_BETWEEN)
    if not between:
        return None
    namesakes = list(_posts(scope).filter(user__full_name=name))
    found = _labelled(namesakes, len(namesakes))
    if label in found:
        return found[label]
    # Somebody with two posts was found by the place of the other one.
    for post in namesakes:
        other = _labelled([post], 1)
        if label in other:
            return other[label]
    return None
