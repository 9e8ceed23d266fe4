"""The paper of minutes: what was sent round stays as it was, what is written is for its writers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM
from clusters.models import SchoolAuthority
from reports import production
from reports.actions import papers as actions
from reports.facts.minutes import minutes_facts, newest_revision
from reports.facts.papers import AgreedFacts, EventFacts, SaidFacts, SectionFacts
from reports.models import Paper
from sessions.minutes.page import Agreed, Content, Said, Sheet, as_json
from sessions.models import Minutes, MinutesAnswer, MinutesRevision
from tests import builders
from tests.reports.rendering.reading import text

pytestmark = pytest.mark.django_db

CONTENT = Content(
    kind="lesson_study",
    title="Áp suất chất lỏng",
    rounds="lần 2",
    cluster="Cụm 1",
    part="Dạy minh họa",
    group="Nhóm KHTN",
    on="2026-11-26",
    lines=(
        ("began", "14 giờ 00, ngày 26 tháng 11 năm 2026"),
        ("place", "Phòng Hội đồng"),
        ("chair", "Lường Văn Sơn, Hiệu trưởng, PTDTBT THCS Nậm Xuân"),
        ("secretary", "Nguyễn Thu Hà, Tổ trưởng"),
        ("present", "Đường Thị Ân, Hiệu trưởng\nVàng Thị Mai, Giáo viên"),
        ("absent", ""),
        ("agenda", ""),
        ("ended", "16 giờ 30"),
    ),
    lessons=("Tiết dạy KHTN, lớp 8A2",),
    earlier=(Agreed(1, "Gửi kế hoạch bài dạy", ("THCS Pa Sương",), "15/11/2026", "chưa xong"),),
    items=(
        Said(1, "strength", "Học sinh chủ động"),
        Said(2, "conclusion", "Dùng chung kế hoạch bài dạy", ("Lường Văn Sơn",)),
        Said(3, "gift", "Tặng sách"),
    ),
    decisions=(Agreed(2, "Khảo sát KHTN 8", (), "31/3 và 1/4"),),
    sheets=(Sheet(1, "trang 1.jpg", "0" * 64),),
)  # fmt: skip


@pytest.fixture
def minutes(world):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state="held",
        by=world.cluster_head,
    )
    return Minutes.objects.create(
        exchange=exchange, state_at=timezone.now(), created_by=world.cluster_head
    )


def send_round(minutes, world, *, confirmed: bool = False, content=CONTENT):
    """As the verbs of minutes leave it: a frozen revision, an answer row a school."""
    now = timezone.now()
    minutes.head += 1
    minutes.state = "confirmed" if confirmed else "circulated"
    minutes.save()
    revision = MinutesRevision.objects.create(
        minutes=minutes,
        number=minutes.head,
        content=as_json(content),
        digest="0" * 64,
        circulated_at=now,
        days=3,
        answer_until=now.date(),
        confirmed_at=now if confirmed else None,
    )
    for order, school in enumerate((world.host, world.guest), 1):
        MinutesAnswer.objects.create(revision=revision, school=school, order=order)
    return revision


def url(minutes):
    return reverse("reports:minutes_paper", args=[minutes.pk])


def made(paper):
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    return paper


def words_of(paper):
    with paper.pdf.open("rb") as file:
        return text(file.read()).replace("\u00a0", " ")


def test_a_revision_is_printed_as_it_was_sent_round(minutes, world):
    revision = send_round(minutes, world)
    facts = minutes_facts(minutes, revision)
    assert facts.event == EventFacts("lesson_study", "", "Áp suất chất lỏng", "lần 2")
    assert facts.part == "Dạy minh họa – Nhóm KHTN"
    assert facts.present == ("Đường Thị Ân, Hiệu trưởng", "Vàng Thị Mai, Giáo viên")
    assert (facts.absent, facts.agenda, facts.sheets) == ((), (), 1)
    assert facts.earlier == (
        AgreedFacts(
            "Gửi kế hoạch bài dạy", ("THCS Pa Sương",), "15/11/2026", "chưa xong"
        ),
    )
    assert facts.discussion == (
        SectionFacts("Ưu điểm", (SaidFacts("Học sinh chủ động"),)),
        SectionFacts("Nội dung khác", (SaidFacts("Tặng sách"),)),
    )
    assert facts.conclusion == (
        SectionFacts(
            "Kết luận", (SaidFacts("Dùng chung kế hoạch bài dạy", ("Lường Văn Sơn",)),)
        ),
    )
    assert facts.letterhead.issuer == "Cụm 1"
    assert facts.recipients == (
        "Phòng GD&ĐT huyện Nậm Xuân",
        "PTDTBT THCS Nậm Xuân",
        "THCS Pa Sương",
    )
    assert facts.confirmed is False


def test_a_cluster_that_is_called_otherwise_keeps_its_name_on_minutes_sent_before(
    minutes, world
):
    revision = send_round(minutes, world)
    draft = minutes_facts(minutes, None)
    assert (draft.letterhead.kind, draft.letterhead.issuer) == ("cluster", "Cụm 1")
    minutes.exchange.lead_cluster.label = "Cụm Nậm Xuân"
    assert minutes_facts(minutes, None).letterhead.issuer == "Cụm Nậm Xuân"
    assert minutes_facts(minutes, revision).letterhead.issuer == "Cụm 1"
    minutes.exchange.lead_cluster = world.south
    assert minutes_facts(minutes, revision).letterhead.issuer == world.south.label


def test_before_they_are_sent_round_the_minutes_are_printed_as_they_stand(
    minutes, world
):
    assert newest_revision(minutes) is None
    facts = minutes_facts(minutes, None)
    assert facts.began == "13 giờ 30, ngày 26 tháng 11 năm 2026"
    assert facts.recipients == ()
    assert facts.confirmed is False


def test_only_confirmed_minutes_are_final_and_bear_no_mark(minutes, world):
    send_round(minutes, world)
    draft = made(actions.ask_for_minutes(minutes=minutes, by=SYSTEM))
    assert (draft.edition, draft.final) == (1, False)
    words = words_of(draft)
    assert words.count("DỰ THẢO") == draft.page_count
    assert "Cuộc họp kết thúc vào 16 giờ 30, ngày 26 tháng 11 năm 2026./." in words
    assert "- Trường THCS Pa Sương." in words
    send_round(minutes, world, confirmed=True)
    final = made(actions.ask_for_minutes(minutes=minutes, by=SYSTEM))
    assert (final.edition, final.final) == (2, True)
    assert "DỰ THẢO" not in words_of(final)
    minutes.state, minutes.state_reason = "draft", "Ghi thiếu một ý kiến"
    minutes.save()
    opened = actions.ask_for_minutes(minutes=minutes, by=SYSTEM)
    assert (opened.edition, opened.final) == (2, False)
    assert opened.document["mark"] == "DỰ THẢO"
    assert final not in Paper.objects.superseded()


def test_what_is_not_sent_round_yet_is_for_its_writers(minutes, world, signed_in):
    writer, reader = signed_in(world.cluster_head), signed_in(world.teacher)
    writer.post(url(minutes))
    paper = made(Paper.objects.get())
    assert paper.edition == 0
    assert (
        reverse("reports:paper_pdf", args=[paper.pk]) in writer.get(url(minutes)).text
    )
    assert reader.get(url(minutes)).status_code == 404
    assert reader.get(reverse("reports:paper_pdf", args=[paper.pk])).status_code == 404


def test_the_paper_of_a_draft_stays_with_its_writers_after_another_was_sent_round(
    minutes, world, signed_in
):
    writer, reader = signed_in(world.cluster_head), signed_in(world.teacher)
    writer.post(url(minutes))
    paper = made(Paper.objects.get())
    send_round(minutes, world)
    pdf = reverse("reports:paper_pdf", args=[paper.pk])
    page = reader.get(url(minutes))
    assert page.status_code == 200
    assert pdf not in page.text
    assert "Lập bản in" in page.text
    assert reader.get(pdf).status_code == 404
    assert (
        "Nội dung đã thay đổi sau khi lập bản in này." in writer.get(url(minutes)).text
    )
    reader.post(url(minutes))
    newest = made(Paper.objects.order_by("-pk").first())
    assert newest.edition == 1
    assert (
        reverse("reports:paper_pdf", args=[newest.pk]) in reader.get(url(minutes)).text
    )


def test_a_paper_found_again_belongs_to_the_newest_edition(minutes, world):
    send_round(minutes, world)
    first = actions.ask_for_minutes(minutes=minutes, by=SYSTEM)
    send_round(minutes, world)
    again = actions.ask_for_minutes(minutes=minutes, by=SYSTEM)
    assert again == first
    again.refresh_from_db()
    assert again.edition == 2


def test_minutes_led_by_a_school_bear_its_letterhead(world):
    SchoolAuthority.objects.filter(school=world.host).update(kind="owner")
    exchange = builders.make_exchange(
        lead=world.host, host=world.host, schools=[world.host], state="held"
    )
    minutes = Minutes.objects.create(exchange=exchange, state_at=timezone.now())
    paper = actions.ask_for_minutes(minutes=minutes, by=SYSTEM)
    assert paper.document["issuer"] == "TRƯỜNG PTDTBT THCS\nNẬM XUÂN"
    assert paper.document["above"] == "PHÒNG GD&ĐT\nHUYỆN NẬM XUÂN"
    assert paper.document["number"].endswith("/BB-THCSNX")


@pytest.mark.parametrize("schools", [1, 3])
def test_a_revision_asks_the_same_for_one_or_three(
    schools, minutes, world, django_assert_num_queries
):
    revision = send_round(minutes, world)
    MinutesAnswer.objects.all().delete()
    for order, school in enumerate((world.host, world.guest, world.far)[:schools], 1):
        MinutesAnswer.objects.create(revision=revision, school=school, order=order)
    fresh = Minutes.objects.select_related("exchange").get(pk=minutes.pk)
    with django_assert_num_queries(5):
        minutes_facts(fresh, newest_revision(fresh))
