"""What dated changes have in common: a row ends on the day before, the next one begins; who is told."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import notices
from accounts.models import Notice, User
from accounts.verbs import Refused
from clusters.models import Post

ONE_DAY = timedelta(days=1)


def end(row: Any, *, since: date) -> None:
    """End a dated row so that it does not hold from that day on; one that began then never held and
    goes."""
    if row.valid_from is not None and row.valid_from >= since:
        row.delete()
        return
    row.valid_to = since - ONE_DAY
    row.save(update_fields=["valid_to"])


def put(
    rows: models.Manager[Any], value: dict[str, Any], *, current: Any, since: date
) -> None:
    """Let a dated row with one `value` ({"authority": …}) hold from `since` on; `rows` are all rows
    of its owner (cluster.dated_authorities). Where none was kept yet, `current` is what held until then.

    The same day once more corrects it. Refused for a day before the newest row began.
    """
    ((name, wanted),) = value.items()
    newest = rows.filter(valid_to=None).first()
    if newest is None and not rows.exists():
        newest = rows.create(**{name: current})
    if newest is not None:
        if newest.valid_from is not None and since < newest.valid_from:
            raise overtaken(newest.valid_from)
        if newest.valid_from == since:
            setattr(newest, name, wanted)
            newest.save(update_fields=[name])
            return
        newest.valid_to = since - ONE_DAY
        newest.save(update_fields=["valid_to"])
    rows.create(**value, valid_from=since)


def overtaken(day: date) -> Refused:
    return Refused(
        _("Something else was noted from %(day)s on. Please choose a later day.")
        % {"day": f"{day:%d/%m/%Y}"},
        field="since",
    )


def lock_people(posts: models.QuerySet[Post]) -> None:
    """Let nobody else move these people meanwhile; always in the same order, after every other lock."""
    keys = list(posts.order_by().values_list("user", flat=True))
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def end_posts(posts: Iterable[Post], *, since: date) -> list[Post]:
    """End these posts with the day before; what would begin later never holds. Answers those that
    held or were to hold, as they were."""
    ended = []
    for post in posts:
        if post.valid_to is not None and post.valid_to < since:
            continue
        ended.append(
            Post(
                pk=post.pk,
                user=post.user,
                school=post.school,
                authority=post.authority,
                kind=post.kind,
                title=post.title,
            )
        )
        end(post, since=since)
    return ended


def tell(
    people: Iterable[User],
    *,
    key: str,
    title: str | Promise,
    text: str | Promise = "",
    path: str = "",
    now: datetime,
) -> None:
    """Tell people what became of their place; each once for a key."""
    notices.tell(
        people,
        kind=Notice.Kind.PEOPLE,
        key=key,
        title=title,
        text=text,
        path=path,
        now=now,
    )
