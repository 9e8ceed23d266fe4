"""Two at the same moment in the round of a plan, each with a connection of its own: one of them is
first, and the other decides by what that one left."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import AuditEntry, Notice
from accounts.verbs import Actor, Refused
from lessons import actions
from lessons.filetypes import PDF
from lessons.models import LessonPlan, PlanComment, PlanReader, State
from tests import builders
from tests.lessons.rounds import NOW, answer, newest, press, revise, say
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def failures(answers: list) -> list:
    return [type(one) for one in answers if isinstance(one, Exception)]


def done(verb: str) -> int:
    return AuditEntry.objects.filter(verb=f"lessons.{verb}").count()


def one_after(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Both at once, but `second` begins when `first` has read the plan, and before it has decided."""
    seen = Event()

    def watch(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if '"lessons_lessonplan"' in sql:
            seen.set()
        return found

    def watched() -> Any:
        try:
            with connection.execute_wrapper(watch):
                return first()
        finally:
            seen.set()

    def later() -> Any:
        seen.wait(timeout=20)
        return second()

    return at_once(watched, later)


def test_agreeing_three_times_is_agreeing_once(world, plan):
    answers = at_once(*[lambda: press("agree", plan, world.cluster_head)] * 3)
    assert failures(answers) == []
    assert done("agree_plan") == 1
    told = Notice.objects.filter(user=world.teacher, key__contains="agreed")
    assert told.count() == 1


def test_a_comment_that_comes_while_the_plan_is_agreed_is_refused(world, plan):
    answers = one_after(
        lambda: press("agree", plan, world.cluster_head),
        lambda: say(plan, world.far_teacher),
    )
    assert failures(answers) == [Refused]
    assert PlanComment.objects.count() == 0


def test_an_answer_that_comes_while_the_plan_is_agreed_is_refused(world, plan):
    said = say(plan, world.far_teacher)
    answers = one_after(
        lambda: press("agree", plan, world.cluster_head),
        lambda: answer(said, world.teacher),
    )
    assert failures(answers) == [Refused]
    said.refresh_from_db()
    assert said.answer == ""


def test_one_comment_sent_three_times_is_there_once(world, plan):
    answers = at_once(*[lambda: say(plan, world.far_teacher, client_key="k" * 32)] * 3)
    assert failures(answers) == []
    assert PlanComment.objects.count() == 1


def test_answering_three_times_is_answering_once(world, plan):
    said = say(plan, world.far_teacher)
    answers = at_once(*[lambda: answer(said, world.teacher)] * 3)
    assert failures(answers) == []
    assert done("answer_comment") == 1


def test_answered_and_taken_back_at_once_is_one_of_both(world, plan):
    said = say(plan, world.far_teacher)
    answers = at_once(
        lambda: answer(said, world.teacher),
        lambda: actions.take_back_comment(
            comment=said, by=Actor(world.far_teacher), now=NOW
        ),
    )
    assert failures(answers) == [Refused]


def test_a_revision_is_not_withdrawn_while_it_is_agreed(world, plan):
    answers = one_after(
        lambda: press("agree", plan, world.cluster_head),
        lambda: actions.withdraw_revision(
            revision=newest(plan), reason="Nhầm tệp", by=Actor(world.teacher), now=NOW
        ),
    )
    assert failures(answers) == [Refused]
    plan.refresh_from_db()
    assert (plan.state, plan.agreed_revision) == (State.AGREED, newest(plan))


def test_a_revision_is_not_agreed_while_it_is_withdrawn(world, plan):
    revise(plan, world.teacher)
    answers = one_after(
        lambda: actions.withdraw_revision(
            revision=newest(plan), reason="Nhầm tệp", by=Actor(world.teacher), now=NOW
        ),
        lambda: press("agree", plan, world.cluster_head),
    )
    assert failures(answers) == [Refused]
    plan.refresh_from_db()
    assert plan.state == State.SUBMITTED


@pytest.fixture
def second(world, lesson):
    """A second teacher of the lesson."""
    return builders.make_person("Lò Thị Hoa")


def hand_in(lesson, person, content: bytes):
    return actions.upload_plan(
        lesson=lesson,
        by=Actor(person),
        upload=SimpleUploadedFile("KHBD.pdf", content),
        kind=PDF,
        now=NOW,
    )


def test_two_authors_who_hand_in_at_once_hand_in_two_revisions_of_one_plan(
    world, lesson, second
):
    answers = at_once(
        lambda: hand_in(lesson, world.teacher, b"%PDF-1.7 mai"),
        lambda: hand_in(lesson, second, b"%PDF-1.7 hoa"),
    )
    assert failures(answers) == []
    [plan] = LessonPlan.objects.all()
    assert sorted(plan.revisions.values_list("number", flat=True)) == [1, 2]


def test_a_reading_declined_while_it_is_released_is_one_of_both(world, plan):
    actions.ask_reader(
        plan=plan,
        person=world.far_teacher,
        how=PlanReader.How.CHOSEN,
        by=Actor(world.cluster_head),
        now=NOW,
    )
    answers = at_once(
        lambda: actions.decline_reading(
            plan=plan, by=Actor(world.far_teacher), now=NOW
        ),
        lambda: actions.release_reader(
            plan=plan, person=world.far_teacher, by=Actor(world.cluster_head), now=NOW
        ),
    )
    assert failures(answers) == [Refused]
    assert done("reading_answered") == 1
