"""Asking for an administrative paper and fetching it: who may, what is made, what is made anew."""

import io

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM, Refused
from reports import production
from reports.actions import papers as actions
from reports.models import Paper
from sessions.models import Part, PlanVersion
from tests import builders
from tests.reports.official.making import make_version
from tests.reports.rendering.reading import text

pytestmark = pytest.mark.django_db
LINK = "https://chungtay.example.vn/D/AB3K9Q"


@pytest.fixture
def part(world):
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host, world.guest],
        state="scheduled",
        by=world.cluster_head,
    )
    builders.make_roster_entry(exchange, world.teacher, title_as_printed="Giáo viên")
    return exchange.parts.get()


@pytest.fixture
def version(world):
    return make_version(world.north, approved=True)


def made(paper):
    assert production.produce(paper.pk, now=timezone.now()) is True
    paper.refresh_from_db()
    return paper


def sheet_url(part):
    return reverse("reports:signing_sheet", args=[part.pk])


def plan_url(version):
    return reverse("reports:plan_paper", args=[version.pk])


def test_a_sheet_is_made_as_pdf_and_word_with_page_images(part):
    paper = made(actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK))
    assert (paper.kind, paper.final, paper.page_count) == ("signing", False, 1)
    with paper.pdf.open("rb") as file:
        words = text(file.read())
    assert "DANH SÁCH KÝ TÊN" in words
    assert "Vàng Thị Mai" in words
    assert part.exchange.code in words
    assert LINK in words
    with paper.docx.open("rb") as file:
        tables = docx.Document(io.BytesIO(file.read())).tables
    assert tables[-1].cell(1, 1).text == "Vàng Thị Mai"


def test_the_same_sheet_is_not_made_twice_but_another_order_is(part):
    first = actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK)
    assert actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK) == first
    grouped = actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK, by_unit=True)
    assert grouped != first
    assert Paper.objects.current().get() == grouped
    assert actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK) == first
    assert Paper.objects.current().get() == first


def test_nobody_signs_for_a_part_that_was_cancelled(part):
    Part.objects.filter(pk=part.pk).update(state="cancelled", state_reason="Bão")
    with pytest.raises(Refused):
        actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK)
    assert Paper.objects.count() == 0


def test_an_approved_plan_is_final_and_kept_when_a_later_one_takes_its_place(version):
    paper = made(actions.ask_for_plan(version=version, by=SYSTEM))
    assert (paper.kind, paper.final) == ("plan", True)
    PlanVersion.objects.filter(pk=version.pk).update(purposes="Khác")
    later = actions.ask_for_plan(version=version, by=SYSTEM)
    assert later != paper
    assert list(Paper.objects.superseded()) == []
    Paper.objects.filter(pk=paper.pk).update(final=False)
    assert list(Paper.objects.superseded()) == [paper]


def test_a_final_plan_is_not_made_anew_because_the_templates_changed(version):
    paper = made(actions.ask_for_plan(version=version, by=SYSTEM))
    Paper.objects.filter(pk=paper.pk).update(digest="0" * 64)
    assert actions.ask_for_plan(version=version, by=SYSTEM) == paper


def test_a_plan_that_is_not_approved_says_so_on_every_page(world):
    draft = make_version(world.north, rounds=25)
    paper = made(actions.ask_for_plan(version=draft, by=SYSTEM))
    assert paper.final is False
    with paper.pdf.open("rb") as file:
        words = text(file.read())
    assert paper.page_count > 1
    assert words.count("DỰ THẢO") == paper.page_count


# --- pages -----------------------------------------------------------------------------------


def test_who_keeps_the_list_asks_for_the_sheet_and_fetches_it(part, world, signed_in):
    client = signed_in(world.cluster_head)
    page = client.get(sheet_url(part))
    assert "Lập bản in" in page.text
    answer = client.post(sheet_url(part), {"order": "printed"})
    assert (answer.status_code, answer["Location"]) == (302, sheet_url(part))
    paper = Paper.objects.get()
    link = reverse("sessions:door", args=[part.exchange.code])
    assert paper.document["check_in"]["link"] == f"http://testserver{link}"
    waiting = client.get(sheet_url(part), headers={"x-requested-with": "poll"})
    assert f'data-poll="{sheet_url(part)}"' in waiting.text
    made(paper)
    ready = client.get(sheet_url(part), headers={"x-requested-with": "poll"})
    assert reverse("reports:paper_pdf", args=[paper.pk]) in ready.text
    assert "data-poll" not in ready.text
    file = client.get(reverse("reports:paper_pdf", args=[paper.pk]))
    assert file["Content-Disposition"] == (
        'attachment; filename="danh-sach-ky-ten-sinh-hoat-chuyen-mon-theo-huong-nghien-cuu-bai-hoc-ap-suat-chat.pdf"'
    )
    file.close()


def test_an_order_that_does_not_exist_is_refused_in_the_form(part, world, signed_in):
    answer = signed_in(world.cluster_head).post(sheet_url(part), {"order": "tuổi"})
    assert answer.status_code == 200
    assert Paper.objects.count() == 0
    assert "is-invalid" in answer.text


def test_a_sheet_by_school_with_telephones_lies_sideways(part, world, signed_in):
    signed_in(world.cluster_head).post(
        sheet_url(part), {"order": "unit", "phones": "on"}
    )
    document = Paper.objects.get().document
    assert document["landscape"] is True
    assert document["blocks"][-1]["groups"][0]["title"] == ""


def test_the_form_remembers_how_the_sheet_was_made_and_tells_of_changes(
    part, world, signed_in
):
    client = signed_in(world.cluster_head)
    client.post(sheet_url(part), {"order": "unit", "phones": "on"})
    said = "Nội dung đã thay đổi sau khi lập bản in này."
    page = client.get(sheet_url(part))
    assert page.context["form"].initial == {"order": "unit", "phones": True}
    assert said not in page.text
    builders.make_roster_entry(part.exchange, "Người đến sau")
    assert said in client.get(sheet_url(part)).text


def test_a_cancelled_part_says_why_there_is_no_sheet(part, world, signed_in):
    Part.objects.filter(pk=part.pk).update(state="cancelled", state_reason="Bão")
    answer = signed_in(world.cluster_head).post(
        sheet_url(part), {"order": "printed"}, follow=True
    )
    assert "Buổi này đã hủy: không ai ký tên." in answer.text


def test_people_of_the_session_who_keep_no_list_may_not_print_it(
    part, world, signed_in
):
    assert signed_in(world.teacher).get(sheet_url(part)).status_code == 403
    assert signed_in(world.far_principal).get(sheet_url(part)).status_code == 404


def test_a_plan_is_asked_for_by_who_may_read_it(version, world, signed_in):
    client = signed_in(world.teacher)
    assert client.get(plan_url(version)).status_code == 200
    client.post(plan_url(version))
    paper = made(Paper.objects.get())
    assert (
        reverse("reports:paper_docx", args=[paper.pk])
        in client.get(plan_url(version)).text
    )
    far = signed_in(world.far_teacher)
    assert far.get(plan_url(version)).status_code == 404
    assert far.get(reverse("reports:paper_pdf", args=[paper.pk])).status_code == 404


def test_a_page_that_shows_the_plan_gets_the_fragment(version, world, signed_in):
    client = signed_in(world.cluster_head)
    fragment = client.get(plan_url(version), headers={"hx-request": "true"})
    assert "<html" not in fragment.text
    assert "Lập bản in" in fragment.text


def test_a_plan_that_changed_since_says_so_and_offers_a_new_paper(world, signed_in):
    draft = make_version(world.north)
    client = signed_in(world.cluster_head)
    client.post(plan_url(draft))
    said = "Nội dung đã thay đổi sau khi lập bản in này."
    assert said not in client.get(plan_url(draft)).text
    assert "Lập lại bản in" not in client.get(plan_url(draft)).text
    PlanVersion.objects.filter(pk=draft.pk).update(purposes="Khác")
    changed = client.get(plan_url(draft)).text
    assert said in changed
    assert "Lập lại bản in" in changed


def test_a_failed_sheet_is_made_again_from_its_own_page(part, world, signed_in):
    paper = actions.ask_for_sheet(part=part, by=SYSTEM, link=LINK)
    Paper.objects.filter(pk=paper.pk).update(
        state="failed", error="đĩa đầy", error_code="storage"
    )
    client = signed_in(world.cluster_head)
    answer = client.post(reverse("reports:paper_retry", args=[paper.pk]))
    assert answer["Location"] == sheet_url(part)
    paper.refresh_from_db()
    assert paper.state == "queued"
    teacher = signed_in(world.teacher)
    assert (
        teacher.post(reverse("reports:paper_retry", args=[paper.pk])).status_code == 403
    )
