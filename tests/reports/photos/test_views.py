"""The pages of photos: who may, what is answered, what costs how much."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from accounts.verbs import Actor
from reports.actions import photos as actions
from reports.models import Photo
from tests import builders
from tests.reports.photos import pictures

JPEG = pictures.jpeg((120, 80))
BY_SCRIPT = {"HTTP_X_REQUESTED_WITH": "upload"}


@pytest.fixture
def vietnamese():
    with translation.override("vi"):
        yield


def file(data: bytes = JPEG, name: str = "IMG_2023.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


@pytest.fixture
def photo(exchange, world) -> Photo:
    return actions.add(
        exchange=exchange, by=Actor(user=world.teacher), data=JPEG, key=""
    )


def address(photo: Photo, size: str = "thumb") -> str:
    return reverse("reports:photo_file", args=[photo.pk, photo.sha256[:12], size])


PEOPLE_AT_UPLOAD = {
    "teacher": 201,
    "subject_head": 201,
    "principal": 201,
    "guest_principal": 201,
    "cluster_head": 201,
    "officer": 403,
    "admin": 403,
    "far_teacher": 404,
    "far_principal": 404,
    "other_officer": 404,
}


@pytest.mark.parametrize(("who", "expected"), PEOPLE_AT_UPLOAD.items())
def test_photos_come_from_the_schools_that_took_part(
    exchange, world, signed_in, who, expected
):
    answer = signed_in(getattr(world, who)).post(
        reverse("reports:photo_upload", args=[exchange.pk]),
        {"photo": file(), "key": "k" * 32},
        **BY_SCRIPT,
    )
    assert answer.status_code == expected
    assert Photo.objects.count() == (1 if expected == 201 else 0)


def test_someone_on_the_roster_from_elsewhere_may_add_photos(
    exchange, world, signed_in
):
    builders.make_roster_entry(exchange, world.far_teacher)
    answer = signed_in(world.far_teacher).post(
        reverse("reports:photo_upload", args=[exchange.pk]),
        {"photo": file()},
        **BY_SCRIPT,
    )
    assert answer.status_code == 201


def test_the_answer_to_the_script_is_the_card_of_the_photo(
    exchange, lesson, world, signed_in
):
    answer = signed_in(world.teacher).post(
        reverse("reports:photo_upload", args=[exchange.pk]),
        {
            "photo": file(),
            "key": ["f" * 24, "k" * 32],
            "lesson": lesson.pk,
            "consent": "given",
        },
        **BY_SCRIPT,
    )
    photo = Photo.objects.get()
    assert answer.text.strip().startswith(f'<li id="photo-{photo.pk}" data-count="')
    assert "Nguyễn Thị Dương" in answer.text
    assert (photo.client_key, photo.consent, photo.lesson) == (
        "k" * 32,
        "given",
        lesson,
    )


def test_a_wrong_file_gets_a_sentence_that_the_script_can_show(
    exchange, world, signed_in
):
    answer = signed_in(world.teacher).post(
        reverse("reports:photo_upload", args=[exchange.pk]),
        {"photo": file(b"chu", "anh.jpg")},
        **BY_SCRIPT,
    )
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("text/plain")
    assert Photo.objects.count() == 0


def test_a_signed_out_phone_is_told_so_and_not_sent_elsewhere(exchange, client):
    answer = client.post(
        reverse("reports:photo_upload", args=[exchange.pk]),
        {"photo": file()},
        **BY_SCRIPT,
    )
    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("text/plain")


def test_without_script_good_files_are_kept_and_bad_ones_named(
    exchange, world, signed_in
):
    client = signed_in(world.teacher)
    data = {
        "photo": [
            file(name="tot.jpg"),
            file(b"", "rong.jpg"),
            file(JPEG[:900], "nua.jpg"),
        ],
        "key": "f" * 24,
        "consent": "not_needed",
    }
    answer = client.post(
        reverse("reports:photo_upload", args=[exchange.pk]), data, follow=False
    )
    assert answer.status_code == 302
    page = client.get(answer.url).text
    assert Photo.objects.get().consent == "not_needed"
    assert "rong.jpg" in page
    assert "nua.jpg" in page
    assert "tot.jpg" not in page


def test_the_plain_form_sent_twice_adds_its_photos_once(exchange, world, signed_in):
    client = signed_in(world.teacher)
    for _ in range(2):
        client.post(
            reverse("reports:photo_upload", args=[exchange.pk]),
            {"photo": [file(), file(pictures.jpeg((90, 60)))], "key": "f" * 24},
        )
    assert Photo.objects.count() == 2


def test_nothing_chosen_is_a_sentence_and_no_photo(exchange, world, signed_in):
    client = signed_in(world.teacher)
    url = reverse("reports:photo_upload", args=[exchange.pk])
    assert client.post(url, {}, **BY_SCRIPT).status_code == 400
    assert client.post(url, {}).status_code == 302
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("size", ["print", "screen", "thumb"])
def test_a_file_is_our_own_derivative_kept_by_this_browser_only(
    photo, world, signed_in, size
):
    answer = signed_in(world.guest_principal).get(address(photo, size))
    assert answer.status_code == 200
    assert answer["Content-Type"] == ("image/jpeg" if size == "print" else "image/webp")
    assert answer["Content-Disposition"] == "inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=604800, immutable"
    assert answer.content[:3] == (b"\xff\xd8\xff" if size == "print" else b"RIF")


@pytest.mark.parametrize("who", ["far_teacher", "far_principal", "other_officer"])
def test_a_photo_of_strangers_does_not_exist(photo, world, signed_in, who):
    client = signed_in(getattr(world, who))
    for name in ("photo_edit", "photo_delete"):
        assert (
            client.get(reverse(f"reports:{name}", args=[photo.pk])).status_code == 404
        )
    assert client.get(address(photo)).status_code == 404
    url = reverse("reports:photos", args=[photo.exchange_id])
    assert client.get(url).status_code == 404


def test_a_wrong_mark_is_no_address(photo, world, signed_in):
    url = reverse("reports:photo_file", args=[photo.pk, "0" * 12, "thumb"])
    assert signed_in(world.teacher).get(url).status_code == 404


def test_a_lost_file_is_a_404(photo, world, signed_in):
    photo.thumb_file.storage.delete(photo.thumb_file.name)
    assert signed_in(world.teacher).get(address(photo)).status_code == 404


def test_a_photo_whose_consent_was_withdrawn_is_seen_only_by_who_looks_after_it(
    photo, world, signed_in
):
    Photo.objects.update(consent="withdrawn")
    seen = {
        who: signed_in(getattr(world, who)).get(address(photo)).status_code
        for who in (
            "teacher",
            "cluster_head",
            "guest_principal",
            "principal",
            "officer",
        )
    }
    # Who took it, the lead's people, and the principal of the host, who fills in with them.
    assert seen == {
        "teacher": 200,
        "cluster_head": 200,
        "guest_principal": 404,
        "principal": 200,
        "officer": 404,
    }
    page = signed_in(world.officer).get(
        reverse("reports:photos", args=[photo.exchange_id])
    )
    assert address(photo) not in page.text


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("teacher", 302),
        ("cluster_head", 302),
        ("subject_head", 302),  # who made the session fills it in until it is closed
        ("guest_principal", 403),
        ("officer", 403),
        ("admin", 403),
        ("far_principal", 404),
    ],
)
def test_a_photo_is_changed_by_who_added_it_and_who_writes_the_session(
    photo, world, signed_in, who, expected
):
    client = signed_in(getattr(world, who))
    data = {"caption": "Mới", "consent": "given", "consent_note": "", "lesson": ""}
    answer = client.post(reverse("reports:photo_edit", args=[photo.pk]), data)
    assert answer.status_code == expected
    photo.refresh_from_db()
    assert photo.caption == ("Mới" if expected == 302 else "")
    answer = client.post(reverse("reports:photo_delete", args=[photo.pk]))
    assert answer.status_code == expected
    assert Photo.objects.count() == (0 if expected == 302 else 1)


def test_a_caption_that_is_too_long_comes_back_as_typed(photo, world, signed_in):
    answer = signed_in(world.teacher).post(
        reverse("reports:photo_edit", args=[photo.pk]),
        {"caption": "dài " * 100, "consent": "given"},
    )
    assert answer.status_code == 200
    assert "dài " * 100 in answer.text or ("dài " * 99) in answer.text
    photo.refresh_from_db()
    assert (photo.caption, photo.consent) == ("", "unsaid")


def test_nobodys_answer_about_pupils_is_chosen_beforehand(photo, world, signed_in):
    client = signed_in(world.teacher)
    url = reverse("reports:photo_edit", args=[photo.pk])
    page = client.get(url)
    assert 'type="radio"' in page.text
    assert "checked" not in page.text
    # The caption can be changed before anybody answers.
    assert client.post(url, {"caption": "Bảng nhóm 1"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.consent) == ("Bảng nhóm 1", "unsaid")
    client.post(url, {"caption": "Bảng nhóm 1", "consent": "given"})
    # An answer once given is not lost by leaving the field out.
    shown = client.get(url).context["form"]["shown"].value()
    client.post(url, {"caption": "Bảng nhóm 2", "shown": shown})
    photo.refresh_from_db()
    assert (photo.caption, photo.consent) == ("Bảng nhóm 2", "given")


def test_the_page_of_a_photo_shows_it_with_its_neighbours(photo, world, signed_in):
    after = actions.add(
        exchange=photo.exchange,
        by=Actor(user=world.principal),
        data=pictures.jpeg((90, 80)),
        key="",
    )
    page = signed_in(world.teacher).get(reverse("reports:photo", args=[photo.pk])).text
    assert reverse("reports:photo", args=[after.pk]) in page
    assert reverse("reports:photos", args=[photo.exchange_id]) in page
    assert reverse("reports:photo_edit", args=[photo.pk]) in page
    page = signed_in(world.officer).get(reverse("reports:photo", args=[after.pk])).text
    assert reverse("reports:photo", args=[photo.pk]) in page
    assert reverse("reports:photo_edit", args=[after.pk]) not in page


def test_the_script_answers_for_what_it_has_just_sent(photo, world, signed_in):
    older = actions.add(
        exchange=photo.exchange,
        by=Actor(user=world.teacher),
        data=pictures.jpeg((90, 80)),
        key="",
    )
    url = reverse("reports:photo_consent", args=[photo.exchange_id])
    client = signed_in(world.teacher)
    said = {"all-consent": "not_needed", "photo": [photo.pk, "x", 10**30]}
    answer = client.post(url, said, **BY_SCRIPT)
    assert answer.status_code == 200
    assert 'class="tag' in answer.text
    photo.refresh_from_db()
    older.refresh_from_db()
    assert (photo.consent, older.consent) == ("not_needed", "unsaid")
    assert client.post(url, {"photo": [older.pk]}, **BY_SCRIPT).status_code == 400


def test_the_same_picture_again_is_told_to_the_script(photo, world, signed_in):
    answer = signed_in(world.teacher).post(
        reverse("reports:photo_upload", args=[photo.exchange_id]),
        {"photo": file(), "key": "k" * 32},
        **BY_SCRIPT,
    )
    assert answer.status_code == 409
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert Photo.objects.count() == 1


def test_order_belongs_to_who_writes_the_session_and_consent_also_to_the_sender(
    photo, world, signed_in
):
    second = actions.add(
        exchange=photo.exchange,
        by=Actor(user=world.principal),
        data=pictures.jpeg((90, 80)),
        key="",
    )
    move = reverse("reports:photo_move", args=[photo.exchange_id])
    consent = reverse("reports:photo_consent", args=[photo.exchange_id])
    for who in ("teacher", "officer"):
        client = signed_in(getattr(world, who))
        assert client.post(move, {"up": second.pk}).status_code == 403
    assert client.post(consent, {"all-consent": "given"}).status_code == 403
    signed_in(world.teacher).post(consent, {"all-consent": "missing"})
    assert [one.consent for one in photo.exchange.photos.all()] == ["missing", "unsaid"]
    client = signed_in(world.cluster_head)
    assert client.post(move, {"up": second.pk}).url.endswith(f"#photo-{second.pk}")
    assert client.post(move, {"up": "9" * 30}).status_code == 302
    assert client.post(move, {"up": 10**9}).status_code == 404
    assert list(photo.exchange.photos.all()) == [second, photo]
    client.post(consent, {})
    assert {one.consent for one in Photo.objects.all()} == {"unsaid", "missing"}
    client.post(consent, {"all-consent": "given", "all-consent_note": "Phiếu lớp 7A1"})
    assert [one.consent for one in photo.exchange.photos.all()] == ["given", "missing"]


def test_an_empty_page_says_what_to_do(exchange, world, signed_in, vietnamese):
    page = signed_in(world.teacher).get(reverse("reports:photos", args=[exchange.pk]))
    assert 'class="vacant' in page.text
    assert 'type="file"' in page.text
    page = signed_in(world.officer).get(reverse("reports:photos", args=[exchange.pk]))
    assert 'class="vacant' in page.text
    assert 'type="file"' not in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_or_three_photos(
    exchange, lesson, world, signed_in, django_assert_num_queries, rows
):
    for number in range(rows):
        actions.add(
            exchange=exchange,
            by=Actor(user=world.teacher),
            data=pictures.jpeg((120 + 3 * number, 80)),
            key="",
            lesson=lesson,
        )
    client = signed_in(world.cluster_head)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("reports:photos", args=[exchange.pk]))


PAGE_QUERIES = 9


def test_the_line_of_a_lesson_is_text_in_the_help_of_its_photo(
    exchange, world, signed_in
):
    lesson = builders.make_lesson(
        exchange, klass="6A5", teacher="<img src=x onerror=alert(1)>"
    )
    photo = actions.add(
        exchange=exchange,
        by=Actor(user=world.teacher),
        data=JPEG,
        key="",
        lesson=lesson,
    )
    page = signed_in(world.teacher).get(reverse("reports:photo_edit", args=[photo.pk]))
    assert "<img src=x" not in page.content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.content.decode()


def _as_shown(client, photo) -> dict[str, str]:
    """What a browser would send of the page of this photo, untouched."""
    form = client.get(reverse("reports:photo_edit", args=[photo.pk])).context["form"]
    return {field.name: field.value() or "" for field in form}


def test_an_old_form_does_not_bring_a_withdrawn_consent_back(photo, world, signed_in):
    Photo.objects.update(consent="given")
    client = signed_in(world.teacher)
    old = _as_shown(client, photo)
    head = signed_in(world.subject_head)
    url = reverse("reports:photo_edit", args=[photo.pk])
    head.post(url, {**_as_shown(head, photo), "consent": "withdrawn"})
    photo.refresh_from_db()
    assert photo.consent == "withdrawn"
    # Only the caption was touched: only the caption is written.
    assert client.post(url, {**old, "caption": "Bảng nhóm 1"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.consent) == ("Bảng nhóm 1", "withdrawn")
    # A form that does not say what it showed has seen nothing.
    answer = client.post(url, {"caption": "Bảng nhóm 1", "consent": "given"})
    assert answer.status_code == 200
    photo.refresh_from_db()
    assert photo.consent == "withdrawn"


def test_two_answers_about_one_photo_are_shown_side_by_side(photo, world, signed_in):
    client = signed_in(world.teacher)
    old = _as_shown(client, photo)
    Photo.objects.update(consent="withdrawn", caption="Ảnh của lớp 8A2")
    url = reverse("reports:photo_edit", args=[photo.pk])
    answer = client.post(url, {**old, "consent": "given"})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.errors.keys() == {"consent"}
    assert str(Photo.Consent.WITHDRAWN.label) in form.errors["consent"][0]
    assert (form["consent"].value(), form["caption"].value()) == (
        "given",
        "Ảnh của lớp 8A2",
    )
    photo.refresh_from_db()
    assert photo.consent == "withdrawn"
    # Now both were seen; who saves again means it.
    again = {field.name: field.value() or "" for field in form}
    assert client.post(url, again).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.consent) == ("Ảnh của lớp 8A2", "given")
