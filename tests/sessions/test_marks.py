"""Checking in: by one press, once, and only around the day."""

from datetime import UTC, datetime, time

import pytest

from accounts.verbs import Refused
from sessions import actions
from sessions.doors import check_in_times
from sessions.models import Attendance
from sessions.rows import PersonRow
from tests.sessions.helpers import (
    AFTER,
    BEFORE,
    DURING,
    actor,
    in_state,
    part_row,
    recorded,
    scheduled,
    verbs,
)


def utc(*when) -> datetime:
    return datetime(*when, tzinfo=UTC)


@pytest.fixture
def exchange(world):
    return scheduled(world, people=[PersonRow(name="Cô Mai", user=world.teacher)])


def press(exchange, by, now=DURING, part=None):
    return actions.check_in(
        entry=exchange.roster.get(),
        part=part or exchange.parts.get(),
        by=actor(by),
        now=now,
    ).mark


def test_a_person_checks_in_on_the_own_device(world, exchange):
    mark = press(exchange, world.teacher)
    assert (mark.how, mark.at, mark.by, mark.number) == (
        "button",
        DURING,
        world.teacher,
        None,
    )
    assert verbs()[-1] == "sessions.check_in"


def test_the_desk_checks_in_for_somebody(world, exchange):
    assert press(exchange, world.cluster_head).how == "desk"


def test_pressing_twice_is_pressing_once(world, exchange):
    first = press(exchange, world.teacher)
    second = press(exchange, world.cluster_head, now=AFTER)
    assert first == second
    assert (second.how, second.at) == ("button", DURING)
    assert Attendance.objects.count() == 1
    assert verbs().count("sessions.check_in") == 1


@pytest.mark.parametrize(
    ("now", "open_now"),
    [
        # Starts at 13:30 in Vietnam, 06:30 UTC: opens two hours before.
        (utc(2026, 11, 26, 4, 29, 59), False),
        (utc(2026, 11, 26, 4, 30), True),
        # The end of 27/11 in Vietnam is 17:00 UTC.
        (utc(2026, 11, 27, 16, 59, 59), True),
        (utc(2026, 11, 27, 17, 0), False),
    ],
)
def test_checking_in_opens_two_hours_before_and_ends_with_the_day_after(
    world, exchange, now, open_now
):
    if open_now:
        press(exchange, world.teacher, now)
        assert Attendance.objects.count() == 1
    else:
        with pytest.raises(Refused):
            press(exchange, world.teacher, now)
        assert not Attendance.objects.exists()


def test_without_an_hour_checking_in_opens_with_the_day(world):
    exchange = scheduled(world, parts=[part_row(starts_at=None)])
    assert check_in_times(exchange.parts.get()) == (
        utc(2026, 11, 25, 17),
        utc(2026, 11, 27, 17),
    )


def test_the_sentence_says_when_it_opens(world, exchange):
    with pytest.raises(Refused, match=r"11:30.*26/11/2026"):
        press(exchange, world.teacher, BEFORE)
    with pytest.raises(Refused, match="27/11/2026"):
        press(exchange, world.teacher, AFTER)


def test_a_part_without_a_day_cannot_be_checked_in_at(world):
    exchange = scheduled(
        world,
        parts=[part_row(), part_row(None)],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    with pytest.raises(Refused):
        press(exchange, world.teacher, part=exchange.parts.last())


@pytest.mark.parametrize("state", ["draft", "proposed", "cancelled", "closed"])
def test_nobody_checks_in_at_a_session_that_does_not_take_place(world, state):
    exchange = in_state(world, state)
    actions_free = exchange.roster.create(
        order=1, kind="person", user=world.teacher, name_as_printed="Cô Mai"
    )
    with pytest.raises(Refused):
        actions.check_in(
            entry=actions_free,
            part=exchange.parts.get(),
            by=actor(world.teacher),
            now=DURING,
        )


def test_nobody_checks_in_at_a_cancelled_part(world):
    exchange = scheduled(
        world,
        parts=[part_row(), part_row(starts_at=time(8))],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    part = exchange.parts.first()
    actions.cancel_part(
        part=part, reason="Bão", by=actor(world.cluster_head), now=BEFORE
    )
    with pytest.raises(Refused):
        press(exchange, world.teacher, part=part)


def test_who_is_invited_to_one_part_does_not_check_in_at_another(world):
    exchange = scheduled(
        world,
        parts=[part_row(), part_row()],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    first, second = exchange.parts.all()
    exchange.roster.get().parts.set([first])
    with pytest.raises(Refused):
        press(exchange, world.teacher, part=second)
    assert press(exchange, world.teacher, part=first).part == first


def test_a_part_of_another_session_is_refused(world, exchange):
    other = scheduled(world)
    with pytest.raises(Refused):
        press(exchange, world.teacher, part=other.parts.get())


def test_names_added_to_a_record_later_were_there_too(world):
    exchange = recorded(world, people=[PersonRow(name="Lò Văn Inh")])
    first = exchange.roster.get()
    actions.save_roster(
        exchange=exchange,
        rows=[
            PersonRow(pk=first.pk, name="Lò Văn Inh"),
            PersonRow(name="Giáo viên tổ Toán", is_group=True, group_count=5),
        ],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    assert list(
        Attendance.objects.order_by("entry__order").values_list("how", "number")
    ) == [("recorded", None), ("recorded", 5)]
    group = exchange.roster.get(kind="group")
    actions.save_roster(
        exchange=exchange,
        rows=[
            PersonRow(
                pk=group.pk, name="Giáo viên tổ Toán", is_group=True, group_count=7
            )
        ],
        removed=[first.pk],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    assert list(Attendance.objects.values_list("how", "number")) == [("recorded", 7)]


def test_an_entry_of_one_part_was_at_that_part_only(world):
    exchange = recorded(world, parts=[part_row(), part_row()], people=[])
    second = exchange.parts.last()
    actions.save_roster(
        exchange=exchange,
        rows=[PersonRow(name="Lò Văn Inh", parts=[second])],
        by=actor(world.cluster_head),
        now=BEFORE,
    )
    assert list(Attendance.objects.values_list("part", flat=True)) == [second.pk]
