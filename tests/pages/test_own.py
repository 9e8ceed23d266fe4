"""The own page: what is owed, the sessions and lessons of a year, the sum and what nobody decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters import programme
from lessons.models import FeedbackTicket
from lessons.todo import feedback_owed
from sessions.models import Attendance
from tests import builders

PAGE = reverse("own")


@pytest.fixture
def seen(world):
    programme.load()
    exchange = builders.make_exchange(
        cluster=world.north,
        host=world.host,
        schools=[world.host],
        state="held",
        on=timezone.localdate(),
        title="Áp suất chất lỏng",
    )
    entry = builders.make_roster_entry(exchange, world.teacher)
    Attendance.objects.create(
        entry=entry, part=exchange.parts.get(), how="desk", at=timezone.now()
    )
    return entry


def test_it_shows_the_session_with_its_presence_and_that_nobody_decided(
    world, seen, signed_in
):
    text = signed_in(world.teacher).get(PAGE).text
    assert "Áp suất chất lỏng" in text
    assert reverse("session", args=[seen.exchange_id]) in text
    assert "chưa quy định số tiết" in text


def test_feedback_is_owed_until_it_is_given_and_for_two_weeks(world, seen):
    now = timezone.now()
    [todo] = feedback_owed(world.teacher, now)
    assert todo.url == reverse("lessons:feedback", args=[seen.exchange_id])
    assert feedback_owed(world.teacher, now + timedelta(days=16)) == []
    assert feedback_owed(world.subject_head, now) == []
    FeedbackTicket.objects.create(entry=seen, exchange=seen.exchange, lesson=None)
    assert feedback_owed(world.teacher, now) == []


def test_somebody_without_sessions_reads_what_belongs_there(world, signed_in):
    programme.load()
    text = signed_in(world.far_teacher).get(PAGE, {"nam": "1999-2000"}).text
    assert 'class="vacant"' in text


def test_it_is_found_from_the_lessons_and_the_menu(world, signed_in):
    text = signed_in(world.teacher).get(reverse("lessons:mine")).text
    assert text.count(f'href="{PAGE}"') >= 2
