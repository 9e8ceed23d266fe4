"""People of one name at one place, told apart by what they teach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from clusters.models import Post
from clusters.models.programme import subject_said

BETWEEN = " · "


def told_apart(labelled: Iterable[tuple[str, Post]]) -> list[str]:
    """These labels of posts in their order; those that stand at several people get what these teach
    behind them, else what they are, and where that is one as well a number. No query if every label
    stands at one person, else one.
    """
    rows = list(labelled)
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    for label, post in rows:
        bearers[label].add(post.user_id)
    shared = [post.pk for label, post in rows if len(bearers[label]) > 1]
    taught: defaultdict[int, list[str]] = defaultdict(list)
    if shared:
        for pk, name, short in (
            Post.objects.filter(pk__in=shared, subjects__isnull=False)
            .order_by("pk", "subjects__order", "subjects")
            .values_list("pk", "subjects__name", "subjects__short_name")
        ):
            taught[pk].append(subject_said(name, short))
    told: list[str] = []
    times: Counter[str] = Counter()
    for label, post in rows:
        if len(bearers[label]) > 1:
            what = ", ".join(taught[post.pk]) or post.title or post.get_kind_display()
            label = f"{label}{BETWEEN}{what}"
            times[label] += 1
            label = label if times[label] == 1 else f"{label} ({times[label]})"
        told.append(label)
    return told
