"""Files that are not what they say, for photos and lesson plans."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lessons.models import PlanRevision
from reports.models import Photo
from tests import builders
from tests.hostile.inputs import LONG, NFD, assert_answered, counts, words_of
from tests.reports.photos import pictures

WRONG = {
    "empty": ("anh.jpg", b""),
    "text called .jpg": ("anh.jpg", "Đây là chữ, không phải ảnh.".encode()),
    "page called .png": ("anh.png", b"<script>alert(1)</script>"),
    "programme called .jpg": ("anh.jpg", b"\x7fELF" + bytes(500)),
    "half a photo": ("anh.jpg", pictures.jpeg()[:900]),
    "20,000 x 20,000": ("anh.png", pictures.bomb()),
}
NAMES = [
    "../../etc/passwd.jpg",
    f"{NFD}.jpg",
    "x" * 300 + ".jpg",
    "<script>alert(1)</script>.jpg",
]


@pytest.fixture
def exchange(world):
    return builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        by=world.subject_head,
        state="held",
    )


@pytest.fixture
def lesson(exchange, world):
    return builders.make_lesson(exchange, klass="8A2", teacher=world.teacher)


@pytest.mark.parametrize("kind", WRONG)
@pytest.mark.parametrize("script", [True, False])
def test_a_wrong_photo_is_refused_in_a_sentence(
    exchange, world, signed_in, tried, kind, script
):
    name, content = WRONG[kind]
    before = counts()
    url = reverse("reports:photo_upload", args=[exchange.pk])
    headers = {"HTTP_X_REQUESTED_WITH": "upload"} if script else {}
    answer = signed_in(world.teacher).post(
        url,
        {"photo": SimpleUploadedFile(name, content, "image/jpeg")},
        follow=not script,
        **headers,
    )
    if script:
        assert 400 <= answer.status_code < 500
    assert any(word in words_of(answer).lower() for word in ("ảnh", "tệp"))
    assert name in words_of(answer) or script
    assert counts() == before
    tried()


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_file_name_is_only_a_name(exchange, world, signed_in, tried, name):
    url = reverse("reports:photo_upload", args=[exchange.pk])
    client = signed_in(world.teacher)
    answer = client.post(
        url,
        {"photo": SimpleUploadedFile(name, pictures.jpeg(), "image/jpeg")},
        follow=True,
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    photo = Photo.objects.get()
    assert "passwd" not in photo.print_file.name
    assert ".." not in photo.print_file.name
    tried()


def test_a_rotated_heic_is_turned_once(exchange, world, signed_in, tried):
    url = reverse("reports:photo_upload", args=[exchange.pk])
    upload = SimpleUploadedFile("IMG_1.HEIC", pictures.ROTATED_HEIC, "image/heic")
    signed_in(world.teacher).post(
        url, {"photo": upload}, HTTP_X_REQUESTED_WITH="upload"
    )
    photo = Photo.objects.get()
    assert photo.height > photo.width
    tried()


@pytest.mark.parametrize(
    "kind", sorted(set(WRONG) - {"20,000 x 20,000", "half a photo"})
)
def test_a_wrong_plan_is_refused_and_the_note_stays(
    lesson, world, signed_in, tried, kind
):
    name, content = WRONG[kind]
    before = counts()
    answer = signed_in(world.teacher).post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile(name, content), "note": "Sửa phần khởi động"},
    )
    assert_answered(answer, before=before)
    assert "Sửa phần khởi động" in answer.text
    tried()


def test_a_note_without_end_comes_back(lesson, world, signed_in, tried):
    before = counts()
    answer = signed_in(world.teacher).post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile("a.jpg", pictures.jpeg()), "note": LONG},
    )
    assert_answered(answer, before=before)
    assert LONG.strip() in answer.text
    tried()


@pytest.mark.parametrize("name", NAMES)
def test_a_strange_name_of_a_plan_is_kept_as_a_name(
    lesson, world, signed_in, tried, name
):
    client = signed_in(world.teacher)
    answer = client.post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile(name, pictures.jpeg())},
        follow=True,
    )
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.text
    for revision in PlanRevision.objects.all():
        assert ".." not in revision.file.name
        file = client.get(
            reverse("lessons:revision_file", args=[revision.plan_id, revision.number])
        )
        assert b"".join(file.streaming_content) == pictures.jpeg()
        assert file["Content-Disposition"].startswith("attachment")
        assert "\n" not in file["Content-Disposition"]
        file.close()
    tried()
