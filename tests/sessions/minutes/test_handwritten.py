"""Pages written by hand: told by their bytes, rid of what a phone adds, kept by the revisions."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.verbs import Refused
from sessions import actions
from sessions.minutes import handwritten
from sessions.minutes.handwritten import Page, WrongFile, read
from sessions.models import MinutesFile
from tests.sessions.helpers import actor
from tests.sessions.minutes.making import NOW, begun, sent, written

PDF = b"%PDF-1.7\n%..."


def photo(kind="JPEG", *, turned=None, place=b"") -> bytes:
    image = Image.new("RGB", (30, 20), (200, 10, 10))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    exif[0x010F] = "Máy ảnh bí mật"
    out = io.BytesIO()
    more = {"comment": place} if kind == "JPEG" and place else {}
    image.save(out, kind, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("turned", [None, 1, 6, 8])
def test_of_a_photo_only_which_way_up_it_is_stays(turned):
    raw = photo(turned=turned, place=b"21.03,105.85") + b"<secret trailer>"
    kept = read(raw)
    assert (kept.content_type, kept.ending) == ("image/jpeg", ".jpg")
    assert b"\xc3\xa1y" not in kept.data
    assert b"21.03" not in kept.data
    assert b"secret" not in kept.data
    image = Image.open(io.BytesIO(kept.data))
    image.load()
    assert dict(image.getexif()) == ({0x0112: turned} if turned in {6, 8} else {})
    assert image.tobytes() == Image.open(io.BytesIO(raw)).tobytes()


def test_a_progressive_photo_stays_whole():
    out = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(out, "JPEG", progressive=True)
    kept = read(out.getvalue())
    assert Image.open(io.BytesIO(kept.data)).tobytes() == Image.open(out).tobytes()


def test_of_a_drawing_the_texts_go():
    kept = read(photo("PNG"))
    assert kept.content_type == "image/png"
    assert b"eXIf" not in kept.data
    Image.open(io.BytesIO(kept.data)).load()


def test_a_pdf_stays_as_it_is():
    assert read(PDF) == Page(PDF, "application/pdf", ".pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe1\x00",
        b"\xff\xd8\xff\xdb\x00\x01",
        b"\xff\xd8\xffX",
        photo()[:-40],
        b"\x89PNG\r\n\x1a\n",
        photo("PNG")[:-20],
        photo("PNG").replace(b"IHDR\x00", b"IHDR\x01"),
        b"\x00\x00\x00\x18ftypheic",
        b"%PDF-" + b" " * (10 * 2**20),
    ],
)
def test_what_is_no_photo_and_no_pdf_is_refused_with_a_sentence(data):
    with pytest.raises(WrongFile):
        read(data)


def test_which_way_up_is_not_believed_when_it_is_nonsense():
    assert handwritten._orientation(b"XX*\0") == 1
    assert handwritten._orientation(b"MM\0*\0\0\0\x08\0") == 1
    assert (
        handwritten._orientation(
            b"MM\0*\0\0\0\x08\0\x01" + b"\x01\x12\0\x03\0\0\0\x01\0\x63\0\0"
        )
        == 1
    )


def add(world, minutes, data=PDF, name="trang 1.pdf"):
    return actions.add_page(
        minutes=minutes,
        page=read(data),
        name=name,
        by=actor(world.cluster_head),
        now=NOW,
    )


def test_a_page_alone_is_enough_to_send_round(world):
    minutes = begun(world)
    page = add(world, minutes)
    revision = sent(world, minutes)
    assert revision.content["sheets"] == [
        {"key": page.pk, "name": "trang 1.pdf", "sha256": page.sha256}
    ]


def test_the_same_page_twice_is_one_and_leaves_no_file(world):
    minutes = begun(world)
    first = add(world, minutes)
    assert add(world, minutes) == first
    folder = first.file.name.rpartition("/")[0]
    names = [
        name for name in default_storage.listdir(folder)[1] if name in first.file.name
    ]
    assert len(names) == 1


def test_pages_are_few(world, monkeypatch):
    monkeypatch.setattr("sessions.actions.minutes.files.MOST_PAGES", 1)
    minutes = begun(world)
    add(world, minutes)
    with pytest.raises(Refused):
        add(world, minutes, PDF + b"2")
    assert MinutesFile.objects.count() == 1


def test_a_page_taken_off_stays_with_what_was_sent(world, signed_in):
    minutes = written(world)
    page = add(world, minutes)
    sent(world, minutes)
    for _press in range(2):
        actions.remove_page(
            minutes=minutes, pk=page.pk, by=actor(world.cluster_head), now=NOW
        )
    second = sent(world, minutes)
    assert second.content["sheets"] == []
    address = reverse("sessions:minutes_file", args=[page.pk])
    answer = signed_in(world.teacher).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_page_that_was_never_sent_is_for_the_writers(world, signed_in):
    minutes = written(world)
    add(world, minutes, PDF + b"2")
    sent(world, minutes)
    later = add(world, minutes)
    address = reverse("sessions:minutes_file", args=[later.pk])
    assert signed_in(world.teacher).get(address).status_code == 404
    assert b"".join(signed_in(world.cluster_head).get(address).streaming_content) == PDF
    later.file.delete(save=False)
    assert signed_in(world.cluster_head).get(address).status_code == 404


def test_pages_are_added_and_taken_off_on_the_page(world, signed_in):
    minutes = begun(world)
    address = reverse("sessions:minutes_pages", args=[minutes.pk])
    client = signed_in(world.cluster_head)
    client.post(
        address,
        {
            "page": [
                SimpleUploadedFile("Ảnh 1.JPG", photo()),
                SimpleUploadedFile("nhầm.docx", b"PK\x03\x04"),
            ]
        },
    )
    row = MinutesFile.objects.get()
    assert (row.original_name, row.content_type) == ("Ảnh 1.JPG", "image/jpeg")
    client.post(address, {"remove": str(row.pk)})
    client.post(address, {"remove": "²"})
    row.refresh_from_db()
    assert row.removed_at is not None
