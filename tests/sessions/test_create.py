"""Making a session: ahead of time, or written down afterwards."""

import pytest

from accounts.models import AuditEntry
from accounts.verbs import Refused
from sessions import actions
from sessions.models import Attendance, ExchangeSession, Part, SessionUnit
from sessions.rows import PersonRow, UnitRow
from tests.sessions import helpers
from tests.sessions.helpers import AFTER, BEFORE, actor, part_row, plan


def test_scheduling_makes_a_draft_with_parts_units_and_lessons(world):
    exchange = actions.schedule(by=actor(world.principal), data=plan(world), now=BEFORE)
    assert (exchange.state, exchange.recorded) == ("draft", False)
    assert (exchange.state_at, exchange.created_by) == (BEFORE, world.principal)
    part = exchange.parts.get()
    assert (part.state, str(part.on), part.on_sort) == (
        "planned",
        "2026-11-26",
        helpers.DAY,
    )
    assert [unit.school for unit in exchange.units.all()] == [world.host, world.guest]
    lesson = exchange.lessons.get()
    assert lesson.part == part
    assert list(lesson.teachers.values_list("name_as_printed", "user")) == [
        ("Vàng Thị Mai", world.teacher.pk)
    ]
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.request_id) == (
        "sessions.schedule",
        world.principal,
        "test",
    )


def test_the_search_key_holds_title_cluster_schools_teachers_and_subjects(world):
    exchange = actions.schedule(by=actor(world.principal), data=plan(world), now=BEFORE)
    for words in ("ap suat", "cum 1", "pa suong", "vang thi mai", "8a2", "khtn"):
        found = ExchangeSession.objects.matching(words)
        assert list(found) == [exchange], words
    assert not ExchangeSession.objects.matching("phieng ban").exists()


def test_a_double_press_makes_one_session(world):
    first = actions.schedule(
        by=actor(world.principal), data=plan(world, client_key="k" * 32), now=BEFORE
    )
    second = actions.schedule(
        by=actor(world.principal), data=plan(world, client_key="k" * 32), now=BEFORE
    )
    assert first == second
    assert ExchangeSession.objects.count() == 1


def test_the_key_of_another_person_is_no_double_press(world):
    actions.schedule(
        by=actor(world.principal), data=plan(world, client_key="same"), now=BEFORE
    )
    with pytest.raises(Exception, match="client_key"):
        actions.schedule(
            by=actor(world.teacher), data=plan(world, client_key="same"), now=BEFORE
        )
    assert ExchangeSession.objects.count() == 1


def test_a_refused_announcement_leaves_no_draft_behind(world):
    with pytest.raises(Refused):
        actions.schedule(
            by=actor(world.cluster_head),
            data=plan(world, parts=[part_row(None)]),
            now=BEFORE,
            announce=True,
        )
    assert not ExchangeSession.objects.exists()


def test_one_school_cannot_stand_in_two_units(world):
    with pytest.raises(Refused):
        actions.schedule(
            by=actor(world.cluster_head),
            data=plan(
                world, units=[UnitRow(school=world.host), UnitRow(school=world.host)]
            ),
            now=BEFORE,
        )
    assert not SessionUnit.objects.exists()


def test_a_recorded_session_is_held_at_once_and_its_roster_was_there(world):
    exchange = actions.record(
        by=actor(world.cluster_head),
        data=plan(
            world,
            parts=[part_row(), part_row(None)],
            people=[
                PersonRow(name="Lò Văn Inh"),
                PersonRow(name="Giáo viên dạy Toán", is_group=True, group_count=6),
            ],
        ),
        now=AFTER,
    )
    assert (exchange.state, exchange.recorded) == ("held", True)
    assert set(Part.objects.values_list("state", flat=True)) == {"held"}
    marks = Attendance.objects.order_by("entry__order", "part__order")
    assert [
        (mark.entry.name_as_printed, mark.part.order, mark.how, mark.at, mark.number)
        for mark in marks
    ] == [
        ("Lò Văn Inh", 1, "recorded", None, None),
        ("Lò Văn Inh", 2, "recorded", None, None),
        ("Giáo viên dạy Toán", 1, "recorded", None, 6),
        ("Giáo viên dạy Toán", 2, "recorded", None, 6),
    ]


def test_a_session_may_lack_a_date_a_cluster_and_a_title(world):
    exchange = actions.record(
        by=actor(world.principal),
        data=plan(world, lead=world.host, parts=[part_row(None, starts_at=None)]),
        now=AFTER,
    )
    assert (exchange.lead, exchange.cluster, exchange.on) == (world.host, None, None)
    assert exchange.parts.get().on_sort is None
