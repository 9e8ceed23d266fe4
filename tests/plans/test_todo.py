"""What of a plan waits for whom, on the page of today."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from clusters.models import Cluster
from clusters.partial_dates import PartialDate
from clusters.standing import standing_of
from sessions.actions import plans
from sessions.todo import plans as todo_plans
from tests import builders
from tests.plans.helpers import NOW, actor, in_state, round_line, saved, school_year

NOVEMBER = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def texts(user, now=NOVEMBER) -> list[str]:
    return [todo.text for todo in todo_plans.todo_of(User.objects.get(pk=user.pk), now)]


@pytest.mark.parametrize(
    ("state", "head", "secretary"),
    [
        ("draft", ["Chưa gửi duyệt"], ["Chưa gửi duyệt"]),
        ("sent", ["Duyệt kế hoạch"], []),
        ("returned", ["Trả lại"], ["Trả lại"]),
    ],
)
def test_each_hears_what_is_to_be_done(world, state, head, secretary):
    in_state(world, state)
    assert [
        text.split(":")[0].split(" năm")[0] for text in texts(world.cluster_head)
    ] == head
    assert [text.split(":")[0] for text in texts(world.secretary)] == secretary
    assert texts(world.teacher) == texts(world.principal) == []
    # The cluster says that its head approves.
    assert texts(world.officer) == []


def test_a_long_reason_is_cut_behind_a_word(world):
    version = saved(world, by=world.secretary)
    version = plans.send(version=version, by=actor(world.secretary), now=NOW)
    reason = "Chưa có đợt nào của học kì II; " * 4
    plans.give_back(version=version, by=actor(world.cluster_head), now=NOW, reason=reason)  # fmt: skip
    [todo] = todo_plans.todo_of(world.secretary, NOVEMBER)
    assert todo.note == (
        "Chưa có đợt nào của học kì II; Chưa có đợt nào của học kì II; Chưa có đợt nào…"
    )


def test_where_the_authority_approves_its_officers_are_asked_and_not_the_head(world):
    world.north.session_approver = Cluster.SessionApprover.AUTHORITY
    world.north.save()
    in_state(world, "sent")
    assert texts(world.officer) == ["Duyệt kế hoạch năm học 2026-2027 của Cụm 1"]
    assert texts(world.cluster_head) == texts(world.other_officer) == []


def in_force(world, *months: int):
    lines = [
        round_line(world.host, label=f"Lần {n}", on=PartialDate(2026, month))
        for n, month in enumerate(months)
    ]
    version = saved(world, lines)
    return plans.send(version=version, by=actor(world.cluster_head), now=NOW)


def test_rounds_that_are_late_and_those_that_come_are_counted(world):
    in_force(world, 9, 10, 11, 12, 12)
    assert texts(world.cluster_head) == [
        "Cụm 1: 2 đợt trong kế hoạch đã quá hạn mà chưa lên lịch",
        "Cụm 1, tháng 11/2026: 1 đợt chưa lên lịch",
        "Cụm 1, tháng 12/2026: 2 đợt chưa lên lịch",
    ]


def test_a_round_with_a_session_waits_for_nothing(world):
    version = in_force(world, 12)
    plans.schedule(
        planned=version.rows.get().round, by=actor(world.cluster_head), now=NOW
    )
    assert texts(world.cluster_head) == []


def test_a_round_is_late_only_when_its_month_is_over(world):
    in_force(world, 11)
    last = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    over = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
    assert "quá hạn" not in texts(world.cluster_head, last)[0]
    assert "quá hạn" in texts(world.cluster_head, over)[0]


@pytest.mark.parametrize("rounds", [1, 3])
def test_it_asks_one_question_and_none_of_a_teacher(
    world, rounds, django_assert_num_queries
):
    in_force(world, *[10] * rounds)
    for person, asked in ((world.cluster_head, 1), (world.teacher, 0)):
        user = User.objects.get(pk=person.pk)
        standing_of(user)
        with django_assert_num_queries(asked):
            todo_plans.todo_of(user, NOVEMBER)


def test_the_office_of_a_cluster_without_a_plan_is_led_to_it(world):
    school_year()
    [todo] = todo_plans.todo_of(world.cluster_head, NOVEMBER)
    assert todo.text == "Cụm 1 chưa có kế hoạch năm học 2026-2027"
    assert todo.url == reverse("sessions:plan", args=[world.north.pk, "2026-2027"])
    assert texts(world.secretary) == [todo.text]
    assert texts(world.officer) == texts(world.principal) == texts(world.teacher) == []


def test_shortly_before_a_school_year_ends_the_plan_of_the_next_is_asked_for(world):
    school_year()
    june = datetime(2027, 6, 30, 2, 0, tzinfo=UTC)
    july = datetime(2027, 7, 2, 2, 0, tzinfo=UTC)
    assert "2026-2027" in texts(world.cluster_head, june)[0]
    assert "2027-2028" in texts(world.cluster_head, july)[0]


def test_a_plan_of_another_year_does_not_stand_for_this_one(world):
    in_force(world, 10)
    july = datetime(2027, 7, 2, 2, 0, tzinfo=UTC)
    assert texts(world.cluster_head, july)[0] == (
        "Cụm 1 chưa có kế hoạch năm học 2027-2028"
    )


def test_rounds_of_a_year_that_is_over_are_told_of_no_more(world):
    in_force(world, 10)
    august = datetime(2027, 8, 5, 2, 0, tzinfo=UTC)
    assert texts(world.cluster_head, august) == [
        "Cụm 1 chưa có kế hoạch năm học 2027-2028"
    ]


def test_an_officer_sees_missing_plans_on_the_overview_alone(world):
    school_year()
    builders.make_office(world.officer, world.north, "secretary")
    assert texts(world.officer) == []


def test_a_cluster_that_ended_needs_no_plan(world):
    school_year()
    Cluster.objects.filter(pk=world.north.pk).update(valid_to=date(2026, 11, 1))
    assert texts(world.cluster_head) == []
