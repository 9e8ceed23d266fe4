"""The page of a plan with its round: comments, answers, what is open, adjustments."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from lessons.models import (
    PlanComment,
    Teaching,
)
from lessons.sections import sections_of, title_of
from tests.lessons.rounds import DAY, NOW, answer, press, revise, say

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# --- the page ----------------------------------------------------------------------------------


def test_a_comment_is_sent_and_a_refused_one_stays_on_the_page(world, signed_in, plan):
    client = signed_in(world.subject_head)
    address = reverse("lessons:comment", args=[plan.pk, 1])
    data = {"section": "a2", "text": "Thêm thí nghiệm", "client_key": "k"}
    for _press in range(2):
        assert client.post(address, data).status_code == 302
    said = PlanComment.objects.get()
    assert (said.section, said.by, said.client_key) == ("a2", world.subject_head, "k")
    assert client.post(address, data | {"text": ""}).status_code == 422
    press("agree", plan, world.cluster_head)
    page = client.post(address, {"text": "Gửi chậm mất rồi"})
    assert page.status_code == 422
    assert "Gửi chậm mất rồi" in page.text


def test_nobody_comments_on_the_own_plan(world, signed_in, plan):
    address = reverse("lessons:comment", args=[plan.pk, 1])
    page = signed_in(world.teacher).get(reverse("lessons:plan", args=[plan.pk]))
    assert address not in page.text
    sent = signed_in(world.teacher).post(address, {"text": "Hay"})
    assert sent.status_code == 403


def test_the_next_revision_shows_what_is_still_open(world, signed_in, plan):
    say(plan, world.subject_head, "Còn mở", section="materials")
    answer(say(plan, world.subject_head, "Đã xong"), world.teacher)
    revise(plan, world.teacher)
    page = signed_in(world.teacher).get(reverse("lessons:plan", args=[plan.pk]))
    here = page.context["round"]
    assert (here.open_count, here.earlier_count, here.count) == (1, 1, 2)
    assert [section.key for section in here.sections] == ["materials", "a1"]
    assert here.due == DAY - timedelta(days=1)


def test_keeping_without_a_reason_is_asked_for_beside_the_comment(
    world, signed_in, plan
):
    said = say(plan, world.subject_head)
    address = reverse("lessons:comment_answer", args=[said.pk])
    client = signed_in(world.teacher)
    page = client.post(address, {"answer": "kept", "text": ""})
    assert page.status_code == 422
    assert page.context["answering"] == said.pk
    assert client.post(address, {"answer": "kept", "text": "Vì…"}).status_code == 302


def test_the_page_asks_no_more_for_more_comments(world, signed_in, plan, queries):
    client = signed_in(world.teacher)
    address = reverse("lessons:plan", args=[plan.pk])
    say(plan, world.subject_head)
    one = queries(client, address)
    for text in ("hai", "ba"):
        answer(say(plan, world.principal, text, section="a2"), world.teacher)
    assert queries(client, address) == one


def test_adjustments_are_written_after_the_lesson(
    world, signed_in, exchange, lesson, plan
):
    address = reverse("lessons:adjust", args=[lesson.pk])
    client = signed_in(world.teacher)
    assert client.post(address, {"text": "Bớt một bài tập"}).status_code == 422
    exchange.state = "held"
    exchange.save()
    assert client.post(address, {"text": "Bớt một bài tập"}).status_code == 302
    client.post(address, {"text": "Bớt một bài tập"})
    assert Teaching.objects.get().adjustments == "Bớt một bài tập"
    assert AuditEntry.objects.filter(verb="lessons.adjust_teaching").count() == 1
    page = signed_in(world.subject_head).get(reverse("lessons:plan", args=[plan.pk]))
    assert "Bớt một bài tập" in page.text
    assert signed_in(world.subject_head).get(address).status_code == 403


def test_sections_of_files_are_those_of_the_letter_and_of_photos_their_pages():
    assert sections_of() == ("goals", "materials", "a1", "a2", "a3", "a4", "")
    assert sections_of(2)[:3] == ("p1", "p2", "goals")
    assert title_of("a2.b").endswith(", b)")
    assert title_of("p3") != title_of("p4")
    assert title_of("nonsense") == title_of("")
