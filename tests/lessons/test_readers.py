"""Who reads a plan: every move of a reader, from every state, and who is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import AuditEntry
from accounts.verbs import Actor, Refused
from lessons import actions
from lessons.models import (
    READER_MOVES,
    LessonPlan,
    PlanAuthor,
    PlanReader,
    PlanRevision,
    ReaderState,
    State,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
VERBS = {
    "ask": ReaderState.ASKED,
    "finish": ReaderState.READ,
    "decline": ReaderState.DECLINED,
    "release": ReaderState.RELEASED,
}


@pytest.fixture
def plan(world):
    plan = LessonPlan.objects.create(title="Áp suất", state=State.SUBMITTED)
    PlanAuthor.objects.create(plan=plan, order=1, user=world.teacher)
    PlanRevision.objects.create(
        plan=plan,
        number=1,
        file="plans/a.pdf",
        size=7,
        sha256="a" * 64,
        created_by=world.teacher,
    )
    return plan


def press(verb: str, plan: LessonPlan, person) -> None:
    by = Actor(user=person)
    if verb == "ask":
        actions.ask_reader(
            plan=plan, person=person, how=PlanReader.How.CHOSEN, by=by, now=NOW
        )
    elif verb == "release":
        actions.release_reader(plan=plan, person=person, by=by, now=NOW)
    else:
        act = actions.finish_reading if verb == "finish" else actions.decline_reading
        act(plan=plan, by=by, now=NOW)


@pytest.mark.parametrize("state", ReaderState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_move_of_a_reader_is_the_one_of_the_table(world, plan, verb, state):
    reader = world.subject_head
    PlanReader.objects.create(
        plan=plan,
        user=reader,
        how="chosen",
        state=state,
        asked_at=NOW,
        answered_at=None if state == "asked" else NOW,
    )
    target = VERBS[verb]
    if target in READER_MOVES[state]:
        press(verb, plan, reader)
        assert PlanReader.objects.get().state == target
        assert AuditEntry.objects.get().before == {"state": state}
    elif target == state:
        press(verb, plan, reader)
        assert not AuditEntry.objects.exists()
    else:
        with pytest.raises(Refused):
            press(verb, plan, reader)
        assert PlanReader.objects.get().state == state


def test_who_was_asked_reads_the_newest_revision_that_stands(world, plan):
    press("ask", plan, world.subject_head)
    newest = PlanRevision.objects.create(
        plan=plan,
        number=2,
        file="plans/b.pdf",
        size=7,
        sha256="b" * 64,
        created_by=world.teacher,
    )
    press("finish", plan, world.subject_head)
    reader = PlanReader.objects.get()
    assert (reader.revision, reader.answered_at) == (newest, NOW)


def test_no_author_reads_the_own_plan_and_nobody_unasked_answers(world, plan):
    with pytest.raises(Refused):
        press("ask", plan, world.teacher)
    with pytest.raises(Refused):
        press("finish", plan, world.subject_head)
    assert not PlanReader.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_nobody_is_asked_while_it_is_the_authors_turn(world, plan, state):
    LessonPlan.objects.update(state=state)
    with pytest.raises(Refused):
        press("ask", plan, world.subject_head)
