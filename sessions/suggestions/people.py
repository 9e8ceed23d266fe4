"""People to pick: by a label of name and place, the same in the list, in a search and when read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.text import fold, search_words
from clusters.models import Authority, Post
from clusters.namesakes import BETWEEN, told_apart
from sessions.suggestions.scope import Scope

# A longer list helps nobody to choose; names outside it are found by typing.
MOST_PEOPLE = 400
MOST_FOUND = 20


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
    """Each person once, by a label; those of one name at one place are told apart by what they teach,
    one more query."""
    one_each: dict[int, Post] = {}
    for post in posts:
        one_each.setdefault(post.user_id, post)
        if len(one_each) == most:
            break
    rows = [
        (f"{post.user.full_name}{BETWEEN}{post.place}", post)
        for post in one_each.values()
    ]
    return {
        label: Person(post.user, post.title, str(post.place), post.school_id)
        for label, (_plain, post) in zip(told_apart(rows), rows, strict=True)
    }


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
    name, between, _place = label.partition(BETWEEN)
    if not between:
        return None
    namesakes = list(_posts(scope).filter(user__full_name=name))
    found = _labelled(namesakes, len(namesakes))
    if label in found:
        return found[label]
    # Somebody with two posts was found by the place of the other one; of several it means nobody.
    others = {
        person.user.pk: person
        for post in namesakes
        if (person := _labelled([post], 1).get(label))
    }
    return others.popitem()[1] if len(others) == 1 else None
