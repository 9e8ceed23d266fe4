"""Files of photos, lesson plans and minutes that no row names: found carefully, deleted late.

A file is written before its row, so a worker that is killed between the two leaves one behind; a
deletion that is killed after its commit leaves some too. Only files are looked at that lie in our own
folders under a name such as we give, that nobody has touched for a day, and that no row names. What is found
is moved to `aside/` and deleted a month later.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q

from lessons.models import PlanPage, PlanRevision
from reports import filing, installation
from reports.models import Paper, Photo
from sessions.models import MinutesFile

logger = logging.getLogger(__name__)

# An upload takes seconds; a day also covers clocks that disagree and a restore in two steps.
SAFE_AGE = timedelta(days=1)
_AT_ONCE = 200
# So many may always go; of more than that no larger share of all files.
_FEW = 20
_SHARE = 0.1
_TWIN = r"(?:_[A-Za-z0-9]{7})?"  # what the storage adds to a name that is taken
_PHOTO = re.compile(rf"[0-9a-f]{{24}}{_TWIN}\.(?:jpg|webp)")
_PLAN = re.compile(rf"\d+-[0-9a-f]{{20}}{_TWIN}\.[a-z]{{2,4}}")

# Our folders, how deep files lie below them, and what their names look like.
_FOLDERS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("photos/print", 0, _PHOTO),
    ("photos/screen", 0, _PHOTO),
    ("photos/thumb", 0, _PHOTO),
    ("plans", 2, _PLAN),
    ("plans/pages", 1, _PHOTO),
    ("minutes", 2, _PLAN),
)
# Every column that can name a file; each is asked, whatever folder the file lies in.
_COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (Photo, "print_file"),
    (Photo, "screen_file"),
    (Photo, "thumb_file"),
    (PlanRevision, "file"),
    (PlanRevision, "shared_file"),
    (PlanPage, "print_file"),
    (PlanPage, "screen_file"),
    (PlanPage, "thumb_file"),
    (Paper, "pdf"),
    (Paper, "docx"),
    (MinutesFile, "file"),
)


@dataclass(frozen=True)
class Leftover:
    """A stored file that nothing names, its size in bytes (0 if it cannot be asked)."""

    name: str
    size: int


def find(*, now: datetime) -> Iterator[Leftover]:
    """The files that may be cleared away: of photos and plans, then of papers. Touches nothing."""
    before = now - SAFE_AGE
    for folder, depth, pattern in _FOLDERS:
        old = (
            name
            for name in _below(folder, depth)
            if pattern.fullmatch(name.rpartition("/")[2])
            and filing.untouched_since(name, before)
        )
        while names := tuple(islice(old, _AT_ONCE)):
            named = _named(names)
            yield from (Leftover(n, _size(n)) for n in names if n not in named)
    yield from (Leftover(name, _size(name)) for name in filing.orphans(now=now))


def sweep(*, now: datetime, many: bool = False) -> int:
    """Put aside what `find` finds, and delete what lies there long enough; how many were moved.

    Nothing is touched, and the log says why, unless database and files are known to belong together,
    while a database was lately put back without its files, and when a large share of all files would
    go (`many` allows that). Asks for each one's rows once more right before.
    """
    if reason := refusal(now=now):
        logger.warning("No file was cleared away. %s", reason)
        return 0
    found = list(find(now=now))
    if not many and len(found) > max(_FEW, _SHARE * _stored()):
        logger.warning(
            "No file was cleared away. No row names %d of the stored files, which is too many to be"
            " leftovers. Is this the right database? If it is: manage.py sweep_files --delete --many",
            len(found),
        )
        return 0
    moved = sum(
        not _named((one.name,)) and filing.put_aside(one.name, now=now) for one in found
    )
    filing.empty_aside(now=now)
    if moved:
        logger.info(
            "Put %d files that no row names aside, for %d days",
            moved,
            filing.KEPT_ASIDE.days,
        )
    return moved


def refusal(*, now: datetime) -> str:
    """Why no file may be cleared away now, as a sentence; empty if it may be."""
    if reason := installation.settle(empty=lambda: not _stored(), known=_any_known):
        return reason
    if until := installation.held_until(now=now):
        return f"The database was put back without its files; all stay until {until:%Y-%m-%d}."
    return ""


def _stored() -> int:
    """How many files lie in our folders."""
    photos_and_plans = sum(
        1 for folder, depth, _pattern in _FOLDERS for _name in _below(folder, depth)
    )
    return photos_and_plans + filing.count()


def _any_known() -> bool:
    """Whether the database names a file that is stored here: then they belong together."""
    return any(
        default_storage.exists(name)
        for model, column in _COLUMNS
        for name in model._default_manager.exclude(
            Q(**{column: ""}) | Q(**{f"{column}__isnull": True})
        )
        .order_by("pk")
        .values_list(column, flat=True)[:_AT_ONCE]
    )


def _named(names: tuple[str, ...]) -> set[str]:
    """Those of these names that some row holds."""
    return set(
        chain.from_iterable(
            model._default_manager.filter(**{f"{column}__in": names})
            .order_by()
            .values_list(column, flat=True)
            for model, column in _COLUMNS
        )
    )


def _below(folder: str, depth: int) -> Iterator[str]:
    """The files that lie exactly `depth` folders below one of ours; links are not followed."""
    if _is_link(folder):
        return
    try:
        folders, files = default_storage.listdir(folder)
    except OSError:
        return
    if depth:
        for one in sorted(folders):
            yield from _below(f"{folder}/{one}", depth - 1)
    else:
        yield from (
            name
            for name in (f"{folder}/{file}" for file in sorted(files))
            if not _is_link(name)
        )


def _is_link(name: str) -> bool:
    try:
        return Path(default_storage.path(name)).is_symlink()
    except NotImplementedError:  # an object store has no links
        return False


def _size(name: str) -> int:
    try:
        return default_storage.size(name)
    except OSError:
        return 0
