"""Files without a row are found carefully: never one that a row names, that is young, or not ours.

And none is touched while it is not certain that files and database belong together.
"""

import json
import os
import secrets
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.verbs import Actor
from lessons.models import LessonPlan, PlanPage, PlanRevision
from reports import filing, installation, leftovers, tasks
from reports.actions import photos
from reports.models import Installation, Paper, Photo
from tests import builders
from tests.reports.making import make_article, make_photo

pytestmark = pytest.mark.django_db
OLD = timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, db):
    """A folder of files that knows its database, as after a first start."""
    settings.MEDIA_ROOT = tmp_path / "media"
    assert leftovers.refusal(now=timezone.now()) == ""


@pytest.fixture
def now():
    return timezone.now()


def put(name: str, *, age: timedelta = OLD) -> str:
    """A stored file that was written so long ago."""
    stored = default_storage.save(name, ContentFile(b"12345"))
    moment = (timezone.now() - age).timestamp()
    os.utime(default_storage.path(stored), (moment, moment))
    return stored


def photo_name(folder: str = "print", ending: str = "jpg") -> str:
    return f"photos/{folder}/{secrets.token_hex(12)}.{ending}"


def plan_name() -> str:
    return f"plans/2026/11/12-{secrets.token_hex(10)}.docx"


def page_name(folder: str = "print", ending: str = "jpg") -> str:
    return f"plans/pages/{folder}/{secrets.token_hex(12)}.{ending}"


def found(now) -> set[str]:
    return {one.name for one in leftovers.find(now=now)}


def test_files_of_photos_and_plans_without_a_row_are_swept(now):
    lost = {
        put(photo_name()),
        put(photo_name("screen", "webp")),
        put(photo_name("thumb", "webp")),
        put(plan_name()),
        put(page_name()),
        # The storage gives a taken name an ending.
        put(f"photos/print/{secrets.token_hex(12)}_a1B2c3D.jpg"),
    }
    assert found(now) == lost
    assert leftovers.sweep(now=now) == 6
    assert not any(default_storage.exists(name) for name in lost)
    assert leftovers.sweep(now=now) == 0


def test_a_file_that_any_row_names_stays_whatever_its_folder(world, now):
    exchange = builders.make_exchange(cluster=world.north, host=world.host)
    one, two, three = (
        put(photo_name()),
        put(photo_name("screen", "webp")),
        put(plan_name()),
    )
    four = put(photo_name("thumb", "webp"))
    photo = make_photo(exchange=exchange)
    # Each column is asked, also for files that lie where another column puts its own.
    Photo.objects.filter(pk=photo.pk).update(
        print_file=two, screen_file=one, thumb_file=four
    )
    plan = LessonPlan.objects.create(title="Bài", created_by=world.teacher)
    PlanRevision.objects.create(
        plan=plan,
        number=1,
        file=three,
        original_name="a.docx",
        content_type="x",
        size=5,
        sha256="0" * 64,
        created_by=world.teacher,
    )
    five, six, seven = (
        put(page_name()),
        put(page_name("screen", "webp")),
        put(page_name("thumb", "webp")),
    )
    PlanPage.objects.create(
        plan=plan,
        order=1,
        print_file=six,
        screen_file=seven,
        thumb_file=five,
        width=3,
        height=4,
        size=5,
        sha256="0" * 64,
        uploaded_by=world.teacher,
    )
    kept = (one, two, three, four, five, six, seven)
    assert found(now) == set()
    assert leftovers.sweep(now=now) == 0
    assert all(default_storage.exists(name) for name in kept)


@pytest.mark.parametrize(
    "name",
    [
        "photos/print/anh-cua-toi.jpg",
        "photos/print/00112233445566778899aabb.jpg.bak",
        "photos/00112233445566778899aabb.jpg",
        "photos/print/more/00112233445566778899aabb.jpg",
        "plans/12-00112233445566778899.docx",
        "plans/2026/12-00112233445566778899.docx",
        "plans/2026/11/12-ke-hoach.docx",
        "documents/00112233445566778899aabb.jpg",
        "papers/000/readme.txt",
        "00112233445566778899aabb.jpg",
    ],
)
def test_what_is_not_ours_by_folder_and_name_stays(now, name):
    put(name)
    assert leftovers.sweep(now=now) == 0
    assert default_storage.exists(name)


def test_a_young_file_stays_its_row_may_still_come(now):
    name = put(photo_name(), age=timedelta(hours=23))
    assert leftovers.sweep(now=now) == 0
    assert leftovers.sweep(now=now + timedelta(hours=2)) == 1
    assert not default_storage.exists(name)


def test_links_are_not_followed(now, tmp_path):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    target = outside / f"{secrets.token_hex(12)}.jpg"
    target.write_bytes(b"12345")
    os.utime(target, (0, 0))
    put(photo_name("thumb", "webp"))
    folder = tmp_path / "media/photos"
    (folder / "print").symlink_to(outside)
    (folder / "screen").mkdir()
    (folder / "screen" / f"{secrets.token_hex(12)}.webp").symlink_to(target)
    assert leftovers.sweep(now=now) == 1
    assert target.exists()


def test_rows_are_asked_in_batches(now, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(leftovers, "_AT_ONCE", 10)
    for _ in range(25):
        put(photo_name())
    # Three batches of photos; eleven columns each.
    with django_assert_max_num_queries(33):
        assert len(found(now)) == 25


def test_a_row_that_came_between_finding_and_deleting_saves_its_file(
    world, now, monkeypatch
):
    exchange = builders.make_exchange(cluster=world.north, host=world.host)
    name = put(photo_name())
    looked = list(leftovers.find(now=now))
    photo = make_photo(exchange=exchange)
    Photo.objects.filter(pk=photo.pk).update(print_file=name)
    monkeypatch.setattr(leftovers, "find", lambda *, now: iter(looked))
    assert leftovers.sweep(now=now) == 0
    assert default_storage.exists(name)


def test_papers_are_found_with_the_rest(world, now):
    article = make_article(cluster=world.north)
    paper = Paper.objects.create(
        kind="news", article=article, document={}, digest="0" * 64
    )
    name = filing.store(filing.name_of(paper, "abc", ".pdf"), b"%PDF")
    assert found(now) == set()
    assert found(now + OLD) == {name}


def test_a_folder_that_is_not_there_is_empty(now):
    assert found(now) == set()


@pytest.mark.django_db(transaction=True)
def test_a_photo_taken_down_keeps_its_files_until_the_commit(world, now, monkeypatch):
    """A rolled back change leaves all; a commit whose worker was killed leaves them to the sweep."""
    exchange = builders.make_exchange(
        cluster=world.north, host=world.host, by=world.cluster_head
    )
    names = [
        put(photo_name()),
        put(photo_name("screen", "webp")),
        put(photo_name("thumb", "webp")),
    ]
    photo = make_photo(exchange=exchange)
    photo.print_file, photo.screen_file, photo.thumb_file = names
    photo.save()
    by = Actor(user=world.cluster_head)
    with transaction.atomic():
        photos.delete(photo=photo, by=by)
        assert all(default_storage.exists(name) for name in names)
        transaction.set_rollback(True)
    assert all(default_storage.exists(name) for name in names)
    assert leftovers.sweep(now=now) == 0
    # Killed right after the commit: nothing is deleted by the verb.
    monkeypatch.setattr(filing, "forget_all", lambda papers, photos: None)
    photos.delete(photo=photo, by=by)
    assert all(default_storage.exists(name) for name in names)
    assert leftovers.sweep(now=now) == 3


def test_the_command_shows_and_deletes_only_when_told(now):
    name = put(photo_name())
    shown = StringIO()
    call_command("sweep_files", stdout=shown)
    assert f"5  {name}" in shown.getvalue()
    assert "1 files, 5 bytes" in shown.getvalue()
    assert default_storage.exists(name)
    told = StringIO()
    call_command("sweep_files", "--delete", stdout=told)
    assert "Moved to aside/ for a month: 1" in told.getvalue()
    assert not default_storage.exists(name)
    assert "0 files" in _said("sweep_files")


def _said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_beat_asks_for_it(now):
    name = put(photo_name())
    tasks.sweep_files()
    assert not default_storage.exists(name)


def test_a_store_that_is_no_folder_is_swept_too(now, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "tests.reports.production.far.FarStorage"}
    }
    name = photo_name()
    default_storage.save(name, ContentFile(b"12345"))
    assert found(now) == set()
    assert found(now + OLD) == {name}
    assert leftovers.sweep(now=now + OLD) == 1


def test_a_file_that_goes_while_it_is_looked_at_has_no_size(now, monkeypatch):
    name = put(photo_name())
    named = leftovers._named

    def gone_meanwhile(names):
        found_named = named(names)
        filing.delete(name)
        return found_named

    monkeypatch.setattr(leftovers, "_named", gone_meanwhile)
    assert list(leftovers.find(now=now)) == [leftovers.Leftover(name, 0)]


# --- when nothing may be touched ---------------------------------------------------------------


def mark(settings) -> Path:
    return Path(settings.MEDIA_ROOT, installation.MARK)


def refused(now, caplog) -> str:
    """What the log says of a sweep that must move nothing."""
    before = set(stored_names())
    caplog.clear()
    assert leftovers.sweep(now=now) == 0
    assert set(stored_names()) == before
    (said,) = caplog.messages
    return said


def stored_names() -> list[str]:
    root = Path(default_storage.path(""))
    return [str(one.relative_to(root)) for one in root.rglob("*") if one.is_file()]


def test_another_database_with_the_same_folder_moves_nothing_and_says_so(
    now, caplog, settings
):
    put(photo_name())
    Installation.objects.update(identity="0" * 32)
    assert "belong to another database" in refused(now, caplog)
    # An empty database, which never met this folder.
    Installation.objects.all().delete()
    assert "Nothing shows" in refused(now, caplog)
    assert not Installation.objects.exists()


def test_another_folder_with_files_is_not_taken_for_ours(now, caplog, settings):
    put(photo_name())
    mark(settings).unlink()
    assert "Nothing shows" in refused(now, caplog)
    assert not mark(settings).exists()


@pytest.mark.parametrize("lost", ["row", "mark", "both"])
def test_a_database_that_names_a_stored_file_gets_its_mark_again(
    world, now, settings, lost
):
    """As after an update from a version that had none."""
    named, left = put(photo_name()), put(photo_name())
    exchange = builders.make_exchange(cluster=world.north, host=world.host)
    photo = make_photo(exchange=exchange)
    Photo.objects.filter(pk=photo.pk).update(print_file=named)
    if lost != "mark":
        Installation.objects.all().delete()
    if lost != "row":
        mark(settings).unlink()
    assert leftovers.sweep(now=now) == 1
    assert default_storage.exists(named)
    assert not default_storage.exists(left)
    identity = Installation.objects.get().identity
    assert json.loads(mark(settings).read_text())["identity"] == identity


def test_after_a_restore_without_files_nothing_moves_for_thirty_days(now, caplog):
    name = put(photo_name())
    installation.hold(now=now)
    assert "put back without its files" in refused(now, caplog)
    assert "put back" in refused(now + timedelta(days=29, hours=23), caplog)
    assert leftovers.sweep(now=now + timedelta(days=30, minutes=1)) == 1
    assert not default_storage.exists(name)


def test_a_large_share_of_all_files_is_not_taken_for_leftovers(now, caplog):
    for _ in range(21):
        put(photo_name())
    assert "too many to be leftovers" in refused(now, caplog)
    for _ in range(189):
        put(photo_name(), age=timedelta())
    assert leftovers.sweep(now=now) == 21


def test_a_large_share_goes_when_a_person_says_so(now):
    for _ in range(21):
        put(photo_name())
    assert "Moved to aside/ for a month: 0" in _said("sweep_files", "--delete")
    assert "Moved to aside/ for a month: 21" in _said(
        "sweep_files", "--delete", "--many"
    )


def test_swept_files_lie_aside_for_thirty_days(now):
    name = put(photo_name())
    aside = f"aside/{now:%Y%m%d}/{name}"
    assert leftovers.sweep(now=now) == 1
    with default_storage.open(aside) as kept:
        assert kept.read() == b"12345"
    leftovers.sweep(now=now + timedelta(days=30))
    assert default_storage.exists(aside)
    leftovers.sweep(now=now + timedelta(days=31))
    assert not default_storage.exists(aside)
    assert default_storage.listdir("aside") == ([], [])
