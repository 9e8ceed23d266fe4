"""Where the files of papers lie, and how they get there whole or not at all.

A name holds the paper's id, the beginning of its digest and of the claim under which it was made:
two workers never write the same name, and whose file it is can be told from the name alone.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reports.models import Paper, PaperState, Photo
from reports.rendering.engine import JOB_PREFIX

FOLDER = "papers"
# What no row names is not deleted at once: it lies here by the day it was moved.
ASIDE = "aside"
KEPT_ASIDE = timedelta(days=30)
_DAY = re.compile(r"\d{8}")
_IN_A_FOLDER = 1000
_UNFINISHED = ".part"
_NAME = re.compile(r"^(?P<paper>\d+)-[0-9a-f]+-(?P<claim>[0-9a-f]+)[-.]")


def name_of(paper: Paper, claim: str, ending: str) -> str:
    """The storage name of a file of this paper, made under that claim; `ending` as ".pdf"."""
    folder = f"{FOLDER}/{paper.pk // _IN_A_FOLDER:03d}"
    return f"{folder}/{paper.pk}-{paper.digest[:12]}-{claim}{ending}"


def store(name: str, data: bytes) -> str:
    """Write a file so that its name never shows half of it. Raises OSError."""
    path = _local(name)
    if path is None:  # an object store shows a file only when it is whole
        return default_storage.save(name, ContentFile(data))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + _UNFINISHED)
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    unfinished.replace(path)
    _sync_folder(path.parent)
    return name


def replace(name: str, data: bytes) -> None:
    """Write a file in the place of the one that bears this name, if any. Raises OSError."""
    if _local(name) is None:
        delete(name)
    store(name, data)


def put_aside(name: str, *, now: datetime) -> bool:
    """Move a stored file to where it can be fetched back for `KEPT_ASIDE`. False if it is gone."""
    target = f"{ASIDE}/{now:%Y%m%d}/{name}"
    path, there = _local(name), _local(target)
    try:
        if path is None or there is None:
            with default_storage.open(name) as stored:
                replace(target, stored.read())
            delete(name)
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            path.replace(there)
    except OSError:
        return False
    return True


def empty_aside(*, now: datetime) -> None:
    """Delete what was put aside longer than `KEPT_ASIDE` ago."""
    last = f"{now - KEPT_ASIDE:%Y%m%d}"
    for day in _listed(ASIDE)[0]:
        if _DAY.fullmatch(day) and day < last:
            _delete_below(f"{ASIDE}/{day}")


def _delete_below(folder: str) -> None:
    folders, files = _listed(folder)
    for inner in folders:
        _delete_below(f"{folder}/{inner}")
    for file in files:
        delete(f"{folder}/{file}")
    delete(
        folder
    )  # an empty folder of this machine; a store that has none does not mind


def forget(paper_id: int, *, keep: str = "") -> None:
    """Delete the files of a paper, but those made under the claim `keep`."""
    folder = f"{FOLDER}/{paper_id // _IN_A_FOLDER:03d}"
    for name, paper, claim in _names(folder):
        if paper == paper_id and claim != keep:
            delete(name)


def forget_all(papers: Iterable[int], photos: Iterable[Photo]) -> None:
    """Delete the files of papers and photos whose rows are gone. Call it after the commit."""
    for paper in papers:
        forget(paper)
    for photo in photos:
        for kept in (photo.print_file, photo.screen_file, photo.thumb_file):
            if kept.name:
                delete(kept.name)


def forget_claim(paper_id: int, claim: str) -> None:
    """Delete the files of a paper that were made under that claim."""
    folder = f"{FOLDER}/{paper_id // _IN_A_FOLDER:03d}"
    for name, paper, made_under in _names(folder):
        if paper == paper_id and made_under == claim:
            delete(name)


def orphans(*, now: datetime) -> Iterator[str]:
    """The files of papers that no row stands for and that no worker can be writing."""
    moment = now - timedelta(seconds=2 * settings.PAPER_LEASE_SECONDS)
    for folder in _folders():
        found = defaultdict(list)
        for name, paper, claim in _names(folder):
            found[paper].append((name, claim))
        claims = dict(
            Paper.objects.filter(
                pk__in=found, state__in=[PaperState.READY, PaperState.RENDERING]
            )
            .order_by()
            .values_list("pk", "claim")
        )
        for paper, files in found.items():
            for name, claim in files:
                if claims.get(paper) != claim and untouched_since(name, moment):
                    yield name


def count() -> int:
    """How many files of papers are stored."""
    return sum(len(_names(folder)) for folder in _folders())


@contextmanager
def on_disk(names: Mapping[str, str]) -> Iterator[dict[str, Path]]:
    """Paths of stored files by key; those that are missing are left out.

    Files of a store that is no folder of this machine are copied to a temporary one.
    """
    with TemporaryDirectory(prefix=JOB_PREFIX, dir=_work_folder()) as folder:
        paths = {}
        for number, (key, name) in enumerate(names.items()):
            path = _local(name)
            if path is None:
                path = Path(folder) / f"{number:03d}"
                with suppress(OSError), default_storage.open(name) as stored:
                    path.write_bytes(stored.read())
            if path.is_file():
                paths[key] = path
        yield paths


def _work_folder() -> Path:
    folder = Path(settings.RENDER_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _local(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folders() -> list[str]:
    return [f"{FOLDER}/{folder}" for folder in _listed(FOLDER)[0]]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files of a folder, sorted; of one that is not there none."""
    try:
        folders, files = default_storage.listdir(folder)
    except OSError:
        return [], []
    return sorted(folders), sorted(files)


def _names(folder: str) -> list[tuple[str, int, str]]:
    """The files of a folder: name, id of the paper, claim."""
    return [
        (f"{folder}/{file}", int(known["paper"]), known["claim"])
        for file in _listed(folder)[1]
        if (known := _NAME.match(file))
    ]


def untouched_since(name: str, moment: datetime) -> bool:
    """The file is there and nobody has written it since."""
    try:
        return default_storage.get_modified_time(name) < moment
    except OSError:  # somebody else deleted it
        return False


def delete(name: str) -> None:
    """Delete a stored file; one that is gone already is no error."""
    with suppress(OSError):
        default_storage.delete(name)
