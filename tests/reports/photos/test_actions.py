"""Adding, describing, ordering and taking down photos."""

from functools import partial
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts import pictures as sent
from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from reports import production
from reports.actions import photos as actions
from reports.models import Paper, Photo
from reports.photo_lines import caption_of
from tests import builders
from tests.racing import at_once
from tests.reports.making import make_article
from tests.reports.photos import pictures

JPEG = pictures.jpeg((120, 80))


@pytest.fixture
def by(world):
    return Actor(user=world.teacher)


@pytest.fixture
def add(exchange, by):
    # One picture is kept once, so each call without data sends another one.
    pictured = (pictures.jpeg((120 + 3 * number, 80)) for number in count())

    def make(data: bytes | None = None, key: str = "", **fields) -> Photo:
        data = next(pictured) if data is None else data
        return actions.add(exchange=exchange, by=by, data=data, key=key, **fields)

    return make


def stored() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file())


def described(photo: Photo, **changes) -> dict:
    return {
        "caption": photo.caption,
        "lesson": photo.lesson,
        "consent": photo.consent,
        "consent_note": photo.consent_note,
        **changes,
    }


def test_a_photo_is_kept_in_three_sizes_under_names_that_tell_nothing(add):
    photo = add()
    assert [path.parent.name for path in stored()] == ["print", "screen", "thumb"]
    assert (photo.width, photo.height) == (120, 80)
    for path in stored():
        assert len(path.stem) == 24
        assert set(path.stem) <= set("0123456789abcdef")


def test_consent_is_never_assumed(add):
    assert add().consent == Photo.Consent.UNSAID
    assert Photo(consent_note="").consent == Photo.Consent.UNSAID


def test_the_same_key_twice_is_one_photo(add):
    first, second = add(key="a" * 32), add(key="a" * 32)
    assert first.pk == second.pk
    assert Photo.objects.count() == 1
    assert len(stored()) == 3


def test_the_key_of_somebody_else_opens_nothing(add, exchange, world):
    first = add(key="a" * 32)
    with pytest.raises(Refused):
        actions.add(
            exchange=exchange, by=Actor(user=world.principal), data=JPEG, key="a" * 32
        )
    assert list(Photo.objects.all()) == [first]
    assert len(stored()) == 3


def test_photos_stand_in_the_order_they_came(add):
    assert [add().order for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "0 bytes"),
        (b"just text", "not a photo, whatever its name says"),
        (b"GIF89a", "Files of this kind are not taken"),
        (JPEG[: len(JPEG) // 2], "damaged or was cut off"),
        (pictures.bomb(), "more than 60 million pixels"),
        (b"\xff\xd8\xff" + b"0" * 21 * 2**20, "larger than 20 MB"),
        (pictures.animated("WEBP"), "moving picture"),
    ],
)
def test_a_wrong_file_is_refused_with_its_own_sentence_and_leaves_nothing(
    add, data, words
):
    with translation.override("en"), pytest.raises(Refused, match=words):
        add(data=data)
    assert Photo.objects.count() == 0
    assert stored() == []


def test_a_lesson_of_another_session_is_refused(add, world):
    other = builders.make_exchange(cluster=world.south, host=world.far, state="held")
    with pytest.raises(Refused):
        add(lesson=builders.make_lesson(other))
    assert stored() == []


def test_a_cancelled_session_takes_no_photos(add, exchange):
    exchange.state, exchange.state_reason = "cancelled", "Bão"
    exchange.save()
    with pytest.raises(Refused):
        add()
    assert stored() == []


def test_a_full_session_says_so(add, monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_SESSION", 1)
    add()
    with pytest.raises(Refused):
        add()
    assert len(stored()) == 3


def test_an_untouched_caption_follows_its_lesson_and_an_edited_one_stays(
    add, lesson, by
):
    untouched, edited = add(lesson=lesson), add(lesson=lesson)
    actions.change(
        photo=edited, by=by, **described(edited, caption="Học sinh thảo luận nhóm")
    )
    line = "Tiết dạy KHTN của đồng chí Nguyễn Thị Dương tại lớp 6A5"
    # Typing exactly what the lesson says is not an edit.
    actions.change(photo=untouched, by=by, **described(untouched, caption=f" {line}  "))
    teacher = lesson.teachers.get()
    teacher.name_as_printed = "Trịnh Thị Thúy Thụy"
    teacher.save()
    assert [caption_of(photo) for photo in Photo.objects.all()] == [
        "Tiết dạy KHTN của đồng chí Trịnh Thị Thúy Thụy tại lớp 6A5",
        "Học sinh thảo luận nhóm",
    ]


def test_a_caption_left_from_the_old_lesson_follows_the_new_one(
    add, lesson, exchange, by
):
    photo = add(lesson=lesson)
    other = builders.make_lesson(exchange, klass="7A1", teacher="Cao Thị Thanh Huyền")
    changed = actions.change(
        photo=photo,
        by=by,
        **described(photo, caption=caption_of(photo), lesson=other),
    )
    assert changed.caption == ""
    assert "7A1" in caption_of(Photo.objects.get())


def test_withdrawing_consent_is_a_line_of_its_own_in_the_log(add, by):
    photo = add(consent=Photo.Consent.GIVEN)
    actions.change(photo=photo, by=by, **described(photo, consent="withdrawn"))
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "photo.withdraw_consent"
    assert (entry.before, entry.after) == (
        {"consent": "given"},
        {"consent": "withdrawn"},
    )


def test_saving_without_a_change_writes_no_log(add, by):
    photo = add()
    before = AuditEntry.objects.count()
    actions.change(photo=photo, by=by, **described(photo))
    assert AuditEntry.objects.count() == before


def test_consent_for_all_touches_only_those_without_an_answer(add, exchange, by):
    add(consent=Photo.Consent.GIVEN)
    add(consent=Photo.Consent.MISSING)
    add()
    add()
    done = actions.settle_consent(
        exchange=exchange, by=by, consent="not_needed", consent_note="Chụp từ cuối lớp"
    )
    assert done == 2
    assert [photo.consent for photo in Photo.objects.all()] == [
        "given",
        "missing",
        "not_needed",
        "not_needed",
    ]


def test_an_answer_can_be_given_for_ones_own_photos_or_for_some(
    add, exchange, by, world
):
    first, second, _third = add(), add(), add()
    other = Actor(user=world.principal)
    theirs = actions.add(
        exchange=exchange, by=other, data=pictures.jpeg((90, 80)), key=""
    )
    settle = partial(actions.settle_consent, exchange=exchange, by=by, consent="given")
    assert settle(of=by.user, photos={first.pk, theirs.pk}) == 1
    assert settle(of=by.user, photos={second.pk}) == 1
    assert settle(of=by.user) == 1
    theirs.refresh_from_db()
    assert theirs.consent == "unsaid"


def test_the_same_picture_is_kept_once_and_that_is_said(add, exchange):
    add()
    files = stored()
    with translation.override("en"), pytest.raises(actions.AlreadyThere) as refused:
        add(data=JPEG, key="x" * 32)
    assert refused.value.message == (
        "This picture is in the session already, as photo 1. It is kept once."
    )
    assert Photo.objects.count() == 1
    assert stored() == files


@pytest.mark.parametrize(
    ("place", "step", "expected"),
    [(0, 1, [1, 0, 2]), (2, -1, [0, 2, 1]), (0, -1, [0, 1, 2]), (2, 1, [0, 1, 2])],
)
def test_a_photo_moves_one_place_and_stops_at_the_end(
    add, by, exchange, place, step, expected
):
    photos = [add() for _ in range(3)]
    actions.move(photo=photos[place], by=by, step=step)
    assert list(exchange.photos.all()) == [photos[index] for index in expected]


def test_taking_down_removes_row_and_files_and_leaves_the_log(
    add, by, django_capture_on_commit_callbacks
):
    photo = add()
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(photo=photo, by=by)
    assert Photo.objects.count() == 0
    assert stored() == []
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.object_id) == ("photo.delete", str(photo.pk))
    assert entry.before["sha256"] == photo.sha256


def test_a_photo_that_was_taken_down_meanwhile_is_refused(add, by):
    photo = add()
    Photo.objects.all().delete()
    with pytest.raises(Refused):
        actions.change(photo=photo, by=by, **described(photo, caption="Muộn"))


def test_the_same_key_at_the_same_moment_is_one_photo(transactional_db, exchange, by):
    """Two presses on a bad line: both are answered with the one photo."""
    press = partial(actions.add, exchange=exchange, by=by, data=JPEG, key="b" * 32)
    answers = at_once(press, press)
    assert {photo.pk for photo in answers} == {Photo.objects.get().pk}
    assert AuditEntry.objects.filter(verb="photo.add").count() == 1
    assert len(stored()) == 3


def test_different_photos_at_the_same_moment_have_places_of_their_own(
    transactional_db, exchange, by
):
    presses = [
        partial(
            actions.add,
            exchange=exchange,
            by=by,
            data=pictures.jpeg((size, 80)),
            key=key * 32,
        )
        for key, size in (("c", 120), ("d", 123))
    ]
    answers = at_once(*presses)
    assert sorted(photo.order for photo in answers) == [1, 2]
    assert len(stored()) == 6


def test_a_photo_taken_down_twice_at_the_same_moment_is_logged_once(
    transactional_db, exchange, by
):
    photo = actions.add(exchange=exchange, by=by, data=JPEG, key="e" * 32)
    answers = at_once(*[partial(actions.delete, photo=photo, by=by)] * 2)
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True]
    assert AuditEntry.objects.filter(verb="photo.delete").count() == 1
    assert (Photo.objects.count(), stored()) == (0, [])


def test_a_photo_is_not_given_a_lesson_of_another_session(add, by, world):
    photo = add()
    other = builders.make_exchange(cluster=world.south, host=world.far, state="held")
    lesson = builders.make_lesson(other)
    with pytest.raises(Refused):
        actions.change(photo=photo, by=by, **described(photo, lesson=lesson))
    photo.refresh_from_db()
    assert photo.lesson is None


@pytest.mark.parametrize("lacking", ["missing", "withdrawn"])
def test_a_published_photo_that_lacks_consent_leaves_the_page_and_the_paper(
    add, by, exchange, world, signed_in, lacking
):
    photo = add(consent=Photo.Consent.GIVEN)
    block = {
        "id": "b1",
        "type": "photos",
        "photos": [{"photo": photo.pk, "caption": ""}],
    }
    article = make_article(
        cluster=world.north,
        exchanges=[exchange],
        published_at=timezone.now(),
        blocks=[block],
    )
    production.request_news_paper(article, by)
    page = reverse("reports:news", args=[article.pk])
    client = signed_in(world.teacher)

    def shown() -> tuple[bool, int]:
        (paper,) = Paper.objects.current().filter(article=article)
        return photo.sha256[:12] in client.get(page).text, len(paper.photos)

    assert shown() == (True, 1)
    actions.change(photo=photo, by=by, **described(photo, consent=lacking))
    assert shown() == (False, 0)
    photo.refresh_from_db()
    actions.change(photo=photo, by=by, **described(photo, consent="given"))
    assert shown() == (True, 1)


def test_settling_consent_for_all_brings_a_published_photo_back(
    add, by, exchange, world
):
    photo = add(consent=Photo.Consent.UNSAID)
    block = {
        "id": "b1",
        "type": "photos",
        "photos": [{"photo": photo.pk, "caption": ""}],
    }
    article = make_article(
        cluster=world.north,
        exchanges=[exchange],
        published_at=timezone.now(),
        blocks=[block],
    )
    production.request_news_paper(article, by)
    actions.settle_consent(exchange=exchange, by=by, consent="given")
    (paper,) = Paper.objects.current().filter(article=article)
    assert len(paper.photos) == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.PHOTO_MAX_BYTES = 2**20
    upload = SimpleUploadedFile("a.jpg", b"\xff" * (2**20 + 1))
    with translation.override("en"), pytest.raises(Refused) as refused:
        sent.read(upload)
    assert refused.value.message == (
        "This photo is larger than 1 MB. Please send it in a smaller size."
    )
    assert upload.tell() == 0
