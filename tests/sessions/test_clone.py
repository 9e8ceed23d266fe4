"""A session like an earlier one: everything but what belongs to its days."""

from datetime import date

import pytest
from django.urls import reverse

from clusters.models import Post
from clusters.partial_dates import PartialDate
from sessions import actions
from sessions.models import (
    Attendance,
    ExchangeSession,
    Group,
    Lesson,
    Part,
    SessionDocument,
)
from sessions.rows import DocumentRow, PersonRow
from tests import builders
from tests.sessions.helpers import (
    AFTER,
    DURING,
    actor,
    part_row,
    posted,
    scheduled,
)


@pytest.fixture
def earlier(world):
    """Two parts a week apart, a lesson in the second, a group, people, a basis; held."""
    exchange = scheduled(
        world,
        parts=[
            part_row(site=world.host, title="Thống nhất", place_as_printed="Phòng 1"),
            part_row(date(2026, 12, 3), title="Dạy", purposes=["teach"]),
        ],
        people=[
            PersonRow(name="Vàng Thị Mai", user=world.teacher, capacities=["chair"])
        ],
    )
    first, second = exchange.parts.all()
    exchange.lessons.update(part=second)
    Group.objects.create(part=second, order=1, name="Nhóm Toán")
    by = actor(world.cluster_head)
    entry = exchange.roster.get()
    entry.parts.set([second])
    unit = exchange.units.get(school=world.host)
    exchange.roster.update(unit=unit)
    actions.save_documents(
        exchange=exchange,
        rows=[DocumentRow(number="02/KH", summary="Kế hoạch năm học")],
        by=by,
    )
    actions.hold_part(part=first, by=by, now=DURING)
    actions.check_in(entry=entry, part=second, by=by, now=AFTER.replace(day=3, hour=7))
    unit.refresh_from_db()
    return exchange


def clone(world, earlier, **fields):
    fields.setdefault("client_key", "k1")
    return actions.clone(
        exchange=earlier, by=actor(world.cluster_head), now=AFTER, **fields
    )


def test_it_is_a_draft_that_follows_the_earlier_one(world, earlier):
    made = clone(world, earlier)
    assert (made.state, made.follows, made.lead) == ("draft", earlier, world.north)
    assert (made.title, made.kind, made.told_at) == (earlier.title, earlier.kind, None)
    assert made.code != earlier.code


def test_parts_groups_lessons_people_units_and_bases_come_along(world, earlier):
    made = clone(world, earlier)
    first, second = made.parts.all()
    assert (first.title, first.place_as_printed, first.site) == (
        "Thống nhất",
        "Phòng 1",
        world.host,
    )
    assert [group.name for group in second.groups.all()] == ["Nhóm Toán"]
    lesson = made.lessons.get()
    assert (lesson.part, lesson.klass, lesson.teacher_names) == (
        second,
        "8A2",
        ["Vàng Thị Mai"],
    )
    entry = made.roster.get()
    assert (entry.user, entry.capacities, list(entry.parts.all())) == (
        world.teacher,
        ["chair"],
        [second],
    )
    assert entry.unit == made.units.get(school=world.host)
    assert SessionDocument.objects.get(exchange=made).document.number == "02/KH"
    assert "ap suat" in made.search_key
    assert "vang thi mai" in made.search_key


def test_days_states_replies_and_presence_stay_behind(world, earlier):
    made = clone(world, earlier)
    assert {(part.on, part.state, part.announced) for part in made.parts.all()} == {
        (None, "planned", None)
    }
    assert {unit.reply for unit in made.units.all()} == {""}
    assert not Attendance.objects.filter(entry__exchange=made).exists()
    assert not made.items.exists()
    assert not made.decisions.exists()


def test_with_a_first_day_the_parts_lie_as_far_apart_as_they_did(world, earlier):
    made = clone(world, earlier, first_day=date(2027, 3, 4))
    assert [part.on for part in made.parts.all()] == [
        PartialDate(2027, 3, 4),
        PartialDate(2027, 3, 11),
    ]


def test_days_that_were_never_known_are_not_made_up(world, earlier):
    earlier.parts.update(on=PartialDate(2026, 11), on_sort=date(2026, 11, 1))
    made = clone(world, earlier, first_day=date(2027, 3, 4))
    assert {part.on for part in made.parts.all()} == {None}


def test_a_cancelled_part_does_not_come_along(world, earlier):
    second = earlier.parts.last()
    Part.objects.filter(pk=second.pk).update(state="cancelled", state_reason="Mưa")
    made = clone(world, earlier)
    assert made.parts.count() == 1
    assert made.lessons.get().part is None
    assert list(made.roster.get().parts.all()) == []


def test_who_left_does_not_come_along(world, earlier):
    Post.objects.filter(user=world.teacher).update(valid_to=date(2020, 1, 1))
    made = clone(world, earlier)
    assert not made.roster.exists()
    assert made.lessons.get().teacher_names == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # The post ended: another one is held at the school of the unit.
        ("Giáo viên", "Phó Hiệu trưởng"),
        ("Phó Hiệu trưởng", "Phó Hiệu trưởng"),
        # What no post says was typed for this list.
        ("Đại diện ban tổ chức", "Đại diện ban tổ chức"),
        ("", ""),
    ],
)
def test_a_title_of_a_post_that_ended_becomes_that_of_today(
    world, earlier, printed, expected
):
    earlier.roster.update(title_as_printed=printed)
    Post.objects.filter(user=world.teacher).update(
        title="Giáo viên", valid_to=date(2026, 12, 1)
    )
    for school, kind, title in (
        (world.far, Post.Kind.TEACHER, "Giáo viên thỉnh giảng"),
        (world.host, Post.Kind.VICE_PRINCIPAL, "Phó Hiệu trưởng"),
    ):
        builders.make_post(world.teacher, school, kind, title)
    made = clone(world, earlier, first_day=date(2027, 3, 4))
    assert made.roster.get().title_as_printed == expected


def test_two_presses_make_one_copy(world, earlier):
    assert clone(world, earlier) == clone(world, earlier)
    assert ExchangeSession.objects.count() == 2
    assert Lesson.objects.count() == 2
    assert clone(world, earlier, client_key="k2") != clone(world, earlier)


def test_its_page_asks_for_the_day_and_leads_to_where_days_are_written(
    world, earlier, signed_in
):
    head = signed_in(world.cluster_head)
    address = reverse("sessions:clone", args=[earlier.pk])
    assert address in head.get(reverse("session", args=[earlier.pk])).text
    assert address in head.get(reverse("sessions:new")).text
    answer = head.post(address, posted(head.get(address)))
    made = ExchangeSession.objects.get(follows=earlier)
    assert answer.url == reverse("sessions:parts", args=[made.pk])
    given = posted(head.get(address), first_day="2027-03-07")
    page = head.post(address, given, follow=True).text
    assert "Đã nhân bản thành bản nháp" in page
    assert "07/03/2027: các trường nghỉ Chủ nhật" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_kinds_asks_the_same_whatever_can_be_copied(
    world, signed_in, rows, django_assert_num_queries
):
    for _one in range(rows):
        builders.make_exchange(cluster=world.north, state="held")
    head = signed_in(world.cluster_head)
    with django_assert_num_queries(7):
        page = head.get(reverse("sessions:new"))
    assert page.status_code == 200


def test_deadlines_are_set_and_shown_and_empty_ones_follow_again(world, signed_in):
    exchange = scheduled(
        world, parts=[part_row(date(2027, 11, 25), purposes=["teach"])]
    )
    head = signed_in(world.cluster_head)
    page, form = (
        reverse("session", args=[exchange.pk]),
        reverse("sessions:deadlines", args=[exchange.pk]),
    )
    said = head.get(page).text
    for words in (
        "Góp ý kế hoạch bài dạy</dt><dd>24/11/2027",
        "28/11/2027",
        "30/11/2027",
    ):
        assert words in said
    shown = head.get(form)
    assert "Để trống: Chủ nhật, ngày 28/11/2027." in shown.text
    head.post(form, posted(shown, minutes="2027-12-10"))
    exchange.refresh_from_db()
    assert (exchange.comments_due, exchange.minutes_due) == (None, date(2027, 12, 10))
    assert "10/12/2027" in head.get(page).text
    head.post(form, posted(head.get(form), minutes=""))
    assert "28/11/2027" in head.get(page).text
    assert (
        head.post(form, posted(head.get(form), minutes="31/02/2027")).status_code == 200
    )
