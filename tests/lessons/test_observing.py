"""Observing: who takes notes and from when, once each, private until shared, read by who taught."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from lessons.models import (
    CriteriaSet,
    Moment,
    Observation,
    ObservationNote,
)
from tests import builders
from tests.lessons.giving import client_of, session_of_today

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "marks"}


@pytest.fixture
def lesson(world):
    return session_of_today(world)[1]


@pytest.fixture
def observer(lesson):
    entry = builders.make_roster_entry(
        lesson.exchange, builders.make_person("Hà Thị Quan Sát")
    )
    return client_of(entry)


@pytest.fixture
def teacher(world, client):
    client.force_login(world.teacher)
    return client


def page(lesson):
    return reverse("lessons:observe", args=[lesson.pk])


def take(client, lesson, headers=None, **said):
    return client.post(page(lesson), {"moment": "task", **said}, headers=headers or {})


def test_the_four_buttons_note_the_steps_of_an_activity(lesson, observer):
    for moment in Moment.values:
        assert take(observer, lesson, moment=moment).status_code == 302
    take(observer, lesson, moment="", text="Nhóm 3 chưa hiểu đề")
    seen = observer.get(page(lesson)).content.decode()
    assert ObservationNote.objects.count() == 5
    assert seen.index("Nhóm 3 chưa hiểu đề") < seen.index("tag-indigo")
    for words in Moment.labels:
        assert str(words) in seen


def test_nothing_pressed_and_nothing_written_is_no_note(lesson, observer):
    answer = take(observer, lesson, moment="", text=" ")
    assert answer.status_code == 200
    assert not Observation.objects.exists()


def test_pressed_twice_is_once_and_something_else_is_something_else(lesson, observer):
    for _time in range(2):
        take(observer, lesson, text="Em Páo giơ tay", client_key="k1")
    take(observer, lesson, text="Em Sua giơ tay", client_key="k1")
    assert [note.text for note in ObservationNote.objects.all()] == [
        "Em Páo giơ tay",
        "Em Sua giơ tay",
    ]


def test_a_note_sent_again_after_it_was_corrected_or_removed_changes_nothing(
    lesson, observer
):
    take(observer, lesson, text="Sai", client_key="k1")
    note = ObservationNote.objects.get()
    one = reverse("lessons:observation_note", args=[note.pk])
    observer.post(one, {"moment": "work", "text": "Đúng", "version": 1})
    take(observer, lesson, text="Sai", client_key="k1")
    note.refresh_from_db()
    assert (note.moment, note.text, note.version) == ("work", "Đúng", 2)
    observer.post(one, {"remove": "1"})
    take(observer, lesson, text="Sai", client_key="k1")
    assert not ObservationNote.objects.filter(removed_at=None).exists()
    assert observer.get(one).status_code == 404


def test_an_older_page_does_not_win_over_a_newer_correction(lesson, observer):
    take(observer, lesson, text="Một")
    note = ObservationNote.objects.get()
    one = reverse("lessons:observation_note", args=[note.pk])
    observer.post(one, {"text": "Hai", "version": 1})
    answer = observer.post(one, {"text": "Ba", "version": 1})
    note.refresh_from_db()
    assert answer.status_code == 200
    assert note.text == "Hai"


def test_what_a_device_kept_bears_the_minute_of_the_press(lesson, observer):
    """A clock that is a year off does no harm: only how long it was kept counts."""
    device = 1_700_000_000_000
    answer = take(
        observer,
        lesson,
        SCRIPT,
        at=device,
        now=device + 600_000,
        client_key="k1",
    )
    [said] = answer.json()["marks"]
    note = ObservationNote.objects.get()
    assert said["state"] == "saved"
    assert said["key"] == "k1"
    assert said["url"] == reverse("lessons:observation_note", args=[note.pk])
    assert note.received_at - note.at == timedelta(minutes=10)


@pytest.mark.parametrize("sent", [{"at": "-5", "now": "1"}, {"text": "x" * 2001}])
def test_a_note_that_a_device_kept_is_refused_with_words(lesson, observer, sent):
    [said] = take(observer, lesson, SCRIPT, **sent).json()["marks"]
    assert said["state"] == "refused"
    assert said["words"]
    assert not ObservationNote.objects.exists()


def test_a_device_of_somebody_who_is_signed_out_keeps_its_notes(lesson, client):
    assert take(client, lesson, SCRIPT).status_code == 401


def test_a_device_of_somebody_off_the_list_learns_why(lesson, world, client):
    client.force_login(world.subject_head)
    [said] = take(client, lesson, SCRIPT).json()["marks"]
    assert said["state"] == "refused"


def test_only_who_is_on_the_list_takes_notes(lesson, world, client):
    client.force_login(world.subject_head)
    assert client.get(page(lesson)).status_code == 403
    assert take(client, lesson).status_code == 403
    client.force_login(world.far_teacher)
    assert client.get(page(lesson)).status_code == 404


def test_before_the_day_no_note_is_taken_afterwards_it_is(lesson, observer):
    part = lesson.part
    for days, taken in ((1, False), (-3, True)):
        day = timezone.localdate() + timedelta(days=days)
        part.on = f"{day:%Y-%m-%d}"
        part.save()
        take(observer, lesson, text=f"Ngày {days}")
        assert ObservationNote.objects.exists() is taken
        asks = "data-observe" in observer.get(page(lesson)).content.decode()
        assert asks is taken


def test_notes_are_private_until_they_are_shared_and_again_when_taken_back(
    lesson, observer, teacher
):
    take(observer, lesson, text="Em Páo bí ở bước hai")
    share = reverse("lessons:observation_share", args=[lesson.pk])
    for said, read in (("", False), ("yes", True), ("yes", True), ("no", False)):
        if said:
            assert observer.post(share, {"share": said}).status_code == 302
        seen = teacher.get(page(lesson)).content.decode()
        assert ("Em Páo bí ở bước hai" in seen) is read
        mine = teacher.get(reverse("lessons:mine")).content.decode()
        assert (page(lesson) in mine) is read


def test_a_removed_note_is_not_read_by_who_taught(lesson, observer, teacher):
    take(observer, lesson, text="Ghi nhầm")
    observer.post(
        reverse("lessons:observation_share", args=[lesson.pk]), {"share": "yes"}
    )
    note = ObservationNote.objects.get()
    observer.post(reverse("lessons:observation_note", args=[note.pk]), {"remove": "1"})
    assert "Ghi nhầm" not in teacher.get(page(lesson)).content.decode()


def test_who_teaches_takes_no_notes_and_shares_nothing(lesson, world, teacher):
    builders.make_roster_entry(lesson.exchange, world.teacher)
    assert take(teacher, lesson).status_code == 403
    assert (
        teacher.post(reverse("lessons:observation_share", args=[lesson.pk])).status_code
        == 403
    )


def test_nobody_reads_or_changes_the_note_of_somebody_else(
    lesson, observer, teacher, world
):
    take(observer, lesson, text="Riêng tôi")
    observer.post(
        reverse("lessons:observation_share", args=[lesson.pk]), {"share": "yes"}
    )
    note = reverse("lessons:observation_note", args=[ObservationNote.objects.get().pk])
    assert teacher.get(note).status_code == 404
    teacher.force_login(world.cluster_head)
    assert teacher.post(note, {"remove": "1"}).status_code == 404
    assert teacher.get(page(lesson)).status_code == 403


def test_the_log_holds_no_words_of_a_note(lesson, observer):
    take(observer, lesson, text="Rất riêng")
    note = ObservationNote.objects.get()
    observer.post(
        reverse("lessons:observation_note", args=[note.pk]),
        {"text": "Riêng hơn", "version": 1},
    )
    said = [str((one.before, one.after)) for one in AuditEntry.objects.all()]
    assert said
    assert not any("iêng" in words for words in said)


def test_nothing_is_counted_graded_or_ranked(lesson, observer, teacher):
    take(observer, lesson)
    observer.post(
        reverse("lessons:observation_share", args=[lesson.pk]), {"share": "yes"}
    )
    for client in (observer, teacher):
        seen = client.get(page(lesson)).content.decode().lower()
        for word in ("xếp loại:", "tổng điểm", 'name="points'):
            assert word not in seen


def test_the_session_the_day_and_my_lessons_lead_there(lesson, observer, teacher):
    session = reverse("session", args=[lesson.exchange_id])
    for client in (observer, teacher):
        assert page(lesson) in client.get(session).content.decode()
    today = reverse("today")
    assert page(lesson) in observer.get(today).content.decode()
    assert page(lesson) not in teacher.get(today).content.decode()
    take(observer, lesson)
    assert page(lesson) in observer.get(reverse("lessons:mine")).content.decode()


def test_who_is_not_on_the_list_is_not_led_there(lesson, world, client):
    client.force_login(world.subject_head)
    session = reverse("session", args=[lesson.exchange_id])
    assert page(lesson) not in client.get(session).content.decode()
    assert not CriteriaSet.objects.exists()
