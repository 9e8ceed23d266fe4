"""The round of a plan: every verb in every state, who may press what, and that nothing is doubled."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Notice
from accounts.verbs import Actor, Refused
from clusters.models import Post, Subject
from lessons import actions
from lessons.models import (
    MOVES,
    LessonPlan,
    PlanComment,
    RevisionWithdrawal,
    State,
    Teaching,
)
from lessons.permissions import can_settle
from sessions.models import RosterEntry
from tests import builders
from tests.lessons.rounds import NOW, answer, newest, press, put, revise, say

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# --- the moves ---------------------------------------------------------------------------------

# What each verb makes of each state; what is not written down is refused.
MAKES = {
    "return": {"submitted": "returned", "returned": "returned"},
    "agree": {"submitted": "agreed", "agreed": "agreed"},
    "reopen": {"agreed": "submitted"},
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", MAKES)
def test_every_verb_of_a_round_makes_of_every_state_what_the_table_says(
    world, plan, verb, state
):
    put(plan, state)
    made = MAKES[verb].get(state)
    if made is None:
        with pytest.raises(Refused):
            press(verb, plan, world.subject_head)
        made = state
    else:
        press(verb, plan, world.subject_head)
        press(verb, plan, world.subject_head)
        entries = AuditEntry.objects.filter(verb=f"lessons.{verb}_plan").count()
        assert entries == (made != state)
    assert LessonPlan.objects.get().state == made
    assert made == state or made in MOVES[state]


SETTLING = ("lessons:plan_agree", "lessons:plan_return", "lessons:plan_reopen")
SETTLERS = {"subject_head", "cluster_head"}
SEEING = {"teacher", "subject_head", "principal", "guest_principal", "cluster_head"}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("route", SETTLING)
def test_who_may_press_is_the_same_in_every_state(world, signed_in, plan, route, state):
    put(plan, state)
    people = {*SEEING, "officer", "far_teacher", "far_principal", "other_officer"}
    found = {
        who: signed_in(getattr(world, who)).get(reverse(route, args=[plan.pk]))
        for who in people
    }
    assert {who: page.status_code for who, page in found.items()} == {
        who: 200 if who in SETTLERS else 403 if who in SEEING else 404 for who in people
    }


@pytest.mark.parametrize("capacity", ["chair", "secretary"])
def test_chair_and_secretary_settle_and_an_author_never_does(
    world, exchange, lesson, plan, capacity
):
    for person in (world.guest_principal, world.teacher):
        RosterEntry.objects.create(
            exchange=exchange,
            order=exchange.roster.count() + 1,
            kind="person",
            user=person,
            name_as_printed=person.full_name,
            capacities=[capacity],
        )
    assert can_settle(world.guest_principal, plan, [lesson])
    assert not can_settle(world.teacher, plan, [lesson])
    builders.make_office(world.teacher, world.north, "secretary")
    assert not can_settle(world.teacher, plan, [lesson])


def test_the_head_of_another_subject_settles_nothing(world, lesson, plan):
    physics = Subject.objects.create(code="t-ly", name="Vật lí thử", order=901)
    music = Subject.objects.create(code="t-nhac", name="Âm nhạc thử", order=902)
    lesson.subject = physics
    lesson.save()
    assert can_settle(world.subject_head, plan, [lesson])
    post = Post.objects.get(user=world.subject_head)
    post.subjects.set([music])
    assert not can_settle(world.subject_head, plan, [lesson])
    post.subjects.set([music, physics])
    assert can_settle(world.subject_head, plan, [lesson])


# --- agreeing ----------------------------------------------------------------------------------


def test_what_is_agreed_is_the_revision_that_was_looked_at(world, plan):
    first = newest(plan)
    second = revise(plan, world.teacher)
    with pytest.raises(Refused, match="2"):
        actions.agree_plan(
            plan=plan, revision=first, by=Actor(world.subject_head), now=NOW
        )
    actions.agree_plan(
        plan=plan, revision=second, by=Actor(world.subject_head), now=NOW
    )
    plan.refresh_from_db()
    assert (plan.agreed_revision, plan.agreed_at, plan.agreed_by) == (
        second,
        NOW,
        world.subject_head,
    )
    assert Teaching.objects.get().revision == second


def test_agreed_again_what_was_taught_stays_with_the_revision_of_its_day(
    world, exchange, plan
):
    press("agree", plan, world.subject_head)
    first = newest(plan)
    exchange.state = "held"
    exchange.save()
    press("reopen", plan, world.subject_head)
    revise(plan, world.teacher)
    press("agree", plan, world.subject_head)
    assert Teaching.objects.get().revision == first
    plan.refresh_from_db()
    assert plan.agreed_revision.number == 2


def test_an_agreed_plan_takes_no_comments_and_no_answers(world, plan):
    said = say(plan, world.subject_head)
    press("agree", plan, world.subject_head)
    with pytest.raises(Refused):
        say(plan, world.subject_head, "Muộn rồi")
    with pytest.raises(Refused):
        answer(said, world.teacher)
    assert PlanComment.objects.count() == 1


def test_the_reason_of_a_return_is_a_comment_on_the_whole_that_waits(world, plan):
    with pytest.raises(Refused):
        actions.return_plan(
            plan=plan, reason=" ", by=Actor(world.subject_head), now=NOW
        )
    press("return", plan, world.subject_head)
    said = PlanComment.objects.get()
    assert (said.section, said.text, said.is_open) == ("", "Thêm hoạt động 3", True)
    assert Notice.objects.get(user=world.teacher).text == "Thêm hoạt động 3"


# --- comments ----------------------------------------------------------------------------------


def test_a_comment_sent_twice_is_one(world, plan):
    first = say(plan, world.subject_head, client_key="k1")
    assert say(plan, world.subject_head, "khác", client_key="k1") == first
    assert say(plan, world.subject_head) == first
    assert PlanComment.objects.count() == 1
    other = say(plan, world.principal, client_key="k1")
    assert (other.by, other.client_key) == (world.principal, None)


def test_a_comment_on_a_revision_that_was_followed_meanwhile_is_kept(world, plan):
    first = newest(plan)
    revise(plan, world.teacher)
    assert say(plan, world.subject_head, revision=first).revision == first


@pytest.mark.parametrize("text", ["", "  \n "])
def test_without_words_nothing_is_said(world, plan, text):
    with pytest.raises(Refused):
        say(plan, world.subject_head, text)


def test_of_a_withdrawn_revision_nothing_is_said(world, plan):
    RevisionWithdrawal.objects.create(
        revision=newest(plan), reason="Nhầm", at=NOW, by=world.teacher
    )
    with pytest.raises(Refused):
        say(plan, world.subject_head)


def test_what_is_taken_back_is_shown_to_nobody_and_answered_it_stays(
    world, signed_in, plan
):
    said = say(plan, world.subject_head, "Viết nhầm chỗ")
    by = Actor(world.subject_head)
    actions.take_back_comment(comment=said, by=by, now=NOW)
    actions.take_back_comment(comment=said, by=by, now=NOW)
    assert AuditEntry.objects.filter(verb="lessons.take_back_comment").count() == 1
    page = signed_in(world.teacher).get(reverse("lessons:plan", args=[plan.pk]))
    assert "Viết nhầm chỗ" not in page.text
    with pytest.raises(Refused):
        answer(said, world.teacher)
    other = say(plan, world.subject_head)
    answer(other, world.teacher)
    with pytest.raises(Refused):
        actions.take_back_comment(comment=other, by=by, now=NOW)


@pytest.mark.parametrize(
    ("chosen", "text", "is_open"),
    [("adopted", "", False), ("kept", "Lớp còn yếu", False), ("later", "", True)],
)
def test_an_answer_settles_a_comment_or_puts_it_off(world, plan, chosen, text, is_open):
    said = answer(say(plan, world.subject_head), world.teacher, chosen, text)
    assert (said.answer, said.answer_text, said.is_open) == (chosen, text, is_open)
    answer(said, world.teacher, chosen, text)
    assert AuditEntry.objects.filter(verb="lessons.answer_comment").count() == 1


@pytest.mark.parametrize(("chosen", "text"), [("kept", " "), ("", ""), ("no", "x")])
def test_an_answer_is_one_of_three_and_keeping_takes_a_reason(
    world, plan, chosen, text
):
    said = say(plan, world.subject_head)
    with pytest.raises(Refused):
        answer(said, world.teacher, chosen, text)
    said.refresh_from_db()
    assert said.answer == ""


def test_author_and_colleague_hear_once_a_day(world, plan):
    for text in ("một", "hai", "ba"):
        answer(say(plan, world.subject_head, text), world.teacher)
    told = Notice.objects.filter(kind="lesson")
    assert sorted(told.values_list("user", flat=True)) == sorted(
        [world.teacher.pk, world.subject_head.pk]
    )
    say(plan, world.subject_head, "bốn", now=NOW + timedelta(days=1))
    assert told.filter(user=world.teacher).count() == 2


# --- nothing is cut ----------------------------------------------------------------------------

LONG = "Một câu hỏi dẫn dắt. " * 200


def test_words_that_do_not_fit_are_refused_and_none_is_cut(world, plan):
    said = say(plan, world.subject_head)
    with pytest.raises(Refused, match=r"4\.?199.*4\.?000"):
        say(plan, world.subject_head, text=LONG)
    with pytest.raises(Refused):
        answer(said, world.teacher, "kept", LONG)
    with pytest.raises(Refused) as refused:
        actions.return_plan(
            plan=plan, reason=LONG, by=Actor(world.subject_head), now=NOW
        )
    assert refused.value.field == "reason"
    assert [one.text for one in PlanComment.objects.all()] == [said.text]
