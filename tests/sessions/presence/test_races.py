"""Two people at the same moment, each with a connection of its own: one mark, nothing lost."""

import pytest
from django.utils import timezone

from accounts.verbs import Refused
from sessions import actions
from sessions.models import Attendance, AttendanceChange, CorrectionRequest
from tests.racing import at_once
from tests.sessions.helpers import actor

pytestmark = pytest.mark.django_db(transaction=True)


def press(key=""):
    return actions.Press.of(timezone.now(), key=key)


def check_in(world, today, part, key=""):
    return actions.check_in(
        entry=today.roster.first(),
        part=part,
        by=actor(world.teacher),
        now=timezone.now(),
        press=press(key),
    )


def at_desk(world, today, part, *, here=True, by=None):
    entry = today.roster.first()
    return actions.mark_at_desk(
        exchange=today,
        part=part,
        here=[entry.pk] if here else [],
        gone=[] if here else [entry.pk],
        by=actor(by or world.principal),
        now=timezone.now(),
    )


def test_pressing_twice_at_once_is_one_mark(world, today, part):
    first, second = at_once(
        lambda: check_in(world, today, part), lambda: check_in(world, today, part)
    )
    assert first.mark == second.mark == Attendance.objects.get()
    assert AttendanceChange.objects.count() == 1


def test_one_press_sent_by_two_tabs_at_once_is_one_press(world, today, part):
    key = "k" * 32
    answers = at_once(
        lambda: check_in(world, today, part, key),
        lambda: check_in(world, today, part, key),
    )
    assert sorted(one.repeated for one in answers) == [False, True]
    assert Attendance.objects.count() == AttendanceChange.objects.count() == 1


def test_phone_and_desk_at_once_are_one_mark(world, today, part):
    mark, changed = at_once(
        lambda: check_in(world, today, part, "p" * 32),
        lambda: at_desk(world, today, part),
    )
    assert mark.mark == Attendance.objects.get()
    assert AttendanceChange.objects.filter(was_here=False).count() == 1
    assert changed in {0, 1}


def test_two_desks_at_once_undo_nothing_of_each_other(world, today, part):
    mai, inh, _group = today.roster.all()
    answers = at_once(
        lambda: actions.mark_at_desk(
            exchange=today, part=part, here=[mai.pk], gone=[],
            by=actor(world.principal), now=timezone.now(),
        ),
        lambda: actions.mark_at_desk(
            exchange=today, part=part, here=[inh.pk], gone=[],
            by=actor(world.cluster_head), now=timezone.now(),
        ),
    )  # fmt: skip
    assert answers == [1, 1]
    assert set(Attendance.objects.values_list("entry", flat=True)) == {mai.pk, inh.pk}


def test_two_guests_at_once_both_stand_on_the_list(world, today, part):
    def greet(name, by, key):
        return actions.add_guest(
            exchange=today, part=part, name=name, by=actor(by), press=press(key)
        )

    answers = at_once(
        lambda: greet("Cà Văn Phúc", world.principal, "a" * 32),
        lambda: greet("Mùa A Chứ", world.cluster_head, "b" * 32),
    )
    assert [one.mark.entry.name_as_printed for one in answers] == [
        "Cà Văn Phúc",
        "Mùa A Chứ",
    ]
    assert sorted(today.roster.values_list("order", flat=True)) == [1, 2, 3, 4, 5]


def test_taking_off_and_pressing_at_once_leave_what_came_last(world, today, part):
    check_in(world, today, part)
    at_once(
        lambda: at_desk(world, today, part, here=False),
        lambda: check_in(world, today, part, "z" * 32),
    )
    last = AttendanceChange.objects.latest("pk")
    assert Attendance.objects.exists() == last.here


def test_a_correction_and_a_press_at_once_are_one_mark(world, today, part):
    request = actions.ask_correction(
        entry=today.roster.first(),
        part=part,
        here=True,
        words="Tôi có dự",
        by=actor(world.teacher),
        now=timezone.now(),
    )
    answers = at_once(
        lambda: actions.decide_correction(
            request=request, grant=True, answer="",
            by=actor(world.principal), now=timezone.now(),
        ),
        lambda: check_in(world, today, part),
    )  # fmt: skip
    assert not [one for one in answers if isinstance(one, Exception)]
    assert Attendance.objects.count() == 1
    assert AttendanceChange.objects.filter(was_here=False).count() == 1
    assert CorrectionRequest.objects.get().state == "granted"


def test_granting_and_declining_at_once_is_one_decision(world, today, part):
    request = actions.ask_correction(
        entry=today.roster.first(),
        part=part,
        here=True,
        words="Tôi có dự",
        by=actor(world.teacher),
        now=timezone.now(),
    )

    def decide(grant):
        return actions.decide_correction(
            request=request, grant=grant, answer="Không có chữ ký",
            by=actor(world.principal), now=timezone.now(),
        )  # fmt: skip

    answers = at_once(lambda: decide(True), lambda: decide(False))
    assert sum(isinstance(one, Refused) for one in answers) == 1
    stored = CorrectionRequest.objects.get()
    assert Attendance.objects.exists() == (stored.state == "granted")


def test_asking_twice_at_once_is_one_request(world, today, part):
    def ask():
        return actions.ask_correction(
            entry=today.roster.first(), part=part, here=True, words="Tôi có dự",
            by=actor(world.teacher), now=timezone.now(),
        )  # fmt: skip

    first, second = at_once(ask, ask)
    assert first == second == CorrectionRequest.objects.get()
