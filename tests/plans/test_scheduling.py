"""From a round to a session: one press, one draft that says what the plan says."""

import pytest

from accounts.verbs import Refused
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.actions import plans
from sessions.models import ExchangeSession, PlanVersion
from sessions.planning.rows import TeacherLine
from tests import builders
from tests.plans.helpers import NOW, actor, in_state, lesson_line, round_line, saved


def in_force(world, *lines) -> PlanVersion:
    version = saved(world, list(lines))
    return plans.send(version=version, by=actor(world.cluster_head), now=NOW)


def scheduled(world, version, by=None) -> ExchangeSession:
    return plans.schedule(
        planned=version.rows.get().round, by=actor(by or world.cluster_head), now=NOW
    )


def test_a_round_becomes_a_draft_that_holds_what_the_plan_says(world):
    version = in_force(
        world,
        round_line(
            world.host,
            label="lần 2",
            chair=TeacherLine(name="Dương Quốc Đạt", user=world.cluster_head),
            lessons=(lesson_line(user=world.teacher, school=world.host),),
        ),
    )
    exchange = scheduled(world, version)
    assert (exchange.state, exchange.kind) == ("draft", "lesson_study")
    assert exchange.lead_cluster == world.north
    assert exchange.rounds_as_printed == "lần 2"
    assert exchange.title == "Áp suất chất lỏng"
    assert exchange.school_year.label == "2026-2027"
    assert [(unit.school, unit.hosts) for unit in exchange.units.all()] == [
        (world.host, True),
        (world.guest, False),
    ]
    lesson = exchange.lessons.get()
    assert (lesson.subject_as_printed, lesson.klass) == ("KHTN", "8A2")
    assert [one.user for one in lesson.teachers.all()] == [world.teacher]
    assert exchange.roster.get().capacities == ["chair"]


def test_of_a_month_only_the_month_stands_and_no_day_is_invented(world):
    exchange = scheduled(world, in_force(world, round_line(world.host)))
    assert [part.on for part in exchange.parts.all()] == [PartialDate(2026, 10)] * 2


def test_a_day_in_the_plan_is_the_day_it_is_taught(world):
    day = PartialDate(2026, 10, 15)
    exchange = scheduled(world, in_force(world, round_line(world.host, on=day)))
    agree, teach = exchange.parts.all()
    assert (agree.on, teach.on) == (None, day)
    assert exchange.lessons.get().part == teach


def test_pressed_twice_it_is_one_session(world):
    version = in_force(world, round_line(world.host))
    first = scheduled(world, version)
    assert scheduled(world, version, by=world.secretary) == first
    assert ExchangeSession.objects.count() == 1


def test_a_round_is_free_again_when_its_session_was_deleted(world):
    version = in_force(world, round_line(world.host))
    actions.delete(exchange=scheduled(world, version), by=actor(world.cluster_head))
    assert version.rows.get().round.exchange is None
    scheduled(world, version)


def test_after_a_session_was_cancelled_another_follows_it(world):
    version = in_force(world, round_line(world.host, on=PartialDate(2026, 10, 15)))
    first = scheduled(world, version)
    actions.propose(exchange=first, by=actor(world.cluster_head), now=NOW)
    actions.cancel(exchange=first, by=actor(world.cluster_head), now=NOW, reason="Bão")
    second = scheduled(world, version)
    assert (second.follows, version.rows.get().round.exchange) == (first, second)


@pytest.mark.parametrize("state", ["draft", "sent", "returned"])
def test_only_rounds_of_the_approved_plan_are_scheduled(world, state):
    version = in_state(world, state)
    with pytest.raises(Refused, match="kế hoạch đã duyệt"):
        scheduled(world, version)


def test_the_chairs_post_is_nobody_on_the_list(world):
    line = round_line(world.host, chair=TeacherLine(name="Cụm trưởng"))
    assert not scheduled(world, in_force(world, line)).roster.exists()


def test_a_school_that_is_to_name_somebody_is_no_teacher(world):
    lesson = lesson_line(teacher=world.guest.name, school=world.guest)
    exchange = scheduled(world, in_force(world, round_line(world.host, lessons=(lesson,))))  # fmt: skip
    taught = exchange.lessons.get()
    assert (taught.school, taught.teachers.count()) == (world.guest, 0)


def test_an_exam_has_no_lessons_but_its_subjects(world):
    line = round_line(world.host, kind="joint_exam")
    exchange = scheduled(world, in_force(world, line))
    assert exchange.lessons.count() == 0
    assert exchange.title == "Áp suất chất lỏng"


# --- sessions that exist already -----------------------------------------------------------------
def test_a_session_that_exists_is_tied_to_its_round_and_untied(world):
    round_ = in_force(world, round_line(world.host)).rows.get().round
    exchange = builders.make_exchange(cluster=world.north, host=world.host)
    plans.link(planned=round_, exchange=exchange, by=actor(world.cluster_head))
    round_.refresh_from_db()
    assert round_.exchange == exchange
    plans.unlink(planned=round_, by=actor(world.cluster_head))
    round_.refresh_from_db()
    assert round_.exchange is None


def test_a_round_has_one_session_and_a_session_one_round(world):
    version = in_force(
        world, round_line(world.host), round_line(world.guest, label="Lần 2")
    )
    first, second = [row.round for row in version.rows.all()]
    exchange = builders.make_exchange(cluster=world.north, host=world.host)
    other = builders.make_exchange(cluster=world.north, host=world.guest)
    plans.link(planned=first, exchange=exchange, by=actor(world.cluster_head))
    with pytest.raises(Refused, match="đã có hoạt động"):
        plans.link(planned=first, exchange=other, by=actor(world.cluster_head))
    with pytest.raises(Refused, match="một đợt khác"):
        plans.link(planned=second, exchange=exchange, by=actor(world.cluster_head))


def test_a_session_of_another_cluster_is_not_tied(world):
    round_ = in_force(world, round_line(world.host)).rows.get().round
    far = builders.make_exchange(cluster=world.south, host=world.far)
    with pytest.raises(Refused, match="cụm khác"):
        plans.link(planned=round_, exchange=far, by=actor(world.cluster_head))
