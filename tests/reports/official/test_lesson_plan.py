"""A typed lesson plan on paper: the form of its letter, PDF and Word, for whoever may read it."""

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM
from clusters.actions import places
from lessons.models import LessonPlan, PlanAuthor, PlanRevision, State, Teaching
from reports import production
from reports.actions import papers as actions
from reports.models import Paper
from reports.official_documents import lesson_plan_document
from reports.rendering.document import from_json, to_json
from reports.rendering.docx import to_docx
from reports.rendering.official import Chapter, Clause, Passage, Points
from tests import builders
from tests.reports.rendering.reading import text
from tests.reports.rendering.test_pdf import HOSTILE

pytestmark = pytest.mark.django_db
TYPED = {
    "form": "cv5512",
    "title": "Áp suất trên một bề mặt",
    "group": "Tổ Khoa học tự nhiên",
    "periods": "2 tiết",
    "goals.knowledge": "Nêu được khái niệm áp suất.\n- Viết được công thức;\n- Nêu được đơn vị.",
    "materials": "Bột mì, ba khối kim loại.",
    "a1.name": "Vì sao xe tăng không lún?",
    "a1.a": "Tạo hứng thú.",
    "a1.d1": "Cho học sinh xem hình.",
    "a2.c": "Bảng số liệu của nhóm.",
    "x1.title": "Phiếu học tập số 1",
    "x1.after": "a1",
    "x1.text": "Dự đoán rồi đo.",
}


@pytest.fixture
def lesson(world):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state="scheduled",
        title="Áp suất",
    )
    return builders.make_lesson(
        exchange,
        klass="8A2",
        topic="Áp suất",
        teacher=world.teacher,
        school=world.host,
    )


@pytest.fixture
def handed_in(world, lesson):
    """`handed_in(texts)` is a typed revision of the plan of that lesson."""
    plan = LessonPlan.objects.create(
        title="Áp suất", state=State.SUBMITTED, owner_school=world.host
    )
    PlanAuthor.objects.create(plan=plan, order=1, user=world.teacher)
    Teaching.objects.create(lesson=lesson, plan=plan)

    def make(content=TYPED) -> PlanRevision:
        number = plan.revisions.count() + 1
        return PlanRevision.objects.create(
            plan=plan,
            number=number,
            kind=PlanRevision.Kind.TYPED,
            content=content,
            original_name=plan.title,
            size=10,
            sha256=f"{number:064d}",
            created_by=world.teacher,
        )

    return make


def agree(revision) -> None:
    LessonPlan.objects.filter(pk=revision.plan_id).update(
        state=State.AGREED, agreed_revision=revision, agreed_at=timezone.now()
    )
    revision.plan.refresh_from_db()


def plain(words: str) -> str:
    return words.replace("\xa0", " ")


def told(revision) -> list[tuple[str, str]]:
    """The body: each block as its kind and words."""
    found = []
    for one in lesson_plan_document(revision).blocks:
        match one:
            case Chapter(words) | Clause(words):
                found.append((type(one).__name__, words))
            case Passage(words, label):
                found.append(("Passage", plain(f"{label} {words}".strip())))
            case Points(items):
                found += [("Points", plain(item)) for item in items]
    return found


def test_the_plan_has_the_form_of_the_letter(world, handed_in):
    document = lesson_plan_document(handed_in())
    assert plain(document.type_name) == "TÊN BÀI DẠY: ÁP SUẤT TRÊN MỘT BỀ MẶT"
    assert document.above.split("\n") == [
        f"Trường: {world.host.name}",
        "Tổ: Khoa học tự nhiên",
    ]
    assert document.beside == ("Họ và tên giáo viên:", world.teacher.full_name)
    assert plain(document.under[0]) == "Lớp: 8A2"
    assert plain(document.under[1]) == "Thời gian thực hiện: 2 tiết"
    assert (document.number, document.signers) == ("", ())


def test_its_sections_stand_in_the_order_of_the_letter(handed_in):
    assert told(handed_in()) == [
        ("Chapter", "I. Mục tiêu"),
        ("Passage", "1. Về kiến thức: Nêu được khái niệm áp suất."),
        ("Points", "Viết được công thức;"),
        ("Points", "Nêu được đơn vị."),
        ("Chapter", "II. Thiết bị dạy học và học liệu"),
        ("Passage", "Bột mì, ba khối kim loại."),
        ("Chapter", "III. Tiến trình dạy học"),
        ("Clause", "Hoạt động 1: Mở đầu – Vì sao xe tăng không lún?"),
        ("Passage", "a) Mục tiêu: Tạo hứng thú."),
        ("Passage", "d) Tổ chức thực hiện:"),
        ("Passage", "Giao nhiệm vụ học tập: Cho học sinh xem hình."),
        # An own section among the activities stands among them.
        ("Clause", "Phiếu học tập số 1"),
        ("Passage", "Dự đoán rồi đo."),
        ("Clause", "Hoạt động 2: Hình thành kiến thức mới"),
        ("Passage", "c) Sản phẩm: Bảng số liệu của nhóm."),
    ]


def test_a_primary_school_has_the_other_form(handed_in):
    document = lesson_plan_document(
        handed_in(
            {
                "form": "cv2345",
                "title": "Bảng nhân 7",
                "goals": "Thuộc bảng nhân 7.",
                "a1": "Trò chơi.",
                "adjust": "Thêm thời gian.",
            }
        )
    )
    assert document.type_name == "KẾ HOẠCH BÀI DẠY"
    assert plain(document.under[1]) == "Tên bài học: Bảng nhân 7"
    assert [one.text for one in document.blocks if not isinstance(one, Passage)] == [
        "1. Yêu cầu cần đạt",
        "3. Các hoạt động dạy học chủ yếu",
        "Mở đầu",
        "4. Điều chỉnh sau bài dạy (nếu có)",
    ]


def test_what_teachers_would_change_stands_below_the_agreed_one_only(handed_in, lesson):
    first, second = handed_in(), handed_in()
    Teaching.objects.filter(lesson=lesson).update(
        adjustments="Phát phiếu có hình vẽ.", adjusted_at=timezone.now()
    )
    agree(second)
    assert ("Passage", "Phát phiếu có hình vẽ.") in told(second)
    assert ("Passage", "Phát phiếu có hình vẽ.") not in told(first)


def test_it_keeps_the_name_that_the_school_bore_when_it_was_handed_in(world, handed_in):
    revision = handed_in()
    handed = timezone.localdate(revision.created_at)
    was = world.host.name
    places.rename_school(
        school=world.host,
        name="THCS Tên Mới",
        since=handed,
        by=SYSTEM,
        today=handed,
    )
    PlanRevision.objects.filter(pk=revision.pk).update(
        created_at=revision.created_at - timedelta(days=2)
    )
    read = PlanRevision.objects.get(pk=revision.pk)
    assert f"Trường: {was}" in lesson_plan_document(read).above
    now = PlanRevision.objects.get(pk=handed_in().pk)
    assert "Trường: THCS Tên Mới" in lesson_plan_document(now).above


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_was_typed_makes_a_word_file(handed_in, hostile):
    content = {name: hostile for name in TYPED if name not in ("form", "x1.after")}
    document = lesson_plan_document(handed_in(content | {"form": "cv5512"}))
    assert from_json(to_json(document)) == document
    assert docx.Document(io.BytesIO(to_docx(document, {}))).paragraphs


def test_who_reads_it_has_it_made_once_as_pdf_and_word(world, handed_in, signed_in):
    revision = handed_in()
    address = reverse("reports:lesson_paper", args=[revision.plan_id, 1])
    client = signed_in(world.subject_head)
    for _press in range(2):
        assert client.post(address).status_code == 302
    paper = Paper.objects.get()
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    printed = text(Path(paper.pdf.path).read_bytes())
    said = "\n".join(one.text for one in docx.Document(paper.docx.path).paragraphs)
    assert "Độc lập" not in printed
    for words in (
        "Vì sao xe tăng không lún?",
        "d) Tổ chức thực hiện:",
        "Viết được công thức;",
    ):
        assert words in plain(printed)
        assert words in plain(said)
    file = client.get(reverse("reports:paper_pdf", args=[paper.pk]))
    assert "ap-suat" in file["Content-Disposition"]
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert "PDF" in client.get(address).text


def test_strangers_and_a_withdrawn_revision_have_none(world, handed_in, signed_in):
    revision = handed_in()
    paper = actions.ask_for_lesson_plan(revision=revision, by=SYSTEM)
    address = reverse("reports:lesson_paper", args=[revision.plan_id, 1])
    stranger = world.far_teacher
    assert signed_in(stranger).get(address).status_code == 404
    assert not Paper.objects.visible_to(stranger).filter(pk=paper.pk).exists()
    assert Paper.objects.visible_to(world.subject_head).filter(pk=paper.pk).exists()


def test_in_the_bank_the_agreed_one_is_read_and_printed(world, handed_in, signed_in):
    handed_in()
    second = handed_in()
    agree(second)
    client = signed_in(world.principal)
    page = client.get(reverse("lessons:bank_plan", args=[second.plan_id]))
    assert "Vì sao xe tăng không lún?" in page.text
    paper = reverse("reports:lesson_paper", args=[second.plan_id, 2])
    assert paper in page.text
    assert client.get(paper).status_code == 200
