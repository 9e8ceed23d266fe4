"""What minutes and tasks put on the page of today, and for whom."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import Part
from sessions.rows import OwnerRow
from sessions.todo.minutes import todo_of
from sessions.waiting import sessions_asked
from tests.sessions.helpers import DAY, actor, in_state, recorded
from tests.sessions.minutes.making import (
    NOW,
    agree,
    all_agree,
    answer,
    confirmed,
    held,
    sent,
    with_people,
    written,
)


def late_minutes(user, *, now: datetime):
    return sessions_asked(user, now=now).late_minutes


def waits(user, now=NOW):
    return todo_of(user, late_minutes(user, now=now), now)


def texts(user, now=NOW):
    with translation.override("en"):
        return [one.text for one in waits(user, now)]


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def test_who_leads_a_school_is_asked_to_confirm_until_it_has_answered(world):
    revision = sent(world)
    wanted = "Confirm the minutes for PTDTBT THCS Nậm Xuân: Áp suất chất lỏng"
    assert texts(world.principal) == [wanted]
    assert texts(world.teacher) == []
    [todo] = waits(world.principal, NOW)
    assert todo.urgent is False
    [todo] = waits(world.principal, at(revision.answer_until))
    assert todo.urgent is True
    answer(revision, world.host, by=world.principal)
    assert texts(world.principal) == []


def test_the_lead_hears_when_a_comment_waits_and_when_all_have_answered(world):
    revision = sent(world)
    answer(revision, world.guest, by=world.guest_principal)
    assert texts(world.cluster_head) == []
    answer(revision, world.host, "comments", "Thiếu", by=world.principal)
    assert texts(world.cluster_head) == [
        "A school commented on the minutes: Áp suất chất lỏng"
    ]
    all_agree(world, revision)
    assert texts(world.cluster_head) == [
        "Every school has answered, confirm the minutes: Áp suất chất lỏng"
    ]


@pytest.mark.parametrize(
    ("days", "late"), [(3, False), (4, True), (60, True), (61, False)]
)
def test_minutes_are_late_on_the_fourth_day_after_the_last_part(world, days, late):
    exchange = held(world)
    today = DAY + timedelta(days=days)
    found = [exchange] if late else []
    assert late_minutes(world.cluster_head, now=at(today)) == found
    assert late_minutes(world.officer, now=at(today)) == []


def test_a_part_that_is_off_keeps_no_minutes_waiting(world):
    exchange = held(world)
    Part.objects.create(
        exchange=exchange,
        order=2,
        on=PartialDate.of(DAY + timedelta(days=6)),
        state="cancelled",
        state_reason="Mưa lũ",
    )
    today = DAY + timedelta(days=4)
    assert late_minutes(world.cluster_head, now=at(today)) == [exchange]


def test_a_day_that_somebody_set_for_the_minutes_counts_instead(world):
    exchange = held(world)
    exchange.minutes_due = DAY + timedelta(days=10)
    exchange.save()
    assert late_minutes(world.cluster_head, now=at(DAY + timedelta(days=10))) == []
    assert late_minutes(world.cluster_head, now=at(DAY + timedelta(days=11))) == [
        exchange
    ]


def test_chair_and_secretary_are_told_of_late_minutes_too(world):
    exchange = with_people(world)
    today = DAY + timedelta(days=9)
    # Whether it took place at all is asked first.
    assert late_minutes(world.teacher, now=at(today)) == []
    actions.hold_part(part=exchange.parts.get(), by=actor(world.cluster_head), now=NOW)
    assert late_minutes(world.teacher, now=at(today)) == [exchange]
    assert late_minutes(world.subject_head, now=at(today)) == []


def test_minutes_that_went_round_are_not_late_nor_those_of_what_was_written_down(world):
    sent(world)
    recorded(world)
    in_state(world, "cancelled")
    assert late_minutes(world.cluster_head, now=at(DAY + timedelta(days=9))) == []


def test_written_but_not_sent_is_late_all_the_same(world):
    minutes = written(world)
    assert late_minutes(world.cluster_head, now=at(DAY + timedelta(days=9))) == [
        minutes.exchange
    ]


def test_owners_see_their_tasks_late_ones_first_until_they_are_closed(world):
    exchange = held(world)
    late, soon, later = agree(
        world,
        exchange,
        "Trễ",
        "Sắp tới",
        "Sau này",
        owners=[OwnerRow(school=world.host)],
    )
    for decision, days in ((late, -1), (soon, 5), (later, 30)):
        decision.due = PartialDate.of(NOW.date() + timedelta(days=days))
        decision.save()
    confirmed(world, written(world, exchange))
    assert texts(world.principal) == [
        "Overdue task: Trễ",
        "Task due soon: Sắp tới",
        "1 task that was agreed is open",
    ]
    assert texts(world.teacher) == []
    for decision in (late, soon, later):
        actions.finish_decision(
            decision=decision, proof="Xong", by=actor(world.principal), now=NOW
        )
    assert texts(world.principal) == []


def test_somebody_named_himself_sees_the_task_too(world):
    agree(world, held(world), "Viết báo cáo", owners=[OwnerRow(user=world.teacher)])
    assert texts(world.teacher) == ["1 task that was agreed is open"]


def test_tasks_of_a_session_that_is_a_draft_again_wait_for_nobody(world):
    exchange = held(world)
    agree(world, exchange, "Nộp báo cáo", owners=[OwnerRow(school=world.host)])
    assert texts(world.principal) == ["1 task that was agreed is open"]
    actions.back_to_draft(
        exchange=exchange, reason="Ghi nhầm", by=actor(world.cluster_head), now=NOW
    )
    assert texts(world.principal) == []
