"""Do these files belong to this database? Nothing may be cleared away before that is certain.

A random identity stands in the database and in a file beside the uploads. The wrong `DATABASE_URL`
with the right data folder, or the other way round, is known by it. The file also says until when
nothing may be cleared away, because a database was put back without its files.
"""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils.dateparse import parse_datetime

from reports import filing
from reports.models import Installation

MARK = "installation.json"
# After a database was put back alone: time enough to notice, and to put its files back too.
HELD = timedelta(days=30)


def settle(*, empty: Callable[[], bool], known: Callable[[], bool]) -> str:
    """See that database and files bear one identity. Empty if they do, else the reason as a sentence.

    Where one of the two bears none it gets it only if the folder is `empty` or the database names a
    file in it (`known`): else they may have met by mistake.
    """
    row = Installation.objects.filter(pk=1).first()
    mark = _read()
    there = str(mark.get("identity", ""))
    if row is not None and there:
        if row.identity == there:
            return ""
        return "The stored files belong to another database than this one."
    if not (known() or (not there and empty())):
        return "Nothing shows that the stored files belong to this database."
    identity = row.identity if row else there or secrets.token_hex(16)
    made, _new = Installation.objects.get_or_create(
        pk=1, defaults={"identity": identity}
    )
    if not there:
        _write(mark | {"identity": made.identity})
    return ""


def hold(*, now: datetime) -> None:
    """Nothing is cleared away for a while: the database was put back, and the files were not."""
    _write(_read() | {"not_before": (now + HELD).isoformat()})


def held_until(*, now: datetime) -> datetime | None:
    """Until when nothing may be cleared away; None if that time is over or never was."""
    until = parse_datetime(str(_read().get("not_before", "")))
    return until if until is not None and until > now else None


def _read() -> dict[str, object]:
    try:
        with default_storage.open(MARK) as file:
            said = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _write(said: dict[str, object]) -> None:
    filing.replace(MARK, json.dumps(said).encode())
