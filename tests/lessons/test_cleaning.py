"""What others download says nothing of who wrote it; what cannot be cleaned is not taken."""

import io
import subprocess
import zipfile

import docx
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lessons.cleaning.door import Uncleanable, cleaned
from lessons.cleaning.pictures import Damaged, clean_picture, clean_within
from lessons.filetypes import DOCX, JPEG, PDF, PNG, PPTX
from lessons.models import PlanRevision
from tests.lessons import plan_files
from tests.lessons.test_plans import exchange, hand_in, lesson, own_media, stored

__all__ = ["exchange", "lesson", "own_media"]

SPEAKING = {
    "a.docx": (DOCX, plan_files.speaking_word()),
    "a.pptx": (PPTX, plan_files.speaking_deck()),
    "a.pdf": (PDF, plan_files.speaking_pdf()),
    "a.jpg": (JPEG, plan_files.speaking_jpeg()),
    "a.png": (PNG, plan_files.speaking_png()),
}


def all_bytes(data: bytes) -> bytes:
    """Everything in a file, unpacked."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(
                name.encode() + archive.read(name) for name in archive.namelist()
            )
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            parts = [repr(pdf.trailer).encode()]
            for one in pdf.objects:
                parts.append(one.unparse())
                if isinstance(one, pikepdf.Stream):
                    parts += [repr(dict(one)).encode(), one.read_raw_bytes()]
                elif isinstance(one, pikepdf.Dictionary):
                    parts.append(repr(one).encode())
            return b"\n".join(parts)
    return data


def secrets_in(data: bytes) -> list[str]:
    everything = all_bytes(data)
    return [
        one
        for one in plan_files.SECRETS
        if any(
            one.encode(coding) in everything
            for coding in ("utf-8", "utf-16-be", "utf-16-le")
        )
    ]


@pytest.mark.parametrize("name", SPEAKING)
def test_a_clean_copy_says_nothing_of_its_author(name):
    kind, data = SPEAKING[name]
    assert secrets_in(data), "the file of this test must hold something to take out"
    made = cleaned(data, kind).data
    assert secrets_in(made) == []
    # Once clean, nothing more is found.
    assert cleaned(made, kind).data == made


def test_word_still_opens_it_and_a_conversation_can_still_be_followed():
    kind, data = SPEAKING["a.docx"]
    made = cleaned(data, kind)
    document = docx.Document(io.BytesIO(made.data))
    assert document.paragraphs[0].text == "Hoạt động 1: Mở đầu"
    assert [one.author for one in document.comments] == ["Người 1"]
    assert b"rsid" not in all_bytes(made.data)
    assert b"2026-01-01" not in all_bytes(made.data)
    # What was struck out is not said; what was put in is.
    assert made.text == "Hoạt động 1: Mở đầu\nNhiệm vụ mới"
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert not [one for one in archive.namelist() if one.startswith("docProps")]
        assert {one.date_time[0] for one in archive.infolist()} == {1980}


def test_slides_are_read_in_the_order_in_which_they_are_shown():
    kind, data = SPEAKING["a.pptx"]
    assert cleaned(data, kind).text == "Mở đầu\nLuyện tập"


def test_a_pdf_keeps_its_pages_and_loses_what_acts_or_hides():
    kind, data = SPEAKING["a.pdf"]
    with pikepdf.open(io.BytesIO(cleaned(data, kind).data)) as pdf:
        assert len(pdf.pages) == 1
        assert not {"/OpenAction", "/Metadata"} & set(pdf.Root.keys())
        assert str(pdf.pages[0].obj.Annots[0].Contents) == "Xem"


@pytest.mark.parametrize(
    "how", ["at opening", "by name", "at a page", "a program", "a file"]
)
def test_a_pdf_that_carries_a_script_or_a_file_is_refused_in_words(
    world, signed_in, lesson, how
):
    answer = signed_in(world.teacher).post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile("a.pdf", plan_files.loaded_pdf(how))},
    )
    assert answer.status_code == 422
    [sentence] = answer.context["form"].errors["file"]
    assert "vi-rút" in sentence
    assert (PlanRevision.objects.count(), stored()) == (0, [])


def test_words_that_sound_like_a_script_are_no_script():
    assert cleaned(plan_files.loaded_pdf("only words"), PDF).data.startswith(b"%PDF")


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_is_the_same_to_the_pixel_and_still_turned(turned):
    data = plan_files.speaking_jpeg(turned)
    before, after = (Image.open(io.BytesIO(one)) for one in (data, clean_picture(data)))
    assert after.tobytes() == before.tobytes()
    assert after.getexif().get(0x0112, 1) == turned
    assert set(after.getexif()) <= {0x0112}


def test_a_png_is_the_same_to_the_pixel():
    data = plan_files.speaking_png()
    before, after = (Image.open(io.BytesIO(one)) for one in (data, clean_picture(data)))
    assert after.tobytes() == before.tobytes()
    assert after.info == {}


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_picture_cut_anywhere_is_damaged_and_never_handed_on_with_what_it_says(name):
    data = clean_picture(SPEAKING[name][1])
    for length in range(len(data)):
        with pytest.raises(Damaged):
            clean_picture(data[:length])
    speaking = SPEAKING[name][1]
    with pytest.raises(Damaged):
        clean_within(speaking[: len(data) - 30])
    assert clean_within(b"\xff\xd8\xff no picture") == b"\xff\xd8\xff no picture"


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><x>&i;</x>"
)
WRONG = {
    "a PDF with a password": ("a.pdf", plan_files.locked_pdf()),
    "half a PDF": ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
    "half a photo": ("a.jpg", plan_files.speaking_jpeg()[:300]),
    "words that are no XML": (
        "a.docx",
        plan_files.changed(plan_files.DOCX_BYTES, {"word/document.xml": "<a>"}),
    ),
    "a bomb of entities": (
        "a.docx",
        plan_files.changed(plan_files.DOCX_BYTES, {"word/document.xml": BOMB}),
    ),
    "a file from the disk of the server": (
        "a.docx",
        plan_files.changed(
            plan_files.DOCX_BYTES,
            {
                "word/document.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
            },
        ),
    ),
    "a bomb of packing": (
        "a.docx",
        plan_files.changed(
            plan_files.DOCX_BYTES, {"word/media/a.emf": b"0" * (61 * 2**20)}
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_cleaned_is_refused_in_words_and_kept_nowhere(
    world, signed_in, lesson, case
):
    name, content = WRONG[case]
    answer = signed_in(world.teacher).post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile(name, content), "note": "Lời của tôi"},
    )
    assert answer.status_code == 422
    [sentence] = answer.context["form"].errors["file"]
    assert ("mật khẩu" if "password" in case else "bị hỏng") in sentence
    assert "Lời của tôi" in answer.text
    assert (PlanRevision.objects.count(), stored()) == (0, [])


def test_half_an_answer_of_a_child_that_was_killed_is_no_clean_copy(monkeypatch):
    half = subprocess.CompletedProcess([], -9, stdout=b'{"text": ""}\n%PDF-1.7 ha')
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: half)
    with pytest.raises(Uncleanable):
        cleaned(plan_files.PDF_BYTES, PDF)


def fetched(client, revision):
    address = reverse("lessons:revision_file", args=[revision.plan_id, revision.number])
    return b"".join(client.get(address).streaming_content)


@pytest.mark.parametrize("name", SPEAKING)
def test_who_handed_it_in_gets_it_back_and_others_the_clean_copy(
    world, signed_in, lesson, name
):
    kind, data = SPEAKING[name]
    author = signed_in(world.teacher)
    author.post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile(name, data)},
    )
    revision = PlanRevision.objects.get()
    assert fetched(author, revision) == data
    given = fetched(signed_in(world.principal), revision)
    assert given == cleaned(data, kind).data
    assert secrets_in(given) == []
    assert ("Mở đầu" in revision.text) == (kind in (DOCX, PPTX))
    assert len(stored()) == 2
    # The same once more is the same revision, and leaves no file behind.
    author.post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile(name, data)},
    )
    assert (PlanRevision.objects.count(), len(stored())) == (1, 2)


def test_a_plan_of_earlier_times_is_cleaned_when_it_is_asked_for(
    world, signed_in, lesson
):
    kind, data = SPEAKING["a.docx"]
    revision = hand_in(lesson, world.teacher, data, "a.docx", kind)
    assert revision.shared_file.name == ""
    assert secrets_in(fetched(signed_in(world.principal), revision)) == []


def test_one_of_earlier_times_that_cannot_be_cleaned_is_withheld_with_a_sentence(
    world, signed_in, lesson
):
    # Locked anew it would be another file.
    locked = plan_files.locked_pdf()
    revision = hand_in(lesson, world.teacher, locked)
    answer = signed_in(world.principal).get(
        reverse("lessons:revision_file", args=[revision.plan_id, 1]), follow=True
    )
    assert "nộp lại" in answer.text
    assert fetched(signed_in(world.teacher), revision) == locked


def test_a_file_within_a_file_is_cleaned_and_one_within_that_is_refused():
    data = SPEAKING["a.docx"][1]
    outer = plan_files.changed(plan_files.DOCX_BYTES, {"word/embeddings/a.docx": data})
    inside = cleaned(outer, DOCX).data
    with zipfile.ZipFile(io.BytesIO(inside)) as archive:
        assert secrets_in(archive.read("word/embeddings/a.docx")) == []
    with pytest.raises(Uncleanable):
        cleaned(
            plan_files.changed(
                plan_files.DOCX_BYTES, {"word/embeddings/b.docx": outer}
            ),
            DOCX,
        )
