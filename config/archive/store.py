"""One archive: the database, the uploaded files, and a manifest with a checksum for each.

A tar.gz that ordinary programs open. The manifest is its last member, so an archive that
was cut off has none. The secret key is not in it: after a restore on another machine
people sign in again.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.verbs import Refused
from config.archive import databases
from config.serving import lock
from reports import filing, installation

FORMAT = 1
MANIFEST = "manifest.json"
BEFORE_MIGRATION = "before-migration"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Saved:
    """What an archive holds. `files`: how many uploaded files."""

    archive: Path
    files: int
    size: int


@dataclass(frozen=True)
class Restored:
    """What was put back. `aside`: where the data of before lie now."""

    made_at: datetime
    files: int
    aside: Path


def save(folder: Path, *, prefix: str = "chungtay", with_files: bool = True) -> Saved:
    """Write a new archive into `folder`, readable by its owner only. The app may be running.

    The database is copied before the files: a file without a row does no harm, a row without
    its file does. Raises Refused with a sentence.
    """
    now = timezone.localtime()
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / f"{prefix}-{now:%Y%m%d-%H%M%S}.tar.gz"
    half = archive.with_suffix(".part")
    media = Path(settings.MEDIA_ROOT)
    members: list[dict[str, Any]] = []
    try:
        with _temporary_folder() as temporary, half.open("xb") as file:
            half.chmod(0o600)
            copy = temporary / databases.file_name()
            databases.dump(copy)
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as tar:
                members.append(_add(tar, copy, copy.name))
                if with_files and media.is_dir():
                    for path in sorted(media.rglob("*")):
                        if _is_kept(path, media):
                            name = f"media/{path.relative_to(media).as_posix()}"
                            members.append(_add(tar, path, name))
                manifest = temporary / MANIFEST
                manifest.write_text(
                    json.dumps(
                        {
                            "format": FORMAT,
                            "made_at": now.isoformat(),
                            "database": databases.kind(),
                            "migrations": databases.migrations(),
                            "with_files": with_files,
                            "members": members,
                        },
                        ensure_ascii=False,
                    ),
                    encoding="utf-8",
                )
                tar.add(manifest, MANIFEST)
            file.flush()
            os.fsync(file.fileno())
        half.replace(archive)
    except FileExistsError as error:
        raise Refused(_("Another backup is being made at this moment.")) from error
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return Saved(archive, _uploads(members), archive.stat().st_size)


def _uploads(members: list[dict[str, Any]]) -> int:
    """How many of the members people have handed in."""
    ours = f"media/{installation.MARK}"
    return sum(m["name"].startswith("media/") and m["name"] != ours for m in members)


def _is_kept(path: Path, media: Path) -> bool:
    """An uploaded file, and none that was put aside because no row names it."""
    aside = path.relative_to(media).parts[0] == filing.ASIDE
    return path.is_file() and not path.is_symlink() and not aside


def restore(archive: Path) -> Restored:
    """Put an archive in the place of what is there now, which is kept in `aside`.

    Refused, and nothing changed, when the archive is damaged, of another kind of database or of
    a newer version, or while Chung Tay runs. Of an archive without files only the database is put
    back, and for a while no stored file is cleared away.
    """
    with _alone(), _temporary_folder() as temporary:
        manifest = _unpack(archive, temporary)
        if manifest["database"] != databases.kind():
            raise Refused(
                _("This backup was made of %(theirs)s; here the database is %(ours)s.")
                % {"theirs": manifest["database"], "ours": databases.kind()}
            )
        known = {".".join(key) for key in MigrationLoader(None).graph.nodes}
        ours = {name.split(".")[0] for name in known}
        applied = [
            name for name in manifest["migrations"] if name.split(".")[0] in ours
        ]
        if databases.unknown(applied, known):
            raise Refused(
                _("This backup was made by a newer version of Chung Tay. Update first.")
            )
        copy = temporary / databases.file_name()
        if not databases.whole(copy):
            raise Refused(_("The database in this backup cannot be read."))
        aside = settings.DATA_DIR / "aside" / f"{timezone.localtime():%Y%m%d-%H%M%S}"
        databases.load(copy, aside)
        if manifest["with_files"]:
            media = Path(settings.MEDIA_ROOT)
            if media.exists():
                shutil.move(media, aside / "media")
            (temporary / "media").mkdir(exist_ok=True)
            shutil.move(temporary / "media", media)
        else:
            # Files that came after this database are nobody's in it, and still somebody's.
            installation.hold(now=timezone.now())
    return Restored(
        datetime.fromisoformat(manifest["made_at"]),
        _uploads(manifest["members"]),
        aside,
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else uses the data while this lasts."""
    running = Refused(
        _("Chung Tay is running. Stop it first, then restore the backup again.")
    )
    try:
        descriptor = lock.take(settings.DATA_DIR)
    except lock.AlreadyRunning as error:
        raise running from error
    try:
        if databases.others_connected():
            raise running
        yield
    finally:
        os.close(descriptor)


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """Unpack into `folder` and compare every byte with the manifest, which is returned."""
    damaged = Refused(
        _("This file is not a whole backup of Chung Tay: %(name)s")
        % {"name": archive.name}
    )
    try:
        with tarfile.open(archive, "r:gz") as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise damaged
        for member in manifest["members"]:
            with (folder / member["name"]).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != member["sha256"]:
                    raise damaged
    except FileNotFoundError as error:
        if error.filename == str(archive):
            raise Refused(
                _("There is no file %(name)s.") % {"name": archive}
            ) from error
        raise damaged from error
    except (
        tarfile.TarError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        zlib.error,
    ) as error:
        raise damaged from error
    return manifest


class _Hashing:
    """A file that is hashed while tar reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.hash.update(block)
        return block


def _add(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        info = tar.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        reader = _Hashing(file)
        tar.addfile(info, reader)  # type: ignore[arg-type]
    return {"name": name, "size": info.size, "sha256": reader.hash.hexdigest()}


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Inside the data folder, so that the last step is a rename on the same disk."""
    parent = settings.DATA_DIR / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix="archive-") as name:
        yield Path(name)
