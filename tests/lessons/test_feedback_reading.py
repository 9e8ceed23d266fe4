"""Words of feedback that the secretary of the cluster reads first, where the cluster wants that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Notice
from lessons import opening
from lessons.feedback import LEAST, About
from lessons.models import FeedbackAnswer
from tests import builders
from tests.lessons.giving import colleagues, give, next_morning, session_of_today

pytestmark = pytest.mark.django_db

RUDE, KIND = "Dạy thế thì đừng dạy", "Nên chờ các em nói hết câu"


@pytest.fixture
def secretary(world):
    person = builders.make_person("Thư ký cụm")
    builders.make_office(person, world.north, "secretary")
    world.north.feedback_read_first = True
    world.north.save()
    return person


@pytest.fixture
def about(world, secretary):
    """Five have answered, two of them with words."""
    about = About(*session_of_today(world))
    for number, entry in enumerate(colleagues(about.exchange, LEAST)):
        words = {0: RUDE, 1: KIND}.get(number, "")
        give(entry, about, learned=words)
    return about


def days_later(days: int):
    return next_morning() + timedelta(days=days)


def run(about, days: int = 0) -> int:
    return opening.open_feedback(about.exchange.pk, now=days_later(days))


def address(about) -> str:
    return reverse("lessons:read_first", args=[about.exchange.pk])


def results(about) -> str:
    return reverse("lessons:lesson_results", args=[about.lesson.pk])


def chosen(why: str) -> dict[str, str]:
    """The form of the page as the secretary sends it: the rude words held back."""
    given = FeedbackAnswer.objects.being_read().exclude(learned="")
    return {f"answer-{one.pk}": why if one.learned == RUDE else "" for one in given}


def told(person) -> list[str]:
    return list(Notice.objects.filter(user=person).values_list("path", flat=True))


def test_nothing_opens_before_the_secretary_has_read(
    about, secretary, world, signed_in
):
    assert run(about) == 0
    assert told(secretary) == [address(about)]
    assert told(world.teacher) == []
    page = signed_in(secretary).get(address(about)).text
    assert RUDE in page
    assert KIND in page
    # Words only: neither names nor what was touched.
    assert "Đồng nghiệp 1" not in page
    assert "Đa số hiểu ngay" not in page
    assert RUDE not in signed_in(world.teacher).get(results(about)).text


def test_what_was_held_back_reaches_nobody_and_the_teacher_hears_why(
    about, secretary, world, signed_in
):
    run(about)
    # Long enough ago that results may open at any hour of today.
    about.exchange.parts.update(on=f"{timezone.localdate() - timedelta(days=2)}")
    response = signed_in(secretary).post(address(about), chosen("insult"))
    assert response.status_code == 302
    page = signed_in(world.teacher).get(results(about)).text
    assert KIND in page
    assert RUDE not in page
    assert "1 phiếu" in page
    assert "xúc phạm" in page
    assert told(world.teacher) == [results(about)]
    [entry] = AuditEntry.objects.filter(verb="lessons.read_feedback")
    assert entry.after == {"read": 2, "held_back": 1}


def test_only_the_secretary_reads_first_and_not_of_the_own_lesson(
    about, secretary, world, signed_in
):
    run(about)
    for who in (world.cluster_head, world.teacher, world.officer):
        assert signed_in(who).get(address(about)).status_code == 403
        assert signed_in(who).post(address(about), chosen("")).status_code == 403
    about.lesson.teachers.update(user=secretary)
    fresh = About(about.exchange, about.exchange.lessons.get())
    assert fresh.reads_first is None


def test_a_reason_that_is_none_is_refused(about, secretary, signed_in):
    run(about)
    response = signed_in(secretary).post(address(about), chosen("tone"))
    assert 'role="alert"' in response.text
    assert not FeedbackAnswer.objects.filter(is_open=True).exists()


def test_who_does_not_read_is_reminded_and_after_three_days_it_opens_and_says_so(
    about, secretary, world, signed_in
):
    assert [run(about, days) for days in (0, 0, 1, 1, 2)] == [0] * 5
    assert told(secretary) == [address(about)] * 2
    assert run(about, 3) == LEAST
    page = signed_in(world.teacher).get(results(about)).text
    assert RUDE in page
    assert "chưa kịp đọc trước" in page


def test_who_answers_meanwhile_waits_for_the_next_five(about, secretary, signed_in):
    run(about)
    late = colleagues(about.exchange, LEAST + 1)[-1]
    before = set(FeedbackAnswer.objects.being_read().values_list("pk", flat=True))
    give(late, about, learned="Tôi đến muộn")
    # The numbers that stand on the secretary's open page are still good.
    given = FeedbackAnswer.objects.being_read()
    assert set(given.values_list("pk", flat=True)) == before
    assert "Tôi đến muộn" not in signed_in(secretary).get(address(about)).text


def test_touches_alone_open_without_a_reading(world, secretary):
    about = About(*session_of_today(world))
    for entry in colleagues(about.exchange, LEAST):
        give(entry, about)
    assert run(about) == LEAST


def test_the_form_says_that_the_secretary_reads_first(about, secretary):
    assert about.reads_first.holds(secretary)
    assert about.reads_first.words in about.who_reads
    assert "thư ký của Cụm" in about.who_reads
