"""At which parts somebody is expected: the to-do list, the pages and the verb give one answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions import actions
from sessions.mine import own_days
from sessions.models import Attendance, Part, RosterEntry
from sessions.rows import PersonRow
from sessions.todo.check_in import check_in_todos
from tests.sessions.helpers import actor, part_row, scheduled


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def exchange(world, now):
    """Three parts of today: one for the teacher by name, one for everybody else, one called off."""
    day = timezone.localdate(now)
    exchange = scheduled(
        world,
        parts=[
            part_row(day, title=f"Buổi {number}", starts_at=None)
            for number in (1, 2, 3)
        ],
        people=[PersonRow(name="Cô Mai", user=world.teacher)],
    )
    _first, second, third = exchange.parts.all()
    exchange.roster.get().parts.set([second, third])
    actions.cancel_part(
        part=third, reason="Mưa lũ", by=actor(world.cluster_head), now=now
    )
    return exchange


def asked(person, now) -> list[str]:
    return [
        todo.icon for todo in check_in_todos(own_days(person, now).to_check_in, now)
    ]


def doors(client, exchange) -> list[Part]:
    page = client.get(reverse("sessions:check_in", args=[exchange.pk]))
    return [door.part for door, _record, _over in page.context["doors"]]


def test_who_is_invited_to_one_part_is_asked_at_that_part_only(
    world, signed_in, exchange, now
):
    second = exchange.parts.all()[1]
    client = signed_in(world.teacher)
    entries = RosterEntry.objects.filter(user=world.teacher)
    assert list(Part.objects.expecting(entries)) == [second]
    assert doors(client, exchange) == [second]
    assert asked(world.teacher, now) == ["user-check"]
    address = reverse("sessions:check_in", args=[exchange.pk])
    session = reverse("session", args=[exchange.pk])
    assert client.get(session).context["check_in_part"] == second
    assert client.post(address, {"part": second.pk}).status_code == 302
    assert asked(world.teacher, now) == []
    assert client.get(session).context["checked_in"]
    assert client.get(session).context["check_in_part"] is None


def test_a_press_on_the_page_of_today_is_one_that_a_device_keeps(
    world, signed_in, exchange
):
    second = exchange.parts.all()[1]
    kept = f'data-mark="{exchange.roster.get().pk}:{second.pk}"'
    client = signed_in(world.teacher)
    assert client.get("/").text.count(kept) == 1
    # There the bar at the lower edge of a phone has the button, too.
    session = reverse("session", args=[exchange.pk])
    assert client.get(session).text.count(kept) == 2


def test_the_page_takes_no_mark_at_a_part_that_one_is_not_invited_to(
    world, signed_in, exchange
):
    first, _second, third = exchange.parts.all()
    address = reverse("sessions:check_in", args=[exchange.pk])
    for part in (first, third):
        answer = signed_in(world.teacher).post(address, {"part": part.pk})
        assert answer.status_code == 404
    assert not Attendance.objects.exists()


def test_who_is_not_invited_today_is_not_told_to_check_in(world, signed_in, exchange):
    exchange.roster.get().parts.set([exchange.parts.last()])
    page = signed_in(world.teacher).get(reverse("session", args=[exchange.pk]))
    assert not page.context["checked_in"]
    assert page.context["check_in_part"] is None


def test_an_entry_that_names_no_part_is_expected_at_all_that_take_place(
    world, exchange
):
    entry = exchange.roster.get()
    entry.parts.clear()
    scheduled(world)
    mine = RosterEntry.objects.filter(pk=entry.pk)
    assert list(Part.objects.expecting(mine)) == list(exchange.parts.all()[:2])
