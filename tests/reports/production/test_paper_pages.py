"""Papers over the wire: who gets them, as what, and how often the bytes travel."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.verbs import SYSTEM
from reports import papers, production
from reports.models import Bulletin, Paper
from reports.rendering.document import BulletinDocument
from tests.reports.making import BLOCKS, make_article, publish, write_revision

pytestmark = pytest.mark.django_db


def _body(response) -> bytes:
    """What was sent. Closing the response would close the test's database connection too."""
    body = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return body


@pytest.fixture
def paper(world):
    article = make_article(
        cluster=world.north,
        title="Đợt 2: Áp suất chất lỏng – “Dạy minh họa”",
        created_by=world.teacher,
        photos=1,
    )
    publish(article)
    asked = production.request_news_paper(article, SYSTEM)
    production.produce(asked.pk, now=timezone.now())
    asked.refresh_from_db()
    return asked


def test_the_files_are_attachments_with_plain_names(paper, world, signed_in):
    client = signed_in(world.teacher)
    for name, kind, magic in (
        ("paper_pdf", "application/pdf", b"%PDF-"),
        (
            "paper_docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK",
        ),
    ):
        response = client.get(reverse(f"reports:{name}", args=[paper.pk]))
        ending = name.removeprefix("paper_")
        assert response["Content-Type"] == kind
        assert response["Content-Disposition"] == (
            f'attachment; filename="dot-2-ap-suat-chat-long-day-minh-hoa.{ending}"'
        )
        assert response["X-Content-Type-Options"] == "nosniff"
        assert _body(response).startswith(magic)


def test_a_pdf_is_not_packed_again_on_its_way(paper, world, signed_in):
    client = signed_in(world.teacher)
    response = client.get(
        reverse("reports:paper_pdf", args=[paper.pk]),
        headers={"accept-encoding": "gzip"},
    )
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(paper.pdf_size)
    assert len(_body(response)) == paper.pdf_size


def test_what_the_client_has_is_not_sent_again(paper, world, signed_in):
    client = signed_in(world.teacher)
    address = reverse("reports:paper_page", args=[paper.pk, 1])
    first = client.get(address)
    assert (first["Content-Type"], first["Cache-Control"]) == (
        "image/webp",
        "private, no-cache",
    )
    assert _body(first)[8:12] == b"WEBP"
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("number", [0, 2])
def test_a_page_that_is_not_there_is_not_found(paper, world, signed_in, number):
    address = reverse("reports:paper_page", args=[paper.pk, number])
    assert signed_in(world.teacher).get(address).status_code == 404


def test_a_stranger_is_told_nothing(paper, world, signed_in):
    for person in (world.far_teacher, world.far_principal, world.other_officer):
        client = signed_in(person)
        for name, arguments in (
            ("paper_pdf", [paper.pk]),
            ("paper_docx", [paper.pk]),
            ("paper_page", [paper.pk, 1]),
            ("news_paper", [paper.article_id]),
        ):
            response = client.get(reverse(f"reports:{name}", args=arguments))
            assert response.status_code == 404


def test_nobody_is_given_the_paper_of_an_older_draft(world, signed_in):
    article = make_article(cluster=world.north, created_by=world.teacher)
    draft = production.request_news_paper(article, SYSTEM)
    production.produce(draft.pk, now=timezone.now())
    write_revision(article, BLOCKS[:1])
    publish(article)
    production.request_news_paper(article, SYSTEM)
    for person in (world.teacher, world.cluster_head, world.admin):
        address = reverse("reports:paper_pdf", args=[draft.pk])
        assert signed_in(person).get(address).status_code == 404


def test_the_page_asks_until_the_paper_is_finished(world, signed_in):
    article = make_article(cluster=world.north, created_by=world.teacher)
    client, address = (
        signed_in(world.teacher),
        reverse("reports:news_paper", args=[article.pk]),
    )
    assert "data-poll" not in client.get(address).text
    paper = production.request_news_paper(article, SYSTEM)
    assert f'data-poll="{address}"' in client.get(address).text
    pdf = reverse("reports:paper_pdf", args=[paper.pk])
    assert client.get(pdf).status_code == 404
    production.produce(paper.pk, now=timezone.now())
    ready = client.get(address).text
    assert "data-poll" not in ready
    assert f'href="{pdf}"' in ready
    assert reverse("reports:paper_page", args=[paper.pk, 1]) in ready


def test_a_failed_paper_says_why_and_offers_the_button_to_who_may_press_it(
    world, signed_in
):
    article = make_article(cluster=world.north, created_by=world.teacher)
    publish(article)
    paper = production.request_news_paper(article, SYSTEM)
    Paper.objects.filter(pk=paper.pk).update(
        state="failed", error_code="too_large", error="the result has 70000000 bytes"
    )
    address = reverse("reports:news_paper", args=[article.pk])
    retry = reverse("reports:paper_retry", args=[paper.pk])
    mine = signed_in(world.teacher).get(address).text
    assert str(papers.REASONS["too_large"]) in mine
    assert f'action="{retry}"' in mine
    assert f'action="{retry}"' not in signed_in(world.guest_principal).get(address).text


def test_only_who_edits_or_approves_has_a_paper_made_again(world, signed_in):
    article = make_article(cluster=world.north, created_by=world.teacher)
    publish(article)
    paper = production.request_news_paper(article, SYSTEM)
    Paper.objects.update(state="failed", error_code="crash", error="crash")
    retry = reverse("reports:paper_retry", args=[paper.pk])
    assert signed_in(world.guest_principal).post(retry).status_code == 403
    assert signed_in(world.far_principal).post(retry).status_code == 404
    assert signed_in(world.teacher).get(retry).status_code == 405
    response = signed_in(world.teacher).post(retry)
    assert response.status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.attempts) == ("queued", 0)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Giao lưu học hỏi", "giao-luu-hoc-hoi.pdf"),
        ("…!", "ban-tin.pdf"),
        ("Trường " * 40, "-".join(["truong"] * 11) + ".pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
    ],
)
def test_a_file_name_is_plain_and_short(world, title, name):
    article = make_article(cluster=world.north, title=title[:300])
    assert papers.file_name(Paper(article=article), ".pdf") == name


def test_a_ready_paper_is_not_made_again_and_the_page_says_so(paper, world, signed_in):
    answer = signed_in(world.teacher).post(
        reverse("reports:paper_retry", args=[paper.pk]), follow=True
    )
    assert "Bản in này đang được tạo hoặc đã xong." in answer.text


def test_a_file_that_somebody_deleted_is_not_found(paper, world, signed_in):
    paper.pdf.storage.delete(paper.pdf.name)
    address = reverse("reports:paper_pdf", args=[paper.pk])
    assert signed_in(world.teacher).get(address).status_code == 404


def test_the_head_has_the_paper_of_a_bulletin_made_again(world, signed_in):
    bulletin = Bulletin.objects.create(
        cluster=world.north,
        title="Bản tin tháng 11/2026",
        starts_on=date(2026, 11, 1),
        ends_before=date(2026, 12, 1),
    )
    document = BulletinDocument(title="Bản tin", metadata_date="2026-12-01")
    paper = production.request_bulletin_paper(bulletin, document, {}, SYSTEM)
    Paper.objects.update(state="failed", error_code="crash", error="crash")
    retry = reverse("reports:paper_retry", args=[paper.pk])
    assert signed_in(world.teacher).post(retry).status_code == 403
    answer = signed_in(world.cluster_head).post(retry)
    assert answer["Location"] == reverse("reports:bulletin", args=[bulletin.pk])
