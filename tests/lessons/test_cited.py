"""What minutes cite of a plan: the revision that was agreed, frozen with what was sent round."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.verbs import Actor
from lessons import actions
from reports.facts.minutes import minutes_facts
from reports.wording.minutes import minutes_paper
from sessions import actions as session_actions
from sessions.minutes import page
from sessions.models import AgreedPlan, ExchangeSession
from tests.lessons.rounds import NOW, newest, press, revise

LINE = (
    "Tiết dạy, lớp 8A2, bài “Áp suất”; người dạy: Vàng Thị Mai"
    " (PTDTBT THCS Nậm Xuân): bản thứ {}, thống nhất ngày {:02d} tháng 11 năm 2026"
)


@pytest.fixture
def minutes(world, exchange, lesson):
    """The minutes of the meeting that agrees the plan; the lesson is taught at the other part."""
    taught = exchange.parts.get()
    lesson.part = taught
    lesson.save(update_fields=["part"])
    meeting = exchange.parts.create(order=2, purposes=["agree_plan"])
    return session_actions.start_minutes(
        exchange=exchange, part=meeting, by=Actor(world.cluster_head), now=NOW
    )


def cited(minutes) -> tuple[str, ...]:
    minutes.refresh_from_db()
    return page.content_of(minutes).plans


def test_minutes_of_the_meeting_cite_what_was_agreed(world, plan, minutes):
    revise(plan, world.teacher)
    assert cited(minutes) == ()
    press("agree", plan, world.cluster_head)
    assert cited(minutes) == (LINE.format(2, 20),)
    paper = minutes_paper(minutes_facts(minutes, None), metadata_date="")
    assert "bản thứ 2" in str(paper.blocks)


def test_minutes_of_the_lesson_and_of_another_meeting_cite_no_plan(
    world, exchange, plan, minutes
):
    press("agree", plan, world.cluster_head)
    exchange.parts.filter(order=2).update(purposes=["draw_lessons"])
    assert cited(minutes) == ()


def test_the_page_of_the_minutes_names_the_agreed_plan(world, plan, minutes, signed_in):
    press("agree", plan, world.cluster_head)
    written = signed_in(world.cluster_head).get(
        reverse("sessions:minutes_edit", args=[minutes.pk])
    )
    assert "Kế hoạch bài dạy đã thống nhất" in written.text
    assert "bản thứ 1, thống nhất ngày 20 tháng 11 năm 2026" in written.text


def test_what_was_sent_round_keeps_the_revision_that_was_agreed_then(
    world, exchange, plan, minutes, signed_in
):
    press("agree", plan, world.cluster_head)
    ExchangeSession.objects.filter(pk=exchange.pk).update(state="held")
    minutes.exchange.refresh_from_db()
    by = Actor(world.cluster_head)
    session_actions.save_cells(
        minutes=minutes,
        cells=[session_actions.Cell(name="new-1", kind="subject", text="Thống nhất")],
        final=True,
        by=by,
        now=NOW,
    )
    sent = session_actions.circulate(minutes=minutes, days=3, by=by, now=NOW)
    ExchangeSession.objects.filter(pk=exchange.pk).update(state="scheduled")
    press("reopen", plan, world.cluster_head)
    revise(plan, world.teacher)
    actions.agree_plan(
        plan=plan, revision=newest(plan), by=by, now=NOW + timedelta(days=2)
    )
    assert cited(minutes) == (LINE.format(2, 22),)
    assert page.content_from(sent.content).plans == (LINE.format(1, 20),)
    assert minutes_facts(minutes, sent).plans == (LINE.format(1, 20),)
    read = signed_in(world.principal).get(
        reverse("sessions:minutes_one", args=[minutes.pk])
    )
    assert LINE.format(1, 20) in read.text


def test_minutes_sent_before_plans_were_cited_still_open(world, plan, minutes):
    stored = page.as_json(page.content_of(minutes))
    del stored["plans"]
    assert page.content_from(stored).plans == ()


def test_a_lesson_parted_from_its_plan_cites_none(world, lesson, plan, minutes):
    press("agree", plan, world.cluster_head)
    actions.take_plan_off(lesson=lesson, by=Actor(world.teacher))
    assert AgreedPlan.objects.count() == 0
