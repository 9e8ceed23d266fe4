"""Who reads a plan of another school, what waits for whom, and who is reminded when."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from accounts.verbs import Actor
from clusters.models import Post, Subject
from lessons import actions, reminders
from lessons.models import (
    LessonPlan,
    PlanAuthor,
    PlanReader,
    State,
    Teaching,
)
from lessons.proposing import proposals
from lessons.todo import todo_of
from sessions.models import Lesson
from tests import builders
from tests.lessons.rounds import DAY, NOW, answer, press, put, revise, say

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


# --- readers -----------------------------------------------------------------------------------


@pytest.fixture
def physics(lesson):
    subject = Subject.objects.create(code="t-ly", name="Vật lí thử", order=901)
    Lesson.objects.filter(pk=lesson.pk).update(subject=subject)
    return subject


def colleague(name, school, subject, kind=Post.Kind.TEACHER):
    person = builders.make_person(name)
    builders.make_post(person, school, kind, "Giáo viên").subjects.add(subject)
    return person


def test_readers_teach_the_subject_at_another_school_of_the_cluster(
    world, plan, physics
):
    third = builders.make_school("THCS Thứ Ba", authority=world.office)
    fourth = builders.make_cluster("Cụm 3", authority=world.office, schools=[third])
    first = colleague("Lò Thị An", world.guest, physics)
    second = colleague("Lò Thị Bình", world.guest, physics)
    colleague("Trường tác giả", world.host, physics)
    colleague("Cụm khác", third, physics)
    music = Subject.objects.create(code="t-nhac", name="Âm nhạc thử", order=902)
    colleague("Môn khác", world.guest, music)
    colleague("Hiệu phó", world.guest, physics, Post.Kind.VICE_PRINCIPAL)
    assert proposals(plan, today=TODAY, most=5) == [first, second]
    assert proposals(plan, today=TODAY, most=0) == []
    assert fourth.pk


def test_who_was_asked_least_comes_first_and_schools_take_turns(
    world, exchange, plan, physics
):
    other = builders.make_school("THCS Thứ Ba", authority=world.office)
    exchange.units.create(order=3, school=other)
    busy = colleague("Lò Thị An", world.guest, physics)
    free = colleague("Lò Thị Bình", world.guest, physics)
    far = colleague("Lò Thị Yên", other, physics)
    before = LessonPlan.objects.create(title="Trước")
    PlanReader.objects.create(plan=before, user=busy, how="chosen", asked_at=NOW)
    assert proposals(plan, today=TODAY, most=2) == [free, far]
    assert proposals(plan, today=TODAY, most=3) == [free, far, busy]
    PlanReader.objects.update(asked_at=NOW - timedelta(days=400))
    assert proposals(plan, today=TODAY, most=2) == [busy, far]


def test_two_are_asked_with_the_revision_and_the_next_after_one_declines(
    world, plan, physics
):
    people = [
        colleague(f"Lò Thị {name}", world.guest, physics)
        for name in ("An", "Bình", "Chi")
    ]
    by = Actor(world.teacher)
    for _press in range(2):
        actions.ask_colleagues(plan=plan, by=by, now=NOW)
    assert [one.user for one in plan.readers.all()] == people[:2]
    assert Notice.objects.filter(user=people[0]).count() == 1
    actions.decline_reading(plan=plan, by=Actor(people[0]), now=NOW)
    actions.decline_reading(plan=plan, by=Actor(people[0]), now=NOW)
    assert list(plan.readers.values_list("user", "state")) == [
        (people[0].pk, "declined"),
        (people[1].pk, "asked"),
        (people[2].pk, "asked"),
    ]


def test_a_new_revision_asks_who_read_the_one_before(world, plan, physics):
    person = colleague("Lò Thị An", world.guest, physics)
    by = Actor(world.teacher)
    actions.ask_colleagues(plan=plan, by=by, now=NOW)
    actions.finish_reading(plan=plan, by=Actor(person), now=NOW)
    second = revise(plan, world.teacher)
    later = NOW + timedelta(hours=1)
    actions.ask_colleagues(plan=plan, by=by, now=later)
    reader = PlanReader.objects.get()
    assert (reader.state, reader.revision) == ("asked", second)
    assert Notice.objects.filter(user=person).count() == 2


@pytest.mark.parametrize("state", ["draft", "held", "cancelled"])
def test_nobody_is_asked_to_read_for_a_session_unknown_or_over(
    world, plan, physics, exchange, state
):
    colleague("Lò Thị An", world.guest, physics)
    exchange.state, exchange.state_reason = state, "Bão"
    exchange.save()
    assert actions.ask_colleagues(plan=plan, by=Actor(world.teacher), now=NOW) == []


def test_who_was_asked_sees_the_plan_answers_with_one_tap_and_leaves(
    world, signed_in, plan
):
    page = reverse("lessons:plan", args=[plan.pk])
    address = reverse("lessons:reading_answer", args=[plan.pk])
    client = signed_in(world.far_teacher)
    assert client.get(page).status_code == 404
    actions.ask_reader(
        plan=plan,
        person=world.far_teacher,
        how=PlanReader.How.CHOSEN,
        by=Actor(world.cluster_head),
        now=NOW,
    )
    shown = client.get(page)
    assert address in shown.text
    assert shown.context["round"].due == DAY - timedelta(days=1)
    assert [todo.url for todo in todo_of(world.far_teacher, NOW)] == [page]
    assert client.post(address, {"answer": "read"}).url == page
    assert PlanReader.objects.get().state == "read"
    PlanReader.objects.update(state="asked", answered_at=None)
    declined = client.post(address, {"answer": "declined"})
    assert declined.url == reverse("lessons:mine")
    assert client.get(page).status_code == 404


def test_readers_are_changed_by_who_settles(world, signed_in, plan, physics):
    person = colleague("Lò Thị An", world.guest, physics)
    address = reverse("lessons:readers", args=[plan.pk])
    client = signed_in(world.cluster_head)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"person": "x"}).status_code == 422
    assert client.post(address, {"person": person.pk}).status_code == 302
    reader = PlanReader.objects.get()
    assert (reader.user, reader.how, reader.state) == (person, "chosen", "asked")
    assert client.post(address, {"release": reader.pk}).status_code == 302
    assert PlanReader.objects.get().state == "released"


# --- what waits, and what is reminded of -------------------------------------------------------


def test_the_author_is_told_today_what_waits(world, plan):
    assert todo_of(world.teacher, NOW) == []
    said = say(plan, world.subject_head)
    [todo] = todo_of(world.teacher, NOW)
    assert (todo.urgent, todo.url) == (False, reverse("lessons:plan", args=[plan.pk]))
    answer(said, world.teacher)
    assert todo_of(world.teacher, NOW) == []
    press("return", plan, world.subject_head)
    [todo] = todo_of(world.teacher, NOW)
    assert todo.urgent


def at(day, hour=7):
    return datetime(2026, 11, day, hour, 0, tzinfo=NOW.tzinfo)


def reminded(person):
    return Notice.objects.filter(user=person, kind="reminder").count()


def test_readers_are_reminded_two_days_before_the_last_day_once(world, plan):
    """The lesson is on the 26th, so comments are due on the 25th."""
    actions.ask_reader(
        plan=plan,
        person=world.far_teacher,
        how=PlanReader.How.CHOSEN,
        by=Actor(world.cluster_head),
        now=NOW,
    )
    for moment, expected in [
        (at(22, 23), 0),
        (at(23, 5), 0),
        (at(23, 6), 1),
        (at(24), 1),
        (at(25), 1),
        (at(26), 1),
    ]:
        reminders.remind(now=moment)
        assert reminded(world.far_teacher) == expected, moment
    assert reminded(world.teacher) == 0


def test_nobody_is_reminded_for_the_first_time_after_the_day(world, plan):
    actions.ask_reader(
        plan=plan,
        person=world.far_teacher,
        how=PlanReader.How.CHOSEN,
        by=Actor(world.cluster_head),
        now=NOW,
    )
    assert reminders.remind(now=at(26)) == 0


def test_the_author_is_reminded_four_days_before_to_hand_in_or_to_revise(
    world, lesson, plan
):
    put(plan, State.RETURNED)
    assert reminders.remind(now=at(21, 5)) == 0
    assert reminders.remind(now=at(21, 6)) == 1
    assert reminders.remind(now=at(22)) == 0
    assert reminded(world.teacher) == 1


def test_who_teaches_without_a_plan_is_reminded_to_hand_it_in(world, lesson):
    assert reminders.remind(now=at(20)) == 0
    assert reminders.remind(now=at(21)) == 1
    assert reminders.remind(now=at(22)) == 0
    notice = Notice.objects.get(user=world.teacher)
    assert notice.path == reverse("lessons:plan_upload", args=[lesson.pk])


@pytest.mark.parametrize("state", [State.SUBMITTED, State.AGREED])
def test_whose_turn_it_is_not_is_not_reminded(world, plan, state):
    put(plan, state)
    assert reminders.remind(now=at(24)) == 0


def test_an_agreed_plan_asks_nobody_to_read_it_any_more(world, plan, physics):
    reads = colleague("Lò Thị An", world.guest, physics)
    asked = colleague("Lò Thị Bình", world.guest, physics)
    for person in (reads, asked):
        actions.ask_reader(
            plan=plan,
            person=person,
            how=PlanReader.How.CHOSEN,
            by=Actor(world.subject_head),
            now=NOW,
        )
    actions.finish_reading(plan=plan, by=Actor(reads), now=NOW)
    press("agree", plan, world.subject_head)
    press("agree", plan, world.subject_head)
    states = {one.user: one.state for one in plan.readers.all()}
    assert states == {reads: "read", asked: "released"}
    assert not Notice.objects.filter(user=asked, key__contains="agreed").exists()


def test_reminding_asks_as_much_for_many_lessons_as_for_one(world, exchange, plan):
    def more(number: int) -> None:
        lesson = builders.make_lesson(
            exchange,
            klass=f"8A{number}",
            topic="Áp suất",
            teacher=world.teacher,
            school=world.host,
        )
        if number % 2:
            return
        other = LessonPlan.objects.create(title="Bài khác", owner_school=world.host)
        PlanAuthor.objects.create(plan=other, order=1, user=world.teacher)
        Teaching.objects.create(lesson=lesson, plan=other)
        revise(other, world.teacher)
        put(other, State.RETURNED)

    def asked() -> int:
        reminders.remind(now=at(22))
        with CaptureQueriesContext(connection) as queries:
            assert reminders.remind(now=at(22)) == 0
        return len(queries)

    more(3)
    more(4)
    few = asked()
    for number in range(5, 11):
        more(number)
    assert asked() == few
    assert reminded(world.teacher) == 8
