"""A name that somebody bears becomes a question; one press answers it, nothing links by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.verbs import Refused
from clusters.models import Post, Subject
from sessions import actions
from sessions.models import ExchangeSession, LessonTeacher
from sessions.rows import LessonRow, PersonRow, TeacherRow, UnitRow
from sessions.suggestions import (
    find_people,
    namesakes_of,
    near_exchange,
    scope_of_exchange,
)
from sessions.suggestions.namesakes import questions_of
from tests import builders
from tests.sessions.helpers import BEFORE, actor, plan, posted

MAI = "Vàng Thị Mai"


def written(world, name=MAI, *, announce=True, people=()):
    """A session of the cluster whose teacher and people were typed, not picked."""
    lesson = LessonRow(topic="Áp suất chất lỏng", teachers=[TeacherRow(name=name)])
    data = plan(world, lessons=[lesson], people=people)
    return actions.schedule(
        by=actor(world.cluster_head), data=data, now=BEFORE, announce=announce
    )


def link(client, exchange, what="tiet-day", **given):
    address = reverse("sessions:link", args=[exchange.pk, what])
    return client.post(address, given, follow=True)


def test_the_page_asks_its_editor_and_one_press_links(world, signed_in):
    exchange = written(world)
    lesson = exchange.lessons.get()
    page = reverse("session", args=[exchange.pk])
    head = signed_in(world.cluster_head)
    question = "Có phải Vàng Thị Mai, PTDTBT THCS Nậm Xuân không?"
    names = reverse("sessions:names", args=[exchange.pk])
    assert f'hx-get="{names}"' in head.get(page).text
    assert names not in signed_in(world.teacher).get(page).text
    assert question in head.get(names).text
    fragment = head.get(names, headers={"HX-Request": "true"}).text
    assert question in fragment
    assert "<html" not in fragment
    assert LessonTeacher.objects.get().user is None

    answer = link(head, exchange, row=lesson.pk, name=MAI, user=world.teacher.pk)
    assert "Đã gắn Vàng Thị Mai với tài khoản." in answer.text
    assert names not in answer.text
    teacher = LessonTeacher.objects.select_related("lesson").get()
    assert (teacher.user, teacher.name_as_printed, teacher.lesson.school) == (
        world.teacher,
        MAI,
        world.host,
    )
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.actor) == ("sessions.save_lessons", world.cluster_head)


def test_a_name_on_the_list_of_people_is_asked_for_in_the_same_way(world, signed_in):
    exchange = written(world, "Ai Đó", people=[PersonRow(name=MAI)])
    entry = exchange.roster.get()
    head = signed_in(world.cluster_head)
    given = {"row": entry.pk, "name": MAI, "user": world.teacher.pk}
    answer = link(head, exchange, "thanh-phan", **given)
    entry.refresh_from_db()
    assert (entry.user, entry.kind) == (world.teacher, "person")
    assert "Có phải" not in head.get(reverse("sessions:names", args=[exchange.pk])).text
    assert answer.status_code == 200


def test_who_stands_on_the_list_already_is_not_asked_for_again(world, signed_in):
    people = [PersonRow(name=MAI), PersonRow(name="Cô Mai", user=world.teacher)]
    exchange = written(world, "Ai Đó", people=people)
    head = signed_in(world.cluster_head)
    page = head.get(reverse("sessions:names", args=[exchange.pk])).text
    assert "Không ai trong hệ thống mang các tên này." in page
    with pytest.raises(Refused):
        actions.link_entry(
            exchange=exchange,
            entry=exchange.roster.get(user=None).pk,
            name=MAI,
            user=world.teacher.pk,
            by=actor(world.cluster_head),
        )


def test_of_several_who_bear_the_name_one_is_chosen(world, signed_in):
    other = builders.make_person(MAI, phone="+84912000081")
    builders.make_post(other, world.guest, Post.Kind.TEACHER, "Giáo viên")
    exchange = written(world)
    page = signed_in(world.cluster_head).get(
        reverse("sessions:names", args=[exchange.pk])
    )
    assert "Có nhiều người trùng tên" in page.text
    assert "Vàng Thị Mai, PTDTBT THCS Nậm Xuân" in page.text
    assert "Vàng Thị Mai, THCS Pa Sương" in page.text


def test_people_of_schools_that_know_nothing_of_a_draft_are_not_named(world):
    lesson = LessonRow(topic="x", teachers=[TeacherRow(name="Mùa A Dơ")])
    unit = UnitRow(school=world.far)
    draft = actions.schedule(
        by=actor(world.principal),
        data=plan(world, lead=world.host, lessons=[lesson], units=[unit]),
        now=BEFORE,
    )
    assert namesakes_of(draft, ["Mùa A Dơ"], user=world.principal) == {}
    with pytest.raises(Refused):
        actions.link_teacher(
            exchange=draft,
            lesson=draft.lessons.get().pk,
            name="Mùa A Dơ",
            user=world.far_teacher.pk,
            by=actor(world.principal),
        )
    sent = actions.propose(exchange=draft, by=actor(world.principal), now=BEFORE)
    found = namesakes_of(sent, ["Mùa A Dơ"], user=world.principal)
    assert [one.user_id for one in found["Mùa A Dơ"]] == [world.far_teacher.pk]


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Vàng Thị Mơ"}, {"user": 0}, {"user": "x"}, {"row": 0}],
)
def test_a_press_that_fits_nothing_changes_nothing(world, signed_in, wrong):
    exchange = written(world)
    given = {"row": exchange.lessons.get().pk, "name": MAI, "user": world.teacher.pk}
    answer = link(signed_in(world.cluster_head), exchange, **(given | wrong))
    assert "vừa có người thay đổi" in answer.text
    assert LessonTeacher.objects.get().user is None


def test_nobody_else_links_and_there_are_two_kinds_only(world, signed_in):
    exchange = written(world)
    given = {"row": exchange.lessons.get().pk, "name": MAI, "user": world.teacher.pk}
    assert link(signed_in(world.teacher), exchange, **given).status_code == 403
    assert link(signed_in(world.far_teacher), exchange, **given).status_code == 404
    head = signed_in(world.cluster_head)
    assert link(head, exchange, "khac", **given).status_code == 404


def test_a_closed_session_asks_nothing_any_more(world, signed_in):
    exchange = written(world)
    head = signed_in(world.cluster_head)
    actions.cancel(
        exchange=exchange, by=actor(world.cluster_head), now=BEFORE, reason="Bão"
    )
    page = head.get(reverse("sessions:names", args=[exchange.pk])).text
    assert "Có phải" not in page


def test_a_page_without_names_asks_nothing_of_the_database(
    world, django_assert_num_queries
):
    exchange = written(world)
    with django_assert_num_queries(0):
        assert namesakes_of(exchange, [], user=world.cluster_head) == {}


# --- units that are only a name -----------------------------------------------------------------


def named_by_hand(world, client, *, past=False) -> ExchangeSession:
    """A session that names, by hand, a school far away."""
    world.far.place = "Hà Nội"
    world.far.save()
    day = timezone.localdate() + timedelta(days=-3 if past else 3)
    address = reverse(
        "sessions:record" if past else "sessions:schedule", args=["hoi-nghi"]
    )
    fields = posted(client.get(address), then="announce") | {
        "title": "Hoa gạo đỏ",
        "parts-0-on": f"{day:%d/%m/%Y}",
        "others": "THCS Phiêng Ban",
    }
    assert client.post(address, fields).status_code == 302
    return ExchangeSession.objects.get(title="Hoa gạo đỏ")


@pytest.mark.parametrize("past", [False, True])
def test_a_far_school_named_by_hand_sees_nothing(world, signed_in, past):
    client = signed_in(world.principal)
    exchange = named_by_hand(world, client, past=past)
    assert exchange.state == ("held" if past else "scheduled")
    unit = exchange.units.get(name_as_printed="THCS Phiêng Ban")
    assert unit.school is None
    stranger = signed_in(world.far_principal)
    page = reverse("session", args=[exchange.pk])
    assert stranger.get(page).status_code == 404
    for address in ("/", "/hoat-dong/", "/hoat-dong/?q=gao", "/lich/"):
        assert "Hoa gạo đỏ" not in stranger.get(address).text


def test_the_page_asks_whether_it_is_that_school_and_one_press_links(world, signed_in):
    client = signed_in(world.principal)
    exchange = named_by_hand(world, client)
    names = reverse("sessions:names", args=[exchange.pk])
    assert names in client.get(reverse("session", args=[exchange.pk])).text
    assert "THCS Phiêng Ban (Hà Nội)" in client.get(names).text
    unit = exchange.units.get(name_as_printed="THCS Phiêng Ban")
    given = {"row": unit.pk, "name": "THCS Phiêng Ban", "school": world.far.pk}
    answer = link(client, exchange, "don-vi", **given)
    assert "người của trường xem được hoạt động" in answer.text
    unit.refresh_from_db()
    assert (unit.school, unit.name_as_printed) == (world.far, "THCS Phiêng Ban")
    assert names not in answer.text
    page = reverse("session", args=[exchange.pk])
    assert signed_in(world.far_principal).get(page).status_code == 200


def test_a_unit_is_linked_only_to_a_school_of_its_name(world, signed_in):
    client = signed_in(world.principal)
    exchange = named_by_hand(world, client)
    unit = exchange.units.get(name_as_printed="THCS Phiêng Ban")
    for row, name, school in (
        (unit.pk, "THCS Phiêng Ban", world.guest.pk),
        (unit.pk, "Tên khác", world.far.pk),
        (unit.pk + 999, "THCS Phiêng Ban", world.far.pk),
    ):
        answer = link(client, exchange, "don-vi", row=row, name=name, school=school)
        assert "vừa có người thay đổi" in answer.text
    unit.refresh_from_db()
    assert unit.school is None


def test_a_far_school_as_place_or_owner_is_not_taken_by_its_name(world):
    exchange = actions.schedule(
        by=actor(world.cluster_head), data=plan(world), now=BEFORE, announce=True
    )
    near = near_exchange(exchange)
    assert near.school("THCS Phiêng Ban") is None
    assert near.unit("THCS Phiêng Ban") is None


@pytest.fixture
def twins(world):
    """Two teachers of one name at the host, one of mathematics, one of literature."""
    subjects = {
        name: Subject.objects.get_or_create(
            name=name, defaults={"code": code, "short_name": name}
        )[0]
        for code, name in (("toan-x", "Toán"), ("van-x", "Ngữ văn"))
    }
    people = []
    for subject in subjects.values():
        person = builders.make_person("Nguyễn Thị Hằng")
        post = Post.objects.create(
            user=person, school=world.host, kind=Post.Kind.TEACHER, title="Giáo viên"
        )
        post.subjects.add(subject)
        people.append(person)
    return people


def test_two_of_one_name_at_one_school_are_told_apart_by_what_they_teach(world, twins):
    exchange = written(world, "Nguyễn Thị Hằng")
    [question] = questions_of(exchange, user=world.cluster_head)
    place = world.host
    assert [(one.user_id, str(one)) for one in question.people] == [
        (twins[0].pk, f"Nguyễn Thị Hằng, {place} · Toán"),
        (twins[1].pk, f"Nguyễn Thị Hằng, {place} · Ngữ văn"),
    ]
    offered = find_people(scope_of_exchange(exchange), "hang nguyen")
    assert {label: person.user for label, person in offered.items()} == {
        f"Nguyễn Thị Hằng · {place} · Toán": twins[0],
        f"Nguyễn Thị Hằng · {place} · Ngữ văn": twins[1],
    }
    near = near_exchange(exchange)
    assert near.person(f"Nguyễn Thị Hằng · {place} · Ngữ văn").user == twins[1]
    # Name and school alone mean neither of them.
    assert near.person(f"Nguyễn Thị Hằng · {place}") is None


def test_three_alike_in_everything_are_all_there_to_choose_from(world, twins):
    third = builders.make_person("Nguyễn Thị Hằng")
    post = Post.objects.create(
        user=third, school=world.host, kind=Post.Kind.TEACHER, title="Giáo viên"
    )
    post.subjects.set(Post.objects.get(user=twins[0]).subjects.all())
    exchange = written(world, "Nguyễn Thị Hằng")
    offered = find_people(scope_of_exchange(exchange), "hang nguyen")
    assert {person.user for person in offered.values()} == {*twins, third}
