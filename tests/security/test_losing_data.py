"""What others made is not lost by a press of one, and nothing half done stays behind."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import Slip
from accounts.verbs import Actor, Refused
from lessons.models import LessonPlan, Teaching
from reports.models import Photo
from sessions import actions
from sessions.models import ExchangeSession
from tests import builders
from tests.lessons import plan_files
from tests.reports.photos.pictures import jpeg


@pytest.fixture
def exchange(world):
    return builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        by=world.cluster_head,
        state="held",
        recorded=True,
    )


def _hand_in(client, lesson):
    upload = SimpleUploadedFile("giáo án.pdf", plan_files.PDF_BYTES)
    address = reverse("lessons:plan_upload", args=[lesson.pk])
    return client.post(address, {"file": upload})


def test_a_lesson_with_a_plan_is_not_removed(exchange, world, signed_in):
    lesson = builders.make_lesson(exchange, teacher=world.teacher)
    assert _hand_in(signed_in(world.teacher), lesson).status_code == 302
    with pytest.raises(Refused):
        actions.save_lessons(
            exchange=exchange,
            rows=[],
            removed=[lesson.pk],
            by=Actor(user=world.cluster_head),
        )
    assert Teaching.objects.get().lesson == lesson


def test_a_session_with_photos_of_others_is_not_deleted(exchange, world, signed_in):
    Photo.objects.create(
        exchange=exchange,
        order=1,
        print_file="p.jpg",
        width=1,
        height=1,
        uploaded_by=world.teacher,
    )
    client = signed_in(world.cluster_head)
    answer = client.post(reverse("sessions:delete", args=[exchange.pk]))
    assert answer.status_code == 200
    assert ExchangeSession.objects.filter(pk=exchange.pk).exists()
    assert Photo.objects.count() == 1


def test_a_draft_is_not_held_before_its_day(world):
    tomorrow = timezone.localdate() + timedelta(days=1)
    draft = builders.make_exchange(
        cluster=world.north, host=world.host, by=world.subject_head, on=tomorrow
    )
    with pytest.raises(Refused):
        actions.hold(
            exchange=draft, by=Actor(user=world.subject_head), now=timezone.now()
        )
    draft.refresh_from_db()
    assert (draft.state, draft.recorded) == ("draft", False)


@pytest.mark.parametrize(
    ("verb", "reason"),
    [
        ("hold", {}),
        ("close", {}),
        ("cancel", {"reason": "Nhầm"}),
        ("back_to_draft", {"reason": "Nhầm"}),
    ],
)
def test_a_session_deleted_meanwhile_is_told_in_a_sentence(
    exchange, world, verb, reason
):
    ExchangeSession.objects.get(pk=exchange.pk).delete()
    with pytest.raises(Refused):
        getattr(actions, verb)(
            exchange=exchange,
            by=Actor(user=world.cluster_head),
            now=timezone.now(),
            **reason,
        )


@pytest.fixture
def full_disk(settings, tmp_path):
    """A media folder in which nothing can be written, for the root user too."""
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = blocked
    return blocked


def test_a_photo_on_a_full_disk_is_refused_with_a_sentence(
    exchange, world, signed_in, full_disk
):
    client = signed_in(world.teacher)
    address = reverse("reports:photo_upload", args=[exchange.pk])
    typed = {"photo": SimpleUploadedFile("a.jpg", jpeg()), "key": "k" * 24}
    answer = client.post(address, typed, headers={"X-Requested-With": "upload"})
    assert answer.status_code == 503
    assert answer["Content-Type"].startswith("text/plain")
    assert Photo.objects.count() == 0


def test_a_plan_on_a_full_disk_is_refused_with_a_sentence(
    exchange, world, signed_in, full_disk
):
    lesson = builders.make_lesson(exchange, teacher=world.teacher)
    answer = _hand_in(signed_in(world.teacher), lesson)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert LessonPlan.objects.count() == 0


def test_no_photo_stays_on_the_disk_without_its_row(
    exchange, world, signed_in, settings
):
    ExchangeSession.objects.filter(pk=exchange.pk).update(state="closed")
    client = signed_in(world.teacher)
    address = reverse("reports:photo_upload", args=[exchange.pk])
    with connection.execute_wrapper(_failing_insert):
        client.raise_request_exception = False
        typed = {"photo": SimpleUploadedFile("a.jpg", jpeg()), "key": "k" * 24}
        answer = client.post(address, typed, headers={"X-Requested-With": "upload"})
    assert answer.status_code == 500
    assert [
        path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()
    ] == []


def _failing_insert(execute, sql, params, many, context):
    if sql.startswith('INSERT INTO "reports_photo"'):
        raise RuntimeError("the database went away")
    return execute(sql, params, many, context)


def test_no_password_is_hashed_with_the_database_locked(world, monkeypatch):
    """Hashing takes a third of a second, and with SQLite nobody writes meanwhile."""
    locked = []
    real = MD5PasswordHasher.encode

    def watched(self, password, salt):
        locked.append(len(connection.savepoint_ids))
        return real(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", watched)
    before = len(connection.savepoint_ids)
    accounts.change_password(
        person=world.teacher,
        password="mot-mat-khau-moi",
        by=Actor(user=world.teacher),
        now=timezone.now(),
    )
    slip = accounts.issue_slip(
        person=world.teacher,
        purpose=Slip.Purpose.PASSWORD,
        by=Actor(user=world.principal),
        now=timezone.now(),
    )
    accounts.use_slip(slip=slip, password="mot-mat-khau-khac", now=timezone.now())
    assert locked == [before, before]
