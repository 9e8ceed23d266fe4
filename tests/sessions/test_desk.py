"""Ticking presence for others: by whom, when, idempotent, each change in the log."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Refused
from sessions import actions
from sessions.desk import groups_of, parts_to_keep
from sessions.doors import keepers_of
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
)


@pytest.fixture
def exchange(world):
    return scheduled(
        world,
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(name="Lò Văn Ính"),
            PersonRow(name="các đồng chí tổ KHTN", is_group=True, group_count=4),
        ],
    )


def tick(exchange, *, here=(), gone=(), by=None, now=DURING, part=None, **more):
    return actions.mark_at_desk(
        exchange=exchange,
        part=part or exchange.parts.get(),
        here={entry.pk for entry in here},
        gone={entry.pk for entry in gone},
        by=actor(by),
        now=now,
        **more,
    )


def logged():
    return list(
        AuditEntry.objects.filter(verb="sessions.mark_at_desk")
        .order_by("pk")
        .values_list("before", "after")
    )


def test_ticking_marks_people_names_and_groups_at_the_desk(world, exchange):
    assert tick(exchange, here=exchange.roster.all(), by=world.cluster_head) == 3
    assert list(
        Attendance.objects.order_by("entry__order").values_list("how", "number", "by")
    ) == [
        ("desk", None, world.cluster_head.pk),
        ("desk", None, world.cluster_head.pk),
        ("desk", 4, world.cluster_head.pk),
    ]


def test_doing_it_again_changes_nothing_and_logs_nothing(world, exchange):
    mai, inh, _group = exchange.roster.all()
    assert tick(exchange, here=[mai], gone=[inh], by=world.principal) == 1
    assert tick(exchange, here=[mai], gone=[inh], by=world.principal) == 0
    assert tick(exchange, here=[mai], by=world.cluster_head, now=AFTER) == 0
    mark = Attendance.objects.get()
    assert (mark.at, mark.by) == (DURING, world.principal)
    assert len(logged()) == 1


def test_the_log_holds_both_values_of_each_change(world, exchange):
    mai, part = exchange.roster.first(), exchange.parts.get()
    actions.check_in(entry=mai, part=part, by=actor(world.teacher), now=DURING)
    tick(exchange, gone=[mai], by=world.principal, now=AFTER, reason="Về sớm")
    tick(exchange, here=[mai], by=world.principal, now=AFTER, reason="Có ký")
    absent = {"entry": mai.pk, "part": part.pk, "here": False}
    there = {"entry": mai.pk, "part": part.pk, "here": True, "number": None}
    assert logged() == [
        (
            {**there, "how": "button", "at": DURING.isoformat()},
            {**absent, "reason": "Về sớm"},
        ),
        (
            absent,
            {**there, "how": "desk", "at": AFTER.isoformat(), "reason": "Có ký"},
        ),
    ]


def test_a_mark_that_the_person_made_stays_when_the_desk_ticks_too(world, exchange):
    mai, part = exchange.roster.first(), exchange.parts.get()
    actions.check_in(entry=mai, part=part, by=actor(world.teacher), now=DURING)
    assert tick(exchange, here=[mai], by=world.principal) == 0
    assert Attendance.objects.get().how == "button"


def test_the_list_is_kept_from_two_hours_before_and_long_after(world, exchange):
    mai = exchange.roster.first()
    with pytest.raises(Refused):
        tick(exchange, here=[mai], now=BEFORE)
    assert tick(exchange, here=[mai], now=AFTER, reason="Theo tờ ký") == 1
    later = AFTER + timedelta(days=200)
    assert tick(exchange, gone=[mai], now=later, reason="Nhầm tên") == 1


@pytest.mark.parametrize("state", ["draft", "proposed", "closed", "cancelled"])
def test_no_list_is_kept_of_what_is_not_agreed_or_closed(world, state):
    exchange = in_state(world, state)
    with pytest.raises(Refused):
        tick(exchange, now=AFTER)
    assert parts_to_keep(exchange, exchange.parts.all(), AFTER) == []


def test_of_a_session_written_down_afterwards_the_list_of_people_counts(world):
    exchange = recorded(world, people=[PersonRow(name="Cô Mai")])
    with pytest.raises(Refused):
        tick(exchange, gone=exchange.roster.all(), now=AFTER)
    assert parts_to_keep(exchange, exchange.parts.all(), AFTER) == []


def test_somebody_of_another_part_is_not_ticked_and_not_shown(world, exchange):
    mai = exchange.roster.first()
    other = scheduled(
        world,
        parts=[part_row(), part_row()],
        people=[PersonRow(name="Cô Mai"), PersonRow(name="Thầy Inh")],
    )
    first, second = other.parts.all()
    entry = other.roster.first()
    entry.parts.add(second)
    shown = [row.entry.pk for group in groups_of(other, first) for row in group.rows]
    assert shown == [other.roster.last().pk]
    with pytest.raises(Refused, match="Cô Mai"):
        tick(other, here=[entry], part=first)
    # An entry of another session is nobody here.
    assert tick(other, here=[mai], part=first) == 0


def test_who_can_correct_it_is_named(world):
    people = [
        PersonRow(name="Cô Mai", user=world.teacher, capacities=["chair"]),
        PersonRow(name="Cô Hà", user=world.subject_head, capacities=["secretary"]),
        PersonRow(name="Thầy Khách", capacities=["secretary"]),
    ]
    assert keepers_of(scheduled(world, people=people)) == "Cô Hà, Cô Mai"
    assert keepers_of(scheduled(world)) == str(world.north)


# --- the page ---------------------------------------------------------------------------------


@pytest.fixture
def today(world):
    return scheduled(
        world,
        parts=[part_row(timezone.localdate(), starts_at=None)],
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher),
            PersonRow(name="Lò Văn Ính"),
        ],
    )


def test_the_page_writes_only_what_was_changed_on_it(world, signed_in, today):
    client, part = signed_in(world.principal), today.parts.get()
    mai, inh = today.roster.all()
    page = client.get(reverse("sessions:desk", args=[today.pk]))
    assert 'data-roster-row="lo van inh' in page.text
    # Meanwhile Mai checks in herself; the page of the desk knows nothing of it.
    actions.check_in(entry=mai, part=part, by=actor(world.teacher), now=timezone.now())
    url = reverse("sessions:desk", args=[today.pk, part.pk])
    answer = client.post(url, {"here": [inh.pk]})
    assert answer.url == url
    assert dict(Attendance.objects.values_list("entry", "how")) == {
        mai.pk: "button",
        inh.pk: "desk",
    }
    client.post(url, {"was": [inh.pk, mai.pk], "here": [mai.pk]})
    assert list(Attendance.objects.values_list("entry", flat=True)) == [mai.pk]


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 40])
def test_numbers_that_are_none_tick_nobody(world, signed_in, today, number):
    url = reverse("sessions:desk", args=[today.pk, today.parts.get().pk])
    answer = signed_in(world.principal).post(url, {"here": number, "was": number})
    assert answer.status_code == 302
    assert not Attendance.objects.exists()


def test_before_the_part_the_page_says_when_it_opens(world, signed_in):
    exchange = scheduled(
        world,
        parts=[part_row(timezone.localdate() + timedelta(days=3))],
        people=[PersonRow(name="Cô Mai")],
    )
    client = signed_in(world.principal)
    page = client.get(reverse("sessions:desk", args=[exchange.pk]))
    assert page.status_code == 200
    assert 'name="here"' not in page.text
    part = exchange.parts.get()
    url = reverse("sessions:desk", args=[exchange.pk, part.pk])
    assert client.get(url).status_code == 404


def test_when_checking_in_is_over_the_page_names_who_can_enter_it(world, signed_in):
    exchange = scheduled(
        world,
        parts=[part_row(timezone.localdate() - timedelta(days=9))],
        people=[
            PersonRow(name="Cô Mai", user=world.teacher),
            PersonRow(name="Cô Hà", user=world.subject_head, capacities=["secretary"]),
        ],
    )
    url = reverse("sessions:check_in", args=[exchange.pk])
    desk = reverse("sessions:desk", args=[exchange.pk])
    teacher = signed_in(world.teacher).get(url).text
    assert "Cô Hà" in teacher
    assert desk not in teacher
    assert desk in signed_in(world.subject_head).get(url).text
