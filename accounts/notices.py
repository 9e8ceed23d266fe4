"""Telling people: the one door through which the app speaks to somebody who is not looking.

A notice is a row, written in the transaction of the change that it tells of; what is e-mailed is
read from the rows later. So a notice is never lost with a message and never told twice.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import translation
from django.utils.functional import Promise, lazy

from accounts.models import Notice, User


def tell(
    people: Iterable[User],
    *,
    kind: str,
    key: str,
    title: str | Promise,
    text: str | Promise = "",
    path: str = "",
    now: datetime,
    mail: bool = True,
) -> int:
    """Tell each of these people one thing; returns how many rows were asked for.

    `key` names the happening and its row ("session 12 changed by log entry 345"), so that telling it
    again, by a second press, a second beat or a later night, tells nobody twice. Lazy title and text
    are put into the language of each reader. Locked accounts are told nothing. Call it inside the
    transaction of the change. With `mail` it also waits for the daily e-mail.
    """
    rows = []
    for person in {one.pk: one for one in people if one.is_active}.values():
        with translation.override(person.language):
            rows.append(
                Notice(
                    user=person,
                    kind=kind,
                    key=key[:120],
                    title=str(title)[:200],
                    text=str(text),
                    path=path,
                    at=now,
                    mail_due_at=now if mail else None,
                )
            )
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def lazily(build: Callable[[], str]) -> str:
    """Words for `tell` that are put together for each reader, in the reader's language."""
    return lazy(build, str)()
