"""Two desks and many phones: each sees the others' marks, at the cost of little."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions import actions
from sessions.models import Attendance
from sessions.rows import PersonRow
from tests.sessions.helpers import actor, part_row, scheduled


def live(client, exchange, version):
    url = reverse("sessions:desk_live", args=[exchange.pk, exchange.parts.get().pk])
    return client.get(url, {"v": version})


def version_on(client, exchange):
    page = client.get(reverse("sessions:desk", args=[exchange.pk]))
    return page.context["version"]


def test_two_desks_see_each_others_marks(world, signed_in, today, part):
    one, two = signed_in(world.principal), signed_in(world.cluster_head)
    known = version_on(one, today)
    assert live(one, today, known).status_code == 204
    mai, inh, group = today.roster.all()
    two.post(
        reverse("sessions:desk", args=[today.pk, part.pk]),
        {"here": [inh.pk, group.pk], f"number-{group.pk}": 9},
    )
    told = live(one, today, known).json()
    assert told["other_list"] is False
    assert {row["entry"]: (row["here"], row["number"]) for row in told["rows"]} == {
        inh.pk: (True, None),
        group.pk: (True, 9),
    }
    assert world.cluster_head.full_name in told["rows"][0]["words"]
    assert live(one, today, told["v"]).status_code == 204
    # Taken off again: that is news, too.
    two.post(reverse("sessions:desk", args=[today.pk, part.pk]), {"was": [inh.pk]})
    [row] = live(one, today, told["v"]).json()["rows"]
    assert (row["entry"], row["here"]) == (inh.pk, False)
    actions.check_in(entry=mai, part=part, by=actor(world.teacher), now=timezone.now())
    assert len(live(one, today, told["v"]).json()["rows"]) == 2


def test_a_guest_of_the_other_desk_makes_it_another_list(world, signed_in, today, part):
    one, two = signed_in(world.principal), signed_in(world.cluster_head)
    known = version_on(one, today)
    two.post(
        reverse("sessions:desk", args=[today.pk, part.pk]),
        {"guest": "1", "name": "Cà Văn Phúc", "organisation": "Phòng VH-XH"},
    )
    assert live(one, today, known).json()["other_list"] is True
    assert "Cà Văn Phúc" in one.get(reverse("sessions:desk", args=[today.pk])).text
    assert Attendance.objects.get().entry.organisation_as_printed == "Phòng VH-XH"


def test_a_guest_without_a_name_is_asked_for_it(world, signed_in, today, part):
    url = reverse("sessions:desk", args=[today.pk, part.pk])
    answer = signed_in(world.principal).post(url, {"guest": "1", "name": " "})
    assert answer.status_code == 200
    assert today.roster.count() == 3


@pytest.mark.parametrize("version", ["", "x", "-1.2.3", "9" * 50, "0"])
def test_a_version_that_is_none_gets_all(world, signed_in, today, version):
    told = live(signed_in(world.principal), today, version).json()
    assert told["other_list"] is True


def test_who_is_missing_is_told_by_unit(world, signed_in, today, part):
    page = signed_in(world.principal).get(reverse("sessions:desk", args=[today.pk]))
    groups = page.context["groups"]
    assert [(group.here, group.missing) for group in groups] == [(0, 3)]


def many(world, people):
    return scheduled(
        world,
        parts=[part_row(timezone.localdate(), starts_at=None)],
        people=[
            PersonRow(name=f"Khách {n}", unit=None, organisation=f"Trường {n}")
            for n in range(people)
        ],
    )


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("desk", 15),
        ("paper_list", 10),
        ("presence_history", 8),
        ("presence_file", 11),
        ("desk_live", 11),
    ],
)
def test_lists_ask_as_often_for_many_as_for_one(
    world, signed_in, django_assert_num_queries, people, name, queries
):
    exchange = many(world, people)
    part = exchange.parts.get()
    actions.mark_at_desk(
        exchange=exchange,
        part=part,
        here=[entry.pk for entry in exchange.roster.all()],
        gone=[],
        by=actor(world.principal),
        now=timezone.now(),
    )
    client = signed_in(world.principal)
    url = reverse(f"sessions:{name}", args=[exchange.pk, part.pk])
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_of_links_asks_as_often_for_many_as_for_one(
    world, signed_in, django_assert_num_queries, people
):
    exchange = many(world, people)
    client = signed_in(world.principal)
    url = reverse("sessions:door_links", args=[exchange.pk])
    client.post(url)
    client.get(url)
    with django_assert_num_queries(9):
        client.get(url)
