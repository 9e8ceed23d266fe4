"""`make backup` and `make restore`: what was saved comes back, what is damaged does not."""

import gzip
import io
import json
import os
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.verbs import Refused
from config.archive import store
from config.serving import lock
from reports import leftovers
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "media" / "photos" / "7"
    folder.mkdir(parents=True)
    (folder / "upright.jpg").write_bytes(b"\xff\xd8 a picture")
    return settings.MEDIA_ROOT


@pytest.fixture
def saved(media, tmp_path) -> Path:
    builders.make_person("Vàng Thị Mai", phone="+84912000001")
    return store.save(tmp_path / "backups").archive


def names() -> list[str]:
    return list(User.objects.order_by("pk").values_list("full_name", flat=True))


def test_what_was_saved_comes_back_and_what_was_there_is_kept(saved, media):
    builders.make_person("Đường Văn Ân", phone="+84912000002")
    (media / "photos" / "7" / "upright.jpg").write_bytes(b"another")
    (media / "later.txt").write_text("typed later")
    restored = store.restore(saved)
    assert names() == ["Vàng Thị Mai"]
    assert (media / "photos/7/upright.jpg").read_bytes() == b"\xff\xd8 a picture"
    assert not (media / "later.txt").exists()
    assert (restored.aside / "media" / "later.txt").read_text() == "typed later"
    assert restored.files == 1
    kept = {path.name for path in restored.aside.iterdir()}
    database = (
        "database.sql"
        if connection.vendor == "postgresql"
        else Path(connection.settings_dict["NAME"]).name
    )
    assert database in kept
    # The tables take new rows again (sequences came back with them).
    assert builders.make_person("Lò Minh Thư", phone="+84912000003").pk > 1


def test_a_restore_without_files_keeps_every_stored_file_for_thirty_days(
    media, tmp_path
):
    """Of a backup before an update: photos that came since are nobody's in it."""
    now = timezone.now()
    assert leftovers.refusal(now=now) == ""
    archive = store.save(tmp_path / "backups", with_files=False).archive
    later = media / "photos" / "print" / f"{'0a' * 12}.jpg"
    later.parent.mkdir(parents=True)
    later.write_bytes(b"a photo that came after the backup")
    os.utime(later, (0, 0))
    store.restore(archive)
    assert leftovers.sweep(now=now + timedelta(days=3)) == 0
    assert leftovers.sweep(now=now + timedelta(days=29)) == 0
    assert later.exists()
    assert leftovers.sweep(now=now + timedelta(days=31)) == 1


def test_what_was_put_aside_is_not_in_the_archive(media, tmp_path):
    (media / "aside").mkdir()
    (media / "aside" / "old.jpg").write_bytes(b"old")
    assert store.save(tmp_path / "backups").files == 1


def test_the_archive_is_readable_by_its_owner_only(saved):
    assert saved.stat().st_mode & 0o777 == 0o600


def test_the_archive_opens_with_ordinary_programs_and_names_every_checksum(saved):
    with tarfile.open(saved) as tar:
        members = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
    assert members[-1] == "manifest.json"
    assert [member["name"] for member in manifest["members"]] == members[:-1]
    assert "accounts.0001_initial" in manifest["migrations"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut off"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"not an archive", id="another file"),
        pytest.param(
            lambda data: (
                data[: len(data) // 2]
                + bytes([data[len(data) // 2] ^ 1])
                + data[len(data) // 2 + 1 :]
            ),
            id="one bit turned",
        ),
    ],
)
def test_a_damaged_archive_is_refused_and_nothing_changes(saved, media, damage):
    saved.write_bytes(damage(saved.read_bytes()))
    with pytest.raises(Refused, match=saved.name):
        store.restore(saved)
    assert names() == ["Vàng Thị Mai"]
    assert (media / "photos/7/upright.jpg").exists()


def changed(archive: Path, name: str, content: bytes) -> Path:
    """The archive with one member replaced, everything else as it was."""
    other = archive.with_name("changed.tar.gz")
    with tarfile.open(archive) as source, tarfile.open(other, "w:gz") as target:
        for member in source.getmembers():
            data = source.extractfile(member).read()
            data = content if member.name == name else data
            member.size = len(data)
            target.addfile(member, io.BytesIO(data))
    return other


def test_a_member_that_does_not_fit_its_checksum_is_refused(saved):
    other = changed(saved, "media/photos/7/upright.jpg", b"\xff\xd8 a forgery")
    with pytest.raises(Refused, match=r"changed\.tar\.gz"):
        store.restore(other)


def manifest_of(archive: Path) -> dict:
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile("manifest.json"))


@pytest.mark.parametrize(
    "change",
    [
        {"database": "oracle"},
        {"migrations": ["accounts.9999_from_the_future"]},
        {"format": 99},
    ],
)
def test_an_archive_of_another_kind_or_version_is_refused(saved, change):
    manifest = json.dumps(manifest_of(saved) | change).encode()
    with pytest.raises(Refused):
        store.restore(changed(saved, "manifest.json", manifest))
    assert names() == ["Vàng Thị Mai"]


def test_a_path_out_of_the_folder_is_refused(saved, tmp_path):
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as tar:
        info = tarfile.TarInfo("../outside.txt")
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(Refused):
        store.restore(evil)
    assert not (tmp_path / "outside.txt").exists()


def test_a_missing_file_is_said_to_be_missing(media, tmp_path):
    with pytest.raises(Refused, match=r"none\.tar\.gz"):
        store.restore(tmp_path / "none.tar.gz")


def test_nothing_is_restored_while_the_app_runs(saved):
    running = lock.take(settings.DATA_DIR)
    try:
        with pytest.raises(CommandError):
            call_command("restore", str(saved))
    finally:
        os.close(running)


@pytest.mark.postgres
def test_nothing_is_restored_while_somebody_is_connected(saved):
    other = connection.copy()
    try:
        other.ensure_connection()
        with pytest.raises(Refused):
            store.restore(saved)
    finally:
        other.close()


def test_the_commands_say_what_they_did(media, tmp_path, capsys):
    builders.make_person("Vàng Thị Mai", phone="+84912000001")
    call_command("backup", to=tmp_path / "copies")
    (archive,) = (tmp_path / "copies").iterdir()
    assert str(archive) in capsys.readouterr().out
    call_command("restore", str(archive))
    assert "aside" in capsys.readouterr().out
    assert names() == ["Vàng Thị Mai"]


def test_a_half_written_archive_is_never_left_under_its_name(
    media, tmp_path, monkeypatch
):
    class FullDiskError(OSError):
        pass

    def full(*args, **kwargs):
        raise FullDiskError

    monkeypatch.setattr(gzip.GzipFile, "write", full)
    with pytest.raises(FullDiskError):
        store.save(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []
