"""How often each page asks the database: the same at one row and at three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters import programme
from sessions import actions
from sessions.rows import (
    DecisionRow,
    DocumentRow,
    ItemRow,
    LessonRow,
    OwnerRow,
    PersonRow,
    TeacherRow,
    UnitRow,
)
from tests import builders
from tests.sessions.helpers import BEFORE, actor, part_row, posted, scheduled


def filled(world, rows: int):
    """A session with that many rows in every section."""
    numbers = range(rows)
    exchange = scheduled(
        world,
        parts=[part_row(title=f"Buổi {n}", site=world.host) for n in numbers],
        units=[
            UnitRow(school=builders.make_school(f"THCS Số {n}"), organises=n == 0)
            for n in numbers
        ],
        lessons=[
            LessonRow(
                topic=f"Bài {n}",
                subject_as_printed="KHTN 8",
                school=world.host,
                class_school=world.guest,
                teachers=[TeacherRow(name="Vàng Thị Mai", user=world.teacher)],
            )
            for n in numbers
        ],
        people=[PersonRow(name=f"Người {n}") for n in numbers],
    )
    head = actor(world.cluster_head)
    speaker = exchange.roster.first()
    part = exchange.parts.first()
    actions.save_items(
        exchange=exchange,
        rows=[
            ItemRow(kind="speech", text=f"Lời {n}", said_by=[speaker], part=part)
            for n in numbers
        ],
        by=head,
    )
    actions.save_documents(
        exchange=exchange,
        rows=[DocumentRow(number=f"{n}/KH", summary="Kế hoạch") for n in numbers],
        by=head,
    )
    actions.save_decisions(
        exchange=exchange,
        rows=[
            DecisionRow(
                text=f"Việc {n}",
                owners=[OwnerRow(school=world.host), OwnerRow(user=world.teacher)],
            )
            for n in numbers
        ],
        by=head,
    )
    return exchange


# Of each, five belong to the person: cookie, user, posts, offices, and the session itself.
COUNTS = {
    "details": 19,
    "parts": 12,
    "add_part": 12,
    "units": 11,
    "lessons": 19,
    "people": 18,
    "documents": 8,
    "items": 13,
    "decisions": 16,
    "zalo": 9,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", COUNTS)
def test_a_page_asks_the_same_for_one_row_and_for_three(
    world, signed_in, django_assert_num_queries, name, rows
):
    programme.load()
    exchange = filled(world, rows)
    client = signed_in(world.cluster_head)
    with django_assert_num_queries(COUNTS[name]):
        assert (
            client.get(reverse(f"sessions:{name}", args=[exchange.pk])).status_code
            == 200
        )


@pytest.mark.parametrize("schools", [1, 3])
def test_the_form_of_a_new_session_asks_the_same_for_one_school_and_three(
    world, signed_in, django_assert_num_queries, schools
):
    programme.load()
    for number in range(schools):
        school = builders.make_school(f"THCS Số {number}")
        builders.ClusterMembership.objects.create(cluster=world.north, school=school)
        builders.make_post(builders.make_person(f"Cô Số {number}"), school)
    client = signed_in(world.principal)
    url = reverse("sessions:schedule", args=["nghien-cuu-bai-hoc"])
    with django_assert_num_queries(16):
        assert client.get(url).status_code == 200


def reads(queries, table: str) -> int:
    return sum(
        one["sql"].startswith("SELECT") and f'FROM "{table}"' in one["sql"]
        for one in queries
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_people_reads_the_units_once_for_all(world, rows):
    exchange = filled(world, 1)
    people = [PersonRow(name=f"Người mới {n}") for n in range(rows)]
    with CaptureQueriesContext(connection) as queries:
        actions.save_roster(
            exchange=exchange,
            rows=people,
            by=actor(world.cluster_head),
            now=BEFORE,
        )
    # Once for the people, once for the words to find the session by.
    assert reads(queries, "exchange_unit") == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_saving_lessons_and_groups_reads_the_subjects_once_for_all(
    world, signed_in, rows
):
    programme.load()
    exchange = filled(world, 3)
    client = signed_in(world.cluster_head)
    words = ["KHTN 8", "Môn không có", "Lý 7"][:rows]
    lessons = reverse("sessions:lessons", args=[exchange.pk])
    typed = {f"lessons-{n}-subject": one for n, one in enumerate(words)}
    data = posted(client.get(lessons), **typed)
    with CaptureQueriesContext(connection) as queries:
        assert client.post(lessons, data).status_code == 302
    assert reads(queries, "clusters_subjectalias") == 1
    part = reverse("sessions:edit_part", args=[exchange.pk, exchange.parts.first().pk])
    typed = {f"groups-{n}-name": one for n, one in enumerate(words)}
    data = posted(client.get(part), **typed, **{"groups-TOTAL_FORMS": str(rows)})
    with CaptureQueriesContext(connection) as queries:
        assert client.post(part, data).status_code == 302
    assert reads(queries, "clusters_subjectalias") == 1
    assert exchange.parts.first().groups.count() == rows
