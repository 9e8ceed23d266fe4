"""Files of photos and lesson plans that no row names: found carefully, deleted late.

A file is written before its row, so a worker that is killed between the two leaves one behind; a
deletion that is killed after its commit leaves some too. Only files are looked at that lie in our own
folders under a name such as we give, that nobody has touched for a day, and that no row names.
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

from lessons.models import PlanRevision
from reports import filing
from reports.models import Paper, Photo

logger = logging.getLogger(__name__)

# An upload takes seconds; a day also covers clocks that disagree and a restore in two steps.
SAFE_AGE = timedelta(days=1)
_AT_ONCE = 200
_TWIN = r"(?:_[A-Za-z0-9]{7})?"  # what the storage adds to a name that is taken
_PHOTO = re.compile(rf"[0-9a-f]{{24}}{_TWIN}\.(?:jpg|webp)")
_PLAN = re.compile(rf"\d+-[0-9a-f]{{20}}{_TWIN}\.[a-z]{{2,4}}")

# Our folders, how deep files lie below them, and what their names look like.
_FOLDERS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("photos/print", 0, _PHOTO),
    ("photos/screen", 0, _PHOTO),
    ("photos/thumb", 0, _PHOTO),
    ("plans", 2, _PLAN),
)
# Every column that can name a file; each is asked, whatever folder the file lies in.
_COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (Photo, "print_file"),
    (Photo, "screen_file"),
    (Photo, "thumb_file"),
    (PlanRevision, "file"),
    (Paper, "pdf"),
    (Paper, "docx"),
)


@dataclass(frozen=True)
class Leftover:
    """A stored file that nothing names, its size in bytes (0 if it cannot be asked)."""

    name: str
    size: int


def find(*, now: datetime) -> Iterator[Leftover]:
    """The files that may be deleted: of photos and plans, then of papers. Deletes nothing."""
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


def sweep(*, now: datetime) -> int:
    """Delete what `find` finds; how many files. Asks for each one's rows once more right before."""
    deleted = 0
    for leftover in find(now=now):
        if not _named((leftover.name,)):
            filing.delete(leftover.name)
            deleted += 1
    if deleted:
        logger.info("Deleted %d files that no row names", deleted)
    return deleted


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
