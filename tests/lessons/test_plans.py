"""Lesson plans: handing in, revisions that stay, who sees them, and every wrong file."""

import io
import zipfile
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import attachment
from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from lessons import actions
from lessons.filetypes import DOCX, PDF, WrongFile, kind_of
from lessons.models import (
    LessonPlan,
    PlanAuthor,
    PlanRevision,
    RevisionWithdrawal,
    Teaching,
)
from lessons.models.plan import State
from lessons.permissions import can_hand_in
from lessons.reading import owed_by, standing_revision
from sessions.models import ExchangeSession, Lesson
from tests import builders
from tests.lessons.plan_files import (
    DOCX_BYTES,
    JPEG_BYTES,
    PDF_BYTES,
    PNG_BYTES,
    PPTX_BYTES,
)
from tests.sessions.helpers import posted

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def office_file(*names: str, types: str = "", extra: bytes = b"<x/>") -> bytes:
    """An Open XML file with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        for name in names:
            archive.writestr(name, extra)
    return packed.getvalue()


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def exchange(world):
    return builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state="scheduled",
        on=date(2026, 11, 26),
        title="Áp suất chất lỏng",
    )


@pytest.fixture
def lesson(world, exchange):
    return builders.make_lesson(
        exchange, klass="8A2", topic="Áp suất", teacher=world.teacher, school=world.host
    )


def hand_in(lesson, person, content=PDF_BYTES, name="KHBD.pdf", kind=PDF, now=NOW):
    return actions.upload_plan(
        lesson=lesson,
        by=Actor(person),
        upload=SimpleUploadedFile(name, content),
        kind=kind,
        now=now,
    )


def stored() -> list[str]:
    """All files in the storage."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        below, files = default_storage.listdir(folder)
        folders += [f"{folder}/{one}".lstrip("/") for one in below]
        found += [f"{folder}/{one}".lstrip("/") for one in files]
    return sorted(found)


# --- the action --------------------------------------------------------------------------------


def test_the_first_file_makes_the_plan_with_its_author(world, lesson):
    revision = hand_in(lesson, world.teacher)
    plan = LessonPlan.objects.get()
    assert (plan.title, plan.state, plan.owner_school) == (
        "8A2 · Áp suất",
        State.SUBMITTED,
        world.host,
    )
    assert [author.user for author in plan.authors.all()] == [world.teacher]
    assert Teaching.objects.get().plan == plan
    assert (revision.number, revision.late, revision.size) == (1, False, len(PDF_BYTES))
    entry = AuditEntry.objects.get(verb="lessons.upload_plan")
    assert (entry.actor, entry.object_id) == (world.teacher, str(plan.pk))
    assert entry.after["revision"] == 1


def test_the_next_file_is_a_new_revision_and_both_are_kept(world, lesson):
    hand_in(lesson, world.teacher)
    hand_in(lesson, world.teacher, DOCX_BYTES, "Bản 2.docx", DOCX)
    assert list(
        PlanRevision.objects.order_by("number").values_list("number", "original_name")
    ) == [(1, "KHBD.pdf"), (2, "Bản 2.docx")]
    assert LessonPlan.objects.count() == 1
    assert PlanAuthor.objects.count() == 1
    with PlanRevision.objects.get(number=1).file.open() as file:
        assert file.read() == PDF_BYTES
    assert len(stored()) == 2


def test_a_double_press_is_one_revision_and_one_file(world, lesson):
    first = hand_in(lesson, world.teacher)
    assert hand_in(lesson, world.teacher) == first
    assert PlanRevision.objects.count() == 1
    assert len(stored()) == 1


def test_the_same_file_again_after_another_is_a_revision(world, lesson):
    hand_in(lesson, world.teacher)
    hand_in(lesson, world.teacher, DOCX_BYTES, "a.docx", DOCX)
    assert hand_in(lesson, world.teacher).number == 3


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (date(2026, 11, 25), False),
        (date(2026, 11, 26), False),
        (date(2026, 11, 27), True),
    ],
)
def test_after_the_day_it_is_accepted_as_late(world, lesson, day, late):
    now = datetime(day.year, day.month, day.day, 23, 30, tzinfo=NOW.tzinfo)
    assert hand_in(lesson, world.teacher, now=now).late is late


def test_without_a_known_day_nothing_is_late(world, lesson):
    lesson.part.on = lesson.exchange.on = None
    lesson.part.save()
    lesson.exchange.save()
    assert hand_in(lesson, world.teacher, now=NOW + timedelta(days=900)).late is False


def test_a_returned_plan_is_submitted_again(world, lesson):
    plan = hand_in(lesson, world.teacher).plan
    LessonPlan.objects.update(state=State.RETURNED)
    hand_in(lesson, world.teacher, DOCX_BYTES, "a.docx", DOCX)
    plan.refresh_from_db()
    assert plan.state == State.SUBMITTED


def test_nothing_is_taken_in_for_a_cancelled_session(world, lesson, exchange):
    exchange.state, exchange.state_reason = "cancelled", "Bão"
    exchange.save()
    with pytest.raises(Refused):
        hand_in(lesson, world.teacher)
    assert (LessonPlan.objects.count(), stored()) == (0, [])


def test_the_lead_hands_in_for_a_teacher_without_an_account(world, exchange):
    lesson = builders.make_lesson(exchange, teacher="Lò Văn Inh")
    plan = hand_in(lesson, world.cluster_head).plan
    assert list(plan.authors.all()) == []
    assert plan.created_by == world.cluster_head


def test_a_revision_is_never_changed(world, lesson):
    revision = hand_in(lesson, world.teacher)
    revision.note = "đổi"
    with pytest.raises(TypeError):
        revision.save()


def test_the_path_is_made_of_ids_and_the_name_is_kept_for_people(world, lesson):
    name = "../../etc/KHBD – Áp suất (bản “cuối”).pdf"
    revision = hand_in(lesson, world.teacher, name=name)
    assert revision.original_name == "KHBD – Áp suất (bản “cuối”).pdf"
    [path] = stored()
    assert path == revision.file.name
    assert path.rsplit("/", 1)[1].startswith(f"{lesson.pk}-")
    assert path.isascii()
    assert path.endswith(".pdf")


# --- the pages ---------------------------------------------------------------------------------


def send(client, lesson, content, name, **fields):
    return client.post(
        reverse("lessons:plan_upload", args=[lesson.pk]),
        {"file": SimpleUploadedFile(name, content), **fields},
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("KHBD KHTN8 – Áp suất (bản 3).docx", DOCX_BYTES),
        ("Trình chiếu.PPTX", PPTX_BYTES),
        ("kế hoạch.pdf", PDF_BYTES),
        ("ảnh.jpg", JPEG_BYTES),
        ("ảnh.JPEG", JPEG_BYTES),
        ("chụp.png", PNG_BYTES),
    ],
)
def test_every_accepted_kind_comes_back_as_it_was(
    world, signed_in, lesson, name, content
):
    client = signed_in(world.teacher)
    assert (
        send(client, lesson, content, name, note="Sửa hoạt động 2").status_code == 302
    )
    revision = PlanRevision.objects.get()
    assert (revision.original_name, revision.note) == (name, "Sửa hoạt động 2")
    page = client.get(reverse("lessons:plan", args=[revision.plan_id]))
    assert name in page.text
    assert "Sửa hoạt động 2" in page.text
    file = client.get(
        reverse("lessons:revision_file", args=[revision.plan_id, revision.number])
    )
    assert b"".join(file.streaming_content) == content
    assert file["Content-Disposition"] == attachment(name)
    assert file["X-Content-Type-Options"] == "nosniff"


def bomb() -> bytes:
    """A small file that says it unpacks to far more than any plan."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _number in range(600):
                part.write(b"0" * 2**20)
    return packed.getvalue()


def plain_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("KHBD.docx", DOCX_BYTES)
    return packed.getvalue()


HOSTILE = {
    "nothing at all": ("a.docx", b""),
    "text called .docx": ("a.docx", b"xin chao"),
    "text called .jpg": ("a.jpg", b"xin chao"),
    "page called .pdf": ("a.pdf", b"<script>alert(1)</script>"),
    "program called .docx": ("a.docx", b"MZ\x90\x00" + b"\x00" * 200),
    "old .doc": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 200),
    "old .doc called .docx": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "HEIC called .jpg": ("a.jpg", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64),
    "PDF called .docx": ("a.docx", PDF_BYTES),
    "Word called .pdf": ("a.pdf", DOCX_BYTES),
    "name without ending": ("kehoach", PDF_BYTES),
    "macros by name": (
        "a.docm",
        office_file("word/document.xml", "word/vbaProject.bin"),
    ),
    "macros called .docx": (
        "a.docx",
        office_file("word/document.xml", "word/vbaProject.bin"),
    ),
    "macros by type": (
        "a.docx",
        office_file(
            "word/document.xml",
            types="application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
    ),
    "half a file": ("a.docx", DOCX_BYTES[: len(DOCX_BYTES) // 2]),
    "packed archive": ("a.zip", plain_zip()),
    "archive called .docx": ("a.docx", plain_zip()),
    "spreadsheet": ("a.xlsx", office_file("xl/workbook.xml")),
    "too large": ("a.pdf", PDF_BYTES + b"0" * (10 * 2**20)),
    "drawing": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_wrong_file_is_answered_with_a_sentence_and_stores_nothing(
    world, signed_in, lesson, case
):
    name, content = HOSTILE[case]
    answer = send(
        signed_in(world.teacher), lesson, content, name, note="Ghi chú của tôi"
    )
    assert answer.status_code == 422
    [sentence] = answer.context["form"].errors["file"]
    assert len(sentence) > 20
    assert "Ghi chú của tôi" in answer.text
    assert (PlanRevision.objects.count(), LessonPlan.objects.count()) == (0, 0)
    assert stored() == []


def test_an_archive_that_unpacks_to_half_a_gigabyte_is_not_opened(
    world, signed_in, lesson
):
    answer = send(signed_in(world.teacher), lesson, bomb(), "a.docx")
    assert answer.status_code == 422
    assert stored() == []


def test_no_file_is_answered_with_a_sentence(world, signed_in, lesson):
    answer = signed_in(world.teacher).post(
        reverse("lessons:plan_upload", args=[lesson.pk]), {"note": "Quên tệp"}
    )
    assert answer.status_code == 422
    assert "Quên tệp" in answer.text


def test_a_note_too_long_is_still_there(world, signed_in, lesson):
    note = "dài " * 400
    answer = send(signed_in(world.teacher), lesson, PDF_BYTES, "a.pdf", note=note)
    assert answer.status_code == 422
    assert note.strip() in answer.text
    assert stored() == []


def test_a_very_long_name_keeps_its_ending(world, signed_in, lesson):
    assert (
        send(
            signed_in(world.teacher), lesson, PDF_BYTES, f"{'đ' * 240}.pdf"
        ).status_code
        == 302
    )
    name = PlanRevision.objects.get().original_name
    assert len(name) <= 200
    assert name.endswith(".pdf")


def test_a_cancelled_session_refuses_on_the_page(world, signed_in, lesson, exchange):
    exchange.state, exchange.state_reason = "cancelled", "Bão"
    exchange.save()
    answer = send(signed_in(world.teacher), lesson, PDF_BYTES, "a.pdf", note="Đã soạn")
    assert answer.status_code == 422
    assert "Đã soạn" in answer.text


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("teacher", 200),
        ("cluster_head", 200),
        ("subject_head", 403),
        ("principal", 403),
        ("officer", 403),
        ("admin", 403),
        ("far_teacher", 404),
        ("far_principal", 404),
        ("other_officer", 404),
    ],
)
def test_who_may_hand_in(world, signed_in, lesson, who, code):
    client = signed_in(getattr(world, who))
    address = reverse("lessons:plan_upload", args=[lesson.pk])
    assert client.get(address).status_code == code
    posted = send(client, lesson, PDF_BYTES, "a.pdf").status_code
    assert posted == (302 if code == 200 else code)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("teacher", 200),
        ("subject_head", 200),
        ("principal", 200),
        ("guest_principal", 200),
        ("admin", 200),
        ("officer", 404),
        ("far_teacher", 404),
        ("far_principal", 404),
        ("other_officer", 404),
    ],
)
def test_who_sees_a_plan_and_its_file(world, signed_in, lesson, who, code):
    revision = hand_in(lesson, world.teacher, name="Ong mật bí mật.pdf")
    client = signed_in(getattr(world, who))
    page = client.get(reverse("lessons:plan", args=[revision.plan_id]))
    file = client.get(reverse("lessons:revision_file", args=[revision.plan_id, 1]))
    assert (page.status_code, file.status_code) == (code, code)
    if code == 200:
        assert b"".join(file.streaming_content) == PDF_BYTES
    if code == 404:
        assert "bí mật" not in page.text
        assert "bí mật" not in client.get(reverse("lessons:mine")).text
        session = client.get(reverse("session", args=[lesson.exchange_id]))
        assert "bí mật" not in session.text


def test_a_revision_that_does_not_exist_is_not_found(world, signed_in, lesson):
    plan = hand_in(lesson, world.teacher).plan
    address = reverse("lessons:revision_file", args=[plan.pk, 2])
    assert signed_in(world.teacher).get(address).status_code == 404


def test_a_file_that_was_lost_is_not_found(world, signed_in, lesson):
    revision = hand_in(lesson, world.teacher)
    revision.file.storage.delete(revision.file.name)
    address = reverse("lessons:revision_file", args=[revision.plan_id, 1])
    assert signed_in(world.teacher).get(address).status_code == 404


def test_nobody_signed_in_may_hand_in(lesson):
    assert can_hand_in(AnonymousUser(), lesson) is False


def test_rows_of_plans_say_who_they_are(world, lesson):
    revision = hand_in(lesson, world.teacher)
    plan = revision.plan
    assert str(plan) == "8A2 · Áp suất"
    assert str(LessonPlan(pk=7)) == "#7"
    assert str(revision) == "8A2 · Áp suất · 1"
    assert str(plan.authors.get()) == "Vàng Thị Mai"
    assert str(lesson.teaching) == "8A2 · Áp suất: 8A2 · Áp suất"
    assert plan.may_become(State.AGREED)
    assert plan.may_become(State.DRAFT)
    withdrawn = withdraw(revision, world.teacher)
    assert str(withdrawn) == "8A2 · Áp suất · 1: Nộp nhầm tệp"


def test_my_lessons_are_mine_and_what_i_owe_stands_on_top(
    world, signed_in, exchange, lesson
):
    other = builders.make_lesson(exchange, klass="7A1", teacher="Lò Văn Inh")
    later = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        state="scheduled",
        on=timezone.localdate() + timedelta(days=9),
    )
    owed = builders.make_lesson(later, klass="9A1", teacher=world.teacher)
    hand_in(lesson, world.teacher)
    page = signed_in(world.teacher).get(reverse("lessons:mine"))
    assert [one.lesson for one in page.context["owed"]] == [owed]
    assert [(one.lesson, one.newest) for one in page.context["lessons"]] == [
        (lesson, 1)
    ]
    assert other.klass not in page.text


def test_a_person_without_lessons_is_told_where_they_come_from(world, signed_in):
    page = signed_in(world.far_principal).get(reverse("lessons:mine"))
    assert 'class="vacant"' in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_my_lessons_ask_the_same_for_one_or_three(
    world, signed_in, exchange, queries, rows
):
    for number in range(rows):
        one = builders.make_lesson(exchange, klass=f"8A{number}", teacher=world.teacher)
        hand_in(one, world.teacher)
    assert queries(signed_in(world.teacher), reverse("lessons:mine")) == 10


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plan_asks_the_same_for_one_revision_or_three(
    world, signed_in, lesson, queries, rows
):
    for number in range(rows):
        hand_in(lesson, world.teacher, PDF_BYTES + bytes([number]))
    plan = LessonPlan.objects.get()
    assert (
        queries(signed_in(world.teacher), reverse("lessons:plan", args=[plan.pk])) == 14
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_plan_asks_the_same_for_one_lesson_or_three(
    world, signed_in, exchange, lesson, queries, rows
):
    """Whoever leads may hand in for each of the lessons that the plan is taught in."""
    hand_in(lesson, world.teacher)
    plan = LessonPlan.objects.get()
    for number in range(1, rows):
        again = builders.make_lesson(exchange, klass=f"8A{number}", teacher="Cô Hoa")
        Teaching.objects.create(lesson=again, plan=plan)
    address = reverse("lessons:plan", args=[plan.pk])
    assert queries(signed_in(world.teacher), address) == 14
    page = signed_in(world.teacher).get(address)
    # An author hands in for every one of them, whoever teaches it.
    assert len(page.context["hands_in"]) == rows


def test_a_plan_for_a_lesson_that_was_removed_meanwhile_is_refused(world, lesson):
    Lesson.objects.filter(pk=lesson.pk).delete()
    with pytest.raises(Refused):
        hand_in(lesson, world.teacher)
    assert stored() == []


# --- small parts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "header"),
    [
        (
            "Áp suất.docx",
            "attachment; filename=\"Ap suat.docx\"; filename*=UTF-8''%C3%81p%20su%E1%BA%A5t.docx",
        ),
        (
            'x"; filename="evil.exe.pdf',
            "attachment; filename=\"x__ filename=_evil.exe.pdf\"; filename*=UTF-8''x%22%3B%20filename%3D%22evil.exe.pdf",
        ),
        (
            "a\r\nSet-Cookie: x.pdf",
            "attachment; filename=\"a__Set-Cookie: x.pdf\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x.pdf",
        ),
        (
            "Đề 😀.pdf",
            "attachment; filename=\"De _.pdf\"; filename*=UTF-8''%C4%90%E1%BB%81%20%F0%9F%98%80.pdf",
        ),
    ],
)
def test_the_name_of_a_download_in_both_spellings(name, header):
    assert attachment(name) == header


def test_reading_the_kind_leaves_the_file_at_its_beginning():
    file = io.BytesIO(DOCX_BYTES)
    assert kind_of(file, "a.docx") == DOCX
    assert file.tell() == 0


def test_the_limit_is_ten_megabytes():
    assert settings.PLAN_MAX_BYTES == 10 * 2**20


def test_an_empty_file_is_told_from_its_bytes():
    with pytest.raises(WrongFile):
        kind_of(io.BytesIO(b""), "a.pdf")


# --- taking a plan off its lesson ---------------------------------------------------------------


@pytest.mark.parametrize("who", ["teacher", "cluster_head"])
def test_a_plan_is_taken_off_its_lesson_and_stays_with_its_authors(
    world, signed_in, lesson, who
):
    plan = hand_in(lesson, world.teacher).plan
    client = signed_in(getattr(world, who))
    address = reverse("lessons:plan_take_off", args=[lesson.pk])
    assert client.get(address).status_code == 200
    assert Teaching.objects.count() == 1
    answer = client.post(address)
    assert answer.url == reverse("session", args=[lesson.exchange_id]) + "#lessons"
    assert not Teaching.objects.exists()
    assert plan.revisions.count() == 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.before["lesson"]) == ("lessons.take_plan_off", lesson.pk)
    mine = signed_in(world.teacher).get(reverse("lessons:mine"))
    assert mine.context["apart"] == [plan]
    again = client.post(address)
    assert again.status_code == 200
    assert Teaching.objects.count() == 0


def test_a_lesson_is_removed_once_its_plan_is_off(world, signed_in, lesson):
    """The refusal says where to go, and what was typed elsewhere in the form is still there."""
    hand_in(lesson, world.teacher)
    client = signed_in(world.cluster_head)
    address = reverse("sessions:lessons", args=[lesson.exchange_id])
    fields = {
        **posted(client.get(address)),
        "lessons-0-DELETE": "on",
        "lessons-1-topic": "Lực đẩy",
        "lessons-TOTAL_FORMS": "2",
    }
    refused = client.post(address, fields)
    assert refused.status_code == 200
    assert "Gỡ kế hoạch" in refused.text
    assert "Lực đẩy" in refused.text
    page = client.get(reverse("session", args=[lesson.exchange_id]))
    off = reverse("lessons:plan_take_off", args=[lesson.pk])
    assert off in page.text
    client.post(off)
    assert client.post(address, fields).status_code == 302
    assert [one.topic for one in lesson.exchange.lessons.all()] == ["Lực đẩy"]


def test_nothing_is_taken_off_a_closed_session(world, signed_in, lesson):
    plan = hand_in(lesson, world.teacher).plan
    ExchangeSession.objects.update(state="closed")
    client = signed_in(world.teacher)
    page = client.get(reverse("lessons:plan", args=[plan.pk]))
    off = reverse("lessons:plan_take_off", args=[lesson.pk])
    assert off not in page.text
    assert client.post(off).status_code == 200
    assert Teaching.objects.count() == 1


def test_only_who_hands_in_takes_off(world, signed_in, lesson):
    hand_in(lesson, world.teacher)
    off = reverse("lessons:plan_take_off", args=[lesson.pk])
    codes = {
        who: signed_in(getattr(world, who)).post(off).status_code
        for who in ("subject_head", "officer", "far_teacher")
    }
    assert codes == {"subject_head": 403, "officer": 403, "far_teacher": 404}
    assert Teaching.objects.count() == 1


def test_a_lesson_that_went_meanwhile_has_no_plan_to_take_off(world, lesson):
    lesson.delete()
    lesson.pk = 1
    with pytest.raises(Refused):
        actions.take_plan_off(lesson=lesson, by=Actor(user=world.teacher))


# --- withdrawing ------------------------------------------------------------------------------


def withdraw(revision, person, reason="Nộp nhầm tệp"):
    return actions.withdraw_revision(
        revision=revision, by=Actor(person), reason=reason, now=NOW
    )


def test_the_only_revision_withdrawn_makes_the_plan_a_draft_that_is_owed_again(
    world, lesson
):
    revision = hand_in(lesson, world.teacher)
    withdraw(revision, world.teacher)
    plan = LessonPlan.objects.get()
    assert plan.state == State.DRAFT
    assert list(owed_by(world.teacher, today=date(2026, 11, 20))) == [lesson]
    assert (plan.revisions.count(), len(stored())) == (1, 1)
    entry = AuditEntry.objects.get(verb="lessons.withdraw_revision")
    assert entry.before == {"state": "submitted", "revision": 1}
    assert entry.after == {"state": "draft", "reason": "Nộp nhầm tệp"}
    # The same file, handed in again, is a revision of its own.
    assert hand_in(lesson, world.teacher).number == 2
    assert not owed_by(world.teacher, today=date(2026, 11, 20)).exists()


def test_withdrawing_the_newest_lets_the_one_before_count(world, lesson):
    first = hand_in(lesson, world.teacher)
    second = hand_in(lesson, world.teacher, DOCX_BYTES, "nham.docx", DOCX)
    with pytest.raises(Refused):
        withdraw(first, world.teacher)
    withdrawal = withdraw(second, world.teacher)
    assert withdraw(second, world.teacher, "khác") == withdrawal
    assert standing_revision(lesson) == first
    assert LessonPlan.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ["hand in", "withdraw"])
def test_every_move_of_a_plan_is_the_one_of_the_table(world, lesson, verb, state):
    revision = hand_in(lesson, world.teacher)
    LessonPlan.objects.update(state=state, agreed_revision=revision, agreed_at=NOW)
    if verb == "hand in" and state == State.AGREED:
        with pytest.raises(Refused):
            hand_in(lesson, world.teacher, DOCX_BYTES, "a.docx", DOCX)
        expected = State.AGREED
    elif verb == "hand in":
        hand_in(lesson, world.teacher, DOCX_BYTES, "a.docx", DOCX)
        expected = State.SUBMITTED
    elif state == State.AGREED:
        with pytest.raises(Refused):
            withdraw(revision, world.teacher)
        expected = State.AGREED
    else:
        withdraw(revision, world.teacher)
        expected = State.DRAFT
    assert LessonPlan.objects.get().state == expected
    assert expected == state or LessonPlan(state=state).may_become(expected)


def test_without_a_reason_or_after_agreeing_nothing_is_withdrawn(world, lesson):
    revision = hand_in(lesson, world.teacher)
    with pytest.raises(Refused):
        withdraw(revision, world.teacher, "  ")
    LessonPlan.objects.update(
        state=State.AGREED, agreed_revision=revision, agreed_at=NOW
    )
    with pytest.raises(Refused):
        withdraw(revision, world.teacher)
    assert not RevisionWithdrawal.objects.exists()


def test_the_file_of_a_withdrawn_revision_is_for_who_handed_it_in_alone(
    world, signed_in, lesson
):
    revision = hand_in(lesson, world.teacher)
    plan = revision.plan
    page = reverse("lessons:revision_withdraw", args=[plan.pk, 1])
    assert signed_in(world.principal).post(page, {"reason": "x"}).status_code == 403
    client = signed_in(world.teacher)
    assert client.post(page, {"reason": " "}).status_code == 422
    assert client.post(page, {"reason": "Nộp nhầm"}).status_code == 302
    url = reverse("lessons:revision_file", args=[plan.pk, 1])
    assert b"".join(client.get(url).streaming_content) == PDF_BYTES
    other = signed_in(world.principal)
    assert other.get(url).status_code == 404
    shown = other.get(reverse("lessons:plan", args=[plan.pk])).text
    assert "Nộp nhầm" in shown
    assert url not in shown


def test_the_form_of_a_new_revision_names_the_one_it_follows(world, signed_in, lesson):
    client = signed_in(world.teacher)
    url = reverse("lessons:plan_upload", args=[lesson.pk])
    assert "KHBD.pdf" not in client.get(url).text
    hand_in(lesson, world.teacher)
    assert "KHBD.pdf" in client.get(url).text


def test_size_and_kind_are_told_when_the_file_is_chosen(world, signed_in, lesson):
    url = reverse("lessons:plan_upload", args=[lesson.pk])
    page = signed_in(world.teacher).get(url).text
    assert f'data-most="{settings.PLAN_MAX_BYTES}"' in page
    assert 'data-endings=".docx,.pptx,.pdf,.jpg,.jpeg,.png"' in page
    assert "%s; chỉ nhận đến 10 MB" in page


def test_an_agreed_plan_takes_no_revision_and_the_page_says_who_opens_it(
    world, signed_in, lesson
):
    revision = hand_in(lesson, world.teacher)
    LessonPlan.objects.update(
        state=State.AGREED, agreed_revision=revision, agreed_at=NOW
    )
    client = signed_in(world.teacher)
    url = reverse("lessons:plan_upload", args=[lesson.pk])
    assert 'type="file"' not in client.get(url).text
    sent = client.post(url, {"file": SimpleUploadedFile("b.pdf", PDF_BYTES + b"2")})
    assert sent.status_code == 422
    assert "mở lại" in sent.text
    assert PlanRevision.objects.count() == 1
    plan = client.get(reverse("lessons:plan", args=[revision.plan_id])).text
    assert url not in plan
